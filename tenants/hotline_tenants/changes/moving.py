"""What other office hours would do to the clocks that run: each is reckoned by the hours as they would be, and nothing
is written. Where governments below take their hours from here, their clocks are reckoned as well, under the moments
at which the orders from here would be due.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import Turns, own_turns
from hotline_tenants.cases.model import Assignment
from hotline_tenants.changes.hours import followers, turned
from hotline_tenants.changes.listing import Kept, keep_rows
from hotline_tenants.clocks.calendars import calendar_with
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.recomputing import limit_again, original_again
from hotline_tenants.referrals.model import Referral
from hotline_tenants.watching.recomputing import ceiling_of

BATCH = 2000


@dataclass
class _Moves:
    """What was found in one government: clocks looked at, how many of a kind would come earlier or later."""

    looked: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: list[Kept] = field(default_factory=list)


async def clocks_moved(
    db: Db, change_id: uuid.UUID, wanted: Sequence[str] | None, *, since: dt.datetime
) -> dict[str, Any]:
    """How many open clocks would move, by government and kind; those of this one are written beside the proposal, from
    when to when. One pass over the clocks that run over the day.
    """
    registry = await registry_of(db)
    here = registry.get(db.tenant)
    day = since.astimezone(here.zone).date()
    instead = {here.id: turned(own_turns(here), day, wanted)}
    above: dict[uuid.UUID, dt.datetime] = {}
    lines: list[dict[str, Any]] = []
    looked = 0
    for tenant in followers(registry, here.id):
        if tenant == here.id:
            found = await _moved_in(db, instead, above, since=since)
            await keep_rows(db, change_id, found.rows)
        else:
            async with across(db, because=NewLink(here.id, tenant)):
                found = await _moved_in(db, instead, above, since=since)
        looked += found.looked
        names = registry.get(tenant).names
        lines += [
            {"government": names, "clock": kind, "earlier": found.counts[kind, "earlier"], "later": found.counts[kind, "later"]}
            for kind in sorted({kind for kind, _ in found.counts})
        ]  # fmt: skip
    return {"looked": looked, "lines": lines}


async def _moved_in(
    db: Db, instead: Mapping[int, Turns], above: dict[uuid.UUID, dt.datetime], *, since: dt.datetime
) -> _Moves:
    """`above` are the moments at which assignments from above would be due; those of this government come to it."""
    calendar, moves = await calendar_with(db, instead), _Moves()
    async for clock, assignment, due_above, of in _running(db, since):
        moves.looked += 1
        ceiling = await ceiling_of(db, calendar, clock, assignment, above.get(of, due_above) if of else None)
        after = await _due(db, calendar, clock, ceiling)
        if after == clock.due_at:
            continue
        stage = "earlier" if after < clock.due_at else "later"
        moves.counts[clock.kind, stage] += 1
        moves.rows.append(Kept(clock.case_id, stage, clock.kind, clock.unit_id, clock.due_at, after))
        if assignment is not None and clock.kind == "reply" and assignment.governs_tenant_id is not None:
            above[assignment.id] = after
    return moves


async def _due(
    db: Db, calendar: Calendar, clock: Clock, ceiling: dt.datetime | None
) -> dt.datetime:  # fmt: skip
    original = await original_again(db, calendar, clock, no_later_than=ceiling)
    return limit_again(calendar, clock, original, no_later_than=ceiling).due_at


async def _running(
    db: Db, since: dt.datetime
) -> AsyncIterator[tuple[Clock, Assignment | None, dt.datetime | None, uuid.UUID | None]]:
    """Every open clock that is due after the moment, with its assignment, when the order above is due and which."""
    newer = aliased(Referral)
    link = and_(Referral.tenant_id == db.tenant, Referral.case_id == Clock.case_id, Referral.side == "lower")
    latest = ~(
        select(newer.id)
        .where(newer.tenant_id == db.tenant, newer.case_id == Clock.case_id, newer.side == "lower", newer.id > Referral.id)
        .exists()
    )  # fmt: skip
    wanted = (
        select(Clock, Assignment, Referral.superior_due_at, Referral.assignment_id)
        .outerjoin(Assignment, and_(Assignment.tenant_id == db.tenant, Assignment.id == Clock.assignment_id))
        .outerjoin(Referral, and_(link, latest))
        .where(Clock.tenant_id == db.tenant, Clock.stopped_at.is_(None), Clock.due_at >= since)
        .order_by(Clock.id)
        .limit(BATCH)
    )
    place: uuid.UUID | None = None
    while True:
        batch = (await db.execute(wanted.where(Clock.id > place) if place else wanted)).all()
        for row in batch:
            yield row[0], row[1], row[2], row[3]
        if len(batch) < BATCH:
            return
        place = batch[-1][0].id
