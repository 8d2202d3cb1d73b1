"""The hours of a working day, and where an amount of work falls within them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise

Period = tuple[dt.time, dt.time]
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

    Raises ValueError when there is no period, or periods are empty, overlap or go back.
    """

    __slots__ = ("close", "open", "periods", "total")

    def __init__(self, periods: Sequence[Period]) -> None:
        self.periods = tuple((of_day(begin), of_day(end)) for begin, end in periods)
        edges = [edge for period in self.periods for edge in period]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must be periods in the order of the day: {periods}")
        self.open, self.close = edges[0], edges[-1]
        self.total = sum(end - begin for begin, end in self.periods)

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


def of_day(time: dt.time) -> int:
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond
