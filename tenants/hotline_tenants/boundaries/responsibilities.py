"""Responsibilities of the dispatch catalogue that go over with units, and those that find their place taken."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.boundaries.scope import Scope
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import UnitTree

Why = Literal["taken", "unit", "area", "category"]


@dataclass(frozen=True)
class Known:
    """What the source's units and categories are in the target: only what is there and lives has a name."""

    units: Mapping[uuid.UUID, uuid.UUID]
    areas: Mapping[uuid.UUID, uuid.UUID]
    categories: Mapping[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Left:
    """A responsibility that ends with the move and nobody's goes on as: `by` is who answers for it there, if anybody."""

    entry: CatalogueEntry
    why: Why
    by: uuid.UUID | None = None


def known(
    gone: Iterable[uuid.UUID], counterparts: Mapping[uuid.UUID, uuid.UUID], categories: Mapping[uuid.UUID, uuid.UUID]
) -> Known:  # fmt: skip
    """A unit that goes is itself there, one that stays is its counterpart."""
    units = {**counterparts, **{unit_id: unit_id for unit_id in gone}}
    return Known(units, units, categories)


def same_categories(ours: Classification, theirs: Classification) -> dict[uuid.UUID, uuid.UUID]:
    """From each category here to the one of the same code there."""
    return {one.id: same.id for one in ours.every() if (same := theirs.by_code(one.code)) is not None}


async def concerned(db: Db, scope: Scope, on: dt.date) -> Sequence[CatalogueEntry]:
    """What the units answer for and what is answered for in them; where a government ends, also what its other units
    answer for everywhere. Every version, the earliest first; those that are over on the day only with their place, for
    elsewhere they were never true.
    """
    which = CatalogueEntry.unit_id.in_(scope.gone) | CatalogueEntry.area_id.in_(scope.gone)
    if scope.everything:
        which |= CatalogueEntry.area_id.is_(None)
    return [one for one in await _standing(db, which) if one.area_id in scope.gone or not one.over(on)]


async def standing(db: Db) -> Sequence[CatalogueEntry]:
    """The target's own."""
    return await _standing(db)


def sorted_out(
    entries: Sequence[CatalogueEntry], own: Sequence[CatalogueEntry], names: Known
) -> tuple[list[CatalogueEntry], list[Left]]:
    """Those that go over, and those that cannot. Two for the same category in the same place at the same time are one too
    many: the target's own stands. Where it is the same unit's, nothing is lost and nothing is said.
    """
    places: dict[tuple[uuid.UUID, uuid.UUID | None], list[CatalogueEntry]] = {}
    for one in own:
        places.setdefault((one.category_id, one.area_id), []).append(one)
    going, left = [], []
    for entry in entries:
        category, unit = names.categories.get(entry.category_id), names.units.get(entry.unit_id)
        area = names.areas.get(entry.area_id) if entry.area_id else None
        if category is None or unit is None or (entry.area_id and area is None):
            left.append(Left(entry, "category" if category is None else "unit" if unit is None else "area"))
            continue
        there = places.setdefault((category, area), [])
        if (taken := next((one for one in there if at_once(one, entry)), None)) is None:
            there.append(
                CatalogueEntry(
                    category_id=category, area_id=area, unit_id=unit, basis_zh=entry.basis_zh, basis_en=entry.basis_en,
                    effective_from=entry.effective_from, effective_until=entry.effective_until,
                )
            )  # fmt: skip
            going.append(there[-1])
        elif taken.unit_id != unit:
            left.append(Left(entry, "taken", taken.unit_id))
    return going, left


def left_behind(
    left: Sequence[Left], ours: Classification, here: UnitTree, there: UnitTree
) -> Sequence[Message]:
    """What becomes of each, in words for whoever decides about it."""
    found: dict[str, Message] = {}
    for one in left:
        unit, area, by = here.get(one.entry.unit_id), here.find(one.entry.area_id), there.find(one.by)
        what: dict[str, object] = {
            "category": ours.named_path(one.entry.category_id), "place": area.named if area else N_("Everywhere"),
            "unit": unit.named, "other": by.named if by else "–",
        }  # fmt: skip
        words = N_(_WORDS[one.why].text, **what)
        found.setdefault(str(words), words)
    return list(found.values())


_WORDS: dict[Why, Message] = {
    "taken": N_(
        "%(category)s (%(place)s): %(unit)s answers for it here, %(other)s there. The latter goes on, the former's responsibility ends."
    ),
    "unit": N_(
        "%(category)s (%(place)s): %(unit)s does not go over and has no counterpart. Its responsibility ends: name its counterpart, or make a unit there responsible."
    ),
    "area": N_(
        "%(category)s (%(place)s): %(unit)s goes over, the place does not. Its responsibility ends: make a unit that stays responsible."
    ),
    "category": N_(
        "%(category)s (%(place)s): the successor's classification does not know it. The responsibility of %(unit)s ends."
    ),
}


def put(db: Db, going: Sequence[CatalogueEntry]) -> None:
    """In the target, each with the days that it had."""
    for one in going:
        add_entry(
            db, category_id=one.category_id, area_id=one.area_id, unit_id=one.unit_id, basis_zh=one.basis_zh,
            basis_en=one.basis_en, effective_from=one.effective_from, effective_until=one.effective_until,
        )  # fmt: skip


def at_once(one: CatalogueEntry, other: CatalogueEntry) -> bool:
    """Whether there is a day on which both are in force."""
    return (other.effective_until is None or one.effective_from < other.effective_until) and (
        one.effective_until is None or other.effective_from < one.effective_until
    )


async def _standing(db: Db, *which: ColumnElement[bool]) -> Sequence[CatalogueEntry]:
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None), *which
    )
    in_order = wanted.order_by(CatalogueEntry.effective_from, CatalogueEntry.id)
    return (await db.execute(in_order)).scalars().all()
