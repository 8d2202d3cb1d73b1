"""A unit asks to give its assignment back; the desk rules, and the second time anybody asks in a case, the head."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, case_for, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import Rule, rule_as_it_was
from hotline_tenants.figures.ledger import counting
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.rulings.asking import must_wait, put_ruling, rulings_of, settle, waiting
from hotline_tenants.rulings.giving_back import give_back, lead_by
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.words import RETURN_REASONS

RULERS = {"first": ("dispatcher",), "final": ("duty_head",)}


async def ask(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, evidence: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Ask to return an assignment, with a reason of the list and evidence. The clocks run on meanwhile.

    Raises Refused by field, and where the rule allows no return or its time has passed.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "ask_return", actor)
    await _put(db, actor, case, assignment, reason, evidence, at=at)


async def ask_up(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    *,
    reason: str,
    evidence: str,
    version: int | None,
    at: dt.datetime,
) -> None:
    """A district's desk gives an order back to the government above, before a unit of its own works on it."""
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    allowed(CASE, case.state, "return_up", actor)
    if link is None:
        raise Refused(N_("This case was registered here: there is nobody above to return it to."))
    if wrong := why_not_words(reason, evidence):
        raise refused_fields(wrong)
    await record(db, case, "return_up", actor, at=at, remarks={"evidence": evidence}, reason=reason)
    async with across(db, because=link):
        upper = await locked(db, link.other_case_id)
        await _put(
            db, actor, upper, await assignment_of(db, upper, link.assignment_id), reason, evidence, at=at
        )


async def rule(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, granted: bool, ruling: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The desk's first ruling. Granted, the assignment is void for the unit and the case waits for dispatch again.

    Raises Refused by field `ruling`.
    """
    act = "grant_return" if granted else "refuse_return"
    case, assignment, asked = await _to_rule(db, actor, case_id, assignment_id, act, "first", ruling, version)
    await record(
        db, case, act, actor, at=at, remarks={"ruling": ruling}, unit=assignment.unit_id, reason=asked.reason
    )
    settle(actor, case, asked, granted=granted, at=at)
    if granted:
        await give_back(db, actor, case, assignment, asked, at=at)
    await _tell_unit(db, case, assignment, "return_granted" if granted else "return_refused", at=at)


async def rule_finally(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, unit_id: uuid.UUID | None, ruling: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The final ruling: another unit leads from now on (`unit_id`), or (None) the assignment stays. Nobody can return
    after that. Raises Refused by field.
    """
    act = "return_finally" if unit_id else "keep_finally"
    case, assignment, asked = await _to_rule(db, actor, case_id, assignment_id, act, "final", ruling, version)
    units = {unit.id for unit in (await unit_tree(db)).handling()}
    if unit_id and (unit_id not in units or unit_id == assignment.unit_id):
        raise refused_fields({"unit_id": N_("Choose another unit to lead.")})
    await record(
        db, case, act, actor, at=at, remarks={"ruling": ruling}, unit=assignment.unit_id, reason=asked.reason,
        units=[unit_id] if unit_id else None,
    )  # fmt: skip
    settle(actor, case, asked, granted=unit_id is not None, at=at)
    if unit_id is None:
        assignment.final = True
    else:
        await give_back(db, actor, case, assignment, asked, at=at)
        if assignment.lead:
            await lead_by(db, actor, case, unit_id, at=at)
    await _tell_unit(db, case, assignment, "return_granted" if unit_id else "return_refused", at=at)


def why_not_words(reason: str, evidence: str) -> Mapping[str, Message]:
    """What is wrong with the words of a request, field by field."""
    wrong: dict[str, Message] = {}
    if reason not in RETURN_REASONS:
        wrong["reason"] = N_("Choose one of the list.")
    if len(evidence.strip()) < 10:
        wrong["evidence"] = N_("Give the evidence: what you found, where it is written, whose duty it is.")
    return wrong


def why_not_return(
    assignment: Assignment, rule: Rule, calendar: Calendar, rulings: Sequence[Ruling], at: dt.datetime
) -> Message | None:
    """None where a return can still be asked for: the rule allows it and its time, from dispatch, has not passed."""
    if assignment.final:
        return N_("A final ruling or a meeting has settled that this unit is responsible.")
    if waiting(rulings, "return", assignment):
        return N_("A return has been asked for already and waits to be ruled on.")
    if rule.return_within is None:
        return N_("No return is possible in rework or under supervision.")
    if at > calendar.after(assignment.dispatched_at, rule.return_within).at:
        return N_("The time in which a return can be asked for has passed.")
    return None


async def _put(
    db: Db, actor: Actor, case: Case, assignment: Assignment, reason: str, evidence: str, *, at: dt.datetime
) -> None:
    rulings = await rulings_of(db, case)
    assert assignment.rule_code is not None
    assert assignment.rule_version is not None
    rule = await rule_as_it_was(db, assignment.rule_code, assignment.rule_version)
    if refusal := why_not_return(assignment, rule, await calendar_of(db), rulings, at):
        raise Refused(refusal)
    if wrong := why_not_words(reason, evidence):
        raise refused_fields(wrong)
    second = any(one.kind == "return" and one.state in ("granted", "refused") for one in rulings)
    level = "final" if second else "first"
    await record(
        db, case, "ask_return", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id, reason=reason,
        level=level,
    )  # fmt: skip
    await put_ruling(db, actor, case, assignment, "return", level=level, reason=reason, at=at)
    with counting(db, "assignment", assignment):
        assignment.return_asked = True
    await tell(db, "return_asked", subject_id=case.id, at=at, roles=RULERS[level], number=case.number)


async def _to_rule(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, act: str, level: str, ruling: str,
    version: int | None,
) -> tuple[Case, Assignment, Ruling]:  # fmt: skip
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, act, actor)
    asked = must_wait(await rulings_of(db, case), "return", assignment, level)
    if not ruling.strip():
        raise refused_fields({"ruling": N_("Write down the ruling and its grounds.")})
    return case, assignment, asked


async def _tell_unit(db: Db, case: Case, assignment: Assignment, kind: str, *, at: dt.datetime) -> None:
    if assignment.governs_tenant_id is None:
        await tell(
            db, kind, subject_id=case.id, at=at, unit_id=assignment.unit_id, roles=("unit_officer", "unit_leader"),
            number=case.number,
        )  # fmt: skip
