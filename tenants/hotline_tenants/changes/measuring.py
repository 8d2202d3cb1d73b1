"""Whether something was late by a limit, asked of the database for any number of rows in one pass.

The calendar is laid out as three arrays over the months in question, and each moment finds its place in them by a
search: how much working time was over by then, how many working days had begun, how many had closed. A limit in
working days is over at the close of the n-th working day after its first; one in working time when so much of it has
passed, and at the close rather than at the next opening where it comes out even (`calendar.working_time`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Interval,
    SQLColumnExpression,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import Grouping

from hotline_platform.calendar.spans import Span, SpanKind
from hotline_platform.calendar.working_time import Calendar

_MOMENTS = ARRAY(DateTime(timezone=True))
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class WorkedDays:
    """A stretch of a calendar as arrays: at which moments the office opens and closes, how much work was done up to
    each of them and whether it is open from there on; the beginnings and the closes of working days.
    """

    edges: tuple[dt.datetime, ...]
    done: tuple[dt.timedelta, ...]
    open: tuple[bool, ...]
    mornings: tuple[dt.datetime, ...]
    closes: tuple[dt.datetime, ...]


def worked_days(calendar: Calendar, first: dt.date, last: dt.date) -> WorkedDays:
    """The days from `first` to `last`, both included, which may be any number of years."""

    def moment(day: dt.date, time: dt.time = dt.time.min) -> dt.datetime:
        return dt.datetime.combine(day, time, calendar.zone).astimezone(dt.UTC)

    edges, done, open_ = [moment(first)], [dt.timedelta()], [False]
    mornings, closes = [], []
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    for day in (one for one in days if calendar.day(one).worked):
        mornings.append(moment(day))
        for begin, end in calendar.hours_on(day).written:
            opened, closed = moment(day, begin), moment(day, end)
            edges += [opened, closed]
            done += [done[-1], done[-1] + (closed - opened)]
            open_ += [True, False]
        closes.append(edges[-1])
    return WorkedDays(tuple(edges), tuple(done), tuple(open_), tuple(mornings), tuple(closes))


class Measure:
    """Lateness by a calendar, as expressions of SQL over columns of moments."""

    def __init__(self, days: WorkedDays) -> None:
        self._edges = Grouping(cast(list(days.edges), _MOMENTS))
        self._mornings, self._closes = cast(list(days.mornings), _MOMENTS), cast(list(days.closes), _MOMENTS)
        self._done = Grouping(cast(list(days.done), ARRAY(Interval())))
        self._open = Grouping(cast(list(days.open), ARRAY(Boolean())))

    def late(
        self, start: SQLColumnExpression[Any], end: SQLColumnExpression[Any], spans: Sequence[Span]
    ) -> ColumnElement[bool]:
        """Whether `end` lies after the earliest of the limits of `spans` that begin at `start`."""
        return or_(*(self._one(start, end, span) for span in spans))

    def _one(
        self, start: SQLColumnExpression[Any], end: SQLColumnExpression[Any], span: Span
    ) -> ColumnElement[bool]:
        if span.kind is SpanKind.CLOCK:
            return end > start + literal(dt.timedelta(minutes=span.amount), Interval())
        if span.kind is SpanKind.DAYS:
            begun = func.width_bucket(start, self._mornings)
            return func.width_bucket(end - literal(_TICK, Interval()), self._closes) >= begun + span.amount
        spent = self._worked(end) - self._worked(start)
        amount = literal(dt.timedelta(minutes=span.amount), Interval())
        return or_(spent > amount, and_(spent == amount, ~self._open_at(end - literal(_TICK, Interval()))))

    def _worked(self, moment: SQLColumnExpression[Any]) -> ColumnElement[Any]:
        place = func.width_bucket(moment, self._edges)
        done = self._done[place]
        return case((self._open[place], done + (moment - self._edges[place])), else_=done)

    def _open_at(self, moment: ColumnElement[Any]) -> ColumnElement[bool]:
        return self._open[func.width_bucket(moment, self._edges)]
