"""The one pause a unit can have: awaiting the caller, once, at most three working days, never in an urgent case.

The question goes to the caller through the hotline that took the call, so a protected caller stays unknown.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import rule_as_it_was
from hotline_tenants.clocks.stretching import pause, reply_clock
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import put_ruling, rulings_of
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.running_on import end_pause


async def await_caller(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, question: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Hold the reply clock until the caller has answered a question, here and at the government above.

    Raises Refused by field `question`, and where there was a pause already or the case is urgent.
    """
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "pause", actor)
    if refusal := why_not_pause(case, assignment, await rulings_of(db, case), at):
        raise Refused(refusal)
    if len(question.strip()) < 5:
        raise refused_fields({"question": N_("Write down what the caller is asked.")})
    assert assignment.rule_code is not None
    assert assignment.rule_version is not None
    rule = await rule_as_it_was(db, assignment.rule_code, assignment.rule_version)
    until = (await calendar_of(db)).after(at, rule.pause).at
    await _pause(db, actor, case, assignment, question, until=until, at=at)
    later(db, end_pause, at=until, case_id=case.id, assignment_id=assignment.id, moment=until)
    await _pause_above(db, actor, case, link, question, until=until, at=at)


def why_not_pause(
    case: Case, assignment: Assignment, rulings: Sequence[Ruling], at: dt.datetime
) -> Message | None:
    """None where the caller may be awaited."""
    if case.urgency != "general":
        return N_("An urgent case is never paused.")
    if any(one.kind == "pause" and one.assignment_id == assignment.id for one in rulings):
        return N_("The caller can be awaited only once.")
    if assignment.due_at is None or at > assignment.due_at:
        return N_("The limit is past: there is nothing to pause.")
    return None


async def _tell_hotline(db: Db, case: Case, *, at: dt.datetime) -> None:
    """The officer telephones in any case: a text can announce a question, but not hear the answer."""
    await tell(
        db, "question_to_caller", subject_id=case.id, at=at, roles=("callback_officer",), number=case.number
    )
    await tell_caller(db, case, "asked", otherwise=None, at=at)


async def _pause(
    db: Db,
    actor: Actor,
    case: Case,
    assignment: Assignment,
    question: str,
    *,
    until: dt.datetime,
    at: dt.datetime,
) -> None:
    pause(await reply_clock(db, case.id, assignment.id), at=at)
    await record(
        db, case, "pause", actor, at=at, remarks={"question": question}, unit=assignment.unit_id, until=until
    )
    await put_ruling(db, actor, case, assignment, "pause", wanted_at=until, at=at)


async def _pause_above(
    db: Db,
    actor: Actor,
    case: Case,
    link: Referral | None,
    question: str,
    *,
    until: dt.datetime,
    at: dt.datetime,
) -> None:
    """Up to the government that took the call, whose hotline asks. Whoever awaited the caller before cannot again."""
    if link is None:
        await _tell_hotline(db, case, at=at)
        return
    async with across(db, because=link):
        upper = await locked(db, link.other_case_id)
        own = await assignment_of(db, upper, link.assignment_id)
        if refusal := why_not_pause(upper, own, await rulings_of(db, upper), at):
            raise Refused(refusal)
        await _pause(db, actor, upper, own, question, until=until, at=at)
        further = await link_up(db, upper.id) if upper.referred else None
        await _pause_above(db, actor, upper, further, question, until=until, at=at)
