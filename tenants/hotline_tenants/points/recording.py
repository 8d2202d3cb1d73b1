"""The history of a point: one chain of events, each carrying the hash of the one before."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import Chain, event_hash
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.points.model import Point, PointEvent


async def put_event(
    db: Db, unit_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes, at: dt.datetime,
    data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """Append an event; returns the new head."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    chain = Chain((await registry_of(db)).get(db.tenant).code, "point", unit_id)
    head = event_hash(
        previous, chain, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role, unit_id=None,
        data=facts,
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
