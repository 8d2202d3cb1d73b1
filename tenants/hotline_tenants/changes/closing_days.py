"""Closed days of a government's own as settings that change: each is called by its date, two people stand behind it,
and once it is agreed on every clock that runs over it is reckoned again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.days import Closure as ClosedDay
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Closure
from hotline_tenants.watching.calendars import close_on, open_again_on

CLOSURE = "closure"


async def present(db: Db, *, at: dt.datetime) -> dict[str, Any]:
    """The days from this one on that are closed, with the reason in both languages."""
    today = (await calendar_of(db)).local_date(at)
    wanted = select(Closure.day, Closure.reason_zh, Closure.reason_en).where(
        Closure.tenant_id == db.tenant, Closure.day >= today
    )
    return {
        row.day.isoformat(): {"zh": row.reason_zh, "en": row.reason_en} for row in await db.execute(wanted)
    }


async def why_not(
    db: Db, key: str, wanted: Any, *, at: dt.datetime, beside: Mapping[str, Any]
) -> dict[str, Message]:
    """What is wrong with closing a day, or with opening it again (None), by field."""
    day = day_of(key)
    if day is None:
        return {"day": N_("This is not a day.")}
    if day < (await calendar_of(db)).local_date(at):
        return {"day": N_("This day is over: what ran over it was reckoned so.")}
    if wanted is None:
        return {}
    if key in await present(db, at=at):
        return {"day": N_("The offices are already closed on this day.")}
    return {} if wanted["zh"].strip() else {"reason_zh": N_("Say why the offices are closed.")}


def day_of(key: str) -> dt.date | None:
    """The day that a setting of this kind is called by."""
    try:
        return dt.date.fromisoformat(key)
    except ValueError:
        return None


def closed_with(days: Sequence[ClosedDay], wanted: Mapping[dt.date, Any]) -> tuple[ClosedDay, ...]:
    """Closed days as they would be."""
    kept = [one for one in days if one.date not in wanted]
    return (
        *kept,
        *(ClosedDay(day, said["zh"], said["en"]) for day, said in wanted.items() if said is not None),
    )


def closed_days(wanted: Mapping[str, Any]) -> dict[dt.date, Any]:
    """The days among subjects with what they are to be: closed for a reason, or None."""
    found = {
        day_of(subject.removeprefix(f"{CLOSURE}.")): after
        for subject, after in wanted.items()
        if subject.startswith(f"{CLOSURE}.")
    }
    return {day: after for day, after in found.items() if day is not None}


async def put(db: Db, actor: Actor, wanted: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Close and open days as it was agreed; a job reckons the clocks again."""
    for day, after in closed_days(wanted).items():
        if after is None:
            await open_again_on(db, actor, day=day, at=at)
        else:
            await close_on(db, actor, day=day, reason_zh=after["zh"], reason_en=after["en"], at=at)
