"""The calendar of 2026 as we seed it, beside three sources that know nothing of it or of each other, day by day."""

import datetime as dt
from collections.abc import Callable

import holidays
import pytest
from lunar_python.util import HolidayUtil

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package

# The General Office of the State Council's notice on the holidays of 2026, 国办发明电〔2025〕7号 of 4 November 2025,
# typed from its text: name, days off from – to, days worked for them.
NOTICE = """
元旦    1-1   1-3   1-4
春节    2-15  2-23  2-14 2-28
清明节  4-4   4-6
劳动节  5-1   5-5   5-9
端午节  6-19  6-21
中秋节  9-25  9-27
国庆节  10-1  10-7  9-20 10-10
"""
YEAR = [dt.date(2026, 1, 1) + dt.timedelta(days=day) for day in range(365)]


def announced() -> dict[dt.date, tuple[DayKind, str]]:
    """What the notice says of the days it names."""
    days: dict[dt.date, tuple[DayKind, str]] = {}
    for line in NOTICE.strip().splitlines():
        name, first, last, *worked = line.split()
        for day in YEAR:
            if of(first) <= day <= of(last):
                days[day] = (DayKind.HOLIDAY, name)
        days |= {of(day): (DayKind.MAKE_UP, name) for day in worked}
    return days


def of(written: str) -> dt.date:
    month, day = written.split("-")
    return dt.date(2026, int(month), int(day))


def by_the_notice(date: dt.date) -> bool:
    named = announced().get(date)
    return named[0] is DayKind.MAKE_UP if named else date.weekday() < 5


def by_holidays(date: dt.date) -> bool:
    return bool(holidays.country_holidays("CN", years=2026).is_working_day(date))


def by_lunar(date: dt.date) -> bool:
    named = HolidayUtil.getHoliday(date.isoformat())
    return bool(named.isWork()) if named else date.weekday() < 5


@pytest.mark.parametrize("source", [by_the_notice, by_holidays, by_lunar])
def test_every_day_of_2026_is_worked_or_off_as_the_source_says(
    source: Callable[[dt.date], bool],
) -> None:
    calendar = Calendar((from_package(2026),))
    assert [day.isoformat() for day in YEAR if calendar.day(day).worked is not source(day)] == []


def test_holidays_and_make_up_days_bear_the_names_of_the_notice() -> None:
    assert {date: day[:2] for date, day in from_package(2026).days.items()} == announced()
