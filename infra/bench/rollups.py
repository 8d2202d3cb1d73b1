"""The rollups of figures for cases that were not made by verbs, counted by the measures' own predicates."""

from typing import Any

from sqlalchemy import Connection, Date, func, insert, literal, select

from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.figures.measures import MEASURES, Measure
from hotline_tenants.figures.model import (
    NOWHERE,
    CategoryMonth,
    TenantDay,
    TenantMonth,
    TopicDay,
    UnitDay,
    UnitMonth,
)

_KEPT = ("measure", "origin")


def roll_up(connection: Connection) -> None:
    """Fill every rollup from the cases, one measure after the other; months by unit are sums of days."""
    for measure in MEASURES:
        model = Case if measure.entity == "case" else Assignment
        day = getattr(model, measure.day)
        _count(connection, measure, model, TenantDay, (), day)
        _count(connection, measure, model, CategoryMonth, ("category_id",), _month(day))
        if model is Assignment:
            _count(connection, measure, model, UnitDay, ("unit_id",), day)
    _sum(connection, TenantDay, TenantMonth, ("tenant_id",))
    _sum(connection, UnitDay, UnitMonth, ("tenant_id", "unit_id"))
    _topics(connection)


def _count(
    connection: Connection, measure: Measure, model: Any, into: Any, keys: tuple[str, ...], period: Any
) -> None:
    groups = [model.tenant_id, *(getattr(model, key) for key in keys)]
    day = getattr(model, measure.day)
    counted = (
        select(*groups, literal(measure.name), model.origin, period, func.count())
        .where(day.is_not(None), measure.predicate.sql(model), *(group.is_not(None) for group in groups))
        .group_by(*groups, model.origin, period)
    )
    _insert(connection, into, ("tenant_id", *keys), counted)


def _topics(connection: Connection) -> None:
    arrived = select(
        Case.tenant_id, Case.origin, Case.registered_on, func.coalesce(Case.category_id, NOWHERE),
        func.coalesce(Case.area_id, NOWHERE), func.count(),
    ).group_by(Case.tenant_id, Case.origin, Case.registered_on, Case.category_id, Case.area_id)  # fmt: skip
    kept = ["tenant_id", "origin", "day", "category_id", "area_id", "amount"]
    connection.execute(insert(TopicDay).from_select(kept, arrived))


def _sum(connection: Connection, by_day: Any, by_month: Any, keys: tuple[str, ...]) -> None:
    groups = [getattr(by_day, key) for key in (*keys, *_KEPT)]
    month = _month(by_day.day)
    _insert(
        connection, by_month, keys, select(*groups, month, func.sum(by_day.amount)).group_by(*groups, month)
    )


def _insert(connection: Connection, into: Any, keys: tuple[str, ...], rows: Any) -> None:
    period = "month" if hasattr(into, "month") else "day"
    connection.execute(insert(into).from_select([*keys, *_KEPT, period, "amount"], rows))


def _month(day: Any) -> Any:
    # One expression object: PostgreSQL would not take two with parameters of their own for the same.
    return func.date_trunc(literal("month", literal_execute=True), day).cast(Date())
