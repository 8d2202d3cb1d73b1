"""Asking the database for one page of a list: filters, sort and the place after which it begins.

Pages are found by value (keyset), so the thousandth is as quick as the first and rows that appear meanwhile shift
nothing. Rows without a sorted value stand last, whichever way the list is sorted.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, RowMapping, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, Integer, SmallInteger

from hotline_platform.errors import N_, Message
from hotline_web.listing.query import Cursor, DateRange, FilterValue, ListQuery

Cells = Callable[[RowMapping], Mapping[str, object]]
Condition = Callable[[Any], ColumnElement[bool]]
_SORT, _ID = "_sort", "_id"


@dataclass(frozen=True)
class Source:
    """Where rows come from: one select (naming the tenant, without order or limit) and what the keys mean in SQL.

    `expressions` maps sortable columns and simple filters to SQL; `conditions` maps a filter's key to a function from
    its value to a condition, for those that are more than equality (text always is). `nullable` names the sortable
    columns that may be null: the others page by a row comparison that an index (tenant, column, id) serves.
    """

    select: Select[Any]
    id: ColumnElement[Any]
    expressions: Mapping[str, ColumnElement[Any]]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    nullable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One row as it is shown: its id, where it leads, and its cells by column key."""

    id: str
    url: str | None
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Count:
    """How many rows there are; `more` when counting stopped there."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows, and the ways on from it."""

    query: ListQuery
    rows: Sequence[RowMapping]
    total: Count | None = None
    next_url: str | None = None
    previous_url: str | None = None
    problems: Mapping[str, Message] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    def shown(self, cells: Cells, url: Callable[[RowMapping], str | None]) -> "Page":
        """The page with its rows made into cells by column key, each row leading to `url`."""
        lines = [Line(str(row[_ID]), url(row), cells(row)) for row in self.rows]
        return replace(self, lines=lines)

    @property
    def filtered(self) -> bool:
        return bool(self.query.filters)


async def fetch(db: AsyncSession, source: Source, query: ListQuery, total: Count | None = None) -> Page:
    """The page asked for, in one statement. `total` is the author's, for instance from `count`."""
    problems = dict(query.problems)
    cursor = query.cursor
    if cursor is not None and not _fits(cursor, source, query):
        problems["after"] = N_("The place in the list could not be read, so this is its first page.")
        cursor = None
    backward = query.backward and cursor is not None
    statement = _filtered(source, query)
    if cursor is not None:
        statement = statement.where(_beyond(cursor, source, query, backward=backward))
    statement = _ordered(statement, source, query, backward=backward).limit(query.size + 1)
    found = (await db.execute(statement)).mappings().all()
    rows = found[: query.size]
    more = len(found) > query.size
    if backward:
        rows = rows[::-1]
    return Page(
        query=query,
        rows=rows,
        total=total,
        next_url=query.page_url("after", _place(query, rows[-1])) if rows and (more or backward) else None,
        previous_url=query.page_url("before", _place(query, rows[0])) if rows and _before(cursor, backward, more)
        else None,
        problems=problems,
    )  # fmt: skip


async def count(db: AsyncSession, source: Source, query: ListQuery, up_to: int = 1000) -> Count:
    """How many rows the filters leave, exact up to `up_to`; never reads more than one row beyond that."""
    some = _filtered(source, query).with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    found = (
        await db.execute(select(func.count()).select_from(some.limit(up_to + 1).subquery()))
    ).scalar_one()
    return Count(min(found, up_to), more=found > up_to)


async def export_rows(
    db: AsyncSession, source: Source, query: ListQuery, limit: int
) -> AsyncIterator[RowMapping]:
    """All rows of the list in its order, at most `limit`, streamed in batches from one snapshot."""
    statement = _ordered(_filtered(source, query), source, query, backward=False).limit(limit)
    result = await db.stream(statement, execution_options={"yield_per": 1000})
    async for batch in result.mappings().partitions(1000):
        for row in batch:
            yield row


def _before(cursor: Cursor | None, backward: bool, more: bool) -> bool:
    return more if backward else cursor is not None


def _filtered(source: Source, query: ListQuery) -> Select[Any]:
    return source.select.where(*(_condition(source, each.key, value) for each, value in query.used))


def _condition(source: Source, key: str, value: FilterValue) -> ColumnElement[bool]:
    if key in source.conditions:
        return source.conditions[key](value)
    expression = source.expressions[key]
    if isinstance(value, DateRange):
        return _in_range(expression, value)
    if isinstance(value, tuple):
        return expression.in_(value)
    return expression.is_(value) if isinstance(value, bool) else expression == value


def _in_range(expression: ColumnElement[Any], days: DateRange) -> ColumnElement[bool]:
    if isinstance(expression.type, Date):
        ends = [expression >= days.first] if days.first else []
        return and_(*ends, *([expression <= days.last] if days.last else []))
    ends = [expression >= days.start] if days.start else []
    return and_(*ends, *([expression < days.end] if days.end else []))


def _ordered(statement: Select[Any], source: Source, query: ListQuery, *, backward: bool) -> Select[Any]:
    expression, descending = source.expressions[query.sort_key], query.descending != backward
    first = expression.desc() if descending else expression.asc()
    if query.sort_key in source.nullable:
        first = first.nulls_first() if backward else first.nulls_last()
    statement = statement.add_columns(expression.label(_SORT), source.id.label(_ID))
    return statement.order_by(first, source.id.desc() if descending else source.id.asc())


def _beyond(cursor: Cursor, source: Source, query: ListQuery, *, backward: bool) -> ColumnElement[bool]:
    expression, descending = source.expressions[query.sort_key], query.descending != backward
    after_id = source.id < cursor.id if descending else source.id > cursor.id
    if cursor.value is None:
        same = and_(expression.is_(None), after_id)
        return or_(expression.is_not(None), same) if backward else same
    place = tuple_(literal(cursor.value, expression.type), literal(cursor.id, source.id.type))
    here = tuple_(expression, source.id)
    beyond = here < place if descending else here > place
    if query.sort_key in source.nullable and not backward:
        return or_(beyond, expression.is_(None))
    return beyond


def _place(query: ListQuery, row: RowMapping) -> Cursor:
    return Cursor(query.sort, row[_SORT], row[_ID])


def _fits(cursor: Cursor, source: Source, query: ListQuery) -> bool:
    """Whether the database can compare these values: an address can be made up."""
    value = source.expressions[query.sort_key]
    if cursor.value is None:
        return query.sort_key in source.nullable and _comparable(cursor.id, source.id)
    return _comparable(cursor.value, value) and _comparable(cursor.id, source.id)


def _comparable(value: object, expression: ColumnElement[Any]) -> bool:
    wanted: type = expression.type.python_type
    if isinstance(value, int) and not isinstance(value, bool) and wanted in {int, Decimal, float}:
        bits = {SmallInteger: 15, Integer: 31, BigInteger: 63}
        room = next(
            (bits[kind] for kind in (SmallInteger, BigInteger, Integer) if isinstance(expression.type, kind)),
            63,
        )
        return bool(-(2**room) <= value < 2**room)
    if isinstance(value, datetime):
        return bool(wanted is datetime and value.tzinfo is not None and 1900 <= value.year <= 2200)
    if isinstance(value, str):
        return bool(wanted is str and "\x00" not in value)
    return bool(type(value) is wanted)
