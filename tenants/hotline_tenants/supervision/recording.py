"""The ledger of a supervision: one chain of entries, each carrying the hash of the one before."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import Chain, event_hash, salted
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.supervision.model import Supervision, SupervisionEntry, SupervisionRemark


async def put_entry(
    db: Db, supervision_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes, at: dt.datetime,
    data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an entry and its remarks; returns the new head. `data` holds facts, never personal content."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    for kind, body, salt, digest in salted(remarks or {}):
        facts.setdefault("remarks", {})[kind] = digest
        db.put(
            SupervisionRemark,
            id=new_id(),
            supervision_id=supervision_id,
            seq=seq,
            kind=kind,
            body=body,
            salt=salt,
        )
    chain = Chain((await registry_of(db)).get(db.tenant).code, "supervision", supervision_id)
    head = event_hash(
        previous, chain, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role,
        unit_id=actor.unit_id, data=facts,
    )  # fmt: skip
    db.put(
        SupervisionEntry, supervision_id=supervision_id, seq=seq, at=at, act=act, account_id=actor.account_id,
        role=actor.role, unit_id=actor.unit_id, data=facts, hash=head,
    )  # fmt: skip
    return head


async def record(
    db: Db, supervision: Supervision, act: str, actor: Actor, *, at: dt.datetime,
    remarks: Mapping[str, str] | None = None, **data: Any,
) -> None:  # fmt: skip
    """Append an entry to a locked supervision. What a person does makes older pages stale, and its head is noted in
    the log, which is sealed every night: a tail that is cut off later shows there.
    """
    supervision.head = await put_entry(
        db, supervision.id, act, actor, seq=supervision.events + 1, previous=supervision.head, at=at, data=data,
        remarks=remarks,
    )  # fmt: skip
    supervision.events += 1
    if actor.account_id is not None:
        supervision.version += 1
        note(
            db, "supervision", account_id=actor.account_id, subject=supervision.id, at=at, act=act,
            seq=supervision.events, head=supervision.head.hex(),
        )  # fmt: skip
