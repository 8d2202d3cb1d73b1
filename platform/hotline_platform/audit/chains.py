"""Chains: each event carries the hash of the one before, so that none is changed, removed or put in between unseen.

What is personal stands beside the events in rows of its own that can be erased; an event carries its salted digest.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from hotline_platform.audit.verifying import Fault
from hotline_platform.identifiers import new_salt

GENESIS = b"\x00" * 32

TAKE_OVER = "take_over"
"""The event by which a government goes on with a chain that another one began: `predecessor` is that one's code. What comes
before it was hashed under that code, so a chain that went from house to house is proved in the last one.
"""


@dataclass(frozen=True)
class Chain:
    """Whose chain it is: `kind` is the word for it in the hash and in faults ("case"), `number` what people call it.

    The tenant is named by code, never by its number in the database, so that an export verifies elsewhere.
    """

    tenant_code: str
    kind: str
    id: uuid.UUID
    number: str = ""


def digest_of(salt: bytes, *texts: str) -> str:
    """What an event carries of personal content: salted, so that erasing the content erases it here too."""
    return hashlib.sha256(salt + "\x1f".join(texts).encode()).hexdigest()


def salted(remarks: Mapping[str, str]) -> Iterator[tuple[str, str, bytes, str]]:
    """Every remark that says something: its kind, its words, a new salt, and the digest that the event carries."""
    for kind, body in remarks.items():
        if words := body.strip():
            salt = new_salt()
            yield kind, words, salt, digest_of(salt, words)


def event_hash(
    previous: bytes, chain: Chain, *, seq: int, at: dt.datetime, act: str, account_id: uuid.UUID | None,
    role: str, unit_id: uuid.UUID | None, data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """SHA-256 over the previous hash and the event in canonical JSON. `at` is hashed in UTC to the microsecond, as
    PostgreSQL keeps it.
    """
    content = {
        "tenant": chain.tenant_code, chain.kind: str(chain.id), "seq": seq,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"), "act": act,
        "account": str(account_id) if account_id else None, "role": role,
        "unit": str(unit_id) if unit_id else None, "data": data,
    }  # fmt: skip
    return hashlib.sha256(previous + msgspec.json.encode(content, order="deterministic")).digest()


def link_faults(chain: Chain, events: Iterable[Any], *, counted: int, head: bytes) -> Iterator[Fault]:
    """Every hash again from genesis, for rows with the columns of an event, against what the row of the whole says.

    A fault is told once: the next event is held against what is stored.
    """
    previous, expected = GENESIS, 1
    for event, whose in _by_house(chain, list(events)):
        if event.seq != expected:
            yield Fault("events are missing before this one", chain.number, event.seq)
        elif event.hash != event_hash(
            previous, whose, seq=event.seq, at=event.at, act=event.act, account_id=event.account_id,
            role=event.role, unit_id=event.unit_id, data=event.data,
        ):  # fmt: skip
            yield Fault("the event does not match its hash", chain.number, event.seq)
        previous, expected = event.hash, event.seq + 1
    if counted != expected - 1:
        yield Fault(f"the {chain.kind} counts {counted} events and has {expected - 1}", chain.number)
    elif head != previous:
        yield Fault(f"the {chain.kind} does not end with the hash of its last event", chain.number)


def _by_house(chain: Chain, events: Sequence[Any]) -> Iterator[tuple[Any, Chain]]:
    """Each event with the chain as the government that wrote it names it; read from the end, where that is known."""
    whose: list[Chain] = []
    for event in reversed(events):
        whose.append(chain)
        if event.act == TAKE_OVER:
            chain = replace(chain, tenant_code=str(event.data["predecessor"]))
    return zip(events, reversed(whose), strict=True)


def remark_faults(chain: Chain, events: Sequence[Any], remarks: Iterable[Any]) -> Iterator[Fault]:
    """Remarks that stand beside the events, against the digests that these carry."""
    carried = {
        (event.seq, kind): digest
        for event in events
        for kind, digest in event.data.get("remarks", {}).items()
    }
    standing = {(row.seq, row.kind): row for row in remarks}
    for (seq, kind), row in standing.items():
        if (seq, kind) not in carried:
            yield Fault(f"the remark “{kind}” belongs to no event", chain.number, seq)
        elif row.erased_at is None and digest_of(row.salt, row.body) != carried[(seq, kind)]:
            yield Fault(f"the remark “{kind}” is not what the event carries", chain.number, seq)
    for seq, kind in carried.keys() - standing.keys():
        yield Fault(f"the remark “{kind}” is gone without being erased", chain.number, seq)


def file_faults(chain: Chain, events: Sequence[Any], files: Iterable[Any], *acts: str) -> Iterator[Fault]:
    """Rows of files against the digests carried by the events of the acts that add them. Whether the store has the
    bytes is not looked at: it would mean reading all of them.
    """
    carried = {
        one["id"]: (event.seq, one["content"])
        for event in events
        if event.act in acts
        for one in event.data.get("files", ())
    }
    for row in files:
        seq, content = carried.pop(str(row.id), (row.seq, None))
        if content is None:
            yield Fault("a file belongs to no event", chain.number, seq)
        elif row.digest is not None and digest_of(row.salt, row.digest.hex()) != content:
            yield Fault("a file is not what the event carries", chain.number, seq)
    for seq, _ in carried.values():
        yield Fault("a file is gone without being erased", chain.number, seq)
