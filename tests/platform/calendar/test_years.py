"""The national calendar as the package has it, and as a database row keeps it."""

import datetime as dt
import json

import chinese_calendar
import pytest

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.years import CalendarYear, SpecialDay, YearUnknown, from_package, names


def test_every_name_of_the_package_is_known_in_english() -> None:
    for year in range(2004, 2027):
        assert all(day.en.isascii() and not day.zh.isascii() for day in from_package(year).days.values())


@pytest.mark.parametrize("year", [2003, 2027, 2100])
def test_a_year_the_package_does_not_hold_is_unknown_and_named(year: int) -> None:
    with pytest.raises(YearUnknown, match=str(year)):
        from_package(year)


def test_a_year_of_which_the_package_holds_only_a_few_days_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(chinese_calendar.holidays, dt.date(2027, 1, 1), "New Year's Day")
    assert not chinese_calendar.is_holiday(dt.date(2027, 10, 1))  # the package itself would now guess
    with pytest.raises(YearUnknown):
        from_package(2027)


def test_a_year_survives_its_database_row() -> None:
    year = from_package(2026)
    row = json.loads(json.dumps(year.to_json(), ensure_ascii=False))
    assert CalendarYear.from_json(row) == year
    assert row["days"]["2026-02-14"] == ["make_up", "春节", "Spring Festival"]


def test_a_day_of_another_year_or_kind_has_no_place_in_a_year() -> None:
    with pytest.raises(ValueError, match="no place"):
        CalendarYear(2026, {dt.date(2027, 1, 1): SpecialDay(DayKind.HOLIDAY, "元旦", "New Year's Day")})
    with pytest.raises(ValueError, match="no place"):
        CalendarYear(2026, {dt.date(2026, 1, 1): SpecialDay(DayKind.WEEKEND, "", "")})


def test_a_year_cannot_be_changed_from_outside() -> None:
    days = dict(from_package(2026).days)
    year = CalendarYear(2026, days)
    days.clear()
    assert year == from_package(2026)


def test_two_festivals_on_one_day_have_both_names() -> None:
    assert names("国庆节、中秋") == ("国庆节、中秋节", "National Day, Mid-Autumn Festival")
    assert names("泼水节") == ("泼水节", "泼水节")
