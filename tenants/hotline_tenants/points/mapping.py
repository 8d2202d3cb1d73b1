"""The network level by level: how many units there are on each and how many of their points are open, for one government
or many; and what the latest test calls of some points came to.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline_platform.database.session import Db
from hotline_tenants.network.model import Unit
from hotline_tenants.points.health import Health
from hotline_tenants.points.lifecycle import LIVING
from hotline_tenants.points.model import Point, TestCall

LEVELS = ("bureaus", "sections", "streets", "committees")
"""Below the line of a government, from above to below: departments and public service units, what stands under them,
streets and townships, committees. Governments below have lines of their own.
"""

_LEVEL: ColumnElement[str] = case(
    (Unit.kind == "street", "streets"),
    (Unit.kind == "committee", "committees"),
    (Unit.parent_id.is_not(None), "sections"),
    else_="bureaus",
)


@dataclass(frozen=True)
class Counted:
    """How many units there are on a level, and how many of them have an open point."""

    all: int
    living: int


@dataclass(frozen=True)
class Called:
    """The latest test call of a point."""

    on: dt.date
    passed: bool


async def levels(db: Db, tenants: Collection[int]) -> Mapping[int, Mapping[str, Counted]]:
    """Every level of these tenants. One question for all, one row for each level."""
    rows = await db.execute(
        select(
            Unit.tenant_id, _LEVEL.label("level"), func.count().label("all"),
            func.count().filter(Point.state.in_(LIVING)).label("living"),
        )
        .outerjoin(Point, and_(Point.tenant_id == Unit.tenant_id, Point.unit_id == Unit.id))
        .where(
            Unit.tenant_id.in_(tenants), Unit.kind.not_in(("government", "superior")), Unit.closed_at.is_(None)
        )
        .group_by(Unit.tenant_id, _LEVEL)
    )  # fmt: skip
    found: dict[int, dict[str, Counted]] = {tenant: {} for tenant in tenants}
    for row in rows:
        found[row.tenant_id][row.level] = Counted(row.all, row.living)
    return found


async def below(db: Db, unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Counted]:
    """What stands directly under some units of the tenant one stands in."""
    rows = await db.execute(
        select(
            Unit.parent_id, func.count().label("all"), func.count().filter(Point.state.in_(LIVING)).label("living")
        )
        .outerjoin(Point, and_(Point.tenant_id == db.tenant, Point.unit_id == Unit.id))
        .where(Unit.tenant_id == db.tenant, Unit.parent_id.in_(unit_ids), Unit.closed_at.is_(None))
        .group_by(Unit.parent_id)
    )  # fmt: skip
    return {row.parent_id: Counted(row.all, row.living) for row in rows}


async def states_of(db: Db, unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The states of the points of some units, where they have one."""
    wanted = select(Point.unit_id, Point.state).where(
        Point.tenant_id == db.tenant, Point.unit_id.in_(unit_ids)
    )
    return {row.unit_id: row.state for row in await db.execute(wanted)}


async def last_calls(db: Db, unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Called]:
    """The latest test call of each of some points."""
    rows = await db.execute(
        select(TestCall.unit_id, TestCall.called_on, TestCall.passed)
        .where(
            TestCall.tenant_id == db.tenant, TestCall.unit_id.in_(unit_ids), TestCall.called_at.is_not(None)
        )
        .ext(distinct_on(TestCall.unit_id))
        .order_by(TestCall.unit_id, TestCall.called_at.desc())
    )
    return {row.unit_id: Called(row.called_on, bool(row.passed)) for row in rows}


async def health_of(
    db: Db, unit_ids: Collection[uuid.UUID], first: dt.date, until: dt.date
) -> Mapping[uuid.UUID, Health]:
    """The health of some points over the days from `first` to `until`, which is left out; the calls of a committee count
    for the unit above it, and it has none of its own.
    """
    counts_for = case((Unit.kind == "committee", Unit.parent_id), else_=Unit.id)
    whose = or_(Unit.id.in_(unit_ids), and_(Unit.kind == "committee", Unit.parent_id.in_(unit_ids)))
    rows = await db.execute(
        select(
            counts_for.label("unit_id"), func.count().label("calls"),
            func.count().filter(TestCall.passed.is_(True)).label("passed"), func.sum(TestCall.score).label("scores"),
            func.count().filter(Unit.kind == "committee").label("of_committees"),
        )
        .join(Unit, and_(Unit.tenant_id == db.tenant, Unit.id == TestCall.unit_id))
        .where(TestCall.tenant_id == db.tenant, TestCall.called_on >= first, TestCall.called_on < until, whose)
        .group_by(counts_for)
    )  # fmt: skip
    return {
        row.unit_id: Health(row.calls, row.passed, row.scores or 0, row.of_committees)
        for row in rows
        if row.unit_id in unit_ids
    }
