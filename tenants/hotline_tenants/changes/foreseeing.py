"""What a proposed change of rules would do, reckoned once and kept beside it: over open work, and over the last months."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.changes.listing import kept_cases, let_cases_go
from hotline_tenants.changes.matching import proposed_rules
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.previewing import open_work
from hotline_tenants.changes.reading import begins, change_of
from hotline_tenants.changes.replaying import replay
from hotline_tenants.clocks.rules import Rule


async def foresee(db: Db, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Reckon the effect of a proposal as of now; a decided one keeps what was seen when it was decided. Twice at once,
    the second waits; who decides meanwhile does not.
    """
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext(f"effect {change_id}"))))
    change = await change_of(db, change_id)
    if change.state != "proposed":
        return
    await let_cases_go(db, change_id)
    now, then = await rules_beside(db, change, at=at)
    found = await open_work(db, change_id, now, then)
    effect = {
        "at": at.isoformat(), "running": found.running, "open": list(found.lines),
        "cases": await kept_cases(db, change_id), "past": await replay(db, now, then, at=at),
    }  # fmt: skip
    change = await change_of(db, change_id, lock=True)
    if change.state == "proposed":
        change.effect = effect
    else:
        await let_cases_go(db, change_id)


async def rules_beside(db: Db, change: Change, *, at: dt.datetime) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """The rules that would be in force on the day of a proposal without it, and with it."""
    zone = (await registry_of(db)).get(db.tenant).zone
    return await proposed_rules(db, change.items, at=begins(change.effective_on, zone, at))
