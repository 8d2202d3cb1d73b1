"""A plan by which a street of one invented district goes to the next: drafted, and waiting for somebody to approve it."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.boundaries.drafting import NewPlan, draft
from hotline_tenants.boundaries.plans import tree_of
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.places import CITY


async def plan_boundaries(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """For a day of next month, so that its dry run has something to count."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    source, target = registry.below(registry.by_code(CITY).id)[:2]
    streets = [unit for unit in await tree_of(database, source.id) if unit.kind == "street"]
    new = NewPlan(
        kind="move", source=source.code, target=target.code, units=[streets[-1].id],
        effective_on=now.astimezone(source.zone).date() + dt.timedelta(days=30), reason="市政府常务会议纪要（虚构）",
    )  # fmt: skip
    await draft(database, city.actor(CITY, "system_admin"), new, at=now)
