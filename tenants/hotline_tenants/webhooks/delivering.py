"""Delivering what is due: many receivers at once, a few messages at each, nobody waits for a slow one."""

import asyncio
import datetime as dt
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import httpx
from sqlalchemy import select, text, update

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.webhooks.addresses import Walls
from hotline_tenants.webhooks.claiming import Claimed, claim
from hotline_tenants.webhooks.model import Delivery, Subscription
from hotline_tenants.webhooks.sending import Outcome, client, send
from hotline_tenants.webhooks.signing import signed_headers

AT_ONCE = 64
AT_ONE_RECEIVER = 4
KEEPS_ON = 20.0
"""Seconds during which one run takes up further deliveries; the next run follows within a second."""

PAUSES: tuple[dt.timedelta, ...] = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 32_400)
)
"""Between one attempt and the next: eleven attempts in about 23 hours, then it is given up."""

_TENANTS = text("SELECT hotline_tenants_with_due_deliveries(:moment)")

log = logging.getLogger(__name__)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def deliver(database: Database, walls: Walls, *, clock: Callable[[], dt.datetime] = _now) -> int:
    """Send what is due until nothing is, at most for KEEPS_ON and the last attempts; returns how many were made.

    Whatever a killed process had in its hands is taken up by another when its claim has run out: a message may come
    twice, and its id says so.
    """
    made, until = 0, time.monotonic() + KEEPS_ON
    flying: dict[asyncio.Task[None], Claimed] = {}
    async with client() as http:
        try:
            while True:
                if time.monotonic() < until:
                    for claimed in await _claim_all(database, flying.values(), clock()):
                        made += 1
                        flying[asyncio.create_task(_deliver(database, http, claimed, walls, clock))] = claimed
                if not flying:
                    return made
                done, _ = await asyncio.wait(flying, timeout=1, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del flying[task]
                    task.result()
        finally:
            for task in flying:
                task.cancel()


async def _claim_all(database: Database, flying: Iterable[Claimed], now: dt.datetime) -> list[Claimed]:
    busy = Counter(one.subscription_id for one in flying)
    room = AT_ONCE - busy.total()
    if room <= 0:
        return []
    async with database.transaction(NOWHERE) as db:
        tenants: Sequence[int] = (await db.execute(_TENANTS, {"moment": now})).scalars().all()
    found: list[Claimed] = []
    for tenant in random.sample(tenants, len(tenants)):
        async with database.transaction(standing_in(tenant)) as db:
            found += await claim(db, busy, AT_ONE_RECEIVER, room - len(found), now=now)
        if len(found) >= room:
            break
    return found


async def _deliver(
    database: Database,
    http: httpx.AsyncClient,
    claimed: Claimed,
    walls: Walls,
    clock: Callable[[], dt.datetime],
) -> None:
    headers = signed_headers(claimed.secret, claimed.id, claimed.body, at=clock())
    outcome = await send(http, claimed.url, headers, claimed.body, walls)
    async with database.transaction(standing_in(claimed.tenant)) as db:
        await settle(db, claimed, outcome, at=clock())


async def settle(db: Db, claimed: Claimed, outcome: Outcome, *, at: dt.datetime) -> None:
    """Write down what came of an attempt: delivered, tried again later, or given up."""
    pause = PAUSES[claimed.attempts - 1] if claimed.attempts <= len(PAUSES) else None
    if outcome.received:
        state, next_at = "delivered", None
    elif pause is not None:
        state, next_at = "waiting", at + pause * random.uniform(0.9, 1.1)  # noqa: S311 - scatter, not a secret
    else:
        state, next_at = "dead", None
    mine = Delivery.tenant_id == db.tenant, Delivery.id == claimed.id, Delivery.attempts == claimed.attempts
    settled = await db.execute(
        update(Delivery)
        .where(*mine, Delivery.state == "waiting")
        .values(state=state, next_at=next_at, status=outcome.status, answer=outcome.answer,
                milliseconds=outcome.milliseconds)
        .returning(Delivery.id)
    )  # fmt: skip
    if settled.first() is not None and state == "dead":
        await _tell_of_death(db, claimed, at)


async def _tell_of_death(db: Db, claimed: Claimed, at: dt.datetime) -> None:
    """Once a day for a subscription, however many messages are given up."""
    wanted = select(Subscription).where(
        Subscription.tenant_id == db.tenant, Subscription.id == claimed.subscription_id
    )
    subscription = (await db.execute(wanted.with_for_update())).scalar_one()
    if subscription.died_at is not None and at - subscription.died_at < dt.timedelta(days=1):
        return
    subscription.died_at = at
    await tell(
        db, "webhook_dead", subject_id=subscription.id, subject_kind="webhook", at=at, roles=("tenant_admin",),
        name=subscription.name,
    )  # fmt: skip
