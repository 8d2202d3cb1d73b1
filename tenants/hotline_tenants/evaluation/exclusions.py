"""Reading applications for exclusions, on either side."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.evaluation.model import Exclusion
from hotline_tenants.evaluation.standing import asked_here


async def exclusion_of(db: Db, exclusion_id: uuid.UUID) -> Exclusion:
    """One application that is ours to decide on or that we made. Raises NotFound."""
    wanted = select(Exclusion).where(Exclusion.tenant_id == db.tenant, Exclusion.id == exclusion_id)
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def exclusion_for(db: Db, actor: Actor, exclusion_id: uuid.UUID) -> Exclusion:
    """The same for a person: whoever has a place in a unit reaches that unit's own only. Raises NotFound."""
    found = await exclusion_of(db, exclusion_id)
    if actor.unit_id is not None and found.unit_id != actor.unit_id:
        raise NotFound
    return found


async def exclusions_to(db: Db, month: dt.date) -> Sequence[Exclusion]:
    """What districts asked to be left out of our evaluation of a month, in the order in which they did."""
    return await _exclusions(db, month, asked_here(db.tenant))


async def exclusions_of(db: Db, month: dt.date, unit_id: uuid.UUID) -> Sequence[Exclusion]:
    """The same of one unit; a district reads its own by what it is in the house above (`Standing.unit_id`)."""
    return await _exclusions(db, month, Exclusion.unit_id == unit_id)


async def _exclusions(db: Db, month: dt.date, whose_are: ColumnElement[bool]) -> Sequence[Exclusion]:
    wanted = select(Exclusion).where(Exclusion.tenant_id == db.tenant, Exclusion.month == month, whose_are)
    return list(await db.scalars(wanted.order_by(Exclusion.made_at, Exclusion.id)))
