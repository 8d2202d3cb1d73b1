"""Taking deliveries up to send them: for a while they are this process's, then anybody's again."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select, update

from hotline_platform.database.session import Db
from hotline_tenants.feed.model import FeedEntry
from hotline_tenants.webhooks.events import event_columns, told
from hotline_tenants.webhooks.model import Delivery, Subscription
from hotline_tenants.webhooks.signing import secret_of

LEASE = dt.timedelta(seconds=60)
TEST = "test"


@dataclass(frozen=True)
class Claimed:
    """A message on its way."""

    tenant: int
    id: uuid.UUID
    subscription_id: uuid.UUID
    url: str
    secret: str = field(repr=False)
    body: bytes = field(repr=False)
    attempts: int


async def claim(
    db: Db, busy: Counter[uuid.UUID], at_one_receiver: int, room: int, *, now: dt.datetime
) -> list[Claimed]:
    """What is due at the active subscriptions of the tenant one stands in, a few at each, at most `room` together."""
    wanted = select(Subscription).where(Subscription.tenant_id == db.tenant, Subscription.state == "active")
    found: list[Claimed] = []
    for subscription in (await db.execute(wanted.order_by(Subscription.id))).scalars().all():
        free = min(at_one_receiver - busy[subscription.id], room - len(found))
        if free > 0:
            found += [
                await _claimed(db, subscription, row) for row in await _take(db, subscription, free, now)
            ]
    return found


async def _take(db: Db, subscription: Subscription, limit: int, now: dt.datetime) -> list[Any]:
    due = (
        select(Delivery.id)
        .where(
            Delivery.tenant_id == db.tenant, Delivery.subscription_id == subscription.id, Delivery.next_at <= now
        )
        .order_by(Delivery.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    taken = (
        update(Delivery)
        .where(Delivery.tenant_id == db.tenant, Delivery.id.in_(due))
        .values(next_at=now + LEASE, tried_at=now, attempts=Delivery.attempts + 1)
        .returning(Delivery.id, Delivery.act, Delivery.position, Delivery.attempts, Delivery.made_at)
    )
    return list((await db.execute(taken, execution_options={"synchronize_session": False})).all())


async def _claimed(db: Db, subscription: Subscription, row: Any) -> Claimed:
    return Claimed(
        tenant=db.tenant, id=row.id, subscription_id=subscription.id, url=subscription.url,
        secret=secret_of(db.secret, db.tenant, subscription.id, subscription.generation),
        body=await _body(db, subscription, row), attempts=row.attempts,
    )  # fmt: skip


async def _body(db: Db, subscription: Subscription, row: Any) -> bytes:
    """The same bytes at every attempt: they are made of what never changes."""
    if row.position is None:
        data: dict[str, Any] = {"subscription_id": subscription.id}
        return msgspec.json.encode({"type": TEST, "timestamp": row.made_at, "data": data})
    wanted = event_columns(db.tenant).where(FeedEntry.position == row.position)
    event = told((await db.execute(wanted)).mappings().one())
    return msgspec.json.encode({"type": f"case.{row.act}", "timestamp": event["at"], "data": event})
