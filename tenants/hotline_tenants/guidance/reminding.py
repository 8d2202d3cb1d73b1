"""Reminding those who have not confirmed a paper when its day has come: each once."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.guidance.issuing import DESK, UNIT
from hotline_tenants.guidance.model import GuidanceAddressee

BATCH = 200


async def remind(db: Db, *, at: dt.datetime) -> int:
    """Remind the addressees whose day has come, at most `BATCH`; returns how many. Notice and mark are one transaction,
    so a second run finds nothing to do.
    """
    here = db.tenant
    wanted = (
        select(GuidanceAddressee)
        .where(
            GuidanceAddressee.tenant_id == here, GuidanceAddressee.due_at <= at, GuidanceAddressee.due_at.is_not(None),
            GuidanceAddressee.read_at.is_(None), GuidanceAddressee.reminded_at.is_(None),
        )
        .order_by(GuidanceAddressee.other_tenant_id, GuidanceAddressee.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    due = list(await db.scalars(wanted))
    for one in due:
        one.reminded_at = at
        told: dict[str, Any] = {"subject_id": one.paper_id, "subject_kind": "guidance", "at": at}
        if one.other_tenant_id is None:
            await tell(db, "guidance_unread", unit_id=one.unit_id, roles=UNIT, **told)
            continue
        async with across(db, because=NewLink(here, one.other_tenant_id)):
            await tell(db, "guidance_unread", roles=DESK, **told)
    return len(due)
