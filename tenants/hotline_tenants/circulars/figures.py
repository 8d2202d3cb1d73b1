"""The figures of a circular, taken at one moment and kept: whatever is written later, they stay."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.rates import COMPARED
from hotline_tenants.figures.reading import Asked, of_tenants
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.overview.comparing import Question, side_by_side

OWN = ("registered", "received", "closed", "answered_directly", "not_accepted")
TOP = 8
MOST_UNITS = 40


class UnitFigures(msgspec.Struct, frozen=True):
    """How one unit did; `id` leads to its cases."""

    id: uuid.UUID
    code: str
    name: str
    counts: dict[str, int]
    overdue: int


class CategoryFigures(msgspec.Struct, frozen=True):
    """How often something was asked for, in the period and in the one before."""

    name: str
    now: int
    before: int


class Figures(msgspec.Struct, frozen=True):
    """Everything that a circular can say in numbers. `own` counts the demands of the government's own house; `whole`
    what all its handling units did together.
    """

    first: dt.date
    last: dt.date
    as_of: dt.datetime
    own: dict[str, int]
    own_before: dict[str, int]
    whole: dict[str, int]
    whole_before: dict[str, int]
    overdue: int
    units: tuple[UnitFigures, ...]
    days: tuple[tuple[dt.date, int], ...]
    categories: tuple[CategoryFigures, ...]

    @property
    def period(self) -> Period:
        """The days that are counted."""
        return Period(self.first, self.last)


async def take(db: Db, period: Period, *, at: dt.datetime) -> Figures:
    """Read them now. Cost follows units and days; what was asked for most is counted from the cases of the period."""
    tree = await unit_tree(db)
    compared = await side_by_side(
        db, db.tenant, [unit for unit in tree.handling() if unit.kind != "superior"], Question(period), at=at
    )
    asked = [Asked(period, OWN), Asked(period.before, OWN)]
    own, before = await of_tenants(db, [db.tenant], asked, ("live",))
    shown = [row for row in compared.rows if row.unit is not None and not row.empty]
    governments = [row for row in shown if row.unit is not None and row.unit.kind == "government"]
    return Figures(
        first=period.first, last=period.last, as_of=at, own=dict(own.get(db.tenant, {})),
        own_before=dict(before.get(db.tenant, {})), whole=dict(compared.whole.now),
        whole_before=dict(compared.whole.before), overdue=compared.whole.overdue,
        units=tuple(
            _unit(row.unit, row.now, row.overdue) for row in (governments or shown)[:MOST_UNITS] if row.unit
        ),
        days=await _days(db, period), categories=await _categories(db, period),
    )  # fmt: skip


def _unit(unit: UnitInfo, counts: Mapping[str, int], overdue: int) -> UnitFigures:
    kept = {measure: counts[measure] for measure in COMPARED if counts.get(measure)}
    return UnitFigures(unit.id, unit.code, unit.name_zh, kept, overdue)


def _registered(tenant: int, period: Period) -> tuple[Any, ...]:
    return (
        Case.tenant_id == tenant, Case.registered_on.between(period.first, period.last), Case.origin == "live",
        Case.referred.is_(False),
    )  # fmt: skip


async def _days(db: Db, period: Period) -> tuple[tuple[dt.date, int], ...]:
    if period.days == 1:
        return ()
    counted = (
        select(Case.registered_on, func.count())
        .where(*_registered(db.tenant, period))
        .group_by(Case.registered_on)
    )
    found = {row[0]: row[1] for row in (await db.execute(counted)).all()}
    return tuple((day, found.get(day, 0)) for day in period)


async def _categories(db: Db, period: Period) -> tuple[CategoryFigures, ...]:
    now, before = await _by_category(db, period), await _by_category(db, period.before)
    known = await classification(db)
    most: Sequence[uuid.UUID] = sorted(now, key=lambda one: (-now[one], str(one)))[:TOP]
    return tuple(CategoryFigures(known.path(one, "zh"), now[one], before.get(one, 0)) for one in most)


async def _by_category(db: Db, period: Period) -> dict[uuid.UUID, int]:
    counted = (
        select(Case.category_id, func.count())
        .where(*_registered(db.tenant, period), Case.category_id.is_not(None))
        .group_by(Case.category_id)
    )
    return {row[0]: row[1] for row in (await db.execute(counted)).all() if row[0] is not None}
