"""Subscribing receivers and letting the messages go, in the test's own time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.feed.placing import place_all
from hotline_tenants.webhooks.addresses import Walls
from hotline_tenants.webhooks.delivering import deliver
from hotline_tenants.webhooks.model import Delivery
from hotline_tenants.webhooks.spreading import spread_all
from hotline_tenants.webhooks.subscribing import Wanted, subscribe
from tests.conftest import House

OPEN = Walls(loopback=True)


async def subscribed(house: House, url: str, *acts: str, walls: Walls = OPEN) -> uuid.UUID:
    """A receiver of the city's events."""
    async with house.acting("tenant_admin") as (db, actor):
        return await subscribe(db, actor, Wanted(name="区里的系统", url=url, acts=acts), walls, at=house.now)


async def told(house: House, walls: Walls = OPEN) -> int:
    """Everything that waits at this moment goes out; returns how many attempts were made."""
    await place_all(house.database)
    await spread_all(house.database, at=house.now)
    return await deliver(house.database, walls, clock=lambda: house.now)


async def deliveries(house: House, subscription_id: uuid.UUID | None = None) -> Sequence[Any]:
    """What the page shows, oldest first."""
    wanted = select(Delivery).where(Delivery.tenant_id == house.cast.city).order_by(Delivery.id)
    if subscription_id is not None:
        wanted = wanted.where(Delivery.subscription_id == subscription_id)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        return (await db.execute(wanted)).scalars().all()


def in_a_while(house: House, **amount: float) -> dt.datetime:
    return house.later(**amount)
