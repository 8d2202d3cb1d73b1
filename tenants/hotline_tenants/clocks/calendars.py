"""The working calendar of a tenant: national years, its zone, its local closures, its office hours by their days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from hotline_platform.calendar.days import Closure as ClosedDay
from hotline_platform.calendar.office_hours import OfficeHours, Period, Turn, read_periods
from hotline_platform.calendar.store import known_years
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Registry, registry_of
from hotline_platform.tenancy.values import Turns, dated_hours
from hotline_tenants.clocks.model import Closure


async def calendar_of(db: Db) -> Calendar:
    """The calendar of the tenant one stands in."""

    async def load() -> Calendar:
        closures = await db.execute(
            select(Closure.day, Closure.reason_zh, Closure.reason_en).where(Closure.tenant_id == db.tenant)
        )
        registry = await registry_of(db)
        first, turns = _hours(registry, db.tenant)
        return Calendar(
            zone=registry.get(db.tenant).zone,
            years=tuple(await known_years(db)),
            closures=tuple(ClosedDay(*closure) for closure in closures),
            office_hours=first,
            turns=turns,
        )

    return await db.cache.get(("calendar", db.tenant), load)


async def calendar_with(db: Db, instead: Mapping[int, Turns]) -> Calendar:
    """The same with office hours as they would be, here or in a government above that they are taken from."""
    first, turns = _hours(await registry_of(db), db.tenant, instead)
    return replace(await calendar_of(db), office_hours=first, turns=turns)


async def hours_since(db: Db, at: dt.datetime) -> Sequence[OfficeHours]:
    """The office hours in force at a moment, and all that are known to come after them."""
    calendar = await calendar_of(db)
    return calendar.hours_since(calendar.local_date(at))


def _hours(
    registry: Registry, tenant: int, instead: Mapping[int, Turns] | None = None
) -> tuple[tuple[Period, ...], tuple[Turn, ...]]:
    (_, first), *turns = dated_hours(registry, tenant, instead)
    return read_periods(first), tuple((day, read_periods(hours)) for day, hours in turns)
