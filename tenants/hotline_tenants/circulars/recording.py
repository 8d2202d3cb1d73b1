"""The ledger of a circular: one chain of entries, each carrying the hash of the one before."""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import Chain, event_hash
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.circulars.model import Circular, CircularEntry


async def record(db: Db, circular: Circular, act: str, actor: Actor, *, at: dt.datetime, **data: Any) -> None:
    """Append an entry to a locked circular, with the digest of what it says now, and note its head in the log, which
    is sealed every night.
    """
    facts: dict[str, Any] = msgspec.to_builtins(
        {**data, "says": content_of(circular.title, circular.parts, circular.figures)}
    )
    chain = Chain((await registry_of(db)).get(db.tenant).code, "circular", circular.id)
    circular.events += 1
    circular.version += 1
    circular.head = event_hash(
        circular.head, chain, seq=circular.events, at=at, act=act, account_id=actor.account_id, role=actor.role,
        unit_id=None, data=facts,
    )  # fmt: skip
    db.put(
        CircularEntry, circular_id=circular.id, seq=circular.events, at=at, act=act, account_id=actor.account_id,
        role=actor.role, data=facts, hash=circular.head,
    )  # fmt: skip
    note(
        db, "circular", account_id=actor.account_id, subject=circular.id, at=at, act=act, seq=circular.events,
        head=circular.head.hex(),
    )  # fmt: skip


def content_of(title: str, parts: Any, figures: Any) -> str:
    """The digest of a circular's words and figures."""
    return hashlib.sha256(msgspec.json.encode([title, parts, figures], order="deterministic")).hexdigest()
