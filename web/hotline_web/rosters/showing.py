"""A roster as a page shows it: day by day, who has which post, and where nobody has it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.errors import N_, Message
from hotline_tenants.rosters.gaps import free_between
from hotline_tenants.rosters.model import POSTS
from hotline_tenants.rosters.on_duty import OnDuty
from hotline_web.cases.showing import WHY
from hotline_web.i18n import Language
from hotline_web.pieces import Text

SPANS = ("week", "month")


@dataclass(frozen=True)
class Period:
    """The days that are shown, the first of the ones before and after, and how long they are."""

    first: dt.date
    last: dt.date
    before: dt.date
    after: dt.date
    span: str


@dataclass(frozen=True)
class Part:
    """Some hours of a day on a post: who has it, or nobody (`shift` is None)."""

    begins: dt.datetime
    ends: dt.datetime
    shift: OnDuty | None
    now: bool
    over: bool


@dataclass(frozen=True)
class Day:
    """One day: what kind it is, and for each post its parts in order."""

    date: dt.date
    kind: Text | None
    today: bool
    posts: dict[str, tuple[Part, ...]]


def period(asked: str, span: str, today: dt.date) -> Period:
    """The week or month in which the asked day lies; today's where nothing sensible was asked for."""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        day = today
    if not 2000 <= day.year <= 2200:
        day = today
    if span != "month":
        first = day - dt.timedelta(days=day.weekday())
        week = dt.timedelta(days=7)
        return Period(first, first + dt.timedelta(days=6), first - week, first + week, "week")
    first = day.replace(day=1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    last = after - dt.timedelta(days=1)
    return Period(first, last, (first - dt.timedelta(days=1)).replace(day=1), after, "month")


def bounds(shown: Period, calendar: Calendar) -> tuple[dt.datetime, dt.datetime]:
    """The moments (UTC) at which a period begins and ends."""
    return _midnight(shown.first, calendar), _midnight(shown.last + dt.timedelta(days=1), calendar)


def days(
    shown: Period, shifts: Sequence[OnDuty], calendar: Calendar, now: dt.datetime, language: Language
) -> list[Day]:
    """Every day of a period. A shift stands on the day on which it begins, or on the first day that is shown; one of more
    than a day stands on each day with the hours that are of that day.
    """
    today = calendar.local_date(now)
    found = []
    for number in range((shown.last - shown.first).days + 1):
        date = shown.first + dt.timedelta(days=number)
        begin, end = _midnight(date, calendar), _midnight(date + dt.timedelta(days=1), calendar)
        posts = {
            post: _parts([one for one in shifts if one.post == post], begin, end, now, number == 0)
            for post in POSTS
        }
        found.append(Day(date, _kind(calendar, date, language), date == today, posts))
    return found


def _parts(
    shifts: Sequence[OnDuty], begin: dt.datetime, end: dt.datetime, now: dt.datetime, first: bool
) -> tuple[Part, ...]:
    parts = []
    for one in shifts:
        begins, ends = max(one.starts_at, begin), min(one.ends_at, end) if _is_long(one) else one.ends_at
        carried = one.starts_at < begin < one.ends_at and (first or _is_long(one))
        if carried or begin <= one.starts_at < end:
            parts.append(Part(begins, ends, one, begins <= now < ends, ends <= now))
    taken = [(one.starts_at, one.ends_at) for one in shifts]
    parts += [
        Part(*gap, None, gap[0] <= now < gap[1], gap[1] <= now) for gap in free_between(taken, begin, end)
    ]
    return tuple(sorted(parts, key=lambda one: one.begins))


def _is_long(shift: OnDuty) -> bool:
    return shift.ends_at - shift.starts_at > dt.timedelta(days=1)


def _kind(calendar: Calendar, date: dt.date, language: Language) -> Text | None:
    """A weekend or a working day goes without saying; the rest is named."""
    day = calendar.day(date)
    if day.kind is DayKind.MAKE_UP:
        return MAKE_UP
    if day.kind in (DayKind.HOLIDAY, DayKind.CLOSURE):
        return (day.en if language == "en" else day.zh) or WHY[day.kind]
    return None


MAKE_UP: Message = N_("Make-up working day")


def _midnight(date: dt.date, calendar: Calendar) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), calendar.zone).astimezone(dt.UTC)
