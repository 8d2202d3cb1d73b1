"""Keeping the tree of units: establishing one, giving it another name or place. Never a circle."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.network.model import Unit
from hotline_tenants.network.placing import circle, why_not_below
from hotline_tenants.network.units import add_unit


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit to be established. A government becomes a unit through the registry, never here."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: uuid.UUID | None = None


async def establish(db: Db, actor: Actor, new: NewUnit, *, at: dt.datetime) -> uuid.UUID:
    """A new unit of this government. Raises Refused by field: `code`, `name_zh`, `kind`, `parent`."""
    actor.need("catalogue.keep")
    try:
        unit_id = await add_unit(
            db, code=new.code, name_zh=new.name_zh, name_en=new.name_en, kind=new.kind, parent_id=new.parent
        )
        await db.write()
    except TWICE:
        raise refused_fields({"code": N_("Another unit has the code %(code)s.", code=new.code)}) from None
    units = await locked_units(db)
    if new.parent and units[new.parent].closed_at is not None:
        raise refused_fields({"parent": N_("The unit above is closed.")})
    note(db, "unit_added", account_id=actor.account_id, subject=unit_id, at=at, code=new.code)
    return unit_id


async def describe(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, name_zh: str, name_en: str, parent: uuid.UUID | None, at: dt.datetime
) -> None:  # fmt: skip
    """Give a unit its names and its place. Raises NotFound, Refused by field: `name_zh`, `parent`."""
    actor.need("catalogue.keep")
    units = await locked_units(db)
    unit = units.get(unit_id)
    if unit is None:
        raise NotFound
    if refusal := why_not_change(unit):
        raise Refused(refusal)
    wrong: dict[str, Message] = {}
    if not name_zh.strip():
        wrong["name_zh"] = N_("Give the unit a name.")
    if refusal := why_not_under(units, unit_id, parent):
        wrong["parent"] = refusal
    if wrong:
        raise refused_fields(wrong)
    unit.name_zh, unit.name_en = name_zh.strip(), name_en.strip() or name_zh.strip()
    unit.parent_id = parent
    note(db, "unit_changed", account_id=actor.account_id, subject=unit_id, at=at, code=unit.code)
    db.cache.forget("units", db.tenant)


async def locked_units(db: Db) -> dict[uuid.UUID, Unit]:
    """Every unit of this government, held until the end: two moves at once could close a circle that neither sees."""
    wanted = select(Unit).where(Unit.tenant_id == db.tenant).order_by(Unit.id).with_for_update()
    rows = await db.execute(wanted.execution_options(populate_existing=True))
    return {unit.id: unit for unit in rows.scalars()}


def why_not_change(unit: Unit) -> Message | None:
    """Why a unit is not changed here: the registry keeps governments, and what is closed stays as it was."""
    if unit.governs_tenant_id is not None:
        return N_("This unit is a government: the registry keeps it.")
    if unit.closed_at is not None:
        return N_("This unit is closed.")
    return None


def why_not_under(
    units: dict[uuid.UUID, Unit], unit_id: uuid.UUID, parent: uuid.UUID | None
) -> Message | None:
    """Why a unit cannot stand under `parent`; None, and nothing above, is always possible."""
    above = units.get(parent) if parent else None
    if parent and (above is None or above.closed_at is not None):
        return N_("There is no such unit to stand under.")
    if above is None or (unit := units.get(unit_id)) is None:
        return None
    if refusal := why_not_below(unit.kind, above.kind):
        return refusal

    def upwards(one: uuid.UUID) -> uuid.UUID | None:
        return parent if one == unit_id else units[one].parent_id

    if circle(unit_id, upwards):
        return N_("A unit cannot stand under itself or under one of its own.")
    return None
