"""Coverage: which street, community or village has a living point, and which has none; for one government or many."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, select

from hotline_platform.database.session import Db
from hotline_tenants.network.model import Unit
from hotline_tenants.points.lifecycle import LIVING, NOWHERE
from hotline_tenants.points.model import Point

COVERED = ("street", "committee")
"""The pieces of the map in which somebody should answer."""


@dataclass
class Place:
    """A street or committee with those under it. `tenant` is whose it is, `state` that of its point."""

    tenant: int
    id: uuid.UUID
    name_zh: str
    name_en: str
    kind: str
    state: str
    below: "list[Place]" = field(default_factory=list)

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def living(self) -> bool:
        """Whether somebody answers there."""
        return self.state in LIVING

    def every(self) -> "list[Place]":
        """Itself and everything under it."""
        return [self, *(found for one in self.below for found in one.every())]


@dataclass(frozen=True)
class Covered:
    """How many places of each kind there are, and how many of them have a living point."""

    streets: int
    streets_living: int
    committees: int
    committees_living: int

    @property
    def all(self) -> int:
        return self.streets + self.committees

    @property
    def living(self) -> int:
        return self.streets_living + self.committees_living

    @property
    def missing(self) -> int:
        return self.all - self.living

    @property
    def share(self) -> float | None:
        """Living ones of all; None where there is nothing to cover."""
        return self.living / self.all if self.all else None


async def places(db: Db, tenants: Collection[int]) -> dict[int, list[Place]]:
    """The streets and committees of these tenants as trees, in the order of their codes. One question for all."""
    rows = await db.execute(
        select(
            Unit.tenant_id, Unit.id, Unit.name_zh, Unit.name_en, Unit.kind, Unit.parent_id, Point.state.label("state")
        )
        .outerjoin(Point, and_(Point.tenant_id == Unit.tenant_id, Point.unit_id == Unit.id))
        .where(Unit.tenant_id.in_(tenants), Unit.kind.in_(COVERED), Unit.closed_at.is_(None))
        .order_by(Unit.tenant_id, Unit.code)
    )  # fmt: skip
    found: dict[uuid.UUID, Place] = {}
    above: dict[uuid.UUID, uuid.UUID | None] = {}
    for row in rows:
        found[row.id] = Place(row.tenant_id, row.id, row.name_zh, row.name_en, row.kind, row.state or NOWHERE)
        above[row.id] = row.parent_id
    tops: dict[int, list[Place]] = {tenant: [] for tenant in tenants}
    for unit_id, place in found.items():
        parent = found.get(above[unit_id]) if above[unit_id] else None  # type: ignore[arg-type]
        (parent.below if parent else tops[place.tenant]).append(place)
    return tops


def covered(tops: Sequence[Place]) -> Covered:
    """Counted over these places and everything under them."""
    every = [one for top in tops for one in top.every()]
    streets = [one for one in every if one.kind == "street"]
    committees = [one for one in every if one.kind == "committee"]
    return Covered(
        len(streets),
        sum(one.living for one in streets),
        len(committees),
        sum(one.living for one in committees),
    )
