"""What the provider reports of a message, and what no report means."""

import datetime as dt

from sqlalchemy import select, update

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.gateways.reports import Report
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.messages.delivering import arrive, fail
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.referring import read_id

WAITED = dt.timedelta(days=1)
BATCH = 1_000

_REPORTABLE = {
    "delivered": ("queued", "sent", "unknown", "failed", "lost"),
    "failed": ("queued", "sent", "unknown"),
}
"""From which states a report leads on. What arrived has arrived; what somebody told by telephone stays told."""


async def take_report(database: Database, report: Report, *, at: dt.datetime) -> bool:
    """Write a signed report down. False where it changes nothing: a repetition, a state in between, an unknown id."""
    found = read_id(report.id)
    if found is None or report.state not in _REPORTABLE:
        return False
    tenant, message_id = found
    async with database.transaction(standing_in(tenant)) as db:
        wanted = select(Message).where(Message.tenant_id == tenant, Message.id == message_id)
        message = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
        if message is None or not message.attempts or message.state not in _REPORTABLE[report.state]:
            return False
        message.reported_at = at
        message.sent_at = message.sent_at or message.tried_at
        if report.state == "delivered":
            arrive(message)
        else:
            await fail(db, message, "reported", at=at)
        return True


async def give_up_waiting(database: Database, *, at: dt.datetime) -> int:
    """What was sent and reported on by nobody in a day is unknown, in every government; returns how many became so."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).kept()]
    aged = 0
    for tenant in tenants:
        while True:
            async with database.transaction(standing_in(tenant)) as db:
                batch = await _age(db, at - WAITED)
            aged += batch
            if batch < BATCH:
                break
    return aged


async def _age(db: Db, before: dt.datetime) -> int:
    old = (
        select(Message.id)
        .where(Message.tenant_id == db.tenant, Message.state == "sent", Message.sent_at < before)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    aged = await db.execute(
        update(Message)
        .where(Message.tenant_id == db.tenant, Message.id.in_(old))
        .values(state="unknown")
        .returning(Message.id),
        execution_options={"synchronize_session": False},
    )
    return len(aged.all())
