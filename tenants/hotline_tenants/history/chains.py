"""One case's chain and all that hangs on it: what does not fit."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.audit.verifying import Fault
from hotline_tenants.cases.model import CasePerson, CaseText, Remark, Reply
from hotline_tenants.cases.recording import GENESIS, digest_of, event_hash


@dataclass
class Chain:
    """A case with its events in their order, its erasable rows, and what seals say of it."""

    case_id: uuid.UUID
    number: str
    counted: int
    head: bytes
    events: list[Any] = field(default_factory=list)
    texts: list[CaseText] = field(default_factory=list)
    persons: list[CasePerson] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    enclosures: list[Any] = field(default_factory=list)
    sealed: list[Any] = field(default_factory=list)

    @property
    def contents(self) -> int:
        """How many erasable rows there are."""
        rows = self.texts, self.persons, self.remarks, self.replies, self.enclosures
        return sum(len(one) for one in rows)


def faults_of(chain: Chain, code: str) -> Iterator[Fault]:
    """Everything that is wrong with one case of the government with this code."""
    yield from _links(chain, code)
    yield from _seals(chain)
    yield from _content(chain)
    yield from _remarks(chain)
    yield from _replies(chain)
    yield from _files(chain)


def _links(chain: Chain, code: str) -> Iterator[Fault]:
    """Every hash again from genesis. A fault is told once: the next event is held against what is stored."""
    previous, expected = GENESIS, 1
    for event in chain.events:
        if event.seq != expected:
            yield Fault("events are missing before this one", chain.number, event.seq)
        elif event.hash != event_hash(
            previous, tenant_code=code, case_id=chain.case_id, seq=event.seq, at=event.at, act=event.act,
            account_id=event.account_id, role=event.role, unit_id=event.unit_id, data=event.data,
        ):  # fmt: skip
            yield Fault("the event does not match its hash", chain.number, event.seq)
        previous, expected = event.hash, event.seq + 1
    if chain.counted != expected - 1:
        yield Fault(f"the case counts {chain.counted} events and has {expected - 1}", chain.number)
    elif chain.head != previous:
        yield Fault("the case does not end with the hash of its last event", chain.number)


def _seals(chain: Chain) -> Iterator[Fault]:
    hashes = {event.seq: event.hash for event in chain.events}
    for sealed in chain.sealed:
        if sealed.seq not in hashes:
            yield Fault(f"seal {sealed.seal} knows this event and it is gone", chain.number, sealed.seq)
        elif hashes[sealed.seq] != sealed.hash:
            yield Fault(
                f"seal {sealed.seal} knows another history up to this event", chain.number, sealed.seq
            )


def _content(chain: Chain) -> Iterator[Fault]:
    """The event that carries a person's digest carries the demand's too: the registration."""
    for event in chain.events:
        if not {"person", "text"} <= event.data.keys():  # who an assignment went to is a person too
            continue
        for name, rows, carried in (
            ("the text of the demand", chain.texts, event.data["text"]),
            ("the caller's data", chain.persons, event.data["person"]),
        ):  # fmt: skip
            if not rows:
                yield Fault(f"{name}: gone without being erased", chain.number, event.seq)
            for row in rows:
                if row.erased_at is None and digest_of(row.salt, *_words(row)) != carried:
                    yield Fault(f"{name}: not what the event carries", chain.number, event.seq)


def _remarks(chain: Chain) -> Iterator[Fault]:
    carried = {
        (event.seq, kind): digest
        for event in chain.events
        for kind, digest in event.data.get("remarks", {}).items()
    }
    standing = {(row.seq, row.kind): row for row in chain.remarks}
    for (seq, kind), row in standing.items():
        if (seq, kind) not in carried:
            yield Fault(f"the remark “{kind}” belongs to no event", chain.number, seq)
        elif row.erased_at is None and digest_of(row.salt, row.body) != carried[(seq, kind)]:
            yield Fault(f"the remark “{kind}” is not what the event carries", chain.number, seq)
    for seq, kind in carried.keys() - standing.keys():
        yield Fault(f"the remark “{kind}” is gone without being erased", chain.number, seq)


def _replies(chain: Chain) -> Iterator[Fault]:
    carried = Counter(
        event.data["text"] for event in chain.events if "text" in event.data and "person" not in event.data
    )
    if len(chain.replies) < carried.total():
        yield Fault("a reply is gone without being erased", chain.number)
    for row in chain.replies:
        if row.erased_at is None:
            digest = digest_of(row.salt, row.inner, row.public)
            if not carried[digest]:
                yield Fault("a reply is not what any event carries", chain.number)
            carried[digest] -= 1


def _files(chain: Chain) -> Iterator[Fault]:
    """Rows against events. Whether the store has the bytes is not looked at here: it would mean reading all of them."""
    carried = {
        one["id"]: (event.seq, one["content"])
        for event in chain.events
        if event.act == "enclose"
        for one in event.data.get("files", ())
    }
    for row in chain.enclosures:
        seq, content = carried.pop(str(row.id), (row.seq, None))
        if content is None:
            yield Fault("a file belongs to no event", chain.number, seq)
        elif row.digest is not None and digest_of(row.salt, row.digest.hex()) != content:
            yield Fault("a file is not what the event carries", chain.number, seq)
    for seq, _ in carried.values():
        yield Fault("a file is gone without being erased", chain.number, seq)


def _words(row: CaseText | CasePerson) -> Sequence[str]:
    return (row.title, row.body, row.place) if isinstance(row, CaseText) else (row.name, row.phone)
