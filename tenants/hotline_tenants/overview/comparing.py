"""Units of one government side by side, with the period before, what is overdue now, and the run of the days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hotline_platform.database.session import Db
from hotline_tenants.figures.intervals import Pace, Rate, pace
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.rates import COMPARED, PACES, rate, total
from hotline_tenants.figures.reading import Asked, daily, monthly, of_tenants, of_units, series_of_tenants
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.overview.overdue import overdue_by_tenant, overdue_by_unit

Series = Mapping[tuple[str, dt.date], int]
LONGEST_BY_DAYS = 62
"""A longer period is drawn by months."""

INSIDE = ("registered", "received", "closed")
"""What is told of a government's own house."""

RUNNING = ("dispatched", "answered")
"""Of which the run of the days is drawn."""


@dataclass(frozen=True)
class Question:
    """Which period, and whether of live work, imported history or both."""

    period: Period
    origins: tuple[str, ...] = ("live",)


@dataclass(frozen=True)
class House:
    """What happens inside a government by its own figures, and what is overdue there now."""

    now: Mapping[str, int]
    before: Mapping[str, int]
    overdue: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say about it."""
        return not (self.now or self.overdue)


@dataclass(frozen=True)
class Compared:
    """The figures of one unit, or of all together (`unit` None), in the period and in the one before."""

    unit: UnitInfo | None
    now: Mapping[str, int]
    before: Mapping[str, int]
    overdue: int
    house: House | None = None

    def rate(self, name: str) -> Rate:
        """A rate of the period."""
        return rate(self.now, name)

    def rate_before(self, name: str) -> Rate:
        """The same of the period before."""
        return rate(self.before, name)

    def pace(self, quantile: float) -> Pace | None:
        """A quantile of the days that answers took."""
        return pace(self.now, quantile)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say about it."""
        return not (self.now or self.overdue or (self.house and not self.house.empty))


@dataclass(frozen=True)
class Run:
    """How much there was of one measure on each day (or in each month) of the period, and at the same place of the
    one before; that one stays empty where months do not fall on months.
    """

    measure: str
    places: tuple[dt.date, ...]
    now: tuple[int, ...]
    before: tuple[int | None, ...]
    by_months: bool


@dataclass(frozen=True)
class Comparison:
    """Units side by side, and all of them together."""

    question: Question
    rows: tuple[Compared, ...]
    whole: Compared
    runs: tuple[Run, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say about any of them."""
        return all(row.empty for row in self.rows)

    def without_empty(self) -> "Comparison":
        """Without the units of which there is nothing to say."""
        return replace(self, rows=tuple(row for row in self.rows if not row.empty))

    def without_ended(self) -> "Comparison":
        """Without the units that are closed, where the period has nothing of them."""
        ended = [row for row in self.rows if row.empty and row.unit is not None and row.unit.closed]
        return replace(self, rows=tuple(row for row in self.rows if row not in ended))


async def side_by_side(
    db: Db, tenant: int, units: Sequence[UnitInfo], question: Question, *, at: dt.datetime
) -> Comparison:
    """Compare units of one tenant, which lies within the reach of the transaction. `at` is now."""
    ids, period, origins = [unit.id for unit in units], question.period, question.origins
    now, before = await of_units(
        db, tenant, ids, [Asked(period, (*COMPARED, *PACES)), Asked(period.before, COMPARED)], origins
    )
    overdue = await overdue_by_unit(db, tenant, ids, at=at) if "live" in origins else {}
    rows = tuple(
        Compared(unit, now.get(unit.id, {}), before.get(unit.id, {}), overdue.get(unit.id, 0))
        for unit in units
    )
    whole = Compared(None, total(now.values()), total(before.values()), sum(overdue.values()))

    async def read(asked: Sequence[Asked], *, by_month: bool) -> Sequence[Series]:
        return await (monthly if by_month else daily)(db, tenant, ids, asked, origins)

    return Comparison(question, rows, whole, await _runs(question, read))


async def governments_side_by_side(
    db: Db, units: Sequence[UnitInfo], question: Question, *, at: dt.datetime
) -> Comparison:
    """Compare the governments that units are by what all units of each did in its own house, through the reader's
    role: another question than what the government above gave them.
    """
    of_unit = {unit.id: unit.governs_tenant_id or 0 for unit in units}
    tenants, origins, period = list(of_unit.values()), question.origins, question.period
    asked = [Asked(period, (*COMPARED, *PACES)), Asked(period.before, COMPARED)]
    now, before = await of_tenants(db, tenants, asked, origins)
    overdue = await overdue_by_tenant(db, tenants, at=at) if "live" in origins else {}
    rows = tuple(
        Compared(unit, now.get(tenant, {}), before.get(tenant, {}), overdue.get(tenant, 0))
        for unit, tenant in zip(units, tenants, strict=True)
    )
    whole = Compared(None, total(now.values()), total(before.values()), sum(overdue.values()))

    async def read(asked: Sequence[Asked], *, by_month: bool) -> Sequence[Series]:
        return await series_of_tenants(db, tenants, asked, origins, by_month=by_month)

    return Comparison(question, rows, whole, await _runs(question, read))


async def with_houses(db: Db, comparison: Comparison, *, at: dt.datetime) -> Comparison:
    """Add what happens inside the governments that the units are, read through the reader's role."""
    tenants = [tenant for row in comparison.rows if (tenant := _governed(row)) is not None]
    question = comparison.question
    asked = [Asked(one, INSIDE) for one in (question.period, question.period.before)]
    now, before = await of_tenants(db, tenants, asked, question.origins)
    overdue = await overdue_by_tenant(db, tenants, at=at) if "live" in question.origins else {}
    houses = {
        tenant: House(now.get(tenant, {}), before.get(tenant, {}), overdue.get(tenant, 0))
        for tenant in tenants
    }
    rows = tuple(replace(row, house=houses.get(_governed(row) or 0)) for row in comparison.rows)
    together = House(total(now.values()), total(before.values()), sum(overdue.values()))
    return replace(comparison, rows=rows, whole=replace(comparison.whole, house=together))


def _governed(row: Compared) -> int | None:
    return row.unit.governs_tenant_id if row.unit else None


class _Reading(Protocol):
    async def __call__(self, asked: Sequence[Asked], *, by_month: bool) -> Sequence[Series]: ...


async def _runs(question: Question, read: _Reading) -> tuple[Run, ...]:
    period = question.period
    by_months = period.days > LONGEST_BY_DAYS
    compared = not by_months or period.first.day == 1
    periods = [period, period.before] if compared else [period]
    series = await read([Asked(one, RUNNING) for one in periods], by_month=by_months)
    places = [one.months if by_months else tuple(one) for one in periods]
    return tuple(
        Run(
            measure,
            places[0],
            tuple(series[0].get((measure, place), 0) for place in places[0]),
            _aligned(series[1], measure, places[1], len(places[0])) if compared else (),
            by_months,
        )
        for measure in RUNNING
    )


def _aligned(
    series: Mapping[tuple[str, dt.date], int], measure: str, places: Sequence[dt.date], many: int
) -> tuple[int | None, ...]:
    """The period before, cut or filled up to as many places: a month may be shorter than the one before it."""
    found: list[int | None] = [series.get((measure, place), 0) for place in places[:many]]
    return (*found, *[None] * (many - len(found)))
