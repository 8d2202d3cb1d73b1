"""Going from day to day through known and unknown years, remembering what was passed on the way."""

import datetime as dt
from collections.abc import Iterable

from hotline_platform.calendar.day_table import DayTable
from hotline_platform.calendar.days import Closure, SkippedDay
from hotline_platform.calendar.years import CalendarYear


class DayTables:
    """The tables of all years, each laid out when it is first asked for."""

    __slots__ = ("_closures", "_loaded", "_tables")

    def __init__(self, years: Iterable[CalendarYear], closures: Iterable[Closure]) -> None:
        self._loaded = {year.year: year for year in years}
        self._closures = tuple(closures)
        self._tables: dict[int, DayTable] = {}

    def of_year(self, year: int) -> DayTable:
        table = self._tables.get(year)
        if table is None:
            table = self._tables[year] = DayTable(year, self._loaded.get(year), self._closures)
        return table

    def of(self, ordinal: int) -> DayTable:
        return self.of_year(dt.date.fromordinal(ordinal).year)

    def working_days(self, first: int, end: int) -> int:
        """The working days from `first` up to but not including `end`, at the cost of a look-up a year."""
        table, last = self.of(first), self.of(end)
        before = table.worked[first - table.first]
        upto = last.worked[end - last.first]
        full_years = sum(self.of_year(year).worked[-1] for year in range(table.year, last.year))
        return full_years + upto - before

    def unknown(self, first: int, last: int) -> tuple[int, ...]:
        """The years between two days, both included, that are not loaded."""
        years = range(self.of(first).year, self.of(last).year + 1)
        return tuple(year for year in years if not self.of_year(year).known)


class Walk:
    """One count through the calendar: `skipped` are the days passed over, `unknown` the assumed years touched."""

    __slots__ = ("_table", "_tables", "skipped", "unknown")

    def __init__(self, tables: DayTables) -> None:
        self._tables = tables
        self._table: DayTable | None = None
        self.skipped: list[SkippedDay] = []
        self.unknown: list[int] = []

    def worked(self, ordinal: int) -> bool:
        """Whether the day is a working day; looking at it is what makes the answer depend on its year."""
        table = self._table
        if table is None or ordinal not in table:
            table = self._enter(ordinal)
        rest = table.rest[ordinal - table.first]
        if rest is None:
            return True
        self.skipped.append(rest)
        return False

    def go(self, ordinal: int, days: int, step: int) -> int:
        """The working day `days` further on (`step` 1) or back (-1), not counting the day one stands on."""
        while days > 0:
            ordinal += step
            days -= self.worked(ordinal)
        return ordinal

    def _enter(self, ordinal: int) -> DayTable:
        table = self._table = self._tables.of(ordinal)
        if not table.known and table.year not in self.unknown:
            self.unknown.append(table.year)
        return table
