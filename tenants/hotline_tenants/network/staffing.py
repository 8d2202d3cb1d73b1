"""Staffing a government: people and their roles, in the units that exist."""

import datetime as dt
import uuid

from hotline_platform.access import keeping, memberships
from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.network.units import UnitTree, unit_tree


async def add_person(
    db: Db, actor: Actor, new: keeping.NewPerson, *, cheap: bool, at: dt.datetime
) -> keeping.Added:
    """Add a person with a first role. Raises Refused by field: `login`, `name`, `role`, `unit`."""
    wrong = why_not_unit(await unit_tree(db), new.role, new.unit_id)
    city = await is_city(db)
    try:
        added = await keeping.add_person(db, actor, new, city=city, cheap=cheap, at=at)
    except Refused as refusal:
        raise refused_fields({**wrong, **refusal.fields}) from None
    if wrong:
        raise refused_fields(wrong)
    return added


async def give_role(
    db: Db, actor: Actor, account_id: uuid.UUID, role: str, *, unit_id: uuid.UUID | None, at: dt.datetime
) -> uuid.UUID:
    """Give a person a further role in this government. Raises Refused by field: `role`, `unit`."""
    if wrong := why_not_unit(await unit_tree(db), role, unit_id):
        raise refused_fields(wrong)
    return await memberships.grant(
        db, actor, account_id, role, unit_id=unit_id, city=await is_city(db), at=at
    )


def why_not_unit(units: UnitTree, role: str, unit_id: uuid.UUID | None) -> dict[str, Message]:
    """Whether the role can be held in the unit: it is open, and no house of its own; committees have their one role."""
    if role not in UNIT_ROLES or unit_id is None:
        return {}
    unit = units.find(unit_id)
    if unit is None or unit.closed:
        return {"unit": N_("Choose one of the list.")}
    if unit.kind == "government":
        return {"unit": N_("This unit is a government: its people are kept in its own house.")}
    if (unit.kind == "committee") != (role == "committee"):
        return {"unit": N_("The role of a committee is held in a committee, and no other role is.")}
    return {}


async def is_city(db: Db) -> bool:
    """Whether the government one stands in has others below it, and so the roles that only a city has."""
    return (await registry_of(db)).get(db.tenant).tier == "city"
