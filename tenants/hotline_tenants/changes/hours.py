"""Office hours as a setting that changes: from the beginning of a day on, never looser than the city's, laid out ahead.

The hours by their days are read from the changes themselves, so that laying them out twice or in another order comes
to the same. Clocks that run over the day are reckoned again in everybody's sight, as for a year that was loaded.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.calendar.office_hours import OfficeHours, read_periods
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.jobs.later import later
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import Registry, load_registry, registry_of
from hotline_platform.tenancy.values import (
    OFFICE_HOURS,
    OFFICE_HOURS_TURNS,
    Turns,
    hours_from,
    own_turns,
)
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.rules import outlasting
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.onboarding.floor import why_looser_hours
from hotline_tenants.watching.calendars import UNTIL_EVERYBODY_KNOWS
from hotline_tenants.watching.jobs import recompute_clocks

HOURS = f"value.{OFFICE_HOURS}"
AHEAD = dt.timedelta(days=3650)
"""How far a limit may lie ahead that is reckoned again."""


async def why_not_hours(db: Db, wanted: Sequence[str] | None, *, at: dt.datetime) -> Message | None:
    """Why office hours cannot be these from a moment on, or None; without any they are those above."""
    calendar = await calendar_of(db)
    day = calendar.local_date(at)
    if dt.datetime.combine(day, dt.time(), calendar.zone) != at:
        return N_("Office hours change with the beginning of a day: choose tomorrow or a later day.")
    registry = await registry_of(db)
    turns = {db.tenant: turned(own_turns(registry.get(db.tenant)), day, wanted)}
    hours = hours_from(registry, db.tenant, day, turns)
    parent = registry.get(db.tenant).parent_id
    if parent is not None and (why := why_looser_hours(hours, hours_from(registry, parent, day))) is not None:
        return why
    longer = await outlasting(db, [OfficeHours(read_periods(written)) for written in hours], at=at)
    if longer is not None:
        return N_(
            "By these hours the time rule %(rule)s would allow longer than the floor above it.", rule=longer
        )
    return None


def turned(turns: Turns, day: dt.date, wanted: Sequence[str] | None) -> Turns:
    """Turns with other hours from a day on; what was to come on that day or after it goes."""
    kept = [one for one in turns if one[0] is None or one[0] < day.isoformat()]
    return [*kept, (day.isoformat(), list(wanted) if wanted is not None else None)]


async def lay_out(database: Database, tenant: int, *, at: dt.datetime) -> None:
    """Write the office hours of a government by their days into the registry, and have every clock reckoned again that
    runs over the latest of them: here, and below where they are taken from here.
    """
    async with database.transaction(standing_in(tenant)) as db:
        agreed = await _agreed(db)
    if not agreed:
        return
    async with database.transaction(NOWHERE, "admin") as db:
        row = (await db.execute(select(Tenant).where(Tenant.id == tenant).with_for_update())).scalar_one()
        row.settings = {**row.settings, OFFICE_HOURS_TURNS: [list(one) for one in _turns(agreed)]}
    database.cache.forget("registry")
    database.cache.forget("calendar")
    latest = max(agreed, key=lambda change: (change.decided_at, change.number))
    first = latest.effective_on
    async with database.transaction(standing_in(tenant)) as db:
        for one in followers(await load_registry(db), tenant):
            later(
                db, recompute_clocks, at=at + UNTIL_EVERYBODY_KNOWS, tenant=one, first=first, last=first + AHEAD,
                because={"office_hours": first.isoformat()},
            )  # fmt: skip


def followers(registry: Registry, tenant: int) -> list[int]:
    """A government and those below it that take office hours from it at some time, the upper before the lower."""
    found = [tenant]
    for one in registry.below(tenant):
        if one.living and one.parent_id in found and any(hours is None for _, hours in own_turns(one)):
            found.append(one.id)
    return found


async def _agreed(db: Db) -> Sequence[Change]:
    """The changes of office hours that were approved, in the order in which they hold."""
    wanted = select(Change).where(
        Change.tenant_id == db.tenant, Change.state == "approved", Change.items.contains([{"of": HOURS}])
    )
    return (await db.scalars(wanted.order_by(Change.effective_on, Change.number))).all()


def _turns(agreed: Sequence[Change]) -> Turns:
    turns: Turns = [(None, _hours(agreed[0], "before"))]
    for change in agreed:
        turns = turned(turns, change.effective_on, _hours(change, "after"))
    return turns


def _hours(change: Change, side: str) -> Any:
    return next(item[side] for item in change.items if item["of"] == HOURS)
