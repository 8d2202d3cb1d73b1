"""A period filled from a week: day and night, make-up days, public holidays by turns, what stands stays."""

import datetime as dt
import uuid
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package
from hotline_platform.errors import Refused
from hotline_tenants.rosters.filling import CELLS, Filled, Pattern, fill, pattern_of, shifts_of
from hotline_tenants.rosters.model import DutyShift
from tests.conftest import House
from tests.rosters.on_the_roster import stands

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))
YEAR = Calendar((from_package(2026),))


def week(holidays: tuple[uuid.UUID, ...] = (), /, **cells: uuid.UUID) -> Pattern:
    return Pattern(day_from=dt.time(8, 30), night_from=dt.time(17, 30), cells=cells, holidays=holidays)


def local(moment: dt.datetime) -> str:
    return moment.astimezone(YEAR.zone).strftime("%m-%d %H:%M")


def laid_out(pattern: Pattern, first: str, last: str) -> list[tuple[int, str, str]]:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [(who.int, local(begin), local(end)) for who, begin, end in shifts_of(pattern, YEAR, *days)]


def test_a_day_and_the_night_after_it_by_the_weekday() -> None:
    assert laid_out(week(day1=ONE, night1=TWO, night2=ONE), "2026-03-02", "2026-03-03") == [
        (1, "03-02 08:30", "03-02 17:30"),
        (2, "03-02 17:30", "03-03 08:30"),
        (1, "03-03 17:30", "03-04 08:30"),
    ]


def test_the_night_before_the_first_day_is_there_from_midnight_on() -> None:
    assert laid_out(week(night7=ONE, night1=TWO), "2026-03-02", "2026-03-02") == [
        (1, "03-02 00:00", "03-02 08:30"),
        (2, "03-02 17:30", "03-03 08:30"),
    ]
    midnight = Pattern(day_from=dt.time(0), night_from=dt.time(12), cells={"night7": ONE, "day1": TWO})
    assert laid_out(midnight, "2026-03-02", "2026-03-02") == [(2, "03-02 00:00", "03-02 12:00")]


def test_those_who_take_turns_on_public_holidays_change_from_day_to_day() -> None:
    whole = week((TWO, THREE), **dict.fromkeys(CELLS, ONE))
    people = [who for who, begin, _ in laid_out(whole, "2026-05-01", "2026-05-06") if begin.endswith("08:30")]
    assert set(people[:5]) == {2, 3}
    assert all(one != other for one, other in pairwise(people))
    assert people[5] == 1


def test_without_turns_holidays_go_by_the_weekday_and_make_up_days_always_do() -> None:
    assert [who for who, *_ in laid_out(week(day5=ONE), "2026-05-01", "2026-05-01")] == [1]
    made_up = week((TWO,), day6=ONE)
    assert [who for who, *_ in laid_out(made_up, "2026-05-09", "2026-05-09")] == [1]


def test_a_filled_week_leaves_no_minute_out() -> None:
    shifts = list(
        shifts_of(week(**dict.fromkeys(CELLS, ONE)), YEAR, dt.date(2026, 2, 9), dt.date(2026, 3, 9))
    )
    assert all(one[2] == other[1] for one, other in pairwise(shifts))


async def fills(
    house: House, pattern: Pattern, *, first: int = 0, last: int = 6, post: str = "duty"
) -> Filled:
    today = house.now.date()
    async with house.acting("water_leader") as (db, actor):
        return await fill(
            db, actor, house.cast.units["C-WATER"], post, pattern, today + dt.timedelta(days=first),
            today + dt.timedelta(days=last), at=house.now,
        )  # fmt: skip


async def test_filling_twice_makes_nothing_twice_and_remembers_the_week(house: House) -> None:
    whole = week(**dict.fromkeys(CELLS, await stands(house, "water_officer")))
    assert await fills(house, whole) == Filled(14, 0, ())
    assert await fills(house, whole, last=7) == Filled(2, 14, ())
    async with house.acting("water_leader") as (db, _):
        made = await db.scalar(select(func.count()).where(DutyShift.tenant_id == db.tenant))
        assert made == 16
        assert await pattern_of(db, house.cast.units["C-WATER"], "duty") == whole
        assert await pattern_of(db, house.cast.units["C-WATER"], "leader") is None
    assert (await fills(house, whole, post="leader")).made == 14


async def test_a_year_that_is_not_loaded_is_said(house: House) -> None:
    house.now = dt.datetime(2026, 12, 28, 1, 0, tzinfo=dt.UTC)
    whole = week(**dict.fromkeys(CELLS, await stands(house, "water_officer")))
    assert (await fills(house, whole)).unknown == (2027,)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": -1}, "first"),
        ({"first": 3, "last": 2}, "last"),
        ({"last": 92}, "last"),
        ({"post": "cook"}, "post"),
    ],
)
async def test_bad_periods_are_refused_at_their_field(
    house: House, given: dict[str, int], field: str
) -> None:
    whole = week(**dict.fromkeys(CELLS, await stands(house, "water_officer")))
    with pytest.raises(Refused) as refusal:
        await fills(house, whole, **given)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    assert (await fills(house, whole, last=91)).made


async def test_bad_weeks_are_refused_at_their_cell(house: House) -> None:
    own, stranger = await stands(house, "water_officer"), await stands(house, "housing_officer")
    for pattern, field in (
        (week(), "day1"),
        (week(day1=own, night3=stranger), "night3"),
        (week((stranger,), day1=own), "holidays"),
        (Pattern(day_from=dt.time(18), night_from=dt.time(8), cells={"day1": own}), "night_from"),
    ):
        with pytest.raises(Refused) as refusal:
            await fills(house, pattern)
        assert set(refusal.value.fields) == {field}
    await fills(house, week(day1=own))
