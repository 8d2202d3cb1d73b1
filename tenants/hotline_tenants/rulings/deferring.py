"""Long-pending: what cannot be solved now, with evidence, approved by the district's head and then the city's, and
looked at again on a day that the caller is told.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, allowed, step
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, assignments_of, case_for, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.stretching import move_to, reply_clock
from hotline_tenants.figures.ledger import counting
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_down, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import must_wait, put_ruling, rulings_of, settle, waiting
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.words import DEFERRAL_REASONS

LONGEST = dt.timedelta(days=366)


async def ask(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, evidence: str,
    review_on: dt.date | None, version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The lead unit asks to keep the case long-pending until a review day. Raises Refused by field."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "ask_deferral", actor)
    if not assignment.lead:
        raise Refused(N_("Only the lead unit can ask for long-pending."))
    if waiting(await rulings_of(db, case), "deferral", assignment):
        raise Refused(N_("Long-pending has been asked for already and waits to be ruled on."))
    calendar = await calendar_of(db)
    if wrong := why_not_words(reason, evidence, review_on, calendar.local_date(at)):
        raise refused_fields(wrong)
    assert review_on is not None
    wanted = end_of(calendar, review_on)
    await record(
        db, case, "ask_deferral", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
        reason=reason, review=wanted,
    )  # fmt: skip
    await put_ruling(
        db, actor, case, assignment, "deferral", level="final", reason=reason, wanted_at=wanted, at=at
    )
    await tell(db, "deferral_asked", subject_id=case.id, at=at, roles=("duty_head",), number=case.number)


async def rule(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, granted: bool, ruling: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The head approves or refuses. What a district's head approves for an order from above goes on to the city, and
    is long-pending only when the city's head approves too. Raises Refused by field `ruling`.
    """
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "grant_deferral" if granted else "refuse_deferral", actor)
    asked = must_wait(await rulings_of(db, case), "deferral", assignment, "final")
    if not ruling.strip():
        raise refused_fields({"ruling": N_("Write down the ruling and its grounds.")})
    if granted and link is not None:
        await _ask_above(db, actor, case, assignment, asked, link, ruling, at=at)
        return
    await _settle(db, actor, case, assignment, asked, granted=granted, ruling=ruling, at=at)
    if assignment.governs_tenant_id is not None:
        await _settle_below(db, actor, assignment, granted=granted, ruling=ruling, at=at)


async def resume(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Take the case up again before its review day; with it the order below that was long-pending for its sake. Its
    limit stays the review day. Raises Refused by field `reason`.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    allowed(CASE, case.state, "resume", actor)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what has changed.")})
    await _take_up(db, actor, case, reason, at=at)


async def _take_up(db: Db, actor: Actor, case: Case, reason: str, *, at: dt.datetime) -> None:
    case.state = step(CASE, case.state, "resume").to
    await record(db, case, "resume", actor, at=at, remarks={"reason": reason})
    lead = next((one for one in reversed(await assignments_of(db, case)) if one.lead), None)
    link = await link_down(db, lead.id) if lead is not None and lead.governs_tenant_id is not None else None
    if link is not None:
        async with across(db, because=link):
            order = await locked(db, link.other_case_id)
            if order.state == "deferred":
                await _take_up(db, actor, order, reason, at=at)
    elif lead is not None:
        await tell(
            db, "taken_up_again", subject_id=case.id, at=at, unit_id=lead.unit_id,
            roles=("unit_officer", "unit_leader"), number=case.number,
        )  # fmt: skip


@job()
async def review(db: Db, actor: Actor, *, case_id: uuid.UUID, moment: dt.datetime) -> None:
    """The review day has come: whoever approved looks back at it. Idempotent: a case that moved on is left alone."""
    case = await locked(db, case_id)
    if case.state == "deferred":
        await record(db, case, "review_day", actor, at=moment)
        await tell(db, "review_day", subject_id=case.id, at=moment, roles=("duty_head",), number=case.number)


def end_of(calendar: Calendar, day: dt.date) -> dt.datetime:
    """When the office closes on a day."""
    return dt.datetime.combine(day, dt.time(17, 30), calendar.zone).astimezone(dt.UTC)


def why_not_words(
    reason: str, evidence: str, review_on: dt.date | None, today: dt.date
) -> Mapping[str, Message]:
    """What is wrong with the words of a request, field by field."""
    wrong: dict[str, Message] = {}
    if reason not in DEFERRAL_REASONS:
        wrong["reason"] = N_("Choose one of the list.")
    if len(evidence.strip()) < 10:
        wrong["evidence"] = N_("Give the evidence: why it cannot be solved now, and what will change.")
    if review_on is None or not today < review_on <= today + LONGEST:
        wrong["review_on"] = N_("Choose a review day within the next twelve months.")
    return wrong


async def _ask_above(
    db: Db, actor: Actor, case: Case, assignment: Assignment, asked: Ruling, link: Referral, ruling: str, *,
    at: dt.datetime,
) -> None:  # fmt: skip
    await record(
        db, case, "forward_deferral", actor, at=at, remarks={"ruling": ruling}, unit=assignment.unit_id
    )
    async with across(db, because=link):
        upper = await locked(db, link.other_case_id)
        own = await assignment_of(db, upper, link.assignment_id)
        if waiting(await rulings_of(db, upper), "deferral", own):
            raise Refused(N_("Long-pending has been asked for already and waits to be ruled on."))
        await record(
            db, upper, "ask_deferral", actor, at=at, remarks={"evidence": ruling}, unit=own.unit_id,
            reason=asked.reason, review=asked.wanted_at,
        )  # fmt: skip
        await put_ruling(
            db,
            actor,
            upper,
            own,
            "deferral",
            level="final",
            reason=asked.reason,
            wanted_at=asked.wanted_at,
            at=at,
        )
        await tell(
            db, "deferral_asked", subject_id=upper.id, at=at, roles=("duty_head",), number=upper.number
        )


async def _settle(
    db: Db, actor: Actor, case: Case, assignment: Assignment, asked: Ruling, *, granted: bool, ruling: str,
    at: dt.datetime,
) -> None:  # fmt: skip
    if granted:
        await _defer(db, case, assignment, asked, at=at)
    act = "grant_deferral" if granted else "refuse_deferral"
    await record(
        db, case, act, actor, at=at, remarks={"ruling": ruling}, unit=assignment.unit_id, reason=asked.reason,
        review=asked.wanted_at if granted else None,
    )  # fmt: skip
    settle(actor, case, asked, granted=granted, at=at)
    if assignment.governs_tenant_id is None:
        kind = "deferral_granted" if granted else "deferral_refused"
        await tell(
            db, kind, subject_id=case.id, at=at, unit_id=assignment.unit_id, roles=("unit_officer", "unit_leader"),
            number=case.number,
        )  # fmt: skip
    if granted:
        await tell_caller(
            db, case, "deferred", until=asked.wanted_at, otherwise="tell_caller_deferred", at=at
        )


async def _defer(db: Db, case: Case, assignment: Assignment, asked: Ruling, *, at: dt.datetime) -> None:
    """The reply is due on the review day; the original limit stays what the figures ask about."""
    assert asked.wanted_at is not None
    clock = await reply_clock(db, case.id, assignment.id)
    move_to(await calendar_of(db), clock, asked.wanted_at, at=at)
    with counting(db, "assignment", assignment):
        assignment.due_at = assignment.reply_extended_at = clock.due_at
    if assignment.lead:
        carry_case(case, "defer")
        case.due_at = clock.due_at
    later(db, review, at=asked.wanted_at, case_id=case.id, moment=asked.wanted_at)


async def _settle_below(
    db: Db, actor: Actor, assignment: Assignment, *, granted: bool, ruling: str, at: dt.datetime
) -> None:
    link = await link_down(db, assignment.id)
    assert link is not None
    assert assignment.due_at is not None
    link.superior_due_at = due = assignment.due_at
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        own_link = await link_up(db, order.id)
        assert own_link is not None
        own_link.superior_due_at = due
        rulings = await rulings_of(db, order)
        for own in await assignments_of(db, order):
            asked = waiting(rulings, "deferral", own)
            if asked is not None:
                await _settle(db, actor, order, own, asked, granted=granted, ruling=ruling, at=at)
                if own.governs_tenant_id is not None:
                    await _settle_below(db, actor, own, granted=granted, ruling=ruling, at=at)
