"""What happens to an assignment, as deeds without a person's rule: verbs and referrals build on them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, step
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import opens_another
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.rules import Rule, Situation, choose, rules_at
from hotline_tenants.clocks.running import (
    UNSEEN,
    hold_reply_clock,
    limit_of,
    put_clock,
    release_reply_clock,
    start_clock,
    stop_clocks,
    stop_each_clock,
)
from hotline_tenants.figures.ledger import NOTHING, count, counted, counting
from hotline_tenants.figures.measures import pace_bucket
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo

OPEN = ("dispatched", "signed", "handling", "signing_off", "replied")
"""States in which a unit, or the reviewer of its reply, still has something to do."""


async def rule_for(db: Db, case: Case, situation: str | None, *, at: dt.datetime) -> Rule:
    """The time rule in force at `at` for this case in this situation; rework for the second time may have its own."""
    if situation == "rework" and case.round > 1:
        situation = "second_rework"
    categories = tuple(one.code for one in (await classification(db)).upwards(case.category_id))
    asked = Situation(case.urgency, case.channel, case.type, categories, situation)
    return choose(await rules_at(db, at), asked)


async def open_assignment(
    db: Db, case: Case, unit: UnitInfo, *, lead: bool, at: dt.datetime, situation: str | None = None,
    no_later_than: dt.datetime | None = None, final: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Dispatch a case to one unit: its rule and limits are frozen here, and its clocks start **now**, not at signing.

    `no_later_than` is the parent's due moment less the review margin; a `final` one cannot be returned. Returns the
    new row.
    """
    rule = await rule_for(db, case, situation, at=at)
    calendar = await calendar_of(db)
    limits = {
        kind: limit_of(calendar, rule, kind, start=at, no_later_than=no_later_than)
        for kind in ("sign", "contact", "reply")
    }
    reply = limits["reply"]
    assert reply is not None
    row: dict[str, Any] = {
        "id": new_id(), "case_id": case.id, "unit_id": unit.id, "category_id": case.category_id,
        "origin": case.origin, "lead": lead, "state": "dispatched", "round": case.round, "situation": situation,
        "governs_tenant_id": unit.governs_tenant_id, "rule_code": rule.code, "rule_version": rule.version,
        "dispatched_at": at, "dispatched_on": calendar.local_date(at), "contact_denied": False,
        "signed_at": None, "contacted_at": None, "replied_at": None, "replied_on": None, "pace": None,
        "first_solved": None, "first_satisfied": None, "reply_extended_at": reply.due_at, "due_at": reply.due_at,
        "returned_on": None, "false_closed_on": None, "final": final, "guards": False, "overdue_at": None,
        "return_asked": False, "reworked": False, "deferred": False, "supervised": False,
    }  # fmt: skip
    for kind, limit in limits.items():
        row[f"{kind}_due_at"] = limit.due_at if limit else None
        row[f"{kind}_due_on"] = limit.due_on if limit else None
        if limit:
            put_clock(db, kind, limit, case_id=case.id, start=at, assignment_id=row["id"], unit_id=unit.id)
    db.put(Assignment, **row)
    opens_another(db, case.id)
    count(db, NOTHING, counted("assignment", row))
    if lead:
        case.lead_unit_id, case.due_at = unit.id, reply.due_at
    return row


def move(assignment: Assignment, act: str) -> None:
    """Take the step of the table. Raises Refused where it has none."""
    assignment.state = step(ASSIGNMENT, assignment.state, act).to


def carry_case(case: Case, act: str) -> None:
    """A case follows its lead unit where the table says so, and stays where it does not."""
    if (case.state, act) in CASE:
        case.state = step(CASE, case.state, act).to


async def mark_signed(db: Db, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    """The unit has taken the work on."""
    with counting(db, "assignment", assignment):
        move(assignment, "sign")
        assignment.signed_at = at
    await stop_clocks(db, case.id, ("sign",), at=at, assignment_id=assignment.id)
    if assignment.lead:
        carry_case(case, "lead_signed")
        await _relieve(db, case)


async def _relieve(db: Db, case: Case) -> None:
    """Whoever kept a dangerous place safe may go: the next unit has signed."""
    if case.urgency == "extra_urgent":
        guarding = Assignment.tenant_id == db.tenant, Assignment.case_id == case.id, Assignment.guards
        await db.execute(update(Assignment).where(*guarding).values(guards=False))


async def mark_contacted(db: Db, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    """The unit has spoken with the caller for the first time; later contacts change no figure."""
    if assignment.contacted_at is not None:
        return
    with counting(db, "assignment", assignment):
        assignment.contacted_at = at
    await stop_clocks(db, case.id, ("contact",), at=at, assignment_id=assignment.id)


async def mark_replied(db: Db, case: Case, assignment: Assignment, act: str, *, at: dt.datetime) -> None:
    """The unit's reply has left the unit: the reviewer's time begins. `act` is "sign_off" or "answer_up"."""
    signed = assignment.signed_at is not None
    with counting(db, "assignment", assignment):
        move(assignment, act)
        assignment.replied_at = at
        assignment.replied_on = (await calendar_of(db)).local_date(at)
        assignment.signed_at = assignment.signed_at or at
        if assignment.due_at is not None and assignment.due_at < at:  # the sweep may not have come by yet
            assignment.overdue_at = assignment.due_at
    if not signed:
        await stop_clocks(db, case.id, ("sign",), at=at, assignment_id=assignment.id)
    await hold_reply_clock(db, case.id, assignment.id, at=at)
    rule = await rule_for(db, case, assignment.situation, at=at)
    review = await start_clock(db, "review", rule, case_id=case.id, start=at, assignment_id=assignment.id)
    if assignment.lead:
        carry_case(case, "lead_replied")
        case.due_at = review.due_at if review else case.due_at


async def mark_accepted(
    db: Db, case: Case, assignment: Assignment, *, at: dt.datetime, all_accepted: bool, callback: bool
) -> None:
    """The reply passed review: its clock stops at the moment it was submitted. With the last one the case waits
    for the callback, where this tenant makes it.
    """
    assert assignment.replied_at is not None
    with counting(db, "assignment", assignment):
        move(assignment, "accept_reply")
        assignment.accepted_at = at
        days = (assignment.replied_at - assignment.dispatched_at) / dt.timedelta(days=1)
        assignment.pace = pace_bucket(days)
    replied = assignment.replied_at
    moments = {"review": at, "reply": replied, "contact": replied}
    await stop_each_clock(db, case.id, moments, assignment_id=assignment.id)
    if not all_accepted:
        return
    carry_case(case, "all_accepted")
    case.due_at = None
    if callback:
        rule = await rule_for(db, case, assignment.situation, at=at)
        limit = await start_clock(db, "callback", rule, case_id=case.id, start=at)
        case.due_at = limit.due_at if limit else None


async def mark_sent_back(db: Db, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    """The reply did not pass, or was not enough for those above: handling goes on, and so does the clock."""
    if assignment.state == "replied":
        with counting(db, "assignment", assignment):
            move(assignment, "send_back")
            assignment.replied_at = assignment.replied_on = None
        await stop_clocks(db, case.id, ("review",), at=at, assignment_id=assignment.id)
        await release_reply_clock(db, case.id, assignment.id, at=at)
    elif assignment.state == "accepted":
        with counting(db, "assignment", assignment):
            move(assignment, "reopen")
            assignment.replied_at = assignment.replied_on = assignment.accepted_at = assignment.pace = None
        await _reopen_reply_clock(db, case.id, assignment.id)
    else:
        raise Refused(N_("This cannot be done now: the case has moved on."))
    if assignment.lead:
        carry_case(case, "reply_sent_back")
        case.due_at = assignment.due_at


async def _reopen_reply_clock(db: Db, case_id: uuid.UUID, assignment_id: uuid.UUID) -> None:
    await db.execute(
        update(Clock)
        .where(
            Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.assignment_id == assignment_id,
            Clock.kind == "reply", Clock.outcome.in_(("met", "missed")),
        )
        .values(stopped_at=None, outcome=None, next_at=Clock.due_at),
        execution_options=UNSEEN,
    )  # fmt: skip


def mark_reworked(db: Db, assignment: Assignment) -> None:
    """Its answer did not do: the next round begins. Once for each answer, however many callers it was given to."""
    with counting(db, "assignment", assignment):
        assignment.reworked = True


async def mark_withdrawn(db: Db, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    """The demand is gone, or the government above took the order back: nothing counts against the unit."""
    with counting(db, "assignment", assignment):
        move(assignment, "withdraw")
    clocks = ("sign", "contact", "reply", "review")
    await stop_clocks(db, case.id, clocks, at=at, assignment_id=assignment.id, void=True)
