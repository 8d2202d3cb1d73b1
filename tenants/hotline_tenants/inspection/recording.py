"""The ledgers of inspection: one chain of entries for each campaign and each rectification notice."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS, Chain, event_hash
from hotline_platform.audit.recording import note
from hotline_platform.database.model import Base
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.inspection.model import Campaign, CampaignEntry


class Whole(Protocol):
    """What has a chain: a row that knows its length and last hash, and counts the acts of people."""

    id: Any
    version: Any
    events: Any
    head: Any


@dataclass(frozen=True)
class Ledger:
    """A kind of ledger: its word in hashes and in the log, the table of what has a chain, and that of the entries,
    which name it by the column `owner`.
    """

    kind: str
    whole: type[Base]
    entries: type[Base]
    owner: str


CAMPAIGNS = Ledger("inspection", Campaign, CampaignEntry, "campaign_id")


async def record(
    db: Db, ledger: Ledger, whole: Whole, act: str, actor: Actor, *, at: dt.datetime, **data: Any
) -> None:
    """Append an entry to a locked row. What a person does makes older pages stale, and its head is noted in the log,
    which is sealed every night: a tail that is cut off later shows there. `data` holds facts and digests, no words.
    """
    facts: Mapping[str, Any] = msgspec.to_builtins(data)
    code = (await registry_of(db)).get(db.tenant).code
    seq, previous = whole.events + 1, whole.head
    whole.head = event_hash(
        previous, Chain(code, ledger.kind, whole.id), seq=seq, at=at, act=act, account_id=actor.account_id,
        role=actor.role, unit_id=None, data=facts,
    )  # fmt: skip
    db.put(
        ledger.entries, **{ledger.owner: whole.id}, seq=seq, at=at, act=act, account_id=actor.account_id,
        role=actor.role, data=facts, hash=whole.head,
    )  # fmt: skip
    whole.events = seq
    if actor.account_id is not None:
        whole.version += 1
        note(
            db, ledger.kind, account_id=actor.account_id, subject=whole.id, at=at, act=act, seq=seq,
            head=whole.head.hex(),
        )  # fmt: skip


BEGINNING: Mapping[str, Any] = {"version": 0, "events": 0, "head": GENESIS}
"""The columns of a row whose chain has no entry yet."""
