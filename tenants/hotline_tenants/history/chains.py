"""One case's chain and all that hangs on it: what does not fit."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.audit.chains import Chain, digest_of, file_faults, link_faults, remark_faults
from hotline_platform.audit.verifying import Fault
from hotline_tenants.cases.model import CasePerson, CaseText, Remark, Reply


@dataclass
class History:
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


def faults_of(chain: History, code: str) -> Iterator[Fault]:
    """Everything that is wrong with one case of the government with this code."""
    whose = Chain(code, "case", chain.case_id, chain.number)
    yield from link_faults(whose, chain.events, counted=chain.counted, head=chain.head)
    yield from _seals(chain)
    yield from _content(chain)
    yield from remark_faults(whose, chain.events, chain.remarks)
    yield from _replies(chain)
    yield from file_faults(whose, chain.events, chain.enclosures, "enclose")


def _seals(chain: History) -> Iterator[Fault]:
    hashes = {event.seq: event.hash for event in chain.events}
    for sealed in chain.sealed:
        if sealed.seq not in hashes:
            yield Fault(f"seal {sealed.seal} knows this event and it is gone", chain.number, sealed.seq)
        elif hashes[sealed.seq] != sealed.hash:
            yield Fault(
                f"seal {sealed.seal} knows another history up to this event", chain.number, sealed.seq
            )


def _content(chain: History) -> Iterator[Fault]:
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


def _replies(chain: History) -> Iterator[Fault]:
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


def _words(row: CaseText | CasePerson) -> Sequence[str]:
    return (row.title, row.body, row.place) if isinstance(row, CaseText) else (row.name, row.phone)
