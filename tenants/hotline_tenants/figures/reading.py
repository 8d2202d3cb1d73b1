"""Reading figures: rollups and the deltas not yet folded, in one statement, for any period of local days."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from hotline_platform.database.session import Db
from hotline_tenants.figures.measures import BY_NAME
from hotline_tenants.figures.model import Delta, TenantDay, TenantMonth, UnitDay, UnitMonth
from hotline_tenants.figures.periods import Parts, Period

Key = TypeVar("Key", int, uuid.UUID)
Figures = Mapping[Key, Mapping[str, int]]
"""How much of each measure somebody had; who or what had nothing is not in it."""


@dataclass(frozen=True)
class Asked:
    """Which measures are wanted of which period."""

    period: Period
    measures: Sequence[str]


async def of_units(
    db: Db, tenant: int, units: Sequence[uuid.UUID], asked: Sequence[Asked], origins: Sequence[str]
) -> list[Figures[uuid.UUID]]:
    """The figures of some units of one tenant, for each period asked for: exact as of this one statement.

    The tenant must lie within the reach of the transaction; the application's role reads its own, the reader's role
    those below. Cost follows units, measures and at most half a month of days at each end, never the cases.
    """
    return await _read(db, _units(tenant, units), asked, origins)


async def of_tenants(
    db: Db, tenants: Sequence[int], asked: Sequence[Asked], origins: Sequence[str]
) -> list[Figures[int]]:
    """The same for whole tenants; any but one's own need the reader's role."""
    cases_only = all(BY_NAME[measure].entity == "case" for one in asked for measure in one.measures)
    within = _Within(TenantDay, TenantMonth, "tenant_id", _any(tenants, Integer()), cases_only=cases_only)
    return await _read(db, within, asked, origins)


async def daily(
    db: Db, tenant: int, units: Sequence[uuid.UUID], asked: Sequence[Asked], origins: Sequence[str]
) -> list[Mapping[tuple[str, dt.date], int]]:
    """How much these units had together of each measure on each day."""
    return await _series(db, _units(tenant, units), asked, origins, by_month=False)


async def monthly(
    db: Db, tenant: int, units: Sequence[uuid.UUID], asked: Sequence[Asked], origins: Sequence[str]
) -> list[Mapping[tuple[str, dt.date], int]]:
    """The same by month (its first day); of a month that a period cuts, only its days inside."""
    return await _series(db, _units(tenant, units), asked, origins, by_month=True)


async def series_of_tenants(
    db: Db, tenants: Sequence[int], asked: Sequence[Asked], origins: Sequence[str], *, by_month: bool
) -> list[Mapping[tuple[str, dt.date], int]]:
    """The same of whole tenants together, by day or by month."""
    within = _Within(TenantDay, TenantMonth, "tenant_id", _any(tenants, Integer()))
    return await _series(db, within, asked, origins, by_month=by_month)


@dataclass(frozen=True)
class _Within:
    """Whose figures: the rollups by day and by month, and the conditions on them and on the deltas."""

    days: Any
    months: Any
    key: str
    subjects: ColumnElement[Any]
    tenant: int | None = None
    cases_only: bool = False

    def of(self, model: Any) -> Iterator[ColumnElement[bool]]:
        """The tenant, named as an equality wherever it is one, and the subjects."""
        if self.tenant is not None:
            yield model.tenant_id == self.tenant
        yield getattr(model, self.key) == any_(self.subjects)
        if self.cases_only and model is Delta:
            yield Delta.unit_id.is_(None)  # only assignments have a unit; with it named, the index is of use


def _units(tenant: int, units: Sequence[uuid.UUID]) -> _Within:
    return _Within(UnitDay, UnitMonth, "unit_id", _any(units, Uuid()), tenant)


def _any(values: Sequence[Any], kind: Any) -> ColumnElement[Any]:
    """One array parameter: the statement's text does not depend on how many there are."""
    return literal(list(values), ARRAY(kind))


async def _read(db: Db, within: _Within, asked: Sequence[Asked], origins: Sequence[str]) -> list[Any]:
    figures: list[dict[Any, dict[str, int]]] = [{} for _ in asked]
    key = {part: getattr(part, within.key) for part in (within.days, within.months, Delta)}
    for number, subject, measure, amount in await _sums(db, within, asked, origins, key, by_month=True):
        if amount:
            figures[number].setdefault(subject, {})[measure] = amount
    return figures


async def _series(
    db: Db, within: _Within, asked: Sequence[Asked], origins: Sequence[str], *, by_month: bool
) -> list[Mapping[tuple[str, dt.date], int]]:
    series: list[dict[tuple[str, dt.date], int]] = [{} for _ in asked]
    place = {within.days: within.days.day, within.months: within.months.month, Delta: Delta.day}
    if by_month:
        place |= {model: _month(model.day) for model in (within.days, Delta)}
    for number, day, measure, amount in await _sums(db, within, asked, origins, place, by_month=by_month):
        series[number][measure, day] = amount
    return [*series]


def _month(day: Any) -> ColumnElement[dt.date]:
    return cast(day - (cast(extract("day", day), Integer) - 1), Date)


async def _sums(
    db: Db, within: _Within, asked: Sequence[Asked], origins: Sequence[str], by: Mapping[Any, Any], *,
    by_month: bool,
) -> Sequence[Any]:  # fmt: skip
    """(number of the question, subject or day, measure, amount), in one statement over rollups and deltas."""
    parts = union_all(
        *(
            part
            for number, one in enumerate(asked)
            for part in _parts(within, one, number, origins, by, by_month=by_month)
        )
    ).subquery()
    places = (parts.c.number, parts.c.place, parts.c.measure)
    # A plan kept from a moment without deltas would read a backlog of them from end to end.
    await db.driver.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    return (
        await db.execute(select(*places, cast(func.sum(parts.c.amount), BigInteger)).group_by(*places))
    ).all()


def _parts(
    within: _Within, one: Asked, number: int, origins: Sequence[str], by: Mapping[Any, Any], *, by_month: bool
) -> Iterator[Select[Any]]:
    """What makes up one period: months and days of the rollups, and deltas. Only their sum means anything."""

    def rows(model: Any, day: Any, span: Period, sign: int = 1) -> Select[Any]:
        amount = func.sum(model.amount)
        return select(
            literal_column(str(number), Integer).label("number"), by[model].label("place"),
            model.measure.label("measure"), (amount if sign == 1 else -amount).label("amount"),
        ).where(
            *within.of(model), model.measure == any_(_any(one.measures, Text())),
            model.origin == any_(_any(origins, Text())), day.between(span.first, span.last),
        ).group_by(by[model], model.measure)  # fmt: skip

    parts = one.period.parts() if by_month else Parts(None, (one.period,), ())
    if parts.months:
        yield rows(within.months, within.months.month, parts.months)
    for span in parts.added:
        yield rows(within.days, within.days.day, span)
    for span in parts.taken:
        yield rows(within.days, within.days.day, span, sign=-1)
    yield rows(Delta, Delta.day, one.period)
