"""Office hours that are others from a day on: what is over keeps its hours, what runs over the day has both."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_platform.calendar.office_hours import read_periods
from hotline_platform.calendar.spans import Span, working_minutes
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package

SHANGHAI = ZoneInfo("Asia/Shanghai")
TURN = dt.date(2026, 3, 9)
LONGER = read_periods(["08:00-12:00", "13:00-18:00"])
SHORTER = read_periods(["09:00-12:00"])
TURNING = Calendar(years=(from_package(2026),), turns=((TURN, LONGER), (dt.date(2026, 3, 16), SHORTER)))
PROPERTY = settings(max_examples=300, deadline=None, derandomize=True)
moments = st.datetimes(
    *map(dt.datetime.fromisoformat, ("2026-02-20", "2026-03-31")), timezones=st.just(SHANGHAI)
)  # fmt: skip


def local(written: str) -> dt.datetime:
    return dt.datetime.strptime(f"2026-{written}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("03-05 10:00", "1wd", "03-06 17:30"),  # Friday is the last day of the old hours
        ("03-06 10:00", "1wd", "03-09 18:00"),  # Monday closes later
        ("03-06 15:30", "4wh", "03-09 10:00"),  # two hours until 17:30, two from eight
        ("03-06 10:00", "15wh", "03-10 08:30"),  # 5½ + 9 + ½ hours
        ("03-13 17:00", "5wh", "03-17 10:00"),  # 1 + 3 + 1
        ("03-02 08:30", "5wd", "03-09 18:00"),
        ("03-06 10:00", "24h", "03-07 10:00"),
    ],
)
def test_a_limit_over_the_day_is_reckoned_by_both(start: str, span: str, due: str) -> None:
    assert TURNING.after(local(start), Span.parse(span)).at == local(due)


@PROPERTY
@given(moments, st.integers(1, 4_000))
def test_what_was_added_lies_between(start: dt.datetime, minutes: int) -> None:
    due = TURNING.after(start, working_minutes(minutes)).at
    assert TURNING.between(start, due).minutes == minutes
    again = TURNING.after(TURNING.before(due, working_minutes(minutes)).at, working_minutes(minutes)).at
    assert again == due


@PROPERTY
@given(moments, st.integers(1, 20_000))
def test_working_time_is_what_the_minutes_say(start: dt.datetime, minutes: int) -> None:
    """Counted one quarter of an hour after the other, without any of the arithmetic."""
    first = start.replace(minute=0, second=0, microsecond=0)
    quarters = minutes // 15
    step = dt.timedelta(minutes=15)
    worked = sum(TURNING.is_working(first + number * step) for number in range(quarters))
    assert TURNING.between(first, first + quarters * step).minutes == 15 * worked


def test_days_before_a_turn_keep_their_hours_and_turns_go_forward() -> None:
    assert TURNING.hours_on(dt.date(2026, 3, 8)).minutes == 420
    assert [hours.minutes for hours in TURNING.hours_since(dt.date(2026, 3, 10))] == [540, 180]
    with pytest.raises(ValueError, match="order of the days"):
        Calendar(turns=((TURN, LONGER), (TURN, SHORTER)))
