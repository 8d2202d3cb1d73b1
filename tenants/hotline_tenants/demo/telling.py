"""The circulars of the invented city: last week's issued and read by some districts, yesterday's drafted by itself."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.engine import Database
from hotline_tenants.circulars import approving
from hotline_tenants.circulars.drafting import draft
from hotline_tenants.circulars.model import ReceivedCircular
from hotline_tenants.circulars.receiving import read
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY

READ_BY = 4
"""How many districts have read it."""


async def tell_of_the_week(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Draft, check, approve, read."""
    moment, today = now - dt.timedelta(hours=5), now.astimezone(ZONE).date()
    told_on = moment.astimezone(ZONE).date()
    monday = told_on - dt.timedelta(days=told_on.weekday())
    supervisor = city.actor(CITY, "supervisor")
    async with database.transaction(supervisor.scope) as db:
        circular_id = await draft(db, supervisor, "weekly", monday - dt.timedelta(days=1), at=moment)
    steps: tuple[tuple[str, Any], ...] = (
        ("supervisor", approving.submit), ("inspector", approving.check), ("duty_head", approving.approve),
    )  # fmt: skip
    for role, step in steps:
        moment += dt.timedelta(minutes=25)
        actor = city.actor(CITY, role)
        async with database.transaction(actor.scope) as db:
            await step(db, actor, circular_id, version=None, at=moment)
    districts = sorted({tenant for tenant, _ in city.units if tenant != CITY})
    for number, code in enumerate(districts[:READ_BY]):
        head = city.actor(code, "duty_head")
        async with database.transaction(head.scope) as db:
            wanted = select(ReceivedCircular.id).where(ReceivedCircular.tenant_id == db.tenant)
            received_id = (await db.execute(wanted)).scalar_one()
            await read(db, head, received_id, at=moment + dt.timedelta(minutes=9 * (number + 1)))
    async with database.transaction(supervisor.scope) as db:
        morning = dt.datetime.combine(today, dt.time(6, 30), ZONE)
        await draft(
            db, system_actor(supervisor.tenant), "daily", today - dt.timedelta(days=1), at=min(morning, now)
        )
