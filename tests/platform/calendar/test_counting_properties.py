"""What must hold for every start and every amount, whatever the calendar says."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_platform.calendar.days import Closure, DayKind
from hotline_platform.calendar.spans import Span, clock_minutes, working_days, working_minutes
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import CalendarYear, SpecialDay, from_package

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROPERTY = settings(max_examples=200, deadline=None, derandomize=True)

KNOWN = Calendar(
    years=(from_package(2024), from_package(2025), from_package(2026)),
    closures=(
        Closure(dt.date(2026, 3, 9), "停电", "Power cut"),
        Closure(dt.date(2025, 12, 31), "盘点", "Audit"),
    ),
)
INVENTED = CalendarYear(
    2027,
    {
        **{dt.date(2027, 1, day): SpecialDay(DayKind.HOLIDAY, "元旦", "New Year's Day") for day in (1, 2, 3)},
        **{
            dt.date(2027, 2, day): SpecialDay(DayKind.HOLIDAY, "春节", "Spring Festival")
            for day in range(5, 13)
        },
        dt.date(2027, 1, 30): SpecialDay(DayKind.MAKE_UP, "春节", "Spring Festival"),
    },
)


def moments_between(first: str, last: str) -> st.SearchStrategy[dt.datetime]:
    bounds = (dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last))
    return st.datetimes(*bounds, timezones=st.just(SHANGHAI))


moments = moments_between("2025-01-20", "2026-11-20") | st.builds(
    # the edges of office hours and days, where mistakes live
    lambda day, clock: dt.datetime.combine(dt.date(2026, 1, 1) + dt.timedelta(days=day), clock, SHANGHAI),
    st.integers(0, 320),
    st.sampled_from(
        [dt.time(), dt.time(8, 30), dt.time(12), dt.time(14), dt.time(17, 30), dt.time(23, 59, 59, 999_999)]
    ),
)
few_minutes = st.integers(1, 6_000)
few_days = st.integers(1, 15)
spans = (
    st.builds(clock_minutes, few_minutes)
    | st.builds(working_minutes, few_minutes)
    | st.builds(working_days, few_days)
)


@PROPERTY
@given(moments, moments, spans)
def test_who_starts_later_is_never_due_earlier(a: dt.datetime, b: dt.datetime, span: Span) -> None:
    early, late = sorted((a, b))
    assert KNOWN.after(early, span).at <= KNOWN.after(late, span).at
    assert KNOWN.before(early, span).at <= KNOWN.before(late, span).at


@PROPERTY
@given(moments, spans, st.integers(1, 15))
def test_more_time_is_never_due_earlier(start: dt.datetime, span: Span, more: int) -> None:
    longer = Span(span.kind, span.amount + more)
    assert start < KNOWN.after(start, span).at < KNOWN.after(start, longer).at
    assert start > KNOWN.before(start, span).at > KNOWN.before(start, longer).at


@PROPERTY
@given(moments, few_minutes)
def test_between_undoes_after_and_before_to_the_minute(start: dt.datetime, amount: int) -> None:
    span = working_minutes(amount)
    due, back = KNOWN.after(start, span).at, KNOWN.before(start, span).at
    assert KNOWN.between(start, due).minutes == amount
    assert KNOWN.between(back, start).minutes == amount
    assert KNOWN.between(due, start).minutes == -amount


@PROPERTY
@given(moments, few_minutes)
def test_counting_back_returns_to_where_counting_began(start: dt.datetime, amount: int) -> None:
    due = KNOWN.after(start, working_minutes(amount))
    assert KNOWN.before(due.at, working_minutes(amount)).at == due.begins
    assert KNOWN.between(start, due.begins).minutes == 0
    if KNOWN.is_working(start):
        assert due.begins == start


@PROPERTY
@given(moments, few_days)
def test_a_limit_in_days_has_as_many_whole_working_days_in_it(start: dt.datetime, amount: int) -> None:
    due = KNOWN.after(start, working_days(amount)).at
    assert KNOWN.between(start, due).days == amount
    assert KNOWN.between(start, due - dt.timedelta(seconds=1)).days == amount - 1


@PROPERTY
@given(moments, few_days)
def test_days_before_is_the_latest_close_that_is_still_in_time(end: dt.datetime, amount: int) -> None:
    span = working_days(amount)
    back = KNOWN.before(end, span).at
    assert back.astimezone(SHANGHAI).time() == dt.time(17, 30)
    assert KNOWN.after(back, span).at <= end
    next_close = KNOWN.after(back, working_days(1)).at
    assert KNOWN.after(next_close, span).at > end


@PROPERTY
@given(moments, few_minutes, few_days)
def test_working_time_never_ends_outside_office_hours(start: dt.datetime, minutes: int, days: int) -> None:
    instant = dt.timedelta(microseconds=1)
    for span in (working_minutes(minutes), working_days(days)):
        assert KNOWN.is_working(KNOWN.after(start, span).at - instant)
    assert KNOWN.is_working(KNOWN.before(start, working_minutes(minutes)).at)


@settings(PROPERTY, max_examples=60)
@given(moments, st.integers(1, 900))
def test_counting_agrees_with_a_clerk_who_ticks_off_every_minute(start: dt.datetime, amount: int) -> None:
    start = start.replace(second=0, microsecond=0)
    minute, ticked = start, 0
    while ticked < amount:
        ticked += _a_clerk_is_at_work(minute)
        minute += dt.timedelta(minutes=1)
    assert KNOWN.after(start, working_minutes(amount)).at == minute


@PROPERTY
@given(moments, spans)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(start: dt.datetime, span: Span) -> None:
    for zone in (dt.UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")):
        assert KNOWN.after(start.astimezone(zone), span) == KNOWN.after(start, span)


near_new_year = moments_between("2026-12-10", "2027-01-10")


@PROPERTY
@given(near_new_year, spans)
def test_a_provisional_answer_becomes_the_settled_one_when_the_year_is_loaded(
    start: dt.datetime, span: Span
) -> None:
    settled_calendar = Calendar((INVENTED, *KNOWN.years), KNOWN.closures)
    settled = settled_calendar.after(start, span)
    first = KNOWN.after(start, span)
    assert not settled.provisional
    assert KNOWN.with_year(INVENTED).after(start, span) == settled
    if not first.provisional:
        assert first == settled


@PROPERTY
@given(near_new_year, spans)
def test_only_an_answer_that_looked_at_the_unknown_year_is_provisional(
    start: dt.datetime, span: Span
) -> None:
    due = KNOWN.after(start, span)
    counted = span.kind != "clock_minutes"
    assert due.provisional == (counted and due.at >= dt.datetime(2027, 1, 1, tzinfo=SHANGHAI))
    assert due.unknown_years == ((2027,) if due.provisional else ())


@PROPERTY
@given(moments, spans)
def test_the_yellow_moment_lies_between_start_and_due(start: dt.datetime, span: Span) -> None:
    due = KNOWN.after(start, span).at
    assert start < KNOWN.near_due(start, due, span).at <= due


@PROPERTY
@given(moments, moments, spans)
def test_a_due_moment_moved_by_somebody_else_still_has_a_yellow_one(
    start: dt.datetime, due: dt.datetime, span: Span
) -> None:
    assert KNOWN.near_due(start, due, span).at <= due


def _a_clerk_is_at_work(minute: dt.datetime) -> bool:
    special = {date: day for year in KNOWN.years for date, day in year.days.items()}
    date = minute.date()
    if date in {closure.date for closure in KNOWN.closures}:
        return False
    worked = special[date].kind is DayKind.MAKE_UP if date in special else date.weekday() < 5
    clock = minute.time()
    return worked and (dt.time(8, 30) <= clock < dt.time(12) or dt.time(14) <= clock < dt.time(17, 30))
