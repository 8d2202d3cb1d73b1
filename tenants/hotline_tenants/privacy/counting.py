"""Which cases an erasure concerns, and how many they are."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CasePerson, CaseText


async def due(db: Db, kind: str, before: dt.datetime, *, limit: int) -> Sequence[uuid.UUID]:
    """Cases that ended before a moment and still have this kind of data, the longest ended first."""
    wanted = _kept(db, kind, before).order_by(Case.closed_on, Case.id).limit(limit)
    return list((await db.execute(wanted)).scalars())


async def count_due(db: Db, kind: str, before: dt.datetime) -> int:
    """How many these are."""
    counted = select(func.count()).select_from(_kept(db, kind, before).subquery())
    return (await db.execute(counted)).scalar_one()


def _kept(db: Db, kind: str, before: dt.datetime) -> Select[Any]:
    kept: Any = CasePerson if kind == "person" else CaseText
    return (
        select(Case.id)
        .join(kept, (kept.tenant_id == db.tenant) & (kept.case_id == Case.id) & kept.erased_at.is_(None))
        .where(Case.tenant_id == db.tenant, Case.closed_at < before)
    )
