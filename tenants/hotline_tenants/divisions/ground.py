"""What is there already, as a file of divisions meets it: the units of each government, and which have a point."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import unit_tree
from hotline_tenants.points.lifecycle import NOWHERE
from hotline_tenants.points.model import Point

KIND_OF: Mapping[str, str] = {"street": "street", "village": "committee"}
"""Which kind of unit a division of a level is; a city and a district are governments."""

LINES = ("city", "area")
"""Levels whose divisions are governments: not established here, their line is a point of the city's network."""


@dataclass(frozen=True)
class There:
    """A unit that is there, with the state of its point."""

    id: uuid.UUID
    code: str
    name_zh: str
    kind: str
    parent_id: uuid.UUID | None
    closed: bool
    state: str


@dataclass
class Ground:
    """The units of one government by code, and by what stands where under which name."""

    by_code: dict[str, There] = field(default_factory=dict)
    by_place: dict[tuple[str, str, uuid.UUID | None], str] = field(default_factory=dict)

    def add(self, unit: There) -> None:
        """Know one more."""
        self.by_code[unit.code] = unit
        if not unit.closed:
            self.by_place[(unit.name_zh, unit.kind, unit.parent_id)] = unit.code


async def ground_here(db: Db) -> Ground:
    """That of the government one stands in, as it is at this moment."""
    rows = await db.execute(
        select(Unit.id, Unit.code, Unit.name_zh, Unit.kind, Unit.parent_id, Unit.closed_at, Point.state)
        .outerjoin(Point, (Point.tenant_id == db.tenant) & (Point.unit_id == Unit.id))
        .where(Unit.tenant_id == db.tenant)
    )
    ground = Ground()
    for row in rows:
        ground.add(There(*row[:5], row.closed_at is not None, row.state or NOWHERE))
    return ground


@dataclass(frozen=True)
class Reach:
    """The governments that one may write into from here: oneself by one's code, and those that are units of one's own
    and stand below. `links` lead there.
    """

    own: str
    links: Mapping[str, Any]

    @property
    def codes(self) -> Sequence[str]:
        return (self.own, *self.links)


async def reach_of(db: Db, own: str) -> Reach:
    """From the tree of units: a government of kind `government` is a tenant below."""
    return Reach(
        own,
        {
            unit.code: NewLink(db.tenant, unit.governs_tenant_id)
            for unit in await unit_tree(db)
            if unit.kind == "government" and unit.governs_tenant_id is not None
        },
    )


async def grounds(db: Db, reach: Reach, codes: Iterable[str]) -> dict[str, Ground]:
    """Those of several governments, one crossing each."""
    found: dict[str, Ground] = {}
    for code in sorted(set(codes)):
        if code == reach.own:
            found[code] = await ground_here(db)
        else:
            async with across(db, because=reach.links[code]):
                found[code] = await ground_here(db)
    return found
