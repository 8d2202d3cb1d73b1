"""Periods of local days, and of which months and days of the rollups they are made up."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """Whole local days from `first` to `last`, both included. Raises ValueError where it ends before it begins."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period ends before it begins")

    def __iter__(self) -> Iterator[dt.date]:
        return (self.first + dt.timedelta(days=number) for number in range(self.days))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of every month that it touches."""
        many = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(moved(self.first.replace(day=1), number) for number in range(many))

    @property
    def before(self) -> "Period":
        """The period to compare with: as many days, directly before.

        One that begins with a month is moved by whole months instead (by years where it begins with a year), so that
        the first three weeks of May stand against the first three of April, and a whole month against a whole month.
        """
        if self.first.day != 1:
            return Period(self.first - dt.timedelta(days=self.days), self.first - dt.timedelta(days=1))
        back = len(self.months)
        if self.first.month == 1:
            back += -back % 12
        if self.last == month_of(self.last).last:
            return Period(moved(self.first, -back), month_of(moved(self.last.replace(day=1), -back)).last)
        return Period(moved(self.first, -back), moved(self.last, -back))

    def parts(self) -> "Parts":
        """The cheapest sum of months and days: of a month that it covers mostly, the other days are taken away."""
        months: list[dt.date] = []
        added: list[Period] = []
        taken: list[Period] = []
        for month in self.months:
            whole = month_of(month)
            inside = Period(max(self.first, whole.first), min(self.last, whole.last))
            if 2 * inside.days < whole.days:
                added.append(inside)
                continue
            months.append(month)
            if inside.first > whole.first:
                taken.append(Period(whole.first, inside.first - dt.timedelta(days=1)))
            if inside.last < whole.last:
                taken.append(Period(inside.last + dt.timedelta(days=1), whole.last))
        return Parts(Period(months[0], months[-1]) if months else None, tuple(added), tuple(taken))


@dataclass(frozen=True)
class Parts:
    """A period as a sum: whole months (from the first day of the first to that of the last), days added, days taken
    away. No day is in it twice, and none is missing.
    """

    months: Period | None
    added: tuple[Period, ...]
    taken: tuple[Period, ...]


def month_of(day: dt.date) -> Period:
    """The whole month around a day."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def moved(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (earlier if negative), or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
