"""The rows of a month that is drawn up: one for each assignment that it counts; cells, paces and silence come from them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Subquery,
    Text,
    and_,
    any_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.evaluation.counting import answered_by_caller, called_by_us, first_level
from hotline_tenants.evaluation.indicators import MEASURES, QUANTILES, Figures
from hotline_tenants.evaluation.model import NO_CATEGORY, Cell, EvaluatedRow
from hotline_tenants.figures.measures import BY_NAME
from hotline_tenants.figures.periods import month_of
from hotline_tenants.network.model import Category

CALLED, REACHED = "called", "reached"
"""Marks of an assignment whose caller was called to the end, and of one whose caller was reached."""

LIVE = "live"
Out = ColumnElement[bool] | None
"""Which rows are left out; None where none are."""


async def freeze(db: Db, month: dt.date) -> None:
    """Write the rows of a month (its first day), of live work as it stands now. Once for a month."""
    period = month_of(month)
    third, second = aliased(Category), aliased(Category)
    days = sorted({BY_NAME[name].day for name in MEASURES})
    within = {day: getattr(Assignment, day).between(period.first, period.last) for day in days}
    answered = BY_NAME["answered"]
    took = func.extract("epoch", Assignment.replied_at - Assignment.dispatched_at)
    marked = (
        select(
            Assignment.id, Assignment.unit_id, Case.type, Case.urgency,
            first_level(third, second).label("category_id"),
            func.coalesce(Assignment.category_id, literal(NO_CATEGORY)).label("topic_id"),
            Assignment.dispatched_on,
            case((and_(within[answered.day], answered.predicate.sql(Assignment)), cast(took, BigInteger))).label("took"),
            func.concat_ws(
                " ",
                *(
                    case((and_(within[BY_NAME[name].day], BY_NAME[name].predicate.sql(Assignment)), name))
                    for name in MEASURES
                ),
                case((and_(within["reply_due_on"], called_by_us()), CALLED)),
                case((and_(within["reply_due_on"], called_by_us(), answered_by_caller()), REACHED)),
            ).label("marks"),
        )
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .outerjoin(third, (third.tenant_id == Assignment.tenant_id) & (third.id == Assignment.category_id))
        .outerjoin(second, (second.tenant_id == third.tenant_id) & (second.id == third.parent_id))
        .where(
            Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, Assignment.origin == LIVE,
            or_(*within.values()),
        )
        .subquery()
    )  # fmt: skip
    columns = (
        "assignment_id",
        "unit_id",
        "type",
        "urgency",
        "category_id",
        "topic_id",
        "dispatched_on",
        "took",
        "marks",
    )
    rows = select(literal(db.tenant, Integer()), literal(month, Date()), *marked.c).where(
        marked.c.marks != ""
    )
    await db.execute(insert(EvaluatedRow).from_select(["tenant_id", "month", *columns], rows))


async def put_cells(db: Db, month: dt.date, basis: str, out: Out = None) -> None:
    """The live cells of a month on one basis anew, out of its rows without those left `out`."""
    await db.execute(
        delete(Cell).where(
            Cell.tenant_id == db.tenant, Cell.month == month, Cell.origin == LIVE, Cell.basis == basis
        )
    )
    kind = ("unit_id", "type", "urgency", "category_id")
    marked = marked_rows(db, month, kind, out)
    counted = (
        select(
            literal(db.tenant, Integer()), literal(month, Date()), literal(LIVE), literal(basis),
            *(marked.c[name] for name in kind), marked.c.mark, func.count(),
        )
        .where(marked.c.mark.in_(MEASURES))
        .group_by(*(marked.c[name] for name in kind), marked.c.mark)
    )  # fmt: skip
    columns = [
        "tenant_id",
        "month",
        "origin",
        "basis",
        "unit_id",
        "type",
        "urgency",
        "category_id",
        "measure",
        "amount",
    ]
    await db.execute(insert(Cell).from_select(columns, counted))


async def counted_in_rows(db: Db, month: dt.date, out: Out = None) -> Mapping[uuid.UUID, Figures]:
    """What the rows of a month count, by unit; nothing is written."""
    marked = marked_rows(db, month, ("unit_id",), out)
    rows = await db.execute(
        select(marked.c.unit_id, marked.c.mark, func.count())
        .where(marked.c.mark.in_(MEASURES))
        .group_by(marked.c.unit_id, marked.c.mark)
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for unit_id, measure, amount in rows:
        found.setdefault(unit_id, {})[measure] = int(amount)
    return found


async def row_paces(
    db: Db, month: dt.date, out: Out = None
) -> Mapping[tuple[str, uuid.UUID], Mapping[str, float]]:
    """The quantiles of the days from dispatch to answer, as `counting.exact_paces`, out of the rows."""
    shares = list(QUANTILES.values())
    rows = await db.execute(
        select(
            EvaluatedRow.unit_id,
            *(func.percentile_disc(share).within_group(EvaluatedRow.took) for share in shares),
        )
        .where(*_of(db, month, out), EvaluatedRow.took.is_not(None))
        .group_by(EvaluatedRow.unit_id)
    )
    return {
        (LIVE, unit_id): {name: second / 86_400 for name, second in zip(QUANTILES, seconds, strict=True)}
        for unit_id, *seconds in rows
    }


async def silent_rows(db: Db, month: dt.date, out: Out = None) -> frozenset[tuple[str, uuid.UUID]]:
    """Units of whose callers fewer than half were reached, as `counting.hardly_reached`, out of the rows."""
    reached, called = func.count().filter(has(REACHED)), func.count().filter(has(CALLED))
    rows = await db.scalars(
        select(EvaluatedRow.unit_id)
        .where(*_of(db, month, out))
        .group_by(EvaluatedRow.unit_id)
        .having(reached * 2 < called)
    )
    return frozenset((LIVE, unit_id) for unit_id in rows)


def has(mark: str) -> ColumnElement[bool]:
    """Whether a row carries a mark."""
    return literal(mark) == any_(func.string_to_array(EvaluatedRow.marks, " ", type_=ARRAY(Text())))


def marked_rows(db: Db, month: dt.date, columns: Sequence[str], out: Out = None) -> Subquery:
    """Each mark of each row of a month, with some of its columns."""
    marks = func.string_to_array(EvaluatedRow.marks, " ", type_=ARRAY(Text()))
    chosen = (getattr(EvaluatedRow, name) for name in columns)
    return select(*chosen, func.unnest(marks).label("mark")).where(*_of(db, month, out)).subquery()


def _of(db: Db, month: dt.date, out: Out) -> tuple[ColumnElement[bool], ...]:
    whole = EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == month
    return whole if out is None else (*whole, not_(out))
