"""Writing into a ledger: each entry carries the hash of the one before."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS, Chain, event_hash, salted
from hotline_platform.audit.recording import note
from hotline_platform.database.model import Base
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of

BEGINNING: Mapping[str, Any] = {"version": 0, "events": 0, "head": GENESIS}
"""The columns of a row whose chain has no entry yet."""


class Whole(Protocol):
    """What has a chain: a row that knows its length and last hash, and counts the acts of people."""

    id: Any
    version: Any
    events: Any
    head: Any


@dataclass(frozen=True)
class Ledger:
    """A kind of ledger: its word in hashes and in the log, the table of what has a chain, and those of the entries and
    of the remarks beside them, which name it by the column `owner`. `of_units`: an entry says for which unit its actor
    acted.
    """

    kind: str
    whole: type[Base]
    entries: type[Base]
    owner: str
    remarks: type[Base] | None = None
    of_units: bool = False


async def put_entry(
    db: Db, ledger: Ledger, owner_id: uuid.UUID, act: str, actor: Actor, *, seq: int, previous: bytes,
    at: dt.datetime, data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an entry and its remarks; returns the new head. `data` holds facts and digests, never personal content."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    owner = {ledger.owner: owner_id}
    for kind, body, salt, digest in salted(remarks or {}):
        assert ledger.remarks is not None
        facts.setdefault("remarks", {})[kind] = digest
        db.put(ledger.remarks, id=new_id(), **owner, seq=seq, kind=kind, body=body, salt=salt)
    unit_id = actor.unit_id if ledger.of_units else None
    chain = Chain((await registry_of(db)).get(db.tenant).code, ledger.kind, owner_id)
    head = event_hash(
        previous, chain, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role, unit_id=unit_id,
        data=facts,
    )  # fmt: skip
    unit = {"unit_id": unit_id} if ledger.of_units else {}
    db.put(
        ledger.entries, **owner, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role, **unit,
        data=facts, hash=head,
    )  # fmt: skip
    return head


async def record(
    db: Db, ledger: Ledger, whole: Whole, act: str, actor: Actor, *, at: dt.datetime,
    remarks: Mapping[str, str] | None = None, **data: Any,
) -> None:  # fmt: skip
    """Append an entry to a locked row. What a person does makes older pages stale, and its head is noted in the log,
    which is sealed every night: a tail that is cut off later shows there.
    """
    whole.head = await put_entry(
        db, ledger, whole.id, act, actor, seq=whole.events + 1, previous=whole.head, at=at, data=data,
        remarks=remarks,
    )  # fmt: skip
    whole.events += 1
    if actor.account_id is not None:
        whole.version += 1
        note(
            db, ledger.kind, account_id=actor.account_id, subject=whole.id, at=at, act=act, seq=whole.events,
            head=whole.head.hex(),
        )  # fmt: skip
