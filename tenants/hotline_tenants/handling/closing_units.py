"""Closing a unit: only one that has no open work, nobody in it and no unit under it."""

import datetime as dt
import uuid

from sqlalchemy import func, select, update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_tenants.cases.workload import open_assignments
from hotline_tenants.network.keeping import locked_units, why_not_change
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.points.acting import close_with_unit
from hotline_tenants.rosters.people import leave_the_rosters


async def close_unit(db: Db, actor: Actor, unit_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Close a unit for good; its responsibilities in the dispatch catalogue and its point end with it. Old cases go on naming it.

    Raises NotFound, and Refused with the number of what stands in the way.
    """
    actor.need("catalogue.keep")
    units = await locked_units(db)
    unit = units.get(unit_id)
    if unit is None:
        raise NotFound
    if refusal := why_not_change(unit):
        raise Refused(refusal)
    below = sum(one.parent_id == unit_id and one.closed_at is None for one in units.values())
    if refusal := why_not_close(await open_assignments(db, unit_id), await people_in(db, unit_id), below):
        raise Refused(refusal)
    unit.closed_at = at
    concerned = (CatalogueEntry.unit_id == unit_id) | (CatalogueEntry.area_id == unit_id)
    ended = (
        update(CatalogueEntry)
        .where(CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None), concerned)
        .values(ended_at=at)
        .returning(CatalogueEntry.id)
    )
    entries = len((await db.execute(ended)).all())
    await leave_the_rosters(db, unit_id, at=at)
    await close_with_unit(db, actor, unit_id, at=at)
    note(
        db,
        "unit_closed",
        account_id=actor.account_id,
        subject=unit_id,
        at=at,
        code=unit.code,
        entries=entries,
    )
    db.cache.forget("units", db.tenant)
    db.cache.forget("catalogue", db.tenant)


def why_not_close(work: int, people: int, below: int) -> Message | None:
    """The first thing that stands in the way, with its number."""
    if work:
        return N_("Open assignments of this unit: %(number)s. Let it finish them first.", number=work)
    if people:
        return N_("Roles held in this unit: %(number)s. End them first.", number=people)
    if below:
        return N_("Open units under this one: %(number)s. Close or move them first.", number=below)
    return None


async def people_in(db: Db, unit_id: uuid.UUID) -> int:
    """How many roles are held in a unit now."""
    wanted = (
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.tenant_id == db.tenant, Membership.unit_id == unit_id, Membership.ended_at.is_(None)
        )
    )
    return (await db.execute(wanted)).scalar_one()
