"""The history of a case: one chain of events, each carrying the hash of the one before."""

import datetime as dt
import hmac
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import Chain, event_hash, salted
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case, CaseEvent, Remark
from hotline_tenants.feed.announcing import announce


def keyed_digest(secret: str, *parts: str) -> bytes:
    """A digest that cannot be guessed without the deployment's secret: phone numbers, query codes."""
    return hmac.digest(secret.encode(), "\x1f".join(parts).encode(), "sha256")


async def put_event(
    db: Db, *, case_id: uuid.UUID, seq: int, previous: bytes, act: str, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an event and its remarks; returns the new head. `data` holds facts, never personal content."""
    facts: dict[str, Any] = msgspec.to_builtins(data)
    for kind, body, salt, digest in salted(remarks or {}):
        facts.setdefault("remarks", {})[kind] = digest
        db.put(Remark, id=new_id(), case_id=case_id, seq=seq, kind=kind, body=body, salt=salt)
    chain = Chain((await registry_of(db)).get(db.tenant).code, "case", case_id)
    head = event_hash(
        previous, chain, seq=seq, at=at, act=act, account_id=actor.account_id, role=actor.role,
        unit_id=actor.unit_id, data=facts,
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
