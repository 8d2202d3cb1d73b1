"""Gaps: times ahead in which nobody has a post, warned of once before they begin."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.leaving import TOLD
from hotline_tenants.rosters.model import POSTS, DutyPerson, DutyShift, DutyWarning
from hotline_tenants.rosters.on_duty import LONGEST
from hotline_tenants.rosters.places import here, rostered
from hotline_tenants.rosters.rules import rules_of
from hotline_tenants.rosters.standing import stands

ALWAYS = dt.date(1970, 1, 1)
"""The day of a gap that nobody saw begin: there has been nobody for a week or ever."""

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Gap:
    """Nobody has this post of this place (None: the desk) from then until then."""

    unit_id: uuid.UUID | None
    post: str
    starts_at: dt.datetime
    ends_at: dt.datetime


def free_between(taken: Iterable[Span], first: dt.datetime, last: dt.datetime) -> list[Span]:
    """What of a time no span covers."""
    found: list[Span] = []
    for begin, end in sorted(taken):
        if begin > first:
            found.append((first, min(begin, last)))
        first = max(first, end)
        if first >= last:
            break
    if first < last:
        found.append((first, last))
    return found


async def gaps_of(
    db: Db, first: dt.datetime, last: dt.datetime, *, places: Sequence[uuid.UUID | None] | None = None
) -> list[Gap]:
    """Every gap between two moments at these places, or everywhere, the earliest first."""
    if places is None:
        places = [None, *(unit.id for unit in rostered(await unit_tree(db)))]
    wanted = (
        select(DutyShift.unit_id, DutyShift.post, DutyShift.starts_at, DutyShift.ends_at)
        .join(DutyPerson, (DutyPerson.tenant_id == DutyShift.tenant_id) & (DutyPerson.id == DutyShift.person_id))
        .where(
            DutyShift.tenant_id == db.tenant, DutyPerson.tenant_id == db.tenant, DutyShift.cancelled_at.is_(None),
            DutyShift.starts_at < last, DutyShift.starts_at > first - LONGEST, DutyShift.ends_at > first,
            stands(db.tenant, DutyPerson.account_id, DutyShift.unit_id, until=DutyShift.ends_at),
        )
    )  # fmt: skip
    if len(places) == 1:
        wanted = wanted.where(here(DutyShift.unit_id, places[0]))
    taken: dict[tuple[uuid.UUID | None, str], list[Span]] = {}
    for row in await db.execute(wanted):
        taken.setdefault((row.unit_id, row.post), []).append((row.starts_at, row.ends_at))
    found = [
        Gap(place, post, *span)
        for place in places
        for post in POSTS
        for span in free_between(taken.get((place, post), ()), first, last)
    ]
    return sorted(found, key=lambda one: one.starts_at)


async def warn(db: Db, *, at: dt.datetime, opened: Sequence[uuid.UUID] = ()) -> int:
    """Tell of every gap that begins within the days that the rules say, once: its unit's leaders of each, those who
    keep the network of all together. A gap that these shifts have opened just now is told of even where one of that
    day was known before: it was filled since, or has grown. Returns how many were told of.
    """
    days = dt.timedelta(days=(await rules_of(db)).warn_days)
    calendar = await calendar_of(db)
    seen_from = at - LONGEST
    gaps = [one for one in await gaps_of(db, seen_from, at + days) if one.ends_at > at]
    again = await _opened_by(db, opened, gaps)
    days_of = {
        gap: ALWAYS if gap.starts_at == seen_from else calendar.local_date(gap.starts_at) for gap in gaps
    }
    first = await _for_the_first_time(
        db, {(gap.unit_id, gap.post, day) for gap, day in days_of.items()}, at=at
    )
    new = [
        gap.unit_id for gap, day in days_of.items() if gap in again or (gap.unit_id, gap.post, day) in first
    ]
    for unit_id, number in Counter(unit_id for unit_id in new if unit_id).items():
        await tell(
            db, "duty_gap", subject_id=unit_id, subject_kind="roster", at=at, unit_id=unit_id,
            roles=("unit_leader",), gaps=number,
        )  # fmt: skip
    if new:
        await tell(
            db, "duty_gaps", subject_id=None, subject_kind="roster_gaps", at=at, roles=TOLD, gaps=len(new)
        )
    return len(new)


async def _opened_by(db: Db, shifts: Sequence[uuid.UUID], gaps: Sequence[Gap]) -> set[Gap]:
    """Those of the gaps in which one of these shifts lay, or that follow one which ended before its time."""
    if not shifts:
        return set()
    wanted = select(DutyShift).where(DutyShift.tenant_id == db.tenant, DutyShift.id.in_(shifts))
    return {
        gap
        for shift in (await db.execute(wanted)).scalars()
        for gap in gaps
        if (gap.unit_id, gap.post) == (shift.unit_id, shift.post)
        and gap.starts_at <= shift.ends_at
        and gap.ends_at > shift.starts_at
    }


async def _for_the_first_time(
    db: Db, gaps: set[tuple[uuid.UUID | None, str, dt.date]], *, at: dt.datetime
) -> set[tuple[uuid.UUID | None, str, dt.date]]:
    """Those of the gaps that nobody was told of before."""
    if not gaps:
        return set()
    keys = {new_id(): gap for gap in gaps}
    rows = [
        {"tenant_id": db.tenant, "id": key, "unit_id": unit_id, "post": post, "day": day, "warned_at": at}
        for key, (unit_id, post, day) in keys.items()
    ]
    told = insert(DutyWarning).values(rows).on_conflict_do_nothing().returning(DutyWarning.id)
    return {keys[key] for key in (await db.execute(told)).scalars()}
