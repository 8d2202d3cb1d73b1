"""The history of a point."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.recording import Ledger, put_entry
from hotline_tenants.points.model import Point, PointEvent

POINTS = Ledger("point", Point, PointEvent, "unit_id")


async def put_event(
    db: Db, unit_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes, at: dt.datetime,
    data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """Append an event; returns the new head."""
    return await put_entry(
        db, POINTS, unit_id, act, actor, seq=seq, previous=previous, at=at, data=data
    )  # fmt: skip


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
