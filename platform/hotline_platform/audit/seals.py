"""What a seal says: the digest of the log up to an entry, and a mac over chains' heads under a key kept outside."""

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Protocol

import msgspec

from hotline_platform.audit.model import AuditEntry

EMPTY_LOG = b"\x00" * 32


class Head(Protocol):
    """How long one case's chain is, and its last hash."""

    @property
    def case_id(self) -> uuid.UUID: ...

    @property
    def seq(self) -> int: ...

    @property
    def hash(self) -> bytes: ...


@dataclass(frozen=True)
class Place:
    """Whose seal it is. Digests name the government's code, never its number, so that an export verifies elsewhere."""

    tenant: int
    code: str


def log_digest(previous: bytes, code: str, entry: AuditEntry) -> bytes:
    """The digest of the log with one more entry: SHA-256 over the previous digest and the entry in canonical JSON."""
    content = {
        "tenant": code, "id": str(entry.id), "at": _written(entry.at),
        "account": str(entry.account_id) if entry.account_id else None, "kind": entry.kind,
        "subject": str(entry.subject) if entry.subject else None, "detail": entry.detail,
    }  # fmt: skip
    return hashlib.sha256(previous + _canonical(content)).digest()


class Mac:
    """HMAC-SHA-256 over one seal, which takes its heads one after the other, in the order of their cases."""

    def __init__(self, key: str, code: str, number: int) -> None:
        self._mac = hmac.new(key.encode(), _canonical({"tenant": code, "seal": number}), "sha256")
        self.heads = 0

    def add(self, head: Head) -> None:
        """One more chain. Every part has a fixed length, so that no two lists read the same."""
        self._mac.update(head.case_id.bytes + head.seq.to_bytes(8, "big") + head.hash)
        self.heads += 1

    def finish(self, *, at: dt.datetime, entries: int, last_entry: uuid.UUID | None, digest: bytes) -> bytes:
        """The mac, once every head was added."""
        end = {
            "at": _written(at), "heads": self.heads, "entries": entries,
            "last_entry": str(last_entry) if last_entry else None, "log": digest.hex(),
        }  # fmt: skip
        self._mac.update(_canonical(end))
        return self._mac.digest()


def _written(moment: dt.datetime) -> str:
    """UTC to the microsecond, as PostgreSQL keeps it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _canonical(content: object) -> bytes:
    return msgspec.json.encode(content, order="deterministic")
