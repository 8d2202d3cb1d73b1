"""Whose roster: a unit's or the desk's, who reads it and who keeps it."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree


def rostered(units: UnitTree) -> list[UnitInfo]:
    """The units with people of their own who can be woken: committees are never dispatched to, and a government keeps
    its rosters in its own house.
    """
    return [unit for unit in units if unit.kind != "committee" and unit.governs_tenant_id is None]


async def place_for(db: Db, actor: Actor, unit_id: uuid.UUID | None) -> UnitInfo | None:
    """The unit whose roster is meant, None for the desk's. People of a unit reach their own only. Raises NotFound."""
    if actor.unit_id is not None and unit_id != actor.unit_id:
        raise NotFound
    if unit_id is None:
        return None
    found = next((unit for unit in rostered(await unit_tree(db)) if unit.id == unit_id), None)
    if found is None:
        raise NotFound
    return found


async def place_to_keep(db: Db, actor: Actor, unit_id: uuid.UUID | None) -> UnitInfo | None:
    """The same for somebody who changes it. Raises NotFound, NotAllowed."""
    actor.need("roster.keep")
    return await place_for(db, actor, unit_id)


def here(column: Any, unit_id: uuid.UUID | None) -> ColumnElement[bool]:
    """The condition that a row is of this place, in the form that an index serves."""
    condition: ColumnElement[bool] = column.is_(None) if unit_id is None else column == unit_id
    return condition
