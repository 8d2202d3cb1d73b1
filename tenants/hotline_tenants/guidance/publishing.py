"""What follows from another act: a paper that goes at once to everybody who can be sent guidance, and is taken back again."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.guidance.drafting import Text, need_sound
from hotline_tenants.guidance.issuing import end_paper, possible, send_out
from hotline_tenants.guidance.model import GuidancePaper

READ_WITHIN = working_days(10)
"""How long everybody has for reading what was published before being reminded."""


async def publish(
    db: Db,
    actor: Actor,
    paper_id: uuid.UUID,
    kind: str,
    *,
    title: str,
    body: str,
    asked: str = "",
    at: dt.datetime,
) -> None:
    """Send it to all, with receipts and reading rate like any other. Raises Refused by field `title` or `body` where it
    may show who somebody is; of an answer the title is what was `asked`.
    """
    need_sound(kind, Text(title=asked or title, body=body), at=at)
    paper = GuidancePaper(
        tenant_id=db.tenant, id=paper_id, kind=kind, state="draft", version=1, edits=0, title=title, asked=asked.strip(),
        body=body.strip(), drafted_by=actor.account_id, changed_at=at, ended_reason="",
    )  # fmt: skip
    db.add(paper)
    read_by = (await calendar_of(db)).after(at, READ_WITHIN).at
    await send_out(db, actor, paper, await possible(db), read_by=read_by, at=at)


async def unpublish(db: Db, actor: Actor, paper_id: uuid.UUID, reason: str, *, at: dt.datetime) -> None:
    """Take it back in every house that has it; does nothing where it was never sent, or was taken back before."""
    wanted = select(GuidancePaper.id).where(
        GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == paper_id, GuidancePaper.state == "issued",
        GuidancePaper.other_tenant_id.is_(None),
    )  # fmt: skip
    if (await db.scalar(wanted)) is not None:
        await end_paper(db, actor, paper_id, reason, at=at)
