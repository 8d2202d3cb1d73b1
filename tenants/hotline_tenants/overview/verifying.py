"""Recounting every figure from the cases, by the very same predicates, and comparing it with what is kept."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CompoundSelect,
    Date,
    Executable,
    Integer,
    Select,
    Text,
    Uuid,
    all_,
    bindparam,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.figures.measures import ARRIVED, BY_NAME, MEASURES, Measure
from hotline_tenants.figures.model import (
    NOWHERE,
    CategoryMonth,
    Delta,
    TenantDay,
    TenantMonth,
    TopicDay,
    UnitDay,
    UnitMonth,
)

_ROLLUPS: tuple[tuple[Any, str | None, str], ...] = (
    (TenantDay, None, "day"),
    (TenantMonth, None, "month"),
    (UnitDay, "unit_id", "day"),
    (UnitMonth, "unit_id", "month"),
    (CategoryMonth, "category_id", "month"),
)
"""Each rollup with the column of its subject and that of its day or month."""
_TENANT = bindparam("tenant", type_=Integer())


@dataclass(frozen=True)
class Difference:
    """A figure that is not what the cases say. `subject` is a unit or a category, `day` the first of a month where
    months are kept; `kept` includes the deltas that are not yet folded.
    """

    rollup: str
    measure: str
    origin: str
    subject: uuid.UUID | None
    day: dt.date
    counted: int
    kept: int


async def verify(db: Db) -> list[Difference]:
    """Every difference in the tenant one stands in; none, if all is well.

    Each measure is counted and compared in one statement, so that acts and folds may go on meanwhile.
    """
    asked: list[Executable] = [_strangers(), *map(_compared, MEASURES), _topics()]
    return [Difference(*row) for one in asked for row in (await db.execute(one, {"tenant": db.tenant})).all()]


@cache  # putting the statements together takes longer than running them on a small government
def _compared(measure: Measure) -> Select[Any]:
    counted = _recount(measure)
    found = union_all(*(_differences(measure, counted, *rollup) for rollup in _ROLLUPS)).subquery()
    return select(found)


def _recount(measure: Measure) -> Any:
    model: Any = Case if measure.entity == "case" else Assignment
    day = getattr(model, measure.day)
    unit = null() if model is Case else Assignment.unit_id
    places = (model.origin, day, cast(unit, Uuid()), model.category_id)
    return (
        select(
            model.origin.label("origin"), day.label("day"), cast(unit, Uuid()).label("unit_id"),
            model.category_id.label("category_id"), func.count().label("amount"),
        )
        .where(model.tenant_id == _TENANT, day.is_not(None), measure.predicate.sql(model))
        .group_by(*places)
        .cte("recounted")
    )  # fmt: skip


def _differences(
    measure: Measure, counted: Any, rollup: Any, subject: str | None, period: str
) -> Select[Any]:
    both = union_all(*_both(measure, counted, rollup, subject, period)).subquery()
    truth, kept = cast(func.sum(both.c.counted), BigInteger), cast(func.sum(both.c.kept), BigInteger)
    return (
        select(
            literal(rollup.__tablename__), literal(measure.name), both.c.origin, both.c.subject, both.c.day,
            truth.label("counted"), kept.label("kept"),
        )
        .group_by(both.c.origin, both.c.subject, both.c.day)
        .having(truth != kept)
    )  # fmt: skip


def _both(
    measure: Measure, counted: Any, rollup: Any, subject: str | None, period: str
) -> Iterator[Select[Any]]:
    """What the cases say, what the deltas say, what the rollup says, in columns that can be added up."""
    nothing = literal(0, BigInteger)
    sources: tuple[tuple[Any, tuple[Any, Any]], ...] = (
        (counted.c, (counted.c.amount, nothing)), (Delta, (nothing, Delta.amount)), (rollup, (nothing, rollup.amount)),
    )  # fmt: skip
    for source, amounts in sources:
        at = rollup.month if source is rollup and period == "month" else source.day
        place = cast(null(), Uuid()) if subject is None else getattr(source, subject)
        rows = select(
            source.origin.label("origin"), place.label("subject"),
            (_month(at) if period == "month" else at).label("day"),
            amounts[0].label("counted"), cast(amounts[1], BigInteger).label("kept"),
        )  # fmt: skip
        if source is not counted.c:
            rows = rows.where(source.tenant_id == _TENANT, source.measure == measure.name)
        yield rows.where(place.is_not(None)) if subject else rows


@cache
def _topics() -> Select[Any]:
    """The demands that arrived by category and area; the difference names the category."""
    nothing = literal(0, BigInteger)

    def rows(model: Any, day: Any, category: Any, area: Any, counted: Any, kept: Any) -> Any:
        return select(
            model.origin.label("origin"), day.label("day"), category.label("category_id"), area.label("area_id"),
            cast(counted, BigInteger).label("counted"), cast(kept, BigInteger).label("kept"),
        ).where(model.tenant_id == _TENANT)  # fmt: skip

    def given(column: Any) -> Any:
        return func.coalesce(column, NOWHERE)

    cases = rows(
        Case, Case.registered_on, given(Case.category_id), given(Case.area_id), func.count(), nothing
    )
    waiting = rows(Delta, Delta.day, given(Delta.category_id), given(Delta.area_id), nothing, Delta.amount)
    both = union_all(
        cases.group_by(Case.origin, Case.registered_on, Case.category_id, Case.area_id),
        waiting.where(Delta.measure.in_(ARRIVED)),
        rows(TopicDay, TopicDay.day, TopicDay.category_id, TopicDay.area_id, nothing, TopicDay.amount),
    ).subquery()
    truth, kept = cast(func.sum(both.c.counted), BigInteger), cast(func.sum(both.c.kept), BigInteger)
    return (
        select(
            literal(TopicDay.__tablename__), literal("arrived"), both.c.origin, both.c.category_id, both.c.day,
            truth, kept,
        )
        .group_by(both.c.origin, both.c.category_id, both.c.area_id, both.c.day)
        .having(truth != kept)
    )  # fmt: skip


def _month(day: Any) -> Any:
    return cast(day - (cast(extract("day", day), Integer) - 1), Date)


@cache
def _strangers() -> CompoundSelect[Any]:
    """What is kept of measures that nobody counts any more."""
    known = literal(list(BY_NAME), ARRAY(Text()))
    return union_all(
        *(
            select(
                literal(model.__tablename__), model.measure, model.origin,
                (cast(null(), Uuid()) if subject is None else getattr(model, subject)), getattr(model, period),
                literal(0), cast(model.amount, BigInteger),
            ).where(model.tenant_id == _TENANT, model.measure != all_(known))
            for model, subject, period in (*_ROLLUPS, (Delta, "unit_id", "day"))
        )
    )  # fmt: skip
