"""What the calendar answers: a moment or an amount, and whether it may still change."""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.calendar.days import SkippedDay


@dataclass(frozen=True, slots=True)
class Due:
    """A moment reached by counting.

    `at` and `begins` are in UTC; `begins` is where the first counted minute or day begins (counting back: ends).
    `provisional` means that a year in `unknown_years` had to be assumed: the moment is recomputed when it is loaded.
    """

    at: dt.datetime
    begins: dt.datetime
    skipped: tuple[SkippedDay, ...] = ()
    unknown_years: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return bool(self.unknown_years)


@dataclass(frozen=True, slots=True)
class WorkingAmount:
    """Working time between two moments, negative when the second is the earlier one.

    `minutes` are whole working minutes. `days` are counted as "*n* wd" counts them: the day of the earlier moment
    is left out and a day is over at the close of office hours.
    """

    minutes: int
    days: int
    unknown_years: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return bool(self.unknown_years)
