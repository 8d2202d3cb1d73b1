"""The tables of due moments hold, row by row."""

import datetime as dt

import pytest

from hotline_platform.calendar.days import Closure
from hotline_platform.calendar.spans import Span
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package
from tests.platform.calendar.due_moments import CLOSED, OFFICE, SUMMER, TOWARDS_2027, WRITTEN, Row, rows

YEARS = (from_package(2025), from_package(2026))
CALENDARS = {
    "office": (OFFICE, Calendar(YEARS)),
    "towards 2027": (TOWARDS_2027, Calendar(YEARS)),
    "closed": (
        CLOSED,
        Calendar(
            YEARS,
            closures=(
                Closure(dt.date(2026, 3, 9), "防汛停工", "Flood closure"),
                Closure(dt.date(2026, 5, 9), "市民运动会", "City games"),
            ),
        ),
    ),
    "summer": (
        SUMMER,
        Calendar(YEARS, office_hours=((dt.time(8), dt.time(12)), (dt.time(15), dt.time(18)))),
    ),
}
ALL = [
    pytest.param(calendar, row, id=f"{name}: {row.dispatched:{WRITTEN}} {row.limit}")
    for name, (table, calendar) in CALENDARS.items()
    for row in rows(table)
]


@pytest.mark.parametrize(("calendar", "row"), ALL)
def test_a_demand_is_due_and_gets_its_yellow_card_when_the_table_says(calendar: Calendar, row: Row) -> None:
    limit = Span.parse(row.limit)
    due = calendar.after(row.dispatched, limit)
    assert f"{due.at.astimezone(calendar.zone):{WRITTEN}}" == f"{row.due:{WRITTEN}}"
    assert due.provisional is (row.remark == "provisional")
    if row.yellow:
        yellow = calendar.near_due(row.dispatched, due.at, limit).at
        assert f"{yellow.astimezone(calendar.zone):{WRITTEN}}" == f"{row.yellow:{WRITTEN}}"
