"""Moving the due moments of a case when the calendar changed: clocks, assignments, figures, the order below."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.recomputing import (
    card_falls,
    limit_again,
    limit_standing,
    move_clock,
    open_clocks,
    original_again,
)
from hotline_tenants.clocks.rules import Rule, rules_by_version
from hotline_tenants.clocks.running import Limit
from hotline_tenants.figures.ledger import counting
from hotline_tenants.referrals.links import link_down, link_up
from hotline_tenants.referrals.model import Referral

STAGES = {
    "registered": "desk", "accepted": "desk", "dispatched": "reply", "signed": "reply", "handling": "reply",
    "deferred": "reply", "replied": "review", "reviewed": "callback", "closed": "objection",
}  # fmt: skip
"""The clock whose due moment is that of a case in this state."""


async def recompute(
    db: Db, actor: Actor, case: Case, *, because: Mapping[str, Any], at: dt.datetime, also: Sequence[Clock] = (),
    further: bool = True,
) -> Sequence[Mapping[str, Any]]:  # fmt: skip
    """Reckon the open clocks of a locked case again, and stopped ones that are named; returns what moved in it.

    The event says from when to when each moment moved, `because` of what, and which red card falls with it. Where
    the due moment of a referral moves, the order below is locked, knows of it, and is reckoned again (`further`) in
    the same transaction.
    """
    calendar = await calendar_of(db)
    assignments = {one.id: one for one in await assignments_of(db, case)}
    link = await link_up(db, case.id) if case.referred else None
    above = link.superior_due_at if link is not None else None
    moved: list[dict[str, Any]] = []
    travelling: list[Assignment] = []
    for clock in (*await open_clocks(db, case.id), *also):
        assignment = assignments[clock.assignment_id] if clock.assignment_id else None
        ceiling = await ceiling_of(db, calendar, clock, assignment, above)
        original = await original_again(db, calendar, clock, no_later_than=ceiling)
        limit = limit_again(calendar, clock, original, no_later_than=ceiling)
        if _same(clock, limit):
            continue
        fallen = {"card": "overdue"} if card_falls(clock, limit, at=at) else {}
        moved.append(
            {"clock": clock.kind, "unit": clock.unit_id, "from": clock.due_at, "to": limit.due_at, **fallen}
        )
        _carry_case(case, clock, assignment, limit)
        if assignment is not None:
            first = limit_standing(calendar, clock, original, no_later_than=ceiling)
            _carry_assignment(db, assignment, clock, first, limit)
        if assignment is not None and clock.kind == "reply" and assignment.governs_tenant_id is not None:
            travelling.append(assignment)
        move_clock(clock, limit, at=at)
    if moved:
        await record(db, case, "recompute", actor, at=at, moved=moved, **because)
    for assignment in travelling:
        await travel_down(db, actor, assignment, because=because, at=at, further=further)
    return moved


async def ceiling_of(
    db: Db, calendar: Calendar, clock: Clock, assignment: Assignment | None, above: dt.datetime | None
) -> dt.datetime | None:
    """Before when the own work on an order from above must be done, which is due there at a moment, as its dispatch and
    its rework reckoned it.
    """
    if above is None or assignment is None:
        return None
    rule = (await rules_by_version(db)).get((assignment.rule_code or "", assignment.rule_version or 0))
    return ceiling_under(calendar, clock.kind, assignment.situation, rule, above)


def ceiling_under(
    calendar: Calendar, kind: str, situation: str | None, rule: Rule | None, above: dt.datetime
) -> dt.datetime | None:
    """The same for a kind of clock of an assignment in a situation, which was dispatched by a rule."""
    if kind not in ("sign", "contact", "reply"):
        return None
    if situation == "rework":
        return above
    assert rule is not None
    return calendar.before(above, rule.review).at


def _same(clock: Clock, limit: Limit) -> bool:
    return (clock.due_at, clock.near_at, clock.provisional) == (
        limit.due_at,
        limit.near_at,
        limit.provisional,
    )


def _carry_case(case: Case, clock: Clock, assignment: Assignment | None, limit: Limit) -> None:
    own = assignment is None or (assignment.lead and assignment.round == case.round)
    if own and clock.stopped_at is None and clock.kind == STAGES.get(case.state):
        case.due_at = limit.due_at


def _carry_assignment(db: Db, assignment: Assignment, clock: Clock, original: Limit, limit: Limit) -> None:
    """The limits frozen at dispatch and the days that figures count them on; and, where it was extended, the moment
    by which the reply is due all the same.
    """
    if clock.kind not in ("sign", "contact", "reply"):
        return
    # Supervision brought it nearer; figures keep the original limit.
    if clock.started_at != assignment.dispatched_at:
        if clock.kind == "reply":
            with counting(db, "assignment", assignment):
                assignment.due_at = limit.due_at
        return
    with counting(db, "assignment", assignment):
        setattr(assignment, f"{clock.kind}_due_at", original.due_at)
        setattr(assignment, f"{clock.kind}_due_on", original.due_on)
        if clock.kind == "reply":
            assignment.reply_extended_at = assignment.due_at = limit.due_at


async def travel_down(
    db: Db, actor: Actor, assignment: Assignment, *, because: Mapping[str, Any], at: dt.datetime,
    further: bool = True,
) -> None:  # fmt: skip
    """The district's order is reckoned under the city's new moment, on both sides or on none."""
    link = await link_down(db, assignment.id)
    if link is None:
        return
    assert assignment.due_at is not None
    link.superior_due_at = assignment.due_at
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        for row in await _links_of(db, order, link):
            row.superior_due_at = assignment.due_at
        if further:
            own = Actor(tenant=db.tenant, role=actor.role, name=actor.name, account_id=actor.account_id)
            await recompute(db, own, order, because=because, at=at)


async def _links_of(db: Db, order: Case, upper: Referral) -> Sequence[Referral]:
    wanted = select(Referral).where(
        Referral.tenant_id == db.tenant, Referral.case_id == order.id, Referral.side == "lower",
        Referral.assignment_id == upper.assignment_id,
    )  # fmt: skip
    return (await db.execute(wanted)).scalars().all()
