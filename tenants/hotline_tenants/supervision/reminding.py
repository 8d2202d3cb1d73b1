"""What a day brings in supervision though nothing happened: look-backs that have come, and matters whose next rung is due."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.supervision.cards import hold_place
from hotline_tenants.supervision.ladder import times_up
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.queries import LOOK_BACKS, count_ladder
from hotline_tenants.supervision.thresholds import thresholds_of
from hotline_tenants.supervision.travelling import tell_desk


async def remind(db: Db, *, at: dt.datetime) -> int:
    """Tell the desk, once a day, of what has come since it was last told; returns how much that is."""
    calendar = await calendar_of(db)
    place, today = await hold_place(db, "reminders"), calendar.local_date(at)
    if place is None or place.position >= today.toordinal():
        return 0
    last = dt.date.fromordinal(place.position) if place.position else None
    place.position = today.toordinal()
    return await _look_backs(db, last, today, at=at) + await _next_rungs(db, calendar, last, at=at)


async def steps_due(db: Db, *, at: dt.datetime) -> dict[str, int]:
    """How many matters have stood on each rung for as long as the threshold of the next allows."""
    cuts = times_up(await calendar_of(db), await thresholds_of(db), at)
    return await count_ladder(db, cuts, times={level: (None, cut) for level, cut in cuts.items()})


async def _look_backs(db: Db, last: dt.date | None, today: dt.date, *, at: dt.datetime) -> int:
    wanted = select(Supervision).where(
        Supervision.tenant_id == db.tenant, *LOOK_BACKS, Supervision.look_back_on <= today
    )
    if last is not None:
        wanted = wanted.where(Supervision.look_back_on > last)
    found = (await db.scalars(wanted.order_by(Supervision.look_back_on, Supervision.id))).all()
    for supervision in found:
        await tell_desk(db, supervision, "supervision_look_back", at=at)
    return len(found)


async def _next_rungs(db: Db, calendar: Calendar, last: dt.date | None, *, at: dt.datetime) -> int:
    """One notice for all of them: on a bad morning there may be hundreds."""
    thresholds = await thresholds_of(db)
    cuts = times_up(calendar, thresholds, at)
    told = {}
    if last is not None:
        days = (at.astimezone(calendar.zone).date() - last).days
        told = times_up(calendar, thresholds, at - dt.timedelta(days=days))
    counts = await count_ladder(
        db, cuts, times={level: (told.get(level), cut) for level, cut in cuts.items()}
    )
    if many := sum(counts.values()):
        await tell(
            db, "ladder_due", subject_id=None, subject_kind="ladder", at=at, roles=("supervisor", "duty_head"), many=many
        )  # fmt: skip
    return many
