"""A government's working calendar: this moment plus so much time, and how much working time lies between.

Every rule of domain.md §4 about counting time stands here and nowhere else. Moments come with any time zone and
leave in UTC; a moment without one raises ValueError. A year that is not loaded stops nothing: Monday to Friday are
assumed, and the answer is provisional and names the year.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Self
from zoneinfo import ZoneInfo

from hotline_platform.calendar.days import Closure, Day
from hotline_platform.calendar.due import Due, WorkingAmount
from hotline_platform.calendar.office_hours import DEFAULT, DatedHours, OfficeHours, Period, Turn, of_day
from hotline_platform.calendar.spans import Span, SpanKind, working_days, working_minutes
from hotline_platform.calendar.walking import DayTables, Walk
from hotline_platform.calendar.years import CalendarYear

MINUTE = 60_000_000  # microseconds
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Calendar:
    """The years that are loaded, this government's closures, its zone and office hours; `turns` are the local days from
    which other hours hold, in their order, so that what is over keeps the hours that it had.

    Build it once and keep it: the days of each year are laid out on first use. Raises ValueError when a year is
    given twice, office hours are not periods in the order of the day, or turns go back.
    """

    years: tuple[CalendarYear, ...] = ()
    closures: tuple[Closure, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    office_hours: tuple[Period, ...] = DEFAULT
    turns: tuple[Turn, ...] = ()
    _hours: DatedHours = field(init=False, repr=False, compare=False)
    _tables: DayTables = field(init=False, repr=False, compare=False)
    _whole: dict[tuple[int, int], Due] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.known_years) != len(self.years):
            raise ValueError("a calendar holds each year once")
        object.__setattr__(self, "_hours", DatedHours(self.office_hours, self.turns))
        object.__setattr__(self, "_tables", DayTables(self.years, self.closures))

    @property
    def known_years(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years)

    def hours_on(self, day: dt.date) -> OfficeHours:
        """The office hours of a local day, were it a working day."""
        return self._hours.on(day.toordinal())

    def hours_since(self, day: dt.date) -> tuple[OfficeHours, ...]:
        """Those of a local day and all that are known to come after it."""
        return self._hours.since(day.toordinal())

    def with_year(self, loaded: CalendarYear) -> Self:
        """The same calendar with this year loaded, in place of what it held for that year."""
        others = (year for year in self.years if year.year != loaded.year)
        return replace(self, years=(*others, loaded))

    def after(self, moment: dt.datetime, span: Span) -> Due:
        """`moment` plus `span`.

        Working days leave out the day of `moment` and end at the close of office hours on the last one. Working
        minutes outside office hours begin at the next opening; a full morning ends at its close, not at two o'clock.
        """
        if span.kind is SpanKind.DAYS:
            return self._days_after(moment, span.amount)
        if span.kind is SpanKind.WORKING:
            return self._work_after(moment, span.amount * MINUTE)
        return _by_the_clock(moment, dt.timedelta(minutes=span.amount))

    def before(self, moment: dt.datetime, span: Span) -> Due:
        """The latest moment from which `span` is still over by `moment`.

        For working days that is a close of office hours: one working day before Tuesday 17:30 is Monday 17:30, and
        before Tuesday 10:00 it is Friday 17:30, because Tuesday is not a whole day.
        """
        if span.kind is SpanKind.DAYS:
            return self._days_before(moment, span.amount)
        if span.kind is SpanKind.WORKING:
            return self._work_before(moment, span.amount * MINUTE)
        return _by_the_clock(moment, -dt.timedelta(minutes=span.amount))

    def between(self, a: dt.datetime, b: dt.datetime) -> WorkingAmount:
        """The working time from `a` to `b`; negative when `b` is earlier."""
        if b < a:
            back = self.between(b, a)
            return WorkingAmount(-back.minutes, -back.days, back.unknown_years)
        (first, _), (last, end) = self._local(a), self._local(b)
        days = 0
        if last > first:
            last_is_over = self._is_worked(last) and end >= self._hours.on(last).close
            days = self._tables.working_days(first + 1, last) + last_is_over
        unknown = self._tables.unknown(first, last)
        return WorkingAmount(self._work_between(a, b) // MINUTE, days, unknown)

    def near_due(self, start: dt.datetime, due: dt.datetime, span: Span) -> Due:
        """The moment of the yellow card for a limit of `span` that began at `start` and ends at `due`.

        One working day before `due` for working limits of two working days or more; otherwise, and whenever `due`
        was moved so close that this would not lie after `start`, at 80 % of the working time (clock limits: of
        the clock time) between the two. Never later than `due`.
        """
        if due <= start:
            return _by_the_clock(due, dt.timedelta())
        if day := self._one_working_day(span, start):
            yellow = self.before(due, day)
            if yellow.at > start:
                return yellow
        work = 0 if span.kind is SpanKind.CLOCK else self._work_between(start, due)
        if work:
            return self._work_after(start, -(-work * 4 // 5))
        return _by_the_clock(start, (due - start) * 4 // 5)

    def is_working(self, moment: dt.datetime) -> bool:
        """Whether the office is open at `moment`. `day` tells whether the year is known or assumed."""
        ordinal, at = self._local(moment)
        return self._is_worked(ordinal) and self._hours.on(ordinal).contains(at)

    def local_date(self, moment: dt.datetime) -> dt.date:
        """The date on the office's own wall at `moment`."""
        return dt.date.fromordinal(self._local(moment)[0])

    def day(self, date: dt.date) -> Day:
        """What kind of day a local date is, and whether that is known."""
        table = self._tables.of_year(date.year)
        return table.days[date.toordinal() - table.first]

    def _days_after(self, moment: dt.datetime, days: int) -> Due:
        """The same for every moment of a local day, so it is counted once for all of them."""
        day = self._local(moment)[0]
        counted = self._whole.get((day, days))
        if counted is None:
            walk = Walk(self._tables)
            first = walk.go(day, 1, 1)
            last = walk.go(first, days - 1, 1)
            begins = (first, self._hours.on(first).open)
            counted = self._whole[day, days] = self._due(last, self._hours.on(last).close, begins, walk)
        return counted

    def _days_before(self, moment: dt.datetime, days: int) -> Due:
        walk, hours = Walk(self._tables), self._hours
        whole, at = self._local(moment)
        if at < hours.on(whole).close or not walk.worked(whole):
            whole = walk.go(whole, 1, -1)
        last = walk.go(whole, days, -1)
        return self._due(last, hours.on(last).close, (whole, hours.on(whole).close), walk)

    def _work_after(self, moment: dt.datetime, work: int) -> Due:
        walk = Walk(self._tables)
        ordinal, at = self._local(moment)
        hours = self._hours.on(ordinal)
        done = hours.worked(at) if walk.worked(ordinal) else hours.total
        if done == hours.total:
            ordinal, done = walk.go(ordinal, 1, 1), 0
            hours = self._hours.on(ordinal)
        begins, done = (ordinal, hours.latest(done)), done + work
        while done > hours.total:
            done -= hours.total
            ordinal = walk.go(ordinal, 1, 1)
            hours = self._hours.on(ordinal)
        return self._due(ordinal, hours.earliest(done), begins, walk)

    def _work_before(self, moment: dt.datetime, work: int) -> Due:
        walk = Walk(self._tables)
        ordinal, at = self._local(moment)
        hours = self._hours.on(ordinal)
        done = hours.worked(at) if walk.worked(ordinal) else 0
        if not done:
            ordinal = walk.go(ordinal, 1, -1)
            hours = self._hours.on(ordinal)
            done = hours.total
        ends, done = (ordinal, hours.earliest(done)), done - work
        while done < 0:
            ordinal = walk.go(ordinal, 1, -1)
            hours = self._hours.on(ordinal)
            done += hours.total
        return self._due(ordinal, hours.latest(done), ends, walk)

    def _work_between(self, a: dt.datetime, b: dt.datetime) -> int:
        (first, begin), (last, end) = self._local(a), self._local(b)
        work = sum(
            self._tables.working_days(since, until) * hours.total
            for since, until, hours in self._hours.stretches(first, last)
        )
        if self._is_worked(first):
            work -= self._hours.on(first).worked(begin)
        if self._is_worked(last):
            work += self._hours.on(last).worked(end)
        return work

    def _one_working_day(self, span: Span, start: dt.datetime) -> Span | None:
        if span.kind is SpanKind.DAYS and span.amount >= 2:
            return working_days(1)
        whole = self._hours.on(self._local(start)[0]).minutes
        if span.kind is SpanKind.WORKING and span.amount >= 2 * whole:
            return working_minutes(whole)
        return None

    def _is_worked(self, ordinal: int) -> bool:
        table = self._tables.of(ordinal)
        return table.rest[ordinal - table.first] is None

    def _local(self, moment: dt.datetime) -> tuple[int, int]:
        """The local day as an ordinal and the microseconds of it that are over."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment} carries no time zone")
        local = moment.astimezone(self.zone)
        return local.toordinal(), of_day(local.time())

    def _moment(self, ordinal: int, at: int) -> dt.datetime:
        midnight = dt.datetime.combine(dt.date.fromordinal(ordinal), dt.time(), self.zone)
        return (midnight + at * MICROSECOND).astimezone(dt.UTC)

    def _due(self, ordinal: int, at: int, begins: tuple[int, int], walk: Walk) -> Due:
        return Due(
            self._moment(ordinal, at), self._moment(*begins), tuple(walk.skipped), tuple(sorted(walk.unknown))
        )


def _by_the_clock(moment: dt.datetime, amount: dt.timedelta) -> Due:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} carries no time zone")
    start = moment.astimezone(dt.UTC)
    return Due(start + amount, start)
