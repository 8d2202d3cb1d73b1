"""Ruling on an extension: granted or refused by the dispatching side, here and in the orders below; the caller is told."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, WITH_UNITS, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.stretching import reply_clock, stretch
from hotline_tenants.figures.ledger import counting
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_down, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import must_wait, rulings_of, settle, waiting
from hotline_tenants.rulings.extending import FORWARDED, ceiling_of, frozen_rule
from hotline_tenants.rulings.model import Ruling


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
    rule = await frozen_rule(db, assignment)
    assert rule.extension is not None
    clock = await reply_clock(db, case.id, assignment.id)
    step = {"span": str(rule.extension), "why": "extension"}
    link = await link_up(db, case.id) if case.referred else None
    if link is not None:
        step["no_later_than"] = (await ceiling_of(db, rule, link)).isoformat()
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
            if asked is not None and asked.level == FORWARDED:
                await _settle(db, actor, order, own, asked, granted=granted, ruling=ruling, at=at)
                if own.governs_tenant_id is not None:
                    await _settle_below(db, actor, own, granted=granted, ruling=ruling, at=at)


async def _lower_links(db: Db, order: Case, assignment_id: uuid.UUID) -> Sequence[Referral]:
    wanted = select(Referral).where(Referral.tenant_id == db.tenant, Referral.case_id == order.id)
    wanted = wanted.where(Referral.side == "lower", Referral.assignment_id == assignment_id)
    return (await db.execute(wanted)).scalars().all()
