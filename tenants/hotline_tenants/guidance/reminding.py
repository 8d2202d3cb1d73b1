"""Reminding those who have not confirmed a paper: each once when its day has come, and when somebody asks for it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.guidance.issuing import DESK, UNIT
from hotline_tenants.guidance.model import GuidanceAddressee
from hotline_tenants.guidance.reaching import own_paper

BATCH = 200
AGAIN = dt.timedelta(days=1)
"""Nobody is reminded of the same by a person twice within it."""


async def remind(db: Db, *, at: dt.datetime) -> int:
    """Remind the addressees whose day has come, at most `BATCH`; returns how many. Notice and mark are one transaction,
    so a second run finds nothing to do.
    """
    wanted = (
        select(GuidanceAddressee)
        .where(
            GuidanceAddressee.tenant_id == db.tenant, GuidanceAddressee.due_at <= at, GuidanceAddressee.due_at.is_not(None),
            GuidanceAddressee.read_at.is_(None), GuidanceAddressee.reminded_at.is_(None),
        )
        .order_by(GuidanceAddressee.other_tenant_id, GuidanceAddressee.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    due = list(await db.scalars(wanted))
    await _remind(db, due, at=at)
    return len(due)


async def remind_now(db: Db, actor: Actor, paper_id: uuid.UUID, *, at: dt.datetime) -> int:
    """Remind everybody who has not confirmed a paper in force; who is suspended is left out. Returns how many. Raises
    NotFound, Refused where nobody is left to be reminded.
    """
    actor.need("guidance.keep")
    paper = await own_paper(db, paper_id)
    if paper.state != "issued":
        raise Refused(N_("This paper is not in force: nobody is reminded of it."))
    known, sent = await registry_of(db), GuidanceAddressee
    wanted = select(sent).where(
        sent.tenant_id == db.tenant, sent.paper_id == paper_id, sent.read_at.is_(None),
        or_(sent.reminded_at.is_(None), sent.reminded_at <= at - AGAIN),
    )  # fmt: skip
    owing = [
        one
        for one in await db.scalars(wanted.order_by(sent.other_tenant_id).with_for_update())
        if one.other_tenant_id is None or known.get(one.other_tenant_id).status == "live"
    ]
    if not owing:
        raise Refused(
            N_(
                "Nobody is to be reminded: everybody has read it, was reminded within the last day, or is suspended."
            )
        )
    note(db, "guidance_reminded", account_id=actor.account_id, subject=paper_id, at=at, addressees=len(owing))
    await _remind(db, owing, at=at)
    return len(owing)


async def _remind(db: Db, owing: Sequence[GuidanceAddressee], *, at: dt.datetime) -> None:
    here = db.tenant
    for one in owing:
        one.reminded_at = at
        told: dict[str, Any] = {"subject_id": one.paper_id, "subject_kind": "guidance", "at": at}
        if one.other_tenant_id is None:
            await tell(db, "guidance_unread", unit_id=one.unit_id, roles=UNIT, **told)
            continue
        async with across(db, because=NewLink(here, one.other_tenant_id)):
            await tell(db, "guidance_unread", roles=DESK, **told)
