"""Writing the audit log."""

import datetime as dt
import uuid
from typing import Any

from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id

DEPLOYMENT = 0
"""The tenant number under which entries stand that belong to no government."""


def note(
    db: Db,
    kind: str,
    *,
    account_id: uuid.UUID | None,
    subject: uuid.UUID | None = None,
    at: dt.datetime,
    **detail: Any,
) -> None:
    """Record within the present transaction: the entry stands if and only if the act does."""
    db.put(AuditEntry, id=new_id(), at=at, account_id=account_id, kind=kind, subject=subject, detail=detail)


async def record(
    database: Database, tenant: int, kind: str, *, account_id: uuid.UUID | None = None,
    subject: uuid.UUID | None = None, at: dt.datetime, **detail: Any,
) -> None:  # fmt: skip
    """Record in a transaction of its own: refusals and looks, whose own transaction is rolled back or read-only."""
    async with database.transaction(standing_in(tenant)) as db:
        note(db, kind, account_id=account_id, subject=subject, at=at, **detail)
