"""When the calendar is not what clocks were reckoned by: alarms for missing years, reckoning again for new ones."""

import datetime as dt
import uuid

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, note, record
from hotline_platform.calendar.model import LoadedYear
from hotline_platform.database.caching import SECONDS
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import CalendarAlarm, Closure
from hotline_tenants.clocks.recomputing import assumed_years, tenants_provisional
from hotline_tenants.watching.jobs import recompute_clocks

UNTIL_EVERYBODY_KNOWS = dt.timedelta(seconds=2 * SECONDS)
"""How long other processes may go on reckoning by the calendar they remember."""


async def year_was_loaded(database: Database, year: int, *, at: dt.datetime) -> None:
    """Write a job for every tenant that reckons again what touched this year, and note in the log that it came."""
    async with database.transaction(NOWHERE) as db:
        for government in (await load_registry(db)).kept():
            _write(db, government.id, year, at=at)
    await record(database, DEPLOYMENT, "calendar_year_loaded", at=at, year=year)


async def close_on(
    db: Db, actor: Actor, *, day: dt.date, reason_zh: str, reason_en: str, at: dt.datetime
) -> None:
    """Close the offices of this government on one day that is not over, as it was agreed; what runs over it is reckoned
    again. Raises Refused by field.
    """
    if day < (await calendar_of(db)).local_date(at):
        raise refused_fields({"day": N_("This day is over: what ran over it was reckoned so.")})
    if not reason_zh.strip():
        raise refused_fields({"reason_zh": N_("Say why the offices are closed.")})
    known = select(Closure.id).where(Closure.tenant_id == db.tenant, Closure.day == day)
    if (await db.execute(known)).first():
        raise refused_fields({"day": N_("The offices are already closed on this day.")})
    db.put(
        Closure,
        id=new_id(),
        day=day,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip() or reason_zh.strip(),
    )
    note(db, "closure_added", account_id=actor.account_id, at=at, day=day.isoformat())
    db.cache.forget("calendar", db.tenant)
    later(
        db, recompute_clocks, at=at + UNTIL_EVERYBODY_KNOWS, tenant=db.tenant, first=day, last=day,
        because={"closure": day.isoformat()},
    )  # fmt: skip


async def open_again_on(db: Db, actor: Actor, *, day: dt.date, at: dt.datetime) -> None:
    """Take a closed day back; what runs over it is reckoned again, to an earlier moment. Raises Refused by field `day`
    for a day that is over, or on which nothing is closed.
    """
    if day < (await calendar_of(db)).local_date(at):
        raise refused_fields({"day": N_("This day is over: what ran over it was reckoned so.")})
    closed = delete(Closure).where(Closure.tenant_id == db.tenant, Closure.day == day)
    if (await db.execute(closed.returning(Closure.id))).first() is None:
        raise refused_fields({"day": N_("The offices are open on this day.")})
    note(db, "closure_removed", account_id=actor.account_id, at=at, day=day.isoformat())
    db.cache.forget("calendar", db.tenant)
    later(
        db, recompute_clocks, at=at + UNTIL_EVERYBODY_KNOWS, tenant=db.tenant, first=day, last=day,
        because={"reopened": day.isoformat()},
    )  # fmt: skip


async def watch_years(database: Database, *, at: dt.datetime) -> None:
    """Raise the alarm for years that clocks had to assume, once per year and tenant; and reckon again those whose
    year has come in the meantime, should the job of its loading be lost.
    """
    async with database.transaction(NOWHERE) as db:
        tenants = await tenants_provisional(db)
        known = set((await db.execute(select(LoadedYear.year))).scalars())
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            for year in await assumed_years(db):
                if year in known:
                    _write(db, tenant, year, at=at)
                elif await _first_alarm(db, year, at=at):
                    await _raise_alarm(database, db, year, at=at)


def _write(db: Db, tenant: int, year: int, *, at: dt.datetime) -> uuid.UUID:
    return later(
        db, recompute_clocks, at=at + UNTIL_EVERYBODY_KNOWS, tenant=tenant, first=dt.date(year, 1, 1),
        last=dt.date(year, 12, 31), because={"year": year},
    )  # fmt: skip


async def _first_alarm(db: Db, year: int, *, at: dt.datetime) -> bool:
    row = insert(CalendarAlarm).values(tenant_id=db.tenant, year=year, raised_at=at).on_conflict_do_nothing()
    return (await db.execute(row.returning(CalendarAlarm.year))).first() is not None


async def _raise_alarm(database: Database, db: Db, year: int, *, at: dt.datetime) -> None:
    await tell(
        db, "calendar_year_missing", subject_id=None, subject_kind="calendar", at=at,
        roles=("tenant_admin", "system_admin"), year=year,
    )  # fmt: skip
    code = (await load_registry(db)).get(db.tenant).code
    # The log of the deployment is read by those who can load a year; it stands in a transaction of its own.
    await record(database, DEPLOYMENT, "calendar_year_missing", at=at, year=year, government=code)
