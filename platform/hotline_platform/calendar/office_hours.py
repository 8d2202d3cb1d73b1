"""The hours of a working day, where an amount of work falls within them, and from which day on they are others."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

Period = tuple[dt.time, dt.time]
Turn = tuple[dt.date, tuple[Period, ...]]
"""Other hours, and the first local day of them."""

DEFAULT: tuple[Period, ...] = (
    (dt.time(8, 30), dt.time(12)),
    (dt.time(14), dt.time(17, 30)),
)


def read_periods(written: Iterable[str]) -> tuple[Period, ...]:
    """Periods as they are written down, "08:30-12:00". Raises ValueError for what is not a time of day."""
    edges = (one.replace("–", "-").split("-", 1) for one in written)
    return tuple(
        (dt.time.fromisoformat(begin.strip()), dt.time.fromisoformat(end.strip())) for begin, end in edges
    )


class OfficeHours:
    """Office hours in microseconds of the local day, so that a moment keeps its own and sums come out exactly.

    `written` are the periods as times. Raises ValueError when there is no period, or periods are empty, overlap or
    go back.
    """

    __slots__ = ("close", "open", "periods", "total", "written")

    def __init__(self, periods: Sequence[Period]) -> None:
        self.written = tuple(periods)
        self.periods = tuple((of_day(begin), of_day(end)) for begin, end in periods)
        edges = [edge for period in self.periods for edge in period]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must be periods in the order of the day: {periods}")
        self.open, self.close = edges[0], edges[-1]
        self.total = sum(end - begin for begin, end in self.periods)

    @property
    def minutes(self) -> int:
        """Working minutes of a whole working day, rounded down."""
        return self.total // 60_000_000

    def worked(self, at: int) -> int:
        """How much of the working day is over at `at`."""
        return sum(min(at, end) - begin for begin, end in self.periods if at > begin)

    def earliest(self, worked: int) -> int:
        """The first moment at which `worked` is done: 12:00, not 14:00, for a whole morning."""
        for begin, end in self.periods:
            if worked <= end - begin:
                return begin + worked
            worked -= end - begin
        return self.close

    def latest(self, worked: int) -> int:
        """The last moment at which no more than `worked` is done: 14:00, not 12:00, for a whole morning."""
        for begin, end in self.periods:
            if worked < end - begin:
                return begin + worked
            worked -= end - begin
        return self.close

    def contains(self, at: int) -> bool:
        """Whether the office is open; the minute of closing is outside."""
        return any(begin <= at < end for begin, end in self.periods)


class DatedHours:
    """The office hours of every day: the first, and those that followed from a day on. Days are ordinals."""

    __slots__ = ("_every", "_first_days")

    def __init__(self, first: Sequence[Period], turns: Sequence[Turn]) -> None:
        days = [day.toordinal() for day, _ in turns]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"office hours turn in the order of the days: {turns}")
        self._every = (OfficeHours(first), *(OfficeHours(periods) for _, periods in turns))
        self._first_days = days

    def on(self, day: int) -> OfficeHours:
        return self._every[bisect_right(self._first_days, day)] if self._first_days else self._every[0]

    def since(self, day: int) -> tuple[OfficeHours, ...]:
        return self._every[bisect_right(self._first_days, day) :]

    def stretches(self, first: int, end: int) -> Iterator[tuple[int, int, OfficeHours]]:
        """The days from `first` up to but not including `end`, cut where the hours turn."""
        while first < end:
            place = bisect_right(self._first_days, first)
            until = min(end, self._first_days[place]) if place < len(self._first_days) else end
            yield first, until, self._every[place]
            first = until


def of_day(time: dt.time) -> int:
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond
