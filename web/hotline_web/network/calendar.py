"""The working calendar: national holidays and make-up days of the loaded years, and one's own closed days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.office_hours import Turn
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import CalendarYear, SpecialDay
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.changes.closing import propose_closing, propose_opening, waiting_days
from hotline_tenants.changes.model import Change
from hotline_tenants.clocks.calendars import calendar_of
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.network.forms import CLOSING, OPENING, Closing
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
PROPOSE = {"permission": "settings.propose"}
PROPOSED = N_("The change is proposed. It takes effect when somebody else has approved it.")


@dataclass(frozen=True)
class Holiday:
    """One festival of a year: the runs of days off, and the weekend days worked to make up for them."""

    day: SpecialDay
    runs: tuple[tuple[dt.date, dt.date], ...]
    made_up: tuple[dt.date, ...]

    @property
    def days(self) -> int:
        """How many days nobody works, weekends among them included."""
        return sum((last - first).days + 1 for first, last in self.runs)


@get("/calendar", opt={"permission": "own"})
async def calendar_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """One year of the calendar by which everybody's due moments are reckoned."""
    return await _calendar(request, db, actor, CLOSING.blank())


@post("/calendar/closures", opt=PROPOSE, status_code=200)
async def do_close(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Propose to close the offices on a day; what it would do to open clocks stands beside it for who approves it."""
    form = CLOSING.read(await request.form())
    try:
        given = form.complete
        change = await propose_closing(
            db, actor, day=given.day, reason_zh=given.reason_zh, reason_en=given.reason_en, at=moment(request)
        )
    except Refused as refusal:
        await db.abandon()
        return await _calendar(request, db, actor, form.refused(refusal), status=422)
    return back(f"/settings/changes/{change}", PROPOSED)


@post("/calendar/openings", opt=PROPOSE, status_code=200)
async def do_open_again(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Propose that a closed day be worked after all."""
    form = OPENING.read(await request.form())
    try:
        given = form.complete
        change = await propose_opening(db, actor, day=given.day, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        why = next(iter(refusal.fields.values()), refusal.message)
        return await _calendar(request, db, actor, CLOSING.blank(), refused=why, status=422)
    return back(f"/settings/changes/{change}", PROPOSED)


def holidays(year: CalendarYear) -> tuple[Holiday, ...]:
    """The special days of a year by festival, in the order of their days off."""
    named: dict[str, list[tuple[dt.date, SpecialDay]]] = {}
    for date, day in year.days.items():
        named.setdefault(day.zh, []).append((date, day))
    found = []
    for days in named.values():
        off = [date for date, day in days if day.kind is DayKind.HOLIDAY]
        made_up = tuple(date for date, day in days if day.kind is DayKind.MAKE_UP)
        found.append(Holiday(days[0][1], tuple(_runs(off)), made_up))
    return tuple(sorted(found, key=lambda one: one.runs[0] if one.runs else (one.made_up[0],) * 2))


def _runs(days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    together = groupby(enumerate(days), key=lambda one: one[1].toordinal() - one[0])
    return [(run[0], run[-1]) for _, group in together for run in [[date for _, date in group]]]


async def _calendar(
    request: AnyRequest, db: Db, actor: Actor, form: Form[Closing], *, status: int = 200,
    refused: Message | None = None,
) -> Response[str]:  # fmt: skip
    db.cache.forget("calendar", db.tenant)
    calendar = await calendar_of(db)
    this_year = moment(request).astimezone(calendar.zone).year
    years, today = {year.year: year for year in calendar.years}, calendar.local_date(moment(request))
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in _offered(years, this_year) else this_year
    tabs = tuple(Tab(str(one), f"/calendar?year={one}", one == year) for one in _offered(years, this_year))
    return page(
        request, "network/calendar.html", status=status, year=year, tabs=tabs, loaded=year in years,
        holidays=holidays(years[year]) if year in years else (), closures=_closures(calendar, year), form=form,
        may_close=actor.may("settings.propose"), waiting=_waiting(await waiting_days(db), year), sees=actor.may("settings.propose") or actor.may("settings.approve"), hours=calendar.hours_on(today).written, turns=_turns(calendar, today),
        refused=refused, today=today,
        missing=[one for one in (this_year, this_year + 1) if one not in years],
    )  # fmt: skip


def _offered(years: Mapping[int, CalendarYear], this_year: int) -> list[int]:
    return sorted({*years, this_year, this_year + 1})


def _turns(calendar: Calendar, today: dt.date) -> list[Turn]:
    """The office hours that are known to come, with the first day of each."""
    return [turn for turn in calendar.turns if turn[0] > today]


def _waiting(days: Mapping[dt.date, Change], year: int) -> list[tuple[dt.date, Change]]:
    return sorted(((day, change) for day, change in days.items() if day.year == year), key=lambda one: one[0])


def _closures(calendar: Calendar, year: int) -> list[Any]:
    return sorted((one for one in calendar.closures if one.date.year == year), key=lambda one: one.date)


ROUTES = (calendar_page, do_close, do_open_again)
