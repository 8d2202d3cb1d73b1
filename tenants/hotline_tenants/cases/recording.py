"""The history of a case, of which the feed tells."""

import datetime as dt
import hmac
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseEvent, Remark
from hotline_tenants.feed.announcing import announce
from hotline_tenants.ledgers.recording import Ledger, put_entry

CASES = Ledger("case", Case, CaseEvent, "case_id", Remark, of_units=True)


def keyed_digest(secret: str, *parts: str) -> bytes:
    """A digest that cannot be guessed without the deployment's secret: phone numbers, query codes."""
    return hmac.digest(secret.encode(), "\x1f".join(parts).encode(), "sha256")


async def put_event(
    db: Db, *, case_id: uuid.UUID, seq: int, previous: bytes, act: str, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any], remarks: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Append an event and its remarks; returns the new head. `data` holds facts, never personal content."""
    head = await put_entry(
        db, CASES, case_id, act, actor, seq=seq, previous=previous, at=at, data=data, remarks=remarks
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
