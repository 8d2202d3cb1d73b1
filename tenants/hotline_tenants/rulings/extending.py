"""Asking for an extension, before the limit is past; beyond the due moment of the government above it is asked there."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.reaching import assignment_for, assignment_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import Rule, rule_as_it_was
from hotline_tenants.referrals.links import case_on_both_sides, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import put_ruling, rulings_of, waiting
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.words import EXTENSION_REASONS

FORWARDED = "final"
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
    rule = await frozen_rule(db, assignment)
    rulings = await rulings_of(db, case)
    if refusal := why_not_extension(assignment, rule, rulings, at):
        raise Refused(refusal)
    wanted = await _wanted(db, assignment, rule)
    above = link is not None and wanted > await ceiling_of(db, rule, link)
    await record(
        db, case, "ask_extension", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
        reason=reason, wanted=wanted, above=above,
    )  # fmt: skip
    level = FORWARDED if above else "first"
    await put_ruling(
        db, actor, case, assignment, "extension", level=level, reason=reason, wanted_at=wanted, at=at
    )
    if above and link is not None:
        await _ask_above(db, actor, link, reason, evidence, at=at)
    else:
        await tell(db, "extension_asked", subject_id=case.id, at=at, roles=("reviewer",), number=case.number)


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


async def frozen_rule(db: Db, assignment: Assignment) -> Rule:
    """The version of the rule under which an assignment was dispatched."""
    assert assignment.rule_code is not None
    assert assignment.rule_version is not None
    return await rule_as_it_was(db, assignment.rule_code, assignment.rule_version)


async def ceiling_of(db: Db, rule: Rule, link: Referral) -> dt.datetime:
    """When the own work on an order must be done, so that the government above has its time for review."""
    return (await calendar_of(db)).before(link.superior_due_at, rule.review).at


async def _wanted(db: Db, assignment: Assignment, rule: Rule) -> dt.datetime:
    assert rule.extension is not None
    assert assignment.due_at is not None
    return (await calendar_of(db)).after(assignment.due_at, rule.extension).at


async def _ask_above(
    db: Db, actor: Actor, link: Referral, reason: str, evidence: str, *, at: dt.datetime
) -> None:
    async with across(db, because=link):
        upper = await locked(db, link.other_case_id)
        assignment = await assignment_of(db, upper, link.assignment_id)
        rule = await frozen_rule(db, assignment)
        if refusal := why_not_extension(assignment, rule, await rulings_of(db, upper), at):
            raise Refused(N_("The government above cannot extend: %(why)s", why=refusal))
        wanted = await _wanted(db, assignment, rule)
        further = await link_up(db, upper.id) if upper.referred else None
        if further is not None and wanted <= await ceiling_of(db, rule, further):
            further = None
        await record(
            db, upper, "ask_extension", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
            reason=reason, wanted=wanted, above=further is not None,
        )  # fmt: skip
        level = FORWARDED if further else "first"
        await put_ruling(
            db, actor, upper, assignment, "extension", level=level, reason=reason, wanted_at=wanted, at=at
        )
        if further is not None:
            await _ask_above(db, actor, further, reason, evidence, at=at)
            return
        await tell(
            db, "extension_asked", subject_id=upper.id, at=at, roles=("reviewer",), number=upper.number
        )
