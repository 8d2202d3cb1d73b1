"""Loading national years into the database and reading them back."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.calendar.model import LoadedYear
from hotline_platform.calendar.years import CalendarYear
from hotline_platform.database.session import Db


async def load_year(db: Db, year: CalendarYear, *, source: str, at: dt.datetime) -> None:
    """Store a year, replacing what was known of it. Open clocks are recomputed by the job that follows."""
    values = {"days": year.to_json(), "source": source, "loaded_at": at}
    await db.execute(
        insert(LoadedYear)
        .values(year=year.year, **values)
        .on_conflict_do_update(index_elements=[LoadedYear.year], set_=values)
    )
    db.cache.forget("calendar")


async def known_years(db: Db) -> list[CalendarYear]:
    """Every year that has been loaded."""
    return [CalendarYear.from_json(days) for days in (await db.execute(select(LoadedYear.days))).scalars()]
