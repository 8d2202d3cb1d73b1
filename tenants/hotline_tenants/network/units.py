"""Adding units, and the tree of a tenant as pages and verbs use it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Named, NotFound, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.network.model import AREA_KINDS, UNIT_KINDS, Unit
from hotline_tenants.network.placing import why_not_below


@dataclass(frozen=True)
class UnitInfo:
    """One unit, as remembered for some seconds."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent_id: uuid.UUID | None
    governs_tenant_id: int | None
    closed: bool

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def named(self) -> Named:
        """Its name for a message, which is read in either language."""
        return Named(self.name_zh, self.name_en)

    @property
    def is_area(self) -> bool:
        """Whether a demand can lie in it."""
        return self.kind in AREA_KINDS


class UnitTree:
    """Every unit of one tenant, closed ones included (old cases name them), in the order of their codes."""

    def __init__(self, units: list[UnitInfo]) -> None:
        self._by_id = {unit.id: unit for unit in units}

    def __iter__(self) -> Iterator[UnitInfo]:
        return (unit for unit in self._by_id.values() if not unit.closed)

    def get(self, unit_id: uuid.UUID) -> UnitInfo:
        """Raises NotFound."""
        if unit_id not in self._by_id:
            raise NotFound
        return self._by_id[unit_id]

    def find(self, unit_id: uuid.UUID | None) -> UnitInfo | None:
        """The unit, or None."""
        return self._by_id.get(unit_id) if unit_id else None

    def by_code(self, code: str) -> UnitInfo:
        """Raises NotFound."""
        for unit in self._by_id.values():
            if unit.code == code:
                return unit
        raise NotFound

    def every(self) -> list[UnitInfo]:
        """All of them, closed ones too: the figures of the past are theirs."""
        return list(self._by_id.values())

    def areas(self) -> list[UnitInfo]:
        """Districts, streets and committees: where something can be."""
        return [unit for unit in self if unit.is_area]

    def handling(self) -> list[UnitInfo]:
        """Units that can be dispatched to. Committees have no clock and are invited, never dispatched to."""
        return [unit for unit in self if unit.kind != "committee"]

    def upwards(self, unit_id: uuid.UUID | None) -> Iterator[UnitInfo]:
        """The unit and everything above it. Every road to a place refuses a circle; a tree that has one all the same is
        walked to an end.
        """
        unit, seen = self.find(unit_id), set[uuid.UUID]()
        while unit is not None and unit.id not in seen:
            yield unit
            seen.add(unit.id)
            unit = self.find(unit.parent_id)

    def within(self, unit_id: uuid.UUID, other_id: uuid.UUID | None) -> bool:
        """Whether a unit is the other one or stands under it; under none there is none."""
        return other_id is not None and any(one.id == other_id for one in self.upwards(unit_id))


async def unit_tree(db: Db) -> UnitTree:
    """The tree of the tenant one stands in."""

    async def load() -> UnitTree:
        rows = await db.execute(
            select(
                Unit.id, Unit.code, Unit.name_zh, Unit.name_en, Unit.kind, Unit.parent_id, Unit.governs_tenant_id,
                Unit.closed_at.is_not(None),
            )
            .where(Unit.tenant_id == db.tenant)
            .order_by(Unit.code)
        )  # fmt: skip
        return UnitTree([UnitInfo(*row) for row in rows])

    return await db.cache.get(("units", db.tenant), load)


async def add_unit(
    db: Db, *, code: str, name_zh: str, name_en: str, kind: str, parent_id: uuid.UUID | None = None,
    governs_tenant_id: int | None = None,
) -> uuid.UUID:  # fmt: skip
    """A new unit of the tenant one stands in. Raises Refused by field: `code`, `name_zh`, `kind`, `parent`."""
    wrong: dict[str, Message] = {}
    if not code.strip():
        wrong["code"] = N_("Give the unit a code.")
    elif (await db.execute(select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.code == code))).first():
        wrong["code"] = N_("Another unit has the code %(code)s.", code=code)
    if not name_zh.strip():
        wrong["name_zh"] = N_("Give the unit a name.")
    if kind not in UNIT_KINDS:
        wrong["kind"] = N_("There is no such kind of unit.")
    elif (kind in ("government", "superior")) != (governs_tenant_id is not None):
        wrong["kind"] = N_("A unit is a government if and only if it is a tenant itself.")
    if parent_id:
        above = select(Unit.kind).where(Unit.tenant_id == db.tenant, Unit.id == parent_id)
        if (there := (await db.execute(above)).scalar_one_or_none()) is None:
            wrong["parent"] = N_("There is no such unit to stand under.")
        elif "kind" not in wrong and (refusal := why_not_below(kind, there)):
            wrong["parent"] = refusal
    if wrong:
        raise refused_fields(wrong)
    unit_id = new_id()
    db.put(
        Unit, id=unit_id, code=code.strip(), name_zh=name_zh.strip(), name_en=name_en.strip() or name_zh.strip(),
        kind=kind, parent_id=parent_id, governs_tenant_id=governs_tenant_id,
    )  # fmt: skip
    db.cache.forget("units", db.tenant)
    return unit_id
