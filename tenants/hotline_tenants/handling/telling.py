"""Told by telephone: whom, and when. It counts as signing, at the moment of the call (`domain.md` §7)."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_tenants.cases.assignments import mark_signed
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.reaching import assignment_for, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.ladders.sweeping import stop_ladders
from hotline_tenants.referrals.links import case_on_both_sides, link_down

LONGEST = 120


async def tell_by_telephone(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, told: str, told_at: dt.datetime,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Record that somebody of the unit was told of an urgent assignment: `told` is the person and their office.

    The sign clock stops at `told_at`. A district's assignment is signed as well, and its own ladder ends. Raises
    Refused for what is not urgent, and by field: `told`, `told_at`.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "told", actor)
    if case.urgency == "general":
        raise Refused(N_("Only urgent cases are told by telephone. The unit signs for this one itself."))
    if wrong := why_not_told(told, told_at, assignment.dispatched_at, at=at):
        raise refused_fields(wrong)
    await mark_signed(db, case, assignment, at=max(told_at, assignment.dispatched_at))
    await record(
        db, case, "told", actor, at=at, remarks={"told": told}, unit=assignment.unit_id, told_at=told_at
    )
    if assignment.governs_tenant_id is not None:
        await _tell_below(db, actor, assignment, told, told_at, at=at)


def why_not_told(
    told: str, told_at: dt.datetime, dispatched_at: dt.datetime, *, at: dt.datetime
) -> dict[str, Message]:
    """What is wrong, field by field. Whoever types knows the minute and not the second."""
    wrong: dict[str, Message] = {}
    if len(told.strip()) < 2:
        wrong["told"] = N_("Write down who was told: the person and the office.")
    elif len(told.strip()) > LONGEST:
        wrong["told"] = N_("Use at most %(longest)s characters.", longest=LONGEST)
    if told_at > at:
        wrong["told_at"] = N_("This moment lies in the future.")
    elif told_at < dispatched_at.replace(second=0, microsecond=0):
        wrong["told_at"] = N_("That was before the case was dispatched to this unit.")
    return wrong


async def _tell_below(
    db: Db, actor: Actor, assignment: Assignment, told: str, told_at: dt.datetime, *, at: dt.datetime
) -> None:
    """The district's order knows of the call, and its desk is not woken any more."""
    link = await link_down(db, assignment.id)
    if link is None:
        return
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        await record(db, order, "told", actor, at=at, remarks={"told": told}, told_at=told_at)
        await stop_ladders(db, order.id)
