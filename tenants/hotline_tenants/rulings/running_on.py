"""The end of a pause: the caller answered, the unit goes on without an answer, or its three working days are over.

The clocks run on wherever the pause held one, later by the time of the pause, in one act.
"""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.jobs.actors import job
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, WITH_UNITS, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.stretching import reply_clock, resume
from hotline_tenants.figures.ledger import counting
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_down, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import rulings_of, settle, waiting
from hotline_tenants.rulings.model import Ruling


async def pass_answer(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, answer: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """The hotline has asked the caller and passes the answer on: the clocks run on, later by the time of the pause.

    Raises Refused by field `answer`, where nothing is paused, and for an order from above: whoever took the call asks.
    """
    await _end(db, actor, case_id, assignment_id, "pass_answer", answer, version, at)


async def go_on(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    assignment_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """The unit goes on without an answer. Raises Refused where nothing is paused."""
    await _end(db, actor, case_id, assignment_id, "go_on", None, version, at)


async def go_on_if_paused(
    db: Db, actor: Actor, case: Case, assignment: Assignment, *, at: dt.datetime
) -> None:
    """Whoever replies awaits the caller no more. The case is locked on both sides."""
    paused = waiting(await rulings_of(db, case), "pause", assignment)
    if paused is not None:
        await _resume(db, actor, case, assignment, paused, "go_on", "", at=at)


@job()
async def end_pause(
    db: Db, actor: Actor, *, case_id: uuid.UUID, assignment_id: uuid.UUID, moment: dt.datetime
) -> None:
    """Three working days are over: the clocks run on by themselves. Idempotent."""
    case = await locked(db, case_id)
    assignment = await assignment_of(db, case, assignment_id)
    paused = waiting(await rulings_of(db, case), "pause", assignment)
    if paused is not None and paused.wanted_at == moment:
        await _resume(db, actor, case, assignment, paused, "go_on", "", at=moment)
        await _tell_caller_it_goes_on(db, case, at=moment)


async def _end(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, act: str, answer: str | None,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, act, actor)
    if answer is not None and link is not None:
        raise Refused(
            N_("The government above took the call: its hotline asks the caller and passes the answer on.")
        )
    paused = waiting(await rulings_of(db, case), "pause", assignment)
    if paused is None:
        raise Refused(N_("Nothing is paused here."))
    if answer is not None and not answer.strip():
        raise refused_fields({"answer": N_("Write down what the caller answered.")})
    await _resume(db, actor, case, assignment, paused, act, answer or "", at=at)
    if answer is None:
        await _tell_caller_it_goes_on(db, case, at=at)


async def _tell_caller_it_goes_on(db: Db, case: Case, *, at: dt.datetime) -> None:
    """By the government that took the call. Whoever has just answered on the telephone knows, and whoever is replied
    to hears more soon.
    """
    link = await link_up(db, case.id) if case.referred else None
    if link is not None:
        async with across(db, because=link):
            await _tell_caller_it_goes_on(db, await locked(db, link.other_case_id), at=at)
    elif case.state in WITH_UNITS:
        await tell_caller(db, case, "went_on", until=case.due_at, otherwise=None, at=at)


async def _resume(
    db: Db,
    actor: Actor,
    case: Case,
    assignment: Assignment,
    paused: Ruling,
    act: str,
    answer: str,
    *,
    at: dt.datetime,
) -> None:
    """Here, at the governments above and in the orders below: one act wherever the pause holds a clock."""
    await _run_on(db, actor, case, assignment, paused, act, answer, at=at)
    await _run_on_above(db, actor, case, act, answer, at=at)
    await _run_on_below(db, actor, assignment, act, answer, at=at)


async def _run_on_above(db: Db, actor: Actor, case: Case, act: str, answer: str, *, at: dt.datetime) -> None:
    above = await link_up(db, case.id) if case.referred else None
    if above is None:
        return
    async with across(db, because=above):
        upper = await locked(db, above.other_case_id)
        own = await assignment_of(db, upper, above.assignment_id)
        waits = waiting(await rulings_of(db, upper), "pause", own)
        if waits is None:
            return
        due = await _run_on(db, actor, upper, own, waits, act, answer, at=at)
        await _moved(db, own, due)
        await _run_on_above(db, actor, upper, act, answer, at=at)
    above.superior_due_at = due


async def _run_on_below(
    db: Db, actor: Actor, assignment: Assignment, act: str, answer: str, *, at: dt.datetime
) -> None:
    assert assignment.due_at is not None
    below = await _moved(db, assignment, assignment.due_at)
    if below is None:
        return
    async with across(db, because=below):
        order = await locked(db, below.other_case_id)
        link = await link_up(db, order.id)
        assert link is not None
        link.superior_due_at = assignment.due_at
        rulings = await rulings_of(db, order)
        for own in await assignments_of(db, order):
            waits = waiting(rulings, "pause", own)
            if waits is not None:
                await _run_on(db, actor, order, own, waits, act, answer, at=at)
                await _run_on_below(db, actor, own, act, answer, at=at)


async def _moved(db: Db, assignment: Assignment, due: dt.datetime) -> Referral | None:
    """The referral that this assignment opened, if any, with the due moment that it now has."""
    link = await link_down(db, assignment.id) if assignment.governs_tenant_id is not None else None
    if link is not None:
        link.superior_due_at = due
    return link


async def _run_on(
    db: Db, actor: Actor, case: Case, assignment: Assignment, paused: Ruling, act: str, answer: str, *,
    at: dt.datetime,
) -> dt.datetime:  # fmt: skip
    clock = await reply_clock(db, case.id, assignment.id)
    resume(await calendar_of(db), clock, at=at)
    with counting(db, "assignment", assignment):
        assignment.due_at = assignment.reply_extended_at = clock.due_at
    if assignment.lead and case.state in WITH_UNITS:
        case.due_at = clock.due_at
    await record(
        db, case, act, actor, at=at, remarks={"answer": answer}, unit=assignment.unit_id, due=clock.due_at
    )
    settle(actor, case, paused, granted=True, at=at)
    if assignment.governs_tenant_id is None:
        await tell(
            db, "caller_answered", subject_id=case.id, at=at, unit_id=assignment.unit_id,
            roles=("unit_officer", "unit_leader"), number=case.number,
        )  # fmt: skip
    return clock.due_at
