"""Who has looked at a case: recorded by every look, asked about on the case itself."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.session import Db

LOOKS = ("look", "looked_in", "file_opened", "api_look")


@dataclass(frozen=True)
class Seen:
    """One look: when, by whom (a person of another government is named too), and on what purpose."""

    at: dt.datetime
    kind: str
    name: str
    purpose: str | None
    trace: str | None


async def looks_at(db: Db, case_id: uuid.UUID, *, limit: int = 100) -> Sequence[Seen]:
    """The latest looks at a case of this tenant, newest first."""
    rows = await db.execute(
        select(AuditEntry.at, AuditEntry.kind, AuditEntry.detail, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.tenant_id == db.tenant, AuditEntry.subject == case_id, AuditEntry.kind.in_(LOOKS))
        .order_by(AuditEntry.at.desc())
        .limit(limit)
    )
    return [_seen(row) for row in rows]


def office(actor: Actor) -> dict[str, str]:
    """What an entry of the log says of the office that looked; nothing for the hotline itself."""
    return {"unit": str(actor.unit_id)} if actor.unit_id else {}


def trace_code(look_id: uuid.UUID) -> str:
    """The short code that stands on a screen or sheet with a person on it, by which a leaked one is traced."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[look_id.int >> 5 * place & 31] for place in range(10))


def _seen(row: Any) -> Seen:
    return Seen(row.at, row.kind, row.name or "", row.detail.get("purpose"), row.detail.get("trace"))
