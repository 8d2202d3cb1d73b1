"""Subscriptions: kept by the administrator of a government, never deleted."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.feed.placing import head_of
from hotline_tenants.webhooks.addresses import Walls, why_not_url
from hotline_tenants.webhooks.model import Delivery, Subscription
from hotline_tenants.webhooks.signing import secret_of

LONGEST_NAME = 80
ACTS = frozenset(
    {
        "register",
        "near_due",
        "overdue",
        "rated",
        *(act for machine in (CASE, ASSIGNMENT) for _, act in machine),
    }
)
"""Acts that can be asked for one by one; without a choice every event is sent, those of later versions too."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a receiver asks for."""

    name: str
    url: str
    acts: tuple[str, ...] = ()


def why_not_subscribe(wanted: Wanted, walls: Walls, acts: Collection[str] = ACTS) -> dict[str, Message]:
    """What is wrong, by field: `name`, `url`, `acts`."""
    wrong: dict[str, Message] = {}
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        wrong["name"] = N_("Give the system a name by which people here know it.")
    if (reason := why_not_url(wanted.url, walls)) is not None:
        wrong["url"] = reason
    if not set(wanted.acts) <= set(acts):
        wrong["acts"] = N_("Choose one of the list.")
    return wrong


async def subscribe(db: Db, actor: Actor, wanted: Wanted, walls: Walls, *, at: dt.datetime) -> uuid.UUID:
    """Send what happens from now on to a receiver. Raises Refused by field."""
    actor.need("people.keep")
    if wrong := why_not_subscribe(wanted, walls):
        raise refused_fields(wrong)
    subscription_id = new_id()
    db.put(
        Subscription, id=subscription_id, name=wanted.name.strip(), url=wanted.url, acts=sorted(set(wanted.acts)),
        state="active", generation=1, position=await head_of(db), created_at=at, created_by=actor.account_id,
    )  # fmt: skip
    note(db, "webhook_added", account_id=actor.account_id, subject=subscription_id, at=at)
    return subscription_id


async def change(
    db: Db, actor: Actor, subscription_id: uuid.UUID, wanted: Wanted, walls: Walls, *, at: dt.datetime
) -> None:
    """Another address, other acts, another name; what waits goes to the new address. Raises Refused by field."""
    subscription = await living(db, actor, subscription_id)
    if wrong := why_not_subscribe(wanted, walls):
        raise refused_fields(wrong)
    subscription.name, subscription.url = wanted.name.strip(), wanted.url
    subscription.acts = sorted(set(wanted.acts))
    note(db, "webhook_changed", account_id=actor.account_id, subject=subscription_id, at=at)


async def pause(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Send nothing for a while. Nothing is lost: what happens meanwhile is sent when it goes on."""
    await _set(db, actor, subscription_id, "active", "paused", at)


async def resume(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Go on where it was paused."""
    await _set(db, actor, subscription_id, "paused", "active", at)


async def end(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Send nothing more for good; what waits is given up."""
    subscription = await living(db, actor, subscription_id)
    subscription.state = "ended"
    waiting = Delivery.tenant_id == db.tenant, Delivery.subscription_id == subscription_id
    await db.execute(
        update(Delivery).where(*waiting, Delivery.state == "waiting").values(state="dead", next_at=None)
    )
    note(db, "webhook_ended", account_id=actor.account_id, subject=subscription_id, at=at)


async def renew_secret(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: dt.datetime) -> str:
    """A new secret, with which everything is signed from now on; returns it."""
    subscription = await living(db, actor, subscription_id)
    subscription.generation += 1
    note(db, "webhook_secret_renewed", account_id=actor.account_id, subject=subscription_id, at=at)
    return secret_of(db.secret, db.tenant, subscription.id, subscription.generation)


async def found(db: Db, subscription_id: uuid.UUID) -> Subscription:
    """A subscription of the tenant one stands in. Raises NotFound."""
    wanted = select(Subscription).where(
        Subscription.tenant_id == db.tenant, Subscription.id == subscription_id
    )
    subscription = (await db.execute(wanted)).scalar_one_or_none()
    if subscription is None:
        raise NotFound
    return subscription


async def living(db: Db, actor: Actor, subscription_id: uuid.UUID) -> Subscription:
    """The same, held for a change. Raises NotFound, NotAllowed, and Refused for one that has ended."""
    actor.need("people.keep")
    wanted = select(Subscription).where(
        Subscription.tenant_id == db.tenant, Subscription.id == subscription_id
    )
    subscription = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
    if subscription is None:
        raise NotFound
    if subscription.state == "ended":
        raise Refused(N_("This subscription has ended."))
    return subscription


async def _set(
    db: Db, actor: Actor, subscription_id: uuid.UUID, before: str, after: str, at: dt.datetime
) -> None:
    subscription = await living(db, actor, subscription_id)
    if subscription.state == before:
        subscription.state = after
        note(db, f"webhook_{after}", account_id=actor.account_id, subject=subscription_id, at=at)
