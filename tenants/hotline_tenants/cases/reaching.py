"""The one road from an id to a case: somebody else's case does not exist."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db, about
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.cases.model import Assignment, Case, Reply
from hotline_tenants.network.model import Unit

_GONE = ("returned", "void", "withdrawn")
WITHHELD = "withheld"
"""The origin of an order that turned out to be about the people of the very government that had it: for everybody
there it does not exist any more, neither in lists nor in figures.
"""
MOVED = "moved"
"""The origin of what another government goes on with: its history stays here, and it counts there."""


def _known_to_unit(tenant: Any, unit_id: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        exists().where(
            Assignment.tenant_id == tenant,
            Assignment.case_id == Case.id,
            Assignment.unit_id == unit_id,
            or_(Assignment.state.not_in(_GONE), Assignment.guards),
        ),
        not_about(tenant, unit_id),
    )


def not_about(tenant: Any, unit_id: Any, case: Any = Case) -> ColumnElement[bool]:
    """Whether a case is no complaint about the people of a unit or of one above it: such a case does not exist for
    them.
    """
    above = (
        select(Unit.id, Unit.parent_id)
        .where(Unit.tenant_id == tenant, Unit.id == unit_id)
        .cte(recursive=True)
    )
    further = select(Unit.id, Unit.parent_id).where(Unit.tenant_id == tenant, Unit.id == above.c.parent_id)
    return or_(case.about_unit_id.is_(None), case.about_unit_id.not_in(select(above.union(further).c.id)))


# Put together once: every act sends these, and building a statement costs as much as sending it.
_CASE = select(Case).where(Case.tenant_id == bindparam("tenant"), Case.id == bindparam("case_id"))
_FOR_UNIT = _CASE.where(*_known_to_unit(bindparam("tenant"), bindparam("unit_id")))
_TO_LOCK, _TO_LOCK_FOR_UNIT = (
    wanted.with_for_update(of=Case).execution_options(populate_existing=True)
    for wanted in (about(Case, _CASE), _FOR_UNIT)
)
_ASSIGNMENTS = about(
    Assignment,
    select(Assignment)
    .where(Assignment.tenant_id == bindparam("tenant"), Assignment.case_id == bindparam("case_id"))
    .order_by(Assignment.id),
)
_LATEST_REPLY = about(
    Reply,
    select(Reply)
    .where(Reply.tenant_id == bindparam("tenant"), Reply.case_id == bindparam("case_id"))
    .where(Reply.assignment_id == bindparam("assignment_id"))
    .order_by(Reply.id.desc())
    .limit(1),
)


async def case_for(
    db: Db, actor: Actor, case_id: uuid.UUID, *, lock: bool = False, version: int | None = None,
    history: bool = False,
) -> Case:  # fmt: skip
    """The case, if this person may know of it: desk roles their tenant's but what is withheld from it, unit roles
    those their unit handles and that are no complaint about its own people.

    Raises NotFound otherwise, and Stale when `version` (what the page showed) is not the present one. `lock` takes
    the row for an act; whoever comes second waits and then finds their page stale. An imported demand is history
    until it is taken up, which alone asks with `history`: any other act on it is Refused, or it would start clocks.
    """
    if actor.role not in UNIT_ROLES and not (actor.may("case.read") or actor.may("case.register")):
        raise NotFound
    of_unit = actor.role in UNIT_ROLES
    if lock and not of_unit:
        case = await locked(db, case_id)
    elif lock:
        case = await _found(db, _TO_LOCK_FOR_UNIT, case_id, unit_id=actor.unit_id)
        db.held[(Case, db.tenant, case_id)] = case
    else:
        case = await _found(db, _FOR_UNIT if of_unit else _CASE, case_id, unit_id=actor.unit_id)
    if case.origin == WITHHELD:
        raise NotFound
    if version is not None and case.version != version:
        raise Stale
    if lock and case.origin == MOVED:
        raise Refused(N_("The boundaries changed: another government goes on with this demand."))
    if lock and not history and case.origin == "imported" and case.state == "registered":
        raise Refused(N_("This is imported history. Take it up for live handling first."))
    return case


def known_to(db: Db, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What narrows cases of this tenant down to those that somebody who reads them may know of."""
    if actor.role not in UNIT_ROLES:
        return (Case.origin != WITHHELD,)
    return _known_to_unit(db.tenant, actor.unit_id)


async def locked(db: Db, case_id: uuid.UUID) -> Case:
    """The case for an act that follows from another one; what this transaction locked before is not read again.

    Raises NotFound.
    """
    key = (Case, db.tenant, case_id)
    if key not in db.held:
        db.held[key] = await _found(db, _TO_LOCK, case_id)
    case: Case = db.held[key]
    return case


async def _found(
    db: Db, wanted: Select[Case], case_id: uuid.UUID, *, unit_id: uuid.UUID | None = None
) -> Case:
    asked = {"tenant": db.tenant, "case_id": case_id, "unit_id": unit_id}
    case = (await db.execute(wanted, asked)).scalar_one_or_none()
    if case is None:
        raise NotFound
    return case


async def assignment_for(db: Db, actor: Actor, case: Case, assignment_id: uuid.UUID) -> Assignment:
    """One assignment of a case that was reached before; a unit reaches only its own. Raises NotFound."""
    assignment = await assignment_of(db, case, assignment_id)
    if actor.role in UNIT_ROLES and assignment.unit_id != actor.unit_id:
        raise NotFound
    return assignment


async def assignment_of(db: Db, case: Case, assignment_id: uuid.UUID) -> Assignment:
    """One assignment of a locked case, for an act that follows from another one. Raises NotFound."""
    for assignment in await assignments_of(db, case):
        if assignment.id == assignment_id:
            return assignment
    raise NotFound


async def assignments_of(db: Db, case: Case) -> list[Assignment]:
    """Every assignment of a case, oldest first. Those of a locked case are read once: nobody else opens any meanwhile,
    and who opens one here says so with `opens_another`.
    """
    key = (Assignment, db.tenant, case.id)
    if key in db.held:
        return list(db.held[key])
    found = list((await db.execute(_ASSIGNMENTS, {"tenant": db.tenant, "case_id": case.id})).scalars())
    if (Case, db.tenant, case.id) in db.held:
        db.held[key] = tuple(found)
    return found


def opens_another(db: Db, case_id: uuid.UUID) -> None:
    """The assignments of a case that were read before are no longer all of them."""
    db.held.pop((Assignment, db.tenant, case_id), None)


async def tenant_below(db: Db, actor: Actor, case_id: uuid.UUID) -> int:
    """In which of the tenants below a case lies; for the reader's role over the actor's reach. Raises NotFound."""
    tenant = (
        await db.execute(select(Case.tenant_id).where(Case.tenant_id.in_(actor.reads), Case.id == case_id))
    ).scalar_one_or_none()
    if tenant is None:
        raise NotFound
    return tenant


async def case_below(db: Db, case_id: uuid.UUID) -> Case:
    """A case of the tenant that the reader's role stands in. Raises NotFound."""
    case = (
        await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == case_id))
    ).scalar_one_or_none()
    if case is None:
        raise NotFound
    return case


async def latest_reply(db: Db, assignment: Assignment) -> Reply:
    """The reply that was written last. Raises NotFound."""
    asked = {"tenant": db.tenant, "case_id": assignment.case_id, "assignment_id": assignment.id}
    written = (await db.execute(_LATEST_REPLY, asked)).scalar_one_or_none()
    if written is None:
        raise NotFound
    return written
