"""The working calendar of a tenant: national years, its zone, its local closures, its office hours."""

from sqlalchemy import select

from hotline_platform.calendar.days import Closure as ClosedDay
from hotline_platform.calendar.office_hours import read_periods
from hotline_platform.calendar.store import known_years
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import OFFICE_HOURS, setting
from hotline_tenants.clocks.model import Closure


async def calendar_of(db: Db) -> Calendar:
    """The calendar of the tenant one stands in."""

    async def load() -> Calendar:
        closures = await db.execute(
            select(Closure.day, Closure.reason_zh, Closure.reason_en).where(Closure.tenant_id == db.tenant)
        )
        return Calendar(
            zone=(await registry_of(db)).get(db.tenant).zone,
            years=tuple(await known_years(db)),
            closures=tuple(ClosedDay(*closure) for closure in closures),
            office_hours=read_periods(await setting(db, OFFICE_HOURS)),
        )

    return await db.cache.get(("calendar", db.tenant), load)
