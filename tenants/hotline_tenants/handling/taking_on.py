"""What a unit does with its assignment: sign, assign inside, contact the caller."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case, mark_contacted, mark_signed, move
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.referrals.ascending import contacted_above
from hotline_tenants.referrals.links import case_on_both_sides


async def sign(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    assignment_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """Sign for an assignment. A district's assignment is signed by the district itself, in its own house."""
    case, assignment = await _own(db, actor, case_id, assignment_id, "sign", version)
    await mark_signed(db, case, assignment, at=at)
    await record(db, case, "sign", actor, at=at, unit=assignment.unit_id)


async def assign(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, person: uuid.UUID | None,
    note: str, version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Assign inside the unit, to one of its officers. Raises Refused by field `person`."""
    case, assignment = await _own(db, actor, case_id, assignment_id, "assign", version)
    officer = Membership.role == "unit_officer", Membership.ended_at.is_(None)
    known = (
        await db.execute(
            select(Membership.id)
            .where(Membership.tenant_id == db.tenant, Membership.unit_id == assignment.unit_id, *officer)
            .where(Membership.account_id == person)
            .limit(1)
        )
    ).first()
    if person is None or known is None:
        raise refused_fields({"person": N_("Choose an officer of the unit.")})
    move(assignment, "assign")
    assignment.assigned_to = person
    if assignment.lead:
        carry_case(case, "lead_handling")
    await record(
        db, case, "assign", actor, at=at, remarks={"note": note}, unit=assignment.unit_id, person=person
    )
    await tell(db, "assigned_to_you", subject_id=case.id, at=at, accounts=(person,), number=case.number)


async def contact(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, note: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Record a contact with the caller; the first one stops its clock, above as well. Raises Refused by field."""
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "contact", actor)
    if not note.strip():
        raise refused_fields({"note": N_("Write down how the caller was reached and what was said.")})
    move(assignment, "contact")
    await mark_contacted(db, case, assignment, at=at)
    if assignment.lead:
        carry_case(case, "lead_handling")
    await record(db, case, "contact", actor, at=at, remarks={"note": note}, unit=assignment.unit_id)
    if link is not None:
        await contacted_above(db, actor, link, at=at)


async def _own(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, act: str, version: int | None
) -> tuple[Case, Assignment]:
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, act, actor)
    return case, assignment
