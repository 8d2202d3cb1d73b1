"""Ruling on long-pending: approved by the district's head and then the city's, here and in the orders below; the caller
is told the review day.
"""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, assignment_of, assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.stretching import move_to, reply_clock
from hotline_tenants.figures.ledger import counting
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.links import case_on_both_sides, link_down, link_up
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.asking import must_wait, put_ruling, rulings_of, settle, waiting
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.resuming import review


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
    """The reply is due on the review day; the original limit stays what the figures ask about, and until the caller has
    answered it counts as unsolved (`domain.md` §6).
    """
    assert asked.wanted_at is not None
    clock = await reply_clock(db, case.id, assignment.id)
    move_to(await calendar_of(db), clock, asked.wanted_at, at=at)
    with counting(db, "assignment", assignment):
        assignment.due_at = assignment.reply_extended_at = clock.due_at
        assignment.deferred = True
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
