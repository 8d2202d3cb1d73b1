"""An extension: asked before the limit is past, granted by the dispatching side; the caller is told."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, WITH_UNITS, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import Rule, rule_as_it_was
from hotline_tenants.clocks.stretching import reply_clock, stretch
from hotline_tenants.figures.ledger import counting
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_down, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import must_wait, put_ruling, rulings_of, settle, waiting
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.words import EXTENSION_REASONS

_FORWARDED = "final"
"""The level of a request that the government above rules on."""


async def ask(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, evidence: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Ask for the extension that the rule allows. In a district, one that goes beyond the city's due moment becomes
    the district's request to the city. Raises Refused by field, and where the rule allows none (any more).
    """
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "ask_extension", actor)
    if wrong := why_not_words(reason, evidence):
        raise refused_fields(wrong)
    rule = await _frozen(db, assignment)
    rulings = await rulings_of(db, case)
    if refusal := why_not_extension(assignment, rule, rulings, at):
        raise Refused(refusal)
    wanted = await _wanted(db, assignment, rule)
    above = link is not None and wanted > await _ceiling(db, rule, link)
    await record(
        db, case, "ask_extension", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
        reason=reason, wanted=wanted, above=above,
    )  # fmt: skip
    level = _FORWARDED if above else "first"
    await put_ruling(
        db, actor, case, assignment, "extension", level=level, reason=reason, wanted_at=wanted, at=at
    )
    if above and link is not None:
        await _ask_above(db, actor, link, reason, evidence, at=at)
    else:
        await tell(db, "extension_asked", subject_id=case.id, at=at, roles=("reviewer",), number=case.number)


async def rule(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, granted: bool, ruling: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Grant or refuse. A refusal gives its reason; a district's request is settled there in the same act.

    Raises Refused by field `ruling`.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "grant_extension" if granted else "refuse_extension", actor)
    asked = must_wait(await rulings_of(db, case), "extension", assignment, "first")
    if not granted and not ruling.strip():
        raise refused_fields({"ruling": N_("Say why the extension is refused.")})
    if asked.asked_by is not None and asked.asked_by == actor.account_id:
        raise Refused(N_("Nobody rules on what they asked for themselves."))
    await _settle(db, actor, case, assignment, asked, granted=granted, ruling=ruling, at=at)
    if assignment.governs_tenant_id is not None:
        await _settle_below(db, actor, assignment, granted=granted, ruling=ruling, at=at)


def why_not_words(reason: str, evidence: str) -> Mapping[str, Message]:
    """What is wrong with the words of a request, field by field."""
    wrong: dict[str, Message] = {}
    if reason not in EXTENSION_REASONS:
        wrong["reason"] = N_("Choose one of the list.")
    if len(evidence.strip()) < 10:
        wrong["evidence"] = N_("Say what was done so far, what is still to come and by when.")
    return wrong


def why_not_extension(
    assignment: Assignment, rule: Rule, rulings: Sequence[Ruling], at: dt.datetime
) -> Message | None:
    """None where the rule allows one more, nothing waits, and the limit is not past."""
    granted = [
        one for one in rulings
        if one.kind == "extension" and one.assignment_id == assignment.id and one.state == "granted"
    ]  # fmt: skip
    if rule.extension is None or rule.extensions < 1:
        return N_("The time rule allows no extension.")
    if len(granted) >= rule.extensions:
        return N_("The time rule allows no further extension.")
    if waiting(rulings, "extension", assignment):
        return N_("An extension has been asked for already and waits to be ruled on.")
    if assignment.due_at is None or at > assignment.due_at:
        return N_("An extension is asked for before the limit is past.")
    return None


async def _frozen(db: Db, assignment: Assignment) -> Rule:
    assert assignment.rule_code is not None
    assert assignment.rule_version is not None
    return await rule_as_it_was(db, assignment.rule_code, assignment.rule_version)


async def _wanted(db: Db, assignment: Assignment, rule: Rule) -> dt.datetime:
    assert rule.extension is not None
    assert assignment.due_at is not None
    return (await calendar_of(db)).after(assignment.due_at, rule.extension).at


async def _ceiling(db: Db, rule: Rule, link: Referral) -> dt.datetime:
    return (await calendar_of(db)).before(link.superior_due_at, rule.review).at


async def _ask_above(
    db: Db, actor: Actor, link: Referral, reason: str, evidence: str, *, at: dt.datetime
) -> None:
    async with across(db, because=link):
        upper = await locked(db, link.other_case_id)
        assignment = await assignment_of(db, upper, link.assignment_id)
        rule = await _frozen(db, assignment)
        if refusal := why_not_extension(assignment, rule, await rulings_of(db, upper), at):
            raise Refused(N_("The government above cannot extend: %(why)s", why=refusal))
        wanted = await _wanted(db, assignment, rule)
        further = await link_up(db, upper.id) if upper.referred else None
        if further is not None and wanted <= await _ceiling(db, rule, further):
            further = None
        await record(
            db, upper, "ask_extension", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
            reason=reason, wanted=wanted, above=further is not None,
        )  # fmt: skip
        level = _FORWARDED if further else "first"
        await put_ruling(
            db, actor, upper, assignment, "extension", level=level, reason=reason, wanted_at=wanted, at=at
        )
        if further is not None:
            await _ask_above(db, actor, further, reason, evidence, at=at)
            return
        await tell(
            db, "extension_asked", subject_id=upper.id, at=at, roles=("reviewer",), number=upper.number
        )


async def _settle(
    db: Db, actor: Actor, case: Case, assignment: Assignment, asked: Ruling, *, granted: bool, ruling: str,
    at: dt.datetime,
) -> None:  # fmt: skip
    before = assignment.due_at
    if granted:
        await _extend(db, case, assignment, at=at)
    act = "grant_extension" if granted else "refuse_extension"
    await record(
        db, case, act, actor, at=at, remarks={"ruling": ruling}, unit=assignment.unit_id,
        **({"from_due": before, "due": assignment.due_at} if granted else {}),
    )  # fmt: skip
    settle(actor, case, asked, granted=granted, at=at)
    if assignment.governs_tenant_id is None:
        await tell(
            db, "extension_granted" if granted else "extension_refused", subject_id=case.id, at=at,
            unit_id=assignment.unit_id, roles=("unit_officer", "unit_leader"), number=case.number,
        )  # fmt: skip
    if granted:
        await tell_caller(db, case, "extended", until=assignment.due_at, otherwise="tell_caller_later", at=at)


async def _extend(db: Db, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    rule = await _frozen(db, assignment)
    assert rule.extension is not None
    clock = await reply_clock(db, case.id, assignment.id)
    step = {"span": str(rule.extension), "why": "extension"}
    link = await link_up(db, case.id) if case.referred else None
    if link is not None:
        step["no_later_than"] = (await _ceiling(db, rule, link)).isoformat()
    stretch(await calendar_of(db), clock, step, at=at)
    with counting(db, "assignment", assignment):
        assignment.due_at = assignment.reply_extended_at = clock.due_at
    if assignment.lead and case.state in WITH_UNITS:
        case.due_at = clock.due_at


async def _settle_below(
    db: Db, actor: Actor, assignment: Assignment, *, granted: bool, ruling: str, at: dt.datetime
) -> None:
    """The order below: its parent's due moment moved, and what its unit asked for is granted with it, or refused."""
    link = await link_down(db, assignment.id)
    assert link is not None
    due = assignment.due_at
    assert due is not None
    link.superior_due_at = due
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        for own_link in await _lower_links(db, order, link.assignment_id):
            own_link.superior_due_at = due
        rulings = await rulings_of(db, order)
        for own in await assignments_of(db, order):
            asked = waiting(rulings, "extension", own)
            if asked is not None and asked.level == _FORWARDED:
                await _settle(db, actor, order, own, asked, granted=granted, ruling=ruling, at=at)
                if own.governs_tenant_id is not None:
                    await _settle_below(db, actor, own, granted=granted, ruling=ruling, at=at)


async def _lower_links(db: Db, order: Case, assignment_id: uuid.UUID) -> Sequence[Referral]:
    wanted = select(Referral).where(Referral.tenant_id == db.tenant, Referral.case_id == order.id)
    wanted = wanted.where(Referral.side == "lower", Referral.assignment_id == assignment_id)
    return (await db.execute(wanted)).scalars().all()
