"""From the feed to deliveries: one for each event that a subscription wants, from where it stood."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.feed.model import FeedEntry
from hotline_tenants.feed.placing import head_of
from hotline_tenants.webhooks.events import event_columns
from hotline_tenants.webhooks.model import Delivery, Subscription

BATCH = 1_000
_TENANTS = text("SELECT hotline_tenants_with_news()")


async def spread_all(database: Database, *, at: dt.datetime) -> int:
    """Write the deliveries of every tenant that has something new; returns how many."""
    async with database.transaction(NOWHERE) as db:
        tenants: Sequence[int] = (await db.execute(_TENANTS)).scalars().all()
    written = 0
    for tenant in tenants:
        more = True
        while more:
            async with database.transaction(standing_in(tenant)) as db:
                made, more = await spread(db, at=at)
            written += made
    return written


async def spread(db: Db, *, at: dt.datetime) -> tuple[int, bool]:
    """One batch for each active subscription of the tenant one stands in; whether there may be more.

    A subscription that somebody holds is left for the next time.
    """
    head = await head_of(db)
    behind = Subscription.state == "active", Subscription.position < head
    wanted = (
        select(Subscription).where(Subscription.tenant_id == db.tenant, *behind).order_by(Subscription.id)
    )
    subscriptions = (await db.execute(wanted.with_for_update(skip_locked=True))).scalars().all()
    written = 0
    for subscription in subscriptions:
        written += await _spread(db, subscription, min(head, subscription.position + BATCH), at)
    return written, any(subscription.position < head for subscription in subscriptions)


async def _spread(db: Db, subscription: Subscription, upto: int, at: dt.datetime) -> int:
    wanted = event_columns(db.tenant).where(
        FeedEntry.position > subscription.position, FeedEntry.position <= upto
    )
    events = (await db.execute(wanted.order_by(FeedEntry.position))).mappings().all()
    chosen = [event for event in events if not subscription.acts or event["act"] in subscription.acts]
    for event in chosen:
        db.put(
            Delivery, id=new_id(), subscription_id=subscription.id, act=event["act"], case_id=event["case_id"],
            seq=event["seq"], position=event["position"], state="waiting", made_at=at, attempts=0, next_at=at,
        )  # fmt: skip
    subscription.position = upto
    return len(chosen)
