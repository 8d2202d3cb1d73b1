"""The dispatch catalogue: who is responsible for a category in an area."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.network.classification import classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import unit_tree


@dataclass(frozen=True)
class Proposal:
    """A unit that the catalogue proposes, and why."""

    unit_id: uuid.UUID
    basis_zh: str
    basis_en: str

    def basis(self, language: str) -> str:
        """The legal basis in `language`."""
        return self.basis_en if language == "en" else self.basis_zh


def add_entry(
    db: Db, *, category_id: uuid.UUID, area_id: uuid.UUID | None, unit_id: uuid.UUID, basis_zh: str, basis_en: str,
    effective_from: dt.date,
) -> uuid.UUID:  # fmt: skip
    """Make a unit responsible. The database refuses a second living entry for the same category and area."""
    entry_id = new_id()
    db.put(
        CatalogueEntry, id=entry_id, category_id=category_id, area_id=area_id, unit_id=unit_id, basis_zh=basis_zh,
        basis_en=basis_en, effective_from=effective_from,
    )  # fmt: skip
    db.cache.forget("catalogue", db.tenant)
    return entry_id


async def propose(
    db: Db, category_id: uuid.UUID | None, area_id: uuid.UUID | None, *, on: dt.date
) -> Proposal | None:
    """The responsible unit: the most particular category first, within it the smallest area.

    Where the catalogue is silent and the demand lies in a district, the district is the backstop (`domain.md` §3).
    """
    entries = await _entries(db)
    units = await unit_tree(db)
    areas: list[uuid.UUID | None] = [unit.id for unit in units.upwards(area_id)]
    for category in (await classification(db)).upwards(category_id):
        for area in [*areas, None]:
            entry = entries.get((category.id, area))
            if entry and entry[1] <= on:
                return entry[0]
    for unit in units.upwards(area_id):
        if unit.kind == "government":
            return Proposal(unit.id, "属地政府兜底", "The district government is the backstop")
    return None


async def _entries(db: Db) -> dict[tuple[uuid.UUID, uuid.UUID | None], tuple[Proposal, dt.date]]:
    async def load() -> dict[tuple[uuid.UUID, uuid.UUID | None], tuple[Proposal, dt.date]]:
        rows = await db.execute(
            select(
                CatalogueEntry.category_id, CatalogueEntry.area_id, CatalogueEntry.unit_id, CatalogueEntry.basis_zh,
                CatalogueEntry.basis_en, CatalogueEntry.effective_from,
            ).where(CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None))
        )  # fmt: skip
        return {(row[0], row[1]): (Proposal(row[2], row[3], row[4]), row[5]) for row in rows}

    return await db.cache.get(("catalogue", db.tenant), load)
