"""A county's administration that its administrator wants to hand over: asked for, and waiting for a second person."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.administration.handing_over import Wish, ask
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.places import CITY


async def hand_over(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """In the last of the districts, so that those one looks at first stay as they are."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    last = registry.below(registry.by_code(CITY).id)[-1]
    leaving = city.actor(last.code, "tenant_admin")
    desk = [city.people[(last.code, role, "")] for role in ("dispatcher", "reviewer", "operator")]
    taker = next(one for one in desk if one.name != leaving.name)  # invented names come twice
    assert leaving.account_id is not None
    wish = Wish(handed_by=leaving.account_id, to=taker.login, leaves=False, reason="岗位轮换（虚构）")
    async with database.transaction(standing_in(last.id)) as db:
        await ask(db, leaving, wish, at=now - dt.timedelta(hours=3))
