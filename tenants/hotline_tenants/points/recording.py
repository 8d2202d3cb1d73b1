"""The history of a point: one chain of events, each carrying the hash of the one before."""

import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.points.model import Point, PointEvent

GENESIS = b"\x00" * 32


def event_hash(
    previous: bytes, *, tenant_code: str, unit_id: uuid.UUID, seq: int, at: dt.datetime, act: str,
    account_id: uuid.UUID | None, role: str, data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """SHA-256 over the previous hash and the event in canonical JSON, as a case's: the tenant by its code."""
    content = {
        "tenant": tenant_code, "point": str(unit_id), "seq": seq,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"), "act": act,
        "account": str(account_id) if account_id else None, "role": role, "data": data,
    }  # fmt: skip
    return hashlib.sha256(previous + msgspec.json.encode(content, order="deterministic")).digest()


async def put_event(
    db: Db, unit_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes, at: dt.datetime,
    data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """Append an event; returns the new head."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    code = (await registry_of(db)).get(db.tenant).code
    head = event_hash(
        previous, tenant_code=code, unit_id=unit_id, seq=seq, at=at, act=act, account_id=actor.account_id,
        role=actor.role, data=facts,
    )  # fmt: skip
    db.put(
        PointEvent, unit_id=unit_id, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role,
        data=facts, hash=head,
    )  # fmt: skip
    return head


async def record(db: Db, point: Point, act: str, actor: Actor, *, at: dt.datetime, **data: Any) -> None:
    """Append an event to a locked point and name it in the log, which is sealed every night: with it the head of the
    chain is under the seal.
    """
    point.head = await put_event(
        db, point.unit_id, act, actor, seq=point.events + 1, previous=point.head, at=at, data=data
    )
    point.events += 1
    point.version += 1
    note(
        db, "point", account_id=actor.account_id, subject=point.unit_id, at=at, act=act, unit=point.unit_id,
        events=point.events, head=point.head.hex(),
    )  # fmt: skip


async def broken_points(db: Db, tenant_code: str) -> AsyncIterator[tuple[uuid.UUID, int]]:
    """Points of the tenant one stands in whose chain does not hold, each with the event at which it breaks."""
    wanted = select(PointEvent).where(PointEvent.tenant_id == db.tenant)
    rows = await db.stream_scalars(
        wanted.order_by(PointEvent.unit_id, PointEvent.seq).execution_options(yield_per=1000)
    )
    heads: dict[uuid.UUID, tuple[int, bytes]] = {}
    broken: dict[uuid.UUID, int] = {}
    async for one in rows:
        seq, previous = heads.get(one.unit_id, (0, GENESIS))
        right = event_hash(
            previous, tenant_code=tenant_code, unit_id=one.unit_id, seq=seq + 1, at=one.at, act=one.act,
            account_id=one.account_id, role=one.role, data=one.data,
        )  # fmt: skip
        if (one.seq, one.hash) != (seq + 1, right):
            broken.setdefault(one.unit_id, one.seq)
        heads[one.unit_id] = (one.seq, one.hash)
        db.expunge(one)
    points = await db.execute(
        select(Point.unit_id, Point.events, Point.head).where(Point.tenant_id == db.tenant)
    )
    for unit_id, events, head in points:
        if heads.get(unit_id) != (events, head):
            broken.setdefault(unit_id, events)
    for found in broken.items():
        yield found
