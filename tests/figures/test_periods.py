"""A period is exactly the sum of the months and days it is read from, and is compared with the right one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_tenants.figures.periods import Period, month_of

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
PERIODS = st.tuples(DAYS, st.integers(0, 800)).map(
    lambda one: Period(one[0], one[0] + dt.timedelta(days=one[1]))
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def period(text: str) -> Period:
    first, last = text.split("..")
    return Period(day(first), day(last))


@given(PERIODS)
def test_the_parts_of_a_period_are_its_days_each_once(asked: Period) -> None:
    parts = asked.parts()
    counted: dict[dt.date, int] = {}
    for month in parts.months.months if parts.months else ():
        for one in month_of(month):
            counted[one] = counted.get(one, 0) + 1
    for added in parts.added:
        for one in added:
            counted[one] = counted.get(one, 0) + 1
    for taken in parts.taken:
        for one in taken:
            counted[one] = counted.get(one, 0) - 1
    assert {one for one, times in counted.items() if times} == set(asked)
    assert set(counted.values()) <= {0, 1}


@given(PERIODS)
def test_at_most_half_a_month_is_read_by_days_at_each_end(asked: Period) -> None:
    parts = asked.parts()
    by_days = [one.days for one in (*parts.added, *parts.taken)]
    assert sum(by_days) <= 31
    assert all(days <= 15 for days in by_days)


@given(PERIODS)
def test_the_period_before_has_nothing_in_common_with_it(asked: Period) -> None:
    assert asked.before.last < asked.first
    if asked.first.day != 1:
        assert asked.before.days == asked.days
        assert asked.before.last == asked.first - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("2026-03-01..2026-03-31", "2026-02-01..2026-02-28"),
        ("2026-05-01..2026-05-21", "2026-04-01..2026-04-21"),
        ("2026-03-01..2026-03-30", "2026-02-01..2026-02-28"),
        ("2026-02-01..2026-02-28", "2026-01-01..2026-01-31"),
        ("2026-04-01..2026-06-30", "2026-01-01..2026-03-31"),
        ("2026-01-01..2026-11-24", "2025-01-01..2025-11-24"),
        ("2026-01-01..2026-12-31", "2025-01-01..2025-12-31"),
        ("2026-01-01..2026-01-31", "2025-01-01..2025-01-31"),
        ("2024-02-01..2024-02-29", "2024-01-01..2024-01-31"),
        ("2026-03-09..2026-03-15", "2026-03-02..2026-03-08"),
    ],
)
def test_what_a_period_is_compared_with(asked: str, before: str) -> None:
    assert period(asked).before == period(before)


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        period("2026-03-02..2026-03-01")
