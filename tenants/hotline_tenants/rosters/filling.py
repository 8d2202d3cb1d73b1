"""Filling a period from the week of a post: each weekday's day and night, public holidays by turns."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.rosters.model import POSTS, DutyPattern, DutyShift
from hotline_tenants.rosters.on_duty import shifts_between
from hotline_tenants.rosters.people import people_at
from hotline_tenants.rosters.places import here, place_to_keep
from hotline_tenants.rosters.shifts import alone

LONGEST_PERIOD = 92
"""Days that are filled at once; what lies further ahead changes anyway."""

CELLS = tuple(f"{part}{weekday}" for weekday in range(1, 8) for part in ("day", "night"))


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The week of a post: who has which of CELLS, when day and night begin, who takes turns on public holidays."""

    day_from: dt.time
    night_from: dt.time
    cells: Mapping[str, uuid.UUID]
    holidays: Sequence[uuid.UUID] = ()


@dataclass(frozen=True)
class Filled:
    """How many shifts were made, how many stood there already, and the years whose holidays are not known."""

    made: int
    kept: int
    unknown: tuple[int, ...]


async def fill(
    db: Db, actor: Actor, unit_id: uuid.UUID | None, post: str, pattern: Pattern, first: dt.date, last: dt.date,
    *, at: dt.datetime,
) -> Filled:  # fmt: skip
    """Fill the days from `first` to `last` where nobody has the post yet, and remember the pattern.

    What stands there stays, so that it can be done again. Raises Refused by field: `post`, `first`, `last`,
    `night_from`, `cells`, `holidays`.
    """
    await place_to_keep(db, actor, unit_id)
    await alone(db, unit_id)
    calendar = await calendar_of(db)
    known = {one.id for one in await people_at(db, unit_id)}
    if wrong := why_not_fill(pattern, post, known, first, last, today=calendar.local_date(at)):
        raise refused_fields(wrong)
    wanted = [one for one in shifts_of(pattern, calendar, first, last) if one[2] > at]
    made = 0
    if wanted:
        standing = await shifts_between(db, unit_id, wanted[0][1], max(one[2] for one in wanted))
        taken = [(one.starts_at, one.ends_at) for one in standing if one.post == post]
        for person_id, starts_at, ends_at in wanted:
            if any(starts_at < end and begin < ends_at for begin, end in taken):
                continue
            made += 1
            db.put(
                DutyShift, id=new_id(), unit_id=unit_id, post=post, person_id=person_id, starts_at=starts_at,
                ends_at=ends_at, made_at=at, made_by=actor.account_id,
            )  # fmt: skip
    db.put(
        DutyPattern, id=new_id(), unit_id=unit_id, post=post, day_from=f"{pattern.day_from:%H:%M}",
        night_from=f"{pattern.night_from:%H:%M}", cells={key: str(who) for key, who in pattern.cells.items()},
        holidays=[str(who) for who in pattern.holidays], set_at=at, set_by=actor.account_id,
    )  # fmt: skip
    unknown = tuple(sorted({first.year, last.year} - calendar.known_years))
    return Filled(made, len(wanted) - made, unknown)


async def pattern_of(db: Db, unit_id: uuid.UUID | None, post: str) -> Pattern | None:
    """The pattern that a post was filled from last, None where there was none."""
    wanted = select(DutyPattern).where(
        DutyPattern.tenant_id == db.tenant, here(DutyPattern.unit_id, unit_id), DutyPattern.post == post
    )
    row = (await db.execute(wanted.order_by(DutyPattern.id.desc()).limit(1))).scalar_one_or_none()
    if row is None:
        return None
    return Pattern(
        day_from=dt.time.fromisoformat(row.day_from), night_from=dt.time.fromisoformat(row.night_from),
        cells={key: uuid.UUID(who) for key, who in row.cells.items()},
        holidays=tuple(uuid.UUID(who) for who in row.holidays),
    )  # fmt: skip


def shifts_of(
    pattern: Pattern, calendar: Calendar, first: dt.date, last: dt.date
) -> Iterator[tuple[uuid.UUID, dt.datetime, dt.datetime]]:
    """Person, begin and end (UTC) of every shift that a pattern makes of a period. A night ends with the next day's
    beginning, and the night before the first day is there from midnight on; those who take turns on holidays change
    from day to day.
    """
    midnight = _moment(calendar, first, dt.time())
    for number in range(-1, (last - first).days + 1):
        day = first + dt.timedelta(days=number)
        turns = pattern.holidays if calendar.day(day).kind is DayKind.HOLIDAY else ()
        begin, middle = (_moment(calendar, day, time) for time in (pattern.day_from, pattern.night_from))
        end = _moment(calendar, day + dt.timedelta(days=1), pattern.day_from)
        for part, starts_at, ends_at in (("day", begin, middle), ("night", max(middle, midnight), end)):
            who = (
                turns[day.toordinal() % len(turns)]
                if turns
                else pattern.cells.get(f"{part}{day.isoweekday()}")
            )
            if who is not None and starts_at >= midnight and starts_at < ends_at:
                yield who, starts_at, ends_at


def _moment(calendar: Calendar, day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, calendar.zone).astimezone(dt.UTC)


def why_not_fill(
    pattern: Pattern, post: str, known: set[uuid.UUID], first: dt.date, last: dt.date, *, today: dt.date
) -> dict[str, Message]:
    """What is wrong, field by field."""
    wrong: dict[str, Message] = {}
    if post not in POSTS:
        wrong["post"] = N_("Choose one of the list.")
    if first < today:
        wrong["first"] = N_("The roster of the past stays as it was: begin today or later.")
    if last < first:
        wrong["last"] = N_("The last day comes before the first.")
    elif (last - first).days >= LONGEST_PERIOD:
        wrong["last"] = N_("Fill %(days)s days at most at a time.", days=LONGEST_PERIOD)
    if pattern.night_from <= pattern.day_from:
        wrong["night_from"] = N_("The night begins after the day of the same date.")
    stranger = N_("This person does not stand on the roster of this place.")
    if not set(pattern.holidays) <= known:
        wrong["holidays"] = stranger
    for key, who in pattern.cells.items():
        if key not in CELLS or who not in known:
            wrong[key] = stranger
    if not pattern.cells and not pattern.holidays:
        wrong["day1"] = N_("Name somebody for at least one part of the week.")
    return wrong
