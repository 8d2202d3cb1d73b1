"""Sending by hand: a test to a receiver, and a message once more."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.webhooks.claiming import TEST
from hotline_tenants.webhooks.model import Delivery
from hotline_tenants.webhooks.subscribing import living


async def send_test(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: dt.datetime) -> uuid.UUID:
    """A message that says nothing but that it arrives. Raises Refused while the subscription is paused."""
    subscription = await living(db, actor, subscription_id)
    if subscription.state != "active":
        raise Refused(N_("The subscription is paused. Let it go on first."))
    delivery_id = new_id()
    db.put(
        Delivery, id=delivery_id, subscription_id=subscription_id, act=TEST, state="waiting", made_at=at, attempts=0,
        next_at=at,
    )  # fmt: skip
    return delivery_id


async def send_again(
    db: Db, actor: Actor, subscription_id: uuid.UUID, delivery_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """Send a message once more, under its old id and with all its attempts before it. Raises NotFound, Refused."""
    await living(db, actor, subscription_id)
    wanted = select(Delivery).where(Delivery.tenant_id == db.tenant, Delivery.id == delivery_id)
    delivery = (
        await db.execute(wanted.where(Delivery.subscription_id == subscription_id).with_for_update())
    ).scalar_one_or_none()
    if delivery is None:
        raise NotFound
    delivery.state, delivery.attempts, delivery.next_at = "waiting", 0, at
    note(db, "webhook_sent_again", account_id=actor.account_id, subject=subscription_id, at=at)
