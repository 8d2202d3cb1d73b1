"""The history of a case: one chain of events, each carrying the hash of the one before."""

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case, CaseEvent, Remark
from hotline_tenants.feed.announcing import announce

GENESIS = b"\x00" * 32


def digest_of(salt: bytes, *texts: str) -> str:
    """What an event carries of personal content: salted, so that erasing the content erases it here too."""
    return hashlib.sha256(salt + "\x1f".join(texts).encode()).hexdigest()


def keyed_digest(secret: str, *parts: str) -> bytes:
    """A digest that cannot be guessed without the deployment's secret: phone numbers, query codes."""
    return hmac.digest(secret.encode(), "\x1f".join(parts).encode(), "sha256")


def event_hash(
    previous: bytes, *, tenant_code: str, case_id: uuid.UUID, seq: int, at: dt.datetime, act: str,
    account_id: uuid.UUID | None, role: str, unit_id: uuid.UUID | None, data: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """SHA-256 over the previous hash and the event in canonical JSON.

    It names the tenant by code, never by number, so that an export verifies on another deployment. `at` is hashed
    in UTC to the microsecond, as PostgreSQL keeps it.
    """
    content = {
        "tenant": tenant_code, "case": str(case_id), "seq": seq,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"), "act": act,
        "account": str(account_id) if account_id else None, "role": role,
        "unit": str(unit_id) if unit_id else None, "data": data,
    }  # fmt: skip
    return hashlib.sha256(previous + msgspec.json.encode(content, order="deterministic")).digest()


async def put_event(
    db: Db, *, case_id: uuid.UUID, seq: int, previous: bytes, act: str, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an event and its remarks; returns the new head. `data` holds facts, never personal content."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    for kind, body in (remarks or {}).items():
        if body.strip():
            salt = new_salt()
            facts.setdefault("remarks", {})[kind] = digest_of(salt, body.strip())
            db.put(Remark, id=new_id(), case_id=case_id, seq=seq, kind=kind, body=body.strip(), salt=salt)
    code = (await registry_of(db)).get(db.tenant).code
    head = event_hash(
        previous, tenant_code=code, case_id=case_id, seq=seq, at=at, act=act, account_id=actor.account_id,
        role=actor.role, unit_id=actor.unit_id, data=facts,
    )  # fmt: skip
    db.put(
        CaseEvent, case_id=case_id, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role,
        unit_id=actor.unit_id, data=facts, hash=head,
    )  # fmt: skip
    announce(db, case_id, seq)
    return head


async def record(
    db: Db, case: Case, act: str, actor: Actor, *, at: dt.datetime, remarks: Mapping[str, str] | None = None,
    **data: Any,
) -> None:  # fmt: skip
    """Append an event to a locked case. An act of a person makes older pages stale; a clock's notice does not."""
    case.head = await put_event(
        db, case_id=case.id, seq=case.events + 1, previous=case.head, act=act, actor=actor, at=at, data=data,
        remarks=remarks,
    )  # fmt: skip
    case.events += 1
    if actor.account_id is not None or actor.role != "clock":
        case.version += 1
