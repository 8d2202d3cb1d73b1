"""A complaint turns out to be about the conduct of a unit's people: it is taken from them and vanishes for them."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, delete, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import WITHHELD, assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.figures.ledger import counting
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import case_on_both_sides, link_down
from hotline_tenants.rulings.giving_back import take_away
from hotline_tenants.rulings.lapsing import end_below


async def declare_conflict(
    db: Db, actor: Actor, case_id: uuid.UUID, *, unit_id: uuid.UUID | None, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Name the unit whose people the complaint is about: whatever it, or a unit under it, had of the case is taken
    away, and its notices of it are gone. Where that unit is a government, its order does not exist for anybody there
    any more. Raises Refused by field.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    allowed(CASE, case.state, "declare_conflict", actor)
    units = await unit_tree(db)
    about = units.find(unit_id)
    wrong: dict[str, Message] = {}
    if about is None or about.closed or about.kind == "superior":
        wrong["unit_id"] = N_("Choose one of the list.")
    if len(reason.strip()) < 5:
        wrong["reason"] = N_("Say whose conduct the complaint is about.")
    if wrong:
        raise refused_fields(wrong)
    case.about_unit_id = unit_id
    await record(db, case, "declare_conflict", actor, at=at, remarks={"reason": reason}, about=unit_id)
    theirs = {one.id for one in units.every() if units.within(one.id, unit_id)}
    for assignment in await assignments_of(db, case):
        if assignment.unit_id not in theirs:
            continue
        if assignment.state in OPEN:
            await take_away(db, actor, case, assignment, at=at)
        if assignment.governs_tenant_id is not None:
            await _withhold(db, assignment, at=at)
    people = select(Membership.account_id).where(
        Membership.tenant_id == db.tenant, Membership.unit_id.in_(theirs)
    )
    await _forget_notices(db, case, Notice.account_id.in_(people))


async def _withhold(db: Db, assignment: Assignment, *, at: dt.datetime) -> None:
    """The order that a government had ends, if it has not ended yet, and vanishes from its lists and figures."""
    link = await link_down(db, assignment.id)
    if link is None:
        return
    await end_below(db, assignment, "taken_away", at=at)
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        with counting(db, "case", order):
            order.origin = WITHHELD
        for own in await assignments_of(db, order):
            with counting(db, "assignment", own):
                own.origin = WITHHELD
        await _forget_notices(db, order)


async def _forget_notices(db: Db, case: Case, *whose: ColumnElement[bool]) -> None:
    about = Notice.tenant_id == db.tenant, Notice.subject_id == case.id, *whose
    await db.execute(delete(Notice).where(*about), execution_options={"synchronize_session": False})
