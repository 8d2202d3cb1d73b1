"""Finding changes: one, those of a setting, what is agreed and still to come."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.changes.model import Change


async def change_of(db: Db, change_id: uuid.UUID, *, lock: bool = False) -> Change:
    """One change of the tenant one stands in. Raises NotFound."""
    wanted = select(Change).where(Change.tenant_id == db.tenant, Change.id == change_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def in_turn(db: Db) -> None:
    """One at a time in a government proposes or decides, so that numbers are whole and nobody approves past another;
    and looks at things as they are, not as this process remembers them.
    """
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext("setting changes"))))
    db.cache.forget("time_rules")
    db.cache.forget("thresholds", db.tenant)


def begins(day: dt.date, zone: ZoneInfo, at: dt.datetime) -> dt.datetime:
    """The moment from which a change of this day holds if it is agreed now: the first of the day, never one past."""
    return max(dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC), at)


async def next_number(db: Db) -> int:
    """The number of the change that would follow; only `in_turn`."""
    latest = await db.scalar(select(func.max(Change.number)).where(Change.tenant_id == db.tenant))
    return (latest or 0) + 1


async def to_come(db: Db, *, at: dt.datetime) -> Sequence[Change]:
    """What is approved and not in force yet, in the order in which it will be."""
    wanted = select(Change).where(
        Change.tenant_id == db.tenant, Change.state == "approved", Change.effective_from > at
    )
    return list(await db.scalars(wanted.order_by(Change.effective_from, Change.number)))


async def not_in_force(db: Db, *, at: dt.datetime) -> Sequence[uuid.UUID]:
    """What should be in force by now and was not put there, in its order."""
    wanted = select(Change.id).where(
        Change.tenant_id == db.tenant, Change.state == "approved", Change.in_force_at.is_(None), Change.effective_from <= at
    )  # fmt: skip
    return list(await db.scalars(wanted.order_by(Change.effective_from, Change.number)))


async def proposed_already(
    db: Db, actor: Actor, items: Sequence[Mapping[str, Any]], on: dt.date
) -> int | None:
    """The number of the same proposal of the same person that waits, if there is one: a form was sent twice."""
    wanted = select(Change.number).where(
        Change.tenant_id == db.tenant, Change.state == "proposed", Change.proposed_by == actor.account_id,
        Change.effective_on == on, Change.items == list(items),
    )  # fmt: skip
    return (await db.scalars(wanted.limit(1))).one_or_none()


async def overtaken_by(db: Db, change: Change) -> int | None:
    """The number of the change of one of the same settings that was approved since this one was proposed, if any."""
    wanted = select(Change.number, Change.items).where(
        Change.tenant_id == db.tenant, Change.state == "approved", Change.id != change.id,
        Change.decided_at >= change.proposed_at,
    )  # fmt: skip
    mine = set(subjects_of(change.items))
    for number, items in await db.execute(wanted.order_by(Change.number.desc())):
        if mine & set(subjects_of(items)):
            return int(number)
    return None


def subjects_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The settings that items are about."""
    return [item["of"] for item in items]
