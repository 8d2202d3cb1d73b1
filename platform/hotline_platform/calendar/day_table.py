"""One year laid out day by day, so that counting is a look-up and a subtraction."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import accumulate

from hotline_platform.calendar.days import Closure, Day, DayKind, SkippedDay
from hotline_platform.calendar.years import CalendarYear


class DayTable:
    """The days of `year` from ordinal `first` up to but not including `end`.

    `rest[i]` is None on a working day and says otherwise why nothing counts; `worked[i]` is the number of working
    days before day i. Without a loaded year, `known` is false and Monday to Friday are assumed.
    """

    __slots__ = ("days", "end", "first", "known", "rest", "worked", "year")

    def __init__(self, year: int, loaded: CalendarYear | None, closures: Iterable[Closure]) -> None:
        self.year = year
        self.known = loaded is not None
        self.first = dt.date(year, 1, 1).toordinal()
        self.end = dt.date(year, 12, 31).toordinal() + 1
        shut = {closure.date: closure for closure in closures if closure.date.year == year}
        self.days = tuple(_days(range(self.first, self.end), loaded, shut))
        self.rest = tuple(
            None if day.worked else SkippedDay(day.date, day.kind, day.zh, day.en) for day in self.days
        )
        self.worked = tuple(accumulate((rest is None for rest in self.rest), initial=0))

    def __contains__(self, ordinal: int) -> bool:
        return self.first <= ordinal < self.end


def _days(ordinals: range, loaded: CalendarYear | None, shut: dict[dt.date, Closure]) -> Iterator[Day]:
    special = loaded.days if loaded is not None else {}
    known = loaded is not None
    for ordinal in ordinals:
        date = dt.date.fromordinal(ordinal)
        day = Day(date, DayKind.WORKDAY if date.weekday() < 5 else DayKind.WEEKEND, known=known)
        if date in special:
            day = Day(date, *special[date], known=known)
        # A closure says something only about a day that would have been worked; a holiday stays a holiday.
        if day.worked and date in shut:
            day = Day(date, DayKind.CLOSURE, shut[date].zh, shut[date].en, known)
        yield day
