"""What a proposed change would do, reckoned once and kept beside it: over open work, and over the last months."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.changes.carding import thresholds_moved
from hotline_tenants.changes.closing_days import closed_days
from hotline_tenants.changes.counting import numbers_moved
from hotline_tenants.changes.hours import HOURS
from hotline_tenants.changes.listing import kept_cases, let_cases_go
from hotline_tenants.changes.matching import proposed_rules
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.moving import clocks_moved
from hotline_tenants.changes.overriding import overriding
from hotline_tenants.changes.previewing import open_work
from hotline_tenants.changes.reading import begins, change_of
from hotline_tenants.changes.replaying import replay
from hotline_tenants.changes.subjects import RULE, THRESHOLD, split


async def foresee(db: Db, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Reckon the effect of a proposal as of now; a decided one keeps what was seen when it was decided. Twice at once,
    the second waits; who decides meanwhile does not.
    """
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext(f"effect {change_id}"))))
    change = await change_of(db, change_id)
    if change.state != "proposed":
        return
    await let_cases_go(db, change_id)
    effect = {"at": at.isoformat(), **await _effect(db, change, at=at)}
    effect["cases"] = await kept_cases(db, change_id)
    change = await change_of(db, change_id, lock=True)
    if change.state == "proposed":
        change.effect = effect
    else:
        await let_cases_go(db, change_id)


async def _effect(db: Db, change: Change, *, at: dt.datetime) -> dict[str, Any]:
    """What each kind of setting in a change would do."""
    zone = (await registry_of(db)).get(db.tenant).zone
    since = begins(change.effective_on, zone, at)
    wanted = {item["of"]: item["after"] for item in change.items}
    found: dict[str, Any] = {}
    if any(split(subject)[0] == RULE for subject in wanted):
        now, then = await proposed_rules(db, change.items, at=since)
        work = await open_work(db, change.id, now, then)
        past = await replay(db, now, then, at=at)
        found |= {"running": work.running, "open": list(work.lines), "past": past}
    below = await overriding(db, wanted, since=change.effective_on)
    found["own_below"] = [{"government": one.names, "settings": named} for one, named in below.values()]
    if HOURS in wanted or closed_days(wanted):
        found["hours"] = await clocks_moved(db, change.id, wanted, since=since)
    if numbers := await numbers_moved(db, wanted, at=at):
        found["numbers"] = numbers
    if cards := {split(one)[1]: value for one, value in wanted.items() if split(one)[0] == THRESHOLD}:
        found["cards_given"] = await thresholds_moved(db, change.id, cards, at=at)
    return found
