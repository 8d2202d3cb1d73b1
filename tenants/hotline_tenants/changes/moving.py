"""What other office hours or closed days would do to the clocks that run: each is reckoned by the hours as they would be, and nothing
is written. Where governments below take their hours from here, their clocks are reckoned as well, under the moments
at which the orders from here would be due.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import and_, select, true, tuple_

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import Turns, own_turns
from hotline_tenants.cases.model import Assignment
from hotline_tenants.changes.closing_days import closed_days, closed_with
from hotline_tenants.changes.hours import HOURS, followers, turned
from hotline_tenants.changes.listing import Kept, keep_rows
from hotline_tenants.clocks.calendars import calendar_with
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.recomputing import Frozen, Rules, due_again
from hotline_tenants.clocks.rules import rules_by_version
from hotline_tenants.clocks.stretching import ADDED
from hotline_tenants.referrals.model import Referral
from hotline_tenants.watching.recomputing import ceiling_under

BATCH = 2000


@dataclass
class _Moves:
    """What was found in one government: clocks looked at, how many of a kind would come earlier or later."""

    looked: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


async def clocks_moved(
    db: Db, change_id: uuid.UUID, wanted: Mapping[str, Any], *, since: dt.datetime
) -> dict[str, Any]:
    """How many open clocks would move, by government and kind; those of this one are written beside the proposal, from
    when to when. One pass over the clocks that run over the day.
    """
    registry = await registry_of(db)
    here = registry.get(db.tenant)
    day = since.astimezone(here.zone).date()
    instead = {here.id: turned(own_turns(here), day, wanted[HOURS])} if HOURS in wanted else {}
    closed = closed_days(wanted)
    above: dict[uuid.UUID, dt.datetime] = {}
    lines: list[dict[str, Any]] = []
    looked = 0
    for tenant in followers(registry, here.id) if instead else [here.id]:
        if tenant == here.id:
            found = await _moved_in(db, instead, above, closed=closed, since=since, change_id=change_id)
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
    db: Db, instead: Mapping[int, Turns], above: dict[uuid.UUID, dt.datetime], *, since: dt.datetime,
    change_id: uuid.UUID | None = None, closed: Mapping[dt.date, Any] | None = None,
) -> _Moves:  # fmt: skip
    """`above` are the moments at which assignments from above would be due; those of this government come to it. What
    would move is written beside the proposal, where one is named, batch by batch. `closed` are days that would be closed,
    or open again.
    """
    calendar, rules, moves = await calendar_with(db, instead), await rules_by_version(db), _Moves()
    calendar = replace(calendar, closures=closed_with(calendar.closures, closed or {}))
    async for batch in _running(db, since):
        moves.looked += len(batch)
        rows: list[Kept] = []
        for clock in batch:
            after = _due(calendar, rules, clock, above)
            if after == clock.due_at:
                continue
            stage = "earlier" if after < clock.due_at else "later"
            moves.counts[clock.kind, stage] += 1
            rows.append(Kept(clock.case_id, stage, clock.kind, clock.unit_id, clock.due_at, after))
            if clock.kind == "reply" and clock.governs_tenant_id is not None:
                above[clock.assignment_id] = after
        if change_id is not None:
            await keep_rows(db, change_id, rows)
    return moves


def _due(calendar: Calendar, rules: Rules, clock: Any, above: Mapping[uuid.UUID, dt.datetime]) -> dt.datetime:
    ceiling = None
    if clock.assignment_id is not None and clock.order_id is not None:
        rule = rules.get((clock.dispatched_by, clock.dispatched_version))
        superior = above.get(clock.order_id, clock.superior_due_at)
        ceiling = ceiling_under(calendar, clock.kind, clock.situation, rule, superior)
    named = clock.named or [(clock.rule_code, clock.rule_version)]
    frozen = Frozen(clock.kind, clock.started_at, named, clock.added or (), clock.nested)
    return due_again(calendar, frozen, rules, no_later_than=ceiling)


async def _running(db: Db, since: dt.datetime) -> AsyncIterator[Sequence[Any]]:
    """What is asked of every open clock that is due after the moment, the earliest first, of its assignment and of the
    order above. Columns alone: there are very many, and whole rows of both tables would cost more than the reckoning.
    """
    order = (
        select(Referral.superior_due_at, Referral.assignment_id)
        .where(Referral.tenant_id == db.tenant, Referral.case_id == Clock.case_id, Referral.side == "lower")
        .order_by(Referral.id.desc())
        .limit(1)
        .lateral("above")
    )
    told = Clock.explanation
    wanted = (
        select(
            Clock.id, Clock.case_id, Clock.unit_id, Clock.kind, Clock.started_at, Clock.due_at, Clock.rule_code,
            Clock.rule_version, told["rules"].label("named"), told[ADDED].label("added"),
            told["nested"].astext.label("nested"), Assignment.id.label("assignment_id"), Assignment.situation,
            Assignment.governs_tenant_id, Assignment.rule_code.label("dispatched_by"),
            Assignment.rule_version.label("dispatched_version"), order.c.superior_due_at,
            order.c.assignment_id.label("order_id"),
        )
        .outerjoin(Assignment, and_(Assignment.tenant_id == db.tenant, Assignment.id == Clock.assignment_id))
        .outerjoin(order, true())
        .where(Clock.tenant_id == db.tenant, Clock.stopped_at.is_(None))
        .order_by(Clock.due_at, Clock.id)
        .limit(BATCH)
    )  # fmt: skip
    place = Clock.due_at >= since
    while True:
        batch = (await db.execute(wanted.where(place))).all()
        yield batch
        if len(batch) < BATCH:
            return
        place = tuple_(Clock.due_at, Clock.id) > tuple_(batch[-1].due_at, batch[-1].id)
