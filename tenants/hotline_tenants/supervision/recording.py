"""The ledger of a supervision."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.ledgers import recording
from hotline_tenants.ledgers.recording import Ledger
from hotline_tenants.supervision.model import Supervision, SupervisionEntry, SupervisionRemark

SUPERVISIONS = Ledger(
    "supervision", Supervision, SupervisionEntry, "supervision_id", SupervisionRemark, of_units=True
)


async def put_entry(
    db: Db, supervision_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes, at: dt.datetime,
    data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an entry of a supervision whose row is not loaded; returns the new head."""
    return await recording.put_entry(
        db, SUPERVISIONS, supervision_id, act, actor, seq=seq, previous=previous, at=at, data=data, remarks=remarks
    )  # fmt: skip


async def record(
    db: Db, supervision: Supervision, act: str, actor: Actor, *, at: dt.datetime,
    remarks: Mapping[str, str] | None = None, **data: Any,
) -> None:  # fmt: skip
    """Append an entry to a locked supervision."""
    await recording.record(db, SUPERVISIONS, supervision, act, actor, at=at, remarks=remarks, **data)
