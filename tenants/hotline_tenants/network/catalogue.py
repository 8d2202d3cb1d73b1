"""The dispatch catalogue: who is responsible for a category in an area."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.network.classification import classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import unit_tree

_TAKEN = N_("A unit is already responsible for this category in this area. End that entry first.")


@dataclass(frozen=True)
class Proposal:
    """A unit that the catalogue proposes, and why. Not `listed`: the backstop where no entry names one."""

    unit_id: uuid.UUID
    basis_zh: str
    basis_en: str
    listed: bool = True

    def basis(self, language: str) -> str:
        """The legal basis in `language`."""
        return self.basis_en if language == "en" else self.basis_zh


def add_entry(
    db: Db, *, category_id: uuid.UUID, area_id: uuid.UUID | None, unit_id: uuid.UUID, basis_zh: str, basis_en: str,
    effective_from: dt.date, effective_until: dt.date | None = None,
) -> uuid.UUID:  # fmt: skip
    """Make a unit responsible. The database refuses a second entry for the same category and area that none follows."""
    entry_id = new_id()
    db.put(
        CatalogueEntry, id=entry_id, category_id=category_id, area_id=area_id, unit_id=unit_id, basis_zh=basis_zh,
        basis_en=basis_en, effective_from=effective_from, effective_until=effective_until,
    )  # fmt: skip
    db.cache.forget("catalogue", db.tenant)
    return entry_id


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """Who is to be responsible for a category (with everything below it), in an area or anywhere, on what basis."""

    category_id: uuid.UUID | None
    area_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    basis_zh: str
    basis_en: str
    effective_from: dt.date


async def make_responsible(db: Db, actor: Actor, new: Responsibility, *, at: dt.datetime) -> uuid.UUID:
    """A new entry; one for the same place that began earlier is in force until the day from which this one is.

    Raises Refused by field: `category`, `area_id`, `unit_id`, `basis_zh`.
    """
    actor.need("catalogue.keep")
    wrong: dict[str, Message] = {}
    category = (await classification(db)).find(new.category_id)
    if category is None or category.retired:
        wrong["category"] = N_("Choose one of the list.")
    units = await unit_tree(db)
    if new.area_id and new.area_id not in {unit.id for unit in units.areas()}:
        wrong["area_id"] = N_("Choose one of the list.")
    if new.unit_id not in {unit.id for unit in units.handling()}:
        wrong["unit_id"] = N_("Choose one of the list.")
    if not new.basis_zh.strip():
        wrong["basis_zh"] = N_("Name the rule that makes the unit responsible.")
    if wrong:
        raise refused_fields(wrong)
    assert new.category_id is not None
    assert new.unit_id is not None
    basis_zh = new.basis_zh.strip()
    await _followed(db, new)
    entry_id = add_entry(
        db, category_id=new.category_id, area_id=new.area_id, unit_id=new.unit_id, basis_zh=basis_zh,
        basis_en=new.basis_en.strip() or basis_zh, effective_from=new.effective_from,
    )  # fmt: skip
    note(db, "entry_added", account_id=actor.account_id, subject=entry_id, at=at)
    try:
        await db.write()
    except TWICE:
        raise refused_fields({"category": _TAKEN}) from None
    return entry_id


async def _followed(db: Db, new: Responsibility) -> None:
    """The entry of the same place that this one follows, if it began earlier; otherwise the database refuses the two."""
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.category_id == new.category_id,
        CatalogueEntry.area_id.is_not_distinct_from(new.area_id), CatalogueEntry.ended_at.is_(None),
        CatalogueEntry.effective_until.is_(None), CatalogueEntry.effective_from < new.effective_from,
    )  # fmt: skip
    if (before := (await db.execute(wanted.with_for_update())).scalar_one_or_none()) is not None:
        before.effective_until = new.effective_from


async def entry_of(db: Db, entry_id: uuid.UUID, *, lock: bool = False) -> CatalogueEntry:
    """A responsibility of the tenant one stands in. Raises NotFound."""
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.id == entry_id
    )
    entry = (await db.execute(wanted.with_for_update() if lock else wanted)).scalar_one_or_none()
    if entry is None:
        raise NotFound
    return entry


async def versions_of(db: Db, entry: CatalogueEntry) -> Sequence[CatalogueEntry]:
    """Every entry of the same category and area, what ended included, the latest first."""
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.category_id == entry.category_id,
        CatalogueEntry.area_id.is_not_distinct_from(entry.area_id),
    )  # fmt: skip
    return (await db.execute(wanted.order_by(CatalogueEntry.effective_from.desc()))).scalars().all()


async def end_entry(db: Db, actor: Actor, entry_id: uuid.UUID, *, at: dt.datetime) -> None:
    """End a responsibility; one that has ended already stays as it is. Raises NotFound."""
    actor.need("catalogue.keep")
    entry = await entry_of(db, entry_id, lock=True)
    if entry.ended_at is None:
        entry.ended_at = at
        note(db, "entry_ended", account_id=actor.account_id, subject=entry_id, at=at)
        db.cache.forget("catalogue", db.tenant)


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
            for proposal, first, until in entries.get((category.id, area), ()):
                if first <= on and (until is None or on < until):
                    return proposal
    for unit in units.upwards(area_id):
        if unit.kind == "government":
            return Proposal(unit.id, "属地政府兜底", "The district government is the backstop", listed=False)
    return None


_Version = tuple[Proposal, dt.date, dt.date | None]
_Places = Mapping[tuple[uuid.UUID, uuid.UUID | None], Sequence[_Version]]


async def _entries(db: Db) -> _Places:
    async def load() -> _Places:
        rows = await db.execute(
            select(
                CatalogueEntry.category_id, CatalogueEntry.area_id, CatalogueEntry.unit_id, CatalogueEntry.basis_zh,
                CatalogueEntry.basis_en, CatalogueEntry.effective_from, CatalogueEntry.effective_until,
            ).where(CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None))
        )  # fmt: skip
        found: dict[tuple[uuid.UUID, uuid.UUID | None], list[_Version]] = {}
        for row in rows:
            version = (Proposal(row[2], row[3], row[4]), row.effective_from, row.effective_until)
            found.setdefault((row[0], row[1]), []).append(version)
        return found

    return await db.cache.get(("catalogue", db.tenant), load)
