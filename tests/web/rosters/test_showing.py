"""A roster day by day: whoever has a post for a week stands on every day of it, nights where they begin."""

import datetime as dt
import uuid

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package
from hotline_tenants.rosters.on_duty import OnDuty
from hotline_web.rosters.showing import Day, bounds, days, period

YEAR = Calendar((from_package(2026),))
NOW = dt.datetime(2026, 3, 4, 2, tzinfo=dt.UTC)
"""Wednesday at ten in the morning."""


def shift(post: str, begins: str, ends: str) -> OnDuty:
    one = uuid.UUID(int=1)
    begin, end = (
        dt.datetime.fromisoformat(text).replace(tzinfo=YEAR.zone).astimezone(dt.UTC)
        for text in (begins, ends)
    )
    return OnDuty(one, None, post, one, one, "江一帆", begin, end, phone="")


def shown(*shifts: OnDuty) -> list[Day]:
    return days(period("2026-03-02", "week", NOW.date()), shifts, YEAR, NOW, "zh")


def hours(day: Day, post: str) -> list[tuple[str, str, bool, bool]]:
    """Begin, end, whether somebody has it, whether that is now."""
    return [
        (f"{one.begins.astimezone(YEAR.zone):%H:%M}", f"{one.ends.astimezone(YEAR.zone):%H:%M}",
         one.shift is not None, one.now) for one in day.posts[post]
    ]  # fmt: skip


def test_a_leader_who_has_the_week_stands_on_every_day_of_it() -> None:
    week = shown(shift("leader", "2026-03-02T08:30", "2026-03-08T08:30"))
    assert hours(week[0], "leader") == [("00:00", "08:30", False, False), ("08:30", "00:00", True, False)]
    assert hours(week[1], "leader") == [("00:00", "00:00", True, False)]
    assert hours(week[2], "leader") == [("00:00", "00:00", True, True)], "now is on one day only"
    assert hours(week[6], "leader") == [("00:00", "08:30", True, False), ("08:30", "00:00", False, False)]


def test_a_night_stands_on_the_day_on_which_it_begins_and_before_the_first_with_its_hours_of_that_day() -> (
    None
):
    nights = shown(
        shift("duty", "2026-03-01T17:30", "2026-03-02T08:30"),
        shift("duty", "2026-03-02T17:30", "2026-03-03T08:30"),
    )
    assert hours(nights[0], "duty")[0] == ("00:00", "08:30", True, False)
    assert ("17:30", "08:30", True, False) in hours(nights[0], "duty")
    assert [one[:3] for one in hours(nights[1], "duty")] == [("08:30", "00:00", False)]
    assert bounds(period("2026-03-02", "week", NOW.date()), YEAR)[0] == nights[0].posts["duty"][0].begins
