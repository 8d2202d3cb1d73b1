"""A proposed rule tried on the last months: what would have been late under it, beside what is late by the rules as
they are. Both sides are reckoned alike on the same work, from the limit at dispatch, without what was granted later.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline_platform.calendar.spans import Span
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.changes.matching import (
    OF_CASE,
    SITUATION,
    Likeness,
    Pair,
    as_table,
    concerned,
    same_as,
)
from hotline_tenants.changes.measuring import Measure, worked_days
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import Rule

DAYS = 90
"""How far back a proposed rule is tried."""

ENDED = ("returned", "void", "withdrawn")
MEASURED: Mapping[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]] = {
    "sign": (Assignment.dispatched_at, Assignment.signed_at),
    "contact": (Assignment.dispatched_at, Assignment.contacted_at),
    "reply": (Assignment.dispatched_at, Assignment.replied_at),
    "review": (Assignment.replied_at, Assignment.accepted_at),
}
"""Limits with the moments between which they run. What else a rule limits leaves no trace on the assignment."""


async def replay(db: Db, now: Sequence[Rule], then: Sequence[Rule], *, at: dt.datetime) -> dict[str, Any]:
    """The days that were looked at, and for each rule and limit that would be another: how many there were, how many
    of them late by either, how many not done yet.

    Two passes over the assignments that were dispatched in these days, however many cases there are besides.
    """
    calendar = await calendar_of(db)
    last = calendar.local_date(at)
    first = last - dt.timedelta(days=DAYS - 1)
    dispatched = _dispatched(db, first, last)
    kinds = select(*OF_CASE, SITUATION).join(Case, _case(db)).where(*dispatched).distinct()
    found = await concerned(db, [Likeness(*row) for row in await db.execute(kinds)], now, then)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    asked = _asked(found.values())
    if not asked:
        return {**days, "lines": []}
    measure = Measure(worked_days(calendar, first, last + dt.timedelta(days=1)))
    numbers = {pair.key: number for number, pair in enumerate(_different(found.values()))}
    table = as_table({one: numbers[pair.key] for one, pair in found.items()})
    counted = (
        select(*(one for pair, name in asked for one in _counts(measure, table.c.pair == numbers[pair.key], pair, name, at)))
        .select_from(Assignment)
        .join(Case, _case(db))
        .join(table, same_as(table))
        .where(*dispatched)
    )  # fmt: skip
    row = tuple((await db.execute(counted)).one())
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for place, (pair, name) in enumerate(asked):
        line = lines.setdefault((pair.now.code, name), _line(pair, name))
        for count, amount in zip(COUNTS, row[place * len(COUNTS) :], strict=False):
            line[count] += amount
    return {**days, "lines": [lines[key] for key in sorted(lines)]}


COUNTS = ("of", "late_now", "late_then", "undone")


def _dispatched(db: Db, first: dt.date, last: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.tenant_id == db.tenant, Assignment.dispatched_on.between(first, last),
        Assignment.origin == "live", Assignment.state.not_in(ENDED),
    )  # fmt: skip


def _case(db: Db) -> ColumnElement[bool]:
    return and_(Case.tenant_id == db.tenant, Case.id == Assignment.case_id)


def _different(pairs: Iterable[Pair]) -> list[Pair]:
    return list({pair.key: pair for pair in pairs}.values())


def _asked(pairs: Iterable[Pair]) -> list[tuple[Pair, str]]:
    """Which limit of which pair can be told from what an assignment keeps, and would be another one."""
    return [
        (pair, name)
        for pair in _different(pairs)
        for name in MEASURED
        if spans(pair.now, name) != spans(pair.then, name)
    ]


def spans(rule: Rule, name: str) -> list[Span]:
    """The limits that hold together: the rule's own, and that of the urgent rule under it."""
    both = [rule.limit(name), rule.floor.limit(name) if rule.floor else None]
    return [span for span in both if span is not None]


def _counts(
    measure: Measure, mine: ColumnElement[bool], pair: Pair, name: str, at: dt.datetime
) -> tuple[ColumnElement[int], ...]:
    start, end = MEASURED[name]
    begun = and_(mine, start.is_not(None))
    until = func.coalesce(end, literal(at, DateTime(timezone=True)))
    return (
        func.count().filter(begun),
        *(
            func.count().filter(begun, measure.late(start, until, spans(rule, name)))
            for rule in (pair.now, pair.then)
        ),
        func.count().filter(begun, end.is_(None)),
    )


def _line(pair: Pair, name: str) -> dict[str, Any]:
    now, then = (str(span) if (span := rule.limit(name)) else None for rule in (pair.now, pair.then))
    return {"rule": pair.now.code, "limit": name, "now": now, "then": then, **dict.fromkeys(COUNTS, 0)}
