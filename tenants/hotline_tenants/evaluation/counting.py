"""Counting a month by kind of work, from the assignments themselves and by the measures' own predicates."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    any_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.evaluation.indicators import MEASURES, QUANTILES
from hotline_tenants.evaluation.model import NO_CATEGORY, Cell
from hotline_tenants.evaluation.months import span_of
from hotline_tenants.figures.measures import BY_NAME, Measure
from hotline_tenants.network.model import Category

_KIND = ("origin", "unit_id", "type", "urgency", "category_id")


async def count_cells(db: Db, month: dt.date, origins: Sequence[str]) -> None:
    """Put the cells of a month (its first day) anew, in place of those that were there."""
    await db.execute(
        delete(Cell).where(Cell.tenant_id == db.tenant, Cell.month == month, Cell.origin == _one_of(origins))
    )
    counted = _counted(db.tenant, month, origins)
    rows = select(literal(db.tenant, Integer()), literal(month), *counted.c)
    await db.execute(insert(Cell).from_select(["tenant_id", "month", *counted.c.keys()], rows))


async def recounted(db: Db, month: dt.date, origin: str) -> Mapping[uuid.UUID, Mapping[str, int]]:
    """What the cases say of a month now, by unit and measure; nothing is written."""
    counted = _counted(db.tenant, month, [origin])
    rows = await db.execute(
        select(counted.c.unit_id, counted.c.measure, func.sum(counted.c.amount)).group_by(
            counted.c.unit_id, counted.c.measure
        )
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for unit_id, measure, amount in rows:
        found.setdefault(unit_id, {})[measure] = int(amount)
    return found


def _counted(tenant: int, month: dt.date, origins: Sequence[str]) -> Any:
    counted = union_all(*_counts(tenant, month, origins)).subquery()
    return select(counted).where(counted.c.amount > 0).subquery()


def _one_of(origins: Sequence[str]) -> ColumnElement[Any]:
    return any_(literal(list(origins), ARRAY(Text())))


def _counts(tenant: int, month: dt.date, origins: Sequence[str]) -> Iterator[Select[Any]]:
    """One pass over the month for each column of days."""
    for day, measures in groupby(sorted((BY_NAME[name] for name in MEASURES), key=_day), key=_day):
        yield _pass(tenant, month, day, list(measures), origins)


def _day(measure: Measure) -> str:
    return measure.day


def _pass(
    tenant: int, month: dt.date, day: str, measures: list[Measure], origins: Sequence[str]
) -> Select[Any]:
    third, second, period = aliased(Category), aliased(Category), span_of(month)
    top = first_level(third, second)
    kinds = (Assignment.origin, Assignment.unit_id, Case.type, Case.urgency, top.label("category_id"))
    counted = (
        select(*kinds, *(func.count().filter(one.predicate.sql(Assignment)).label(one.name) for one in measures))
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .outerjoin(third, (third.tenant_id == Assignment.tenant_id) & (third.id == Assignment.category_id))
        .outerjoin(second, (second.tenant_id == third.tenant_id) & (second.id == third.parent_id))
        .where(
            Assignment.tenant_id == tenant, Case.tenant_id == tenant,
            getattr(Assignment, day).between(period.first, period.last), Assignment.origin == _one_of(origins),
        )
        .group_by(Assignment.origin, Assignment.unit_id, Case.type, Case.urgency, top)
        .subquery()
    )  # fmt: skip
    return select(
        *(counted.c[name] for name in _KIND),
        func.unnest(literal([one.name for one in measures], ARRAY(Text()))).label("measure"),
        func.unnest(array([counted.c[one.name] for one in measures])).label("amount"),
    )


def first_level(third: Any, second: Any) -> ColumnElement[uuid.UUID]:
    """The first level of the category that is joined as `third`, with the one above it as `second`."""
    return func.coalesce(second.parent_id, third.parent_id, third.id, literal(NO_CATEGORY))


def answered_by_caller() -> ColumnElement[bool]:
    """Whether the caller of an assignment gave any answer."""
    return or_(Assignment.first_solved.is_not(None), Assignment.first_satisfied.is_not(None))


def called_by_us() -> ColumnElement[bool]:
    """Whether the caller of a lead unit's answer was called until somebody was reached or all attempts were spent."""
    return and_(
        Assignment.lead, Assignment.state == any_(literal(["replied", "accepted"], ARRAY(Text()))),
        or_(answered_by_caller(), Case.ending == "unconfirmed"),
    )  # fmt: skip


Whose = tuple[str, uuid.UUID]
"""An origin and a unit."""


async def exact_paces(db: Db, month: dt.date, origins: Sequence[str]) -> Mapping[Whose, Mapping[str, float]]:
    """The quantiles of the days (of 24 hours) from dispatch to the accepted answer, from the answers themselves."""
    period, took = span_of(month), func.extract("epoch", Assignment.replied_at - Assignment.dispatched_at)
    shares = list(QUANTILES.values())
    rows = await db.execute(
        select(Assignment.origin, Assignment.unit_id, *(func.percentile_disc(share).within_group(took) for share in shares))
        .where(
            Assignment.tenant_id == db.tenant, Assignment.state == "accepted",
            Assignment.replied_on.between(period.first, period.last), Assignment.origin == _one_of(origins),
        )
        .group_by(Assignment.origin, Assignment.unit_id)
    )  # fmt: skip
    return {
        (origin, unit_id): {
            name: float(second) / 86_400 for name, second in zip(QUANTILES, seconds, strict=True)
        }
        for origin, unit_id, *seconds in rows
    }


async def hardly_reached(db: Db, month: dt.date, origins: Sequence[str]) -> frozenset[Whose]:
    """Units of whose callers fewer than half were reached, of those that were called until somebody was or all
    attempts were spent.
    """
    period = span_of(month)
    reached, called = func.count().filter(answered_by_caller()), func.count()
    rows = await db.execute(
        select(Assignment.origin, Assignment.unit_id)
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(
            Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, called_by_us(),
            Assignment.reply_due_on.between(period.first, period.last), Assignment.origin == _one_of(origins),
        )
        .group_by(Assignment.origin, Assignment.unit_id)
        .having(reached * 2 < called)
    )  # fmt: skip
    return frozenset((origin, unit_id) for origin, unit_id in rows)
