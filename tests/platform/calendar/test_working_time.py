"""The edges of days, zones and years; the due moments themselves stand in due_moments.py."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from hotline_platform.calendar.days import Closure, Day, DayKind, SkippedDay
from hotline_platform.calendar.due import WorkingAmount
from hotline_platform.calendar.spans import Span, working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import CalendarYear, SpecialDay, from_package

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(years=(from_package(2025), from_package(2026)))


def here(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def after(start: str, span: str, calendar: Calendar = CALENDAR) -> str:
    return local(calendar.after(here(start), Span.parse(span)).at)


def before(end: str, span: str, calendar: Calendar = CALENDAR) -> str:
    return local(calendar.before(here(end), Span.parse(span)).at)


def local(moment: dt.datetime) -> str:
    assert moment.tzinfo is dt.UTC
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("end", "span", "start"),
    [
        ("2026-03-10 17:30", "1wd", "2026-03-09 17:30"),
        ("2026-03-09 17:30", "1wd", "2026-03-06 17:30"),
        ("2026-03-10 10:00", "1wd", "2026-03-06 17:30"),  # Tuesday is not whole, so Monday is the day
        ("2026-03-08 10:00", "1wd", "2026-03-05 17:30"),  # by Sunday Friday is whole
        ("2026-02-24 17:30", "1wd", "2026-02-14 17:30"),
        ("2026-03-09 10:30", "4wh", "2026-03-06 15:30"),
        ("2026-03-09 08:30", "1wh", "2026-03-06 16:30"),
        ("2026-03-09 09:30", "1wh", "2026-03-09 08:30"),
        ("2026-03-09 14:30", "30wmin", "2026-03-09 14:00"),
        ("2026-03-08 10:00", "7wh", "2026-03-06 08:30"),
        ("2026-03-09 00:05", "15min", "2026-03-08 23:50"),
    ],
)
def test_counting_back_finds_the_latest_start_that_is_still_in_time(end: str, span: str, start: str) -> None:
    assert before(end, span) == start


@pytest.mark.parametrize(
    ("a", "b", "minutes", "days"),
    [
        ("2026-03-06 15:30", "2026-03-09 10:30", 240, 0),
        ("2026-03-06 10:00", "2026-03-09 17:30", 750, 1),
        ("2026-03-09 17:30", "2026-03-11 10:00", 510, 1),  # overdue since Monday's close: Tuesday is whole
        ("2026-03-09 10:30", "2026-03-06 15:30", -240, 0),
        ("2026-03-09 17:30", "2026-03-06 10:00", -750, -1),
        ("2026-03-07 10:00", "2026-03-08 18:00", 0, 0),
        ("2026-02-14 17:30", "2026-02-24 08:30", 0, 0),
        ("2025-12-31 17:30", "2026-01-05 08:30", 420, 1),  # Sunday 4 January 2026 is worked
        ("2026-03-02 10:00", "2026-03-02 10:00", 0, 0),
    ],
)
def test_the_working_time_between_two_moments(a: str, b: str, minutes: int, days: int) -> None:
    assert CALENDAR.between(here(a), here(b)) == WorkingAmount(minutes, days)


def test_a_year_has_as_many_working_days_as_a_count_by_hand() -> None:
    whole = CALENDAR.between(here("2025-12-31 18:00"), here("2026-12-31 18:00"))
    assert (whole.days, whole.minutes) == (248, 248 * 420)  # 261 weekdays − 19 on holiday + 6 made up


def test_what_was_skipped_is_told_with_its_reason() -> None:
    due = CALENDAR.after(here("2026-04-30 10:00"), working_days(2))
    assert due.skipped == (
        *(SkippedDay(dt.date(2026, 5, day), DayKind.HOLIDAY, "劳动节", "Labour Day") for day in range(1, 6)),
    )
    weekend = CALENDAR.after(here("2026-03-06 10:00"), working_days(1)).skipped
    assert [(day.date.day, day.why, day.zh) for day in weekend] == [
        (7, DayKind.WEEKEND, ""),
        (8, DayKind.WEEKEND, ""),
    ]


def test_a_local_closure_is_skipped_with_its_own_reason() -> None:
    shut = Closure(dt.date(2026, 3, 9), "防汛停工", "Flood closure")
    calendar = Calendar(CALENDAR.years, closures=(shut,))
    due = calendar.after(here("2026-03-06 10:00"), working_days(1))
    assert local(due.at) == "2026-03-10 17:30"
    assert due.skipped[-1] == SkippedDay(shut.date, DayKind.CLOSURE, "防汛停工", "Flood closure")
    assert not calendar.is_working(here("2026-03-09 10:00"))
    assert CALENDAR.is_working(here("2026-03-09 10:00"))


def test_a_closure_on_a_holiday_leaves_it_a_holiday() -> None:
    calendar = Calendar(CALENDAR.years, closures=(Closure(dt.date(2026, 10, 1), "检修", "Repairs"),))
    assert calendar.day(dt.date(2026, 10, 1)).kind is DayKind.HOLIDAY


def test_other_office_hours_are_another_calendar() -> None:
    calendar = Calendar(CALENDAR.years, office_hours=((dt.time(9), dt.time(16)),))
    assert after("2026-03-06 15:30", "4wh", calendar) == "2026-03-09 12:30"
    assert after("2026-03-06 10:00", "1wd", calendar) == "2026-03-09 16:00"
    assert calendar.hours_on(dt.date(2026, 3, 2)).minutes == 420


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((dt.time(9), dt.time(9)),),
        ((dt.time(14), dt.time(17)), (dt.time(8), dt.time(12))),
        ((dt.time(8), dt.time(12)), (dt.time(11), dt.time(17))),
    ],
)
def test_office_hours_that_make_no_sense_are_refused(hours: tuple[tuple[dt.time, dt.time], ...]) -> None:
    with pytest.raises(ValueError, match="office hours"):
        Calendar(office_hours=hours)


def test_the_same_year_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="each year once"):
        Calendar((from_package(2026), from_package(2026)))


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-03-09 08:29", False),
        ("2026-03-09 08:30", True),
        ("2026-03-09 12:00", False),
        ("2026-03-09 14:00", True),
        ("2026-03-09 17:30", False),
        ("2026-02-14 10:00", True),  # make-up Saturday
        ("2026-02-17 10:00", False),
        ("2026-03-08 10:00", False),
    ],
)
def test_whether_the_office_is_open(moment: str, working: bool) -> None:
    assert CALENDAR.is_working(here(moment)) is working


@pytest.mark.parametrize(
    ("utc", "date"),
    [("2026-03-08T15:59:59", dt.date(2026, 3, 8)), ("2026-03-08T16:00:00", dt.date(2026, 3, 9))],
)
def test_the_day_changes_at_the_offices_own_midnight(utc: str, date: dt.date) -> None:
    assert CALENDAR.local_date(dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)) == date


def test_the_day_left_out_is_the_local_one() -> None:
    monday_in_shanghai = dt.datetime(2026, 3, 8, 16, 30, tzinfo=dt.UTC)  # still Sunday in London
    assert local(CALENDAR.after(monday_in_shanghai, working_days(1)).at) == "2026-03-10 17:30"
    sunday = monday_in_shanghai - dt.timedelta(hours=1)
    assert local(CALENDAR.after(sunday, working_days(1)).at) == "2026-03-09 17:30"


def test_office_hours_keep_to_the_wall_clock_when_summer_time_begins() -> None:
    paris = ZoneInfo("Europe/Paris")
    calendar = Calendar(zone=paris)
    friday = dt.datetime(2026, 3, 27, 15, 30, tzinfo=paris)  # clocks go forward on Sunday the 29th
    assert calendar.after(friday, Span.parse("4wh")).at == dt.datetime(2026, 3, 30, 8, 30, tzinfo=dt.UTC)
    assert calendar.after(friday, Span.parse("72h")).at == dt.datetime(2026, 3, 30, 14, 30, tzinfo=dt.UTC)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = dt.datetime(2026, 3, 6, 10)  # noqa: DTZ001 - this is what must be refused
    for text in ("15min", "4wh", "1wd"):
        with pytest.raises(ValueError, match="no time zone"):
            CALENDAR.after(naive, Span.parse(text))


def test_a_year_that_is_not_loaded_makes_the_answer_provisional_and_is_named() -> None:
    due = CALENDAR.after(here("2026-12-31 10:00"), working_days(1))
    assert local(due.at) == "2027-01-01 17:30"  # assumed to be an ordinary Friday
    assert (due.provisional, due.unknown_years) == (True, (2027,))


def test_a_due_moment_inside_a_known_year_is_not_provisional() -> None:
    due = CALENDAR.after(here("2026-12-30 10:00"), working_days(1))
    assert (local(due.at), due.provisional, due.unknown_years) == ("2026-12-31 17:30", False, ())
    assert not CALENDAR.after(here("2026-12-31 16:30"), Span.parse("1wh")).provisional


def test_clock_time_is_never_provisional() -> None:
    assert not CALENDAR.after(here("2027-06-01 10:00"), Span.parse("24h")).provisional


def test_every_unknown_year_on_the_way_is_named() -> None:
    empty = Calendar()
    assert empty.after(here("2026-12-31 16:00"), Span.parse("3wh")).unknown_years == (2026, 2027)
    assert empty.before(here("2027-01-04 09:00"), working_days(3)).unknown_years == (2026, 2027)
    assert empty.between(here("2026-12-31 16:00"), here("2027-01-04 09:00")).unknown_years == (2026, 2027)
    assert not CALENDAR.between(here("2026-12-30 16:00"), here("2026-12-31 16:00")).provisional


def test_an_assumed_day_says_that_it_is_assumed() -> None:
    assert CALENDAR.day(dt.date(2027, 10, 1)) == Day(dt.date(2027, 10, 1), DayKind.WORKDAY, known=False)
    assert CALENDAR.day(dt.date(2026, 10, 10)) == Day(
        dt.date(2026, 10, 10), DayKind.MAKE_UP, "国庆节", "National Day"
    )


def test_loading_the_year_settles_the_answer() -> None:
    new_year = {dt.date(2027, 1, 1): SpecialDay(DayKind.HOLIDAY, "元旦", "New Year's Day")}
    loaded = CALENDAR.with_year(CalendarYear(2027, new_year))
    due = loaded.after(here("2026-12-31 10:00"), working_days(1))
    assert (local(due.at), due.provisional) == ("2027-01-04 17:30", False)
    assert loaded.known_years == {2025, 2026, 2027}
    corrected = loaded.with_year(CalendarYear(2027, {}))
    assert after("2026-12-31 10:00", "1wd", corrected) == "2027-01-01 17:30"


def test_a_limit_cut_short_by_its_parent_still_gets_its_yellow_moment_in_time() -> None:
    start, due = here("2026-03-06 10:00"), here("2026-03-06 17:00")
    yellow = CALENDAR.near_due(start, due, working_days(5)).at
    assert local(yellow) == "2026-03-06 16:00"  # 80 % of 300 working minutes


def test_a_limit_that_ends_in_the_night_it_began_is_measured_by_the_clock() -> None:
    start, due = here("2026-03-06 20:00"), here("2026-03-06 21:00")
    assert local(CALENDAR.near_due(start, due, working_days(1)).at) == "2026-03-06 20:48"


def test_a_limit_already_over_is_near_due_at_its_end() -> None:
    start, due = here("2026-03-06 10:00"), here("2026-03-05 10:00")
    assert CALENDAR.near_due(start, due, working_days(3)).at == due
