"""A notice of criticism that came from above goes on to the units of this house: by one act, word for word, and taken
back with it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.guidance.issuing import addressees, send_out
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.reaching import paper_for

WORD_FOR_WORD = ("notice",)
"""What is passed on as it is; other papers begin a draft in one's own words."""


async def pass_on(
    db: Db, actor: Actor, paper_id: uuid.UUID, units: Sequence[uuid.UUID], *, read_by: dt.datetime | None, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    """Send it on, once as long as that is in force; returns the paper of this house, with receipts of its own. Raises
    NotFound, and Refused also by field `units`, `read_by`.
    """
    actor.need("guidance.keep")
    source = await paper_for(db, actor, paper_id)
    if source.other_tenant_id is None or source.kind not in WORD_FOR_WORD:
        raise NotFound
    if refusal := await why_not_pass_on(db, source):
        raise Refused(refusal)
    chosen = await addressees(db, units)
    if read_by is not None and read_by <= at:
        raise refused_fields({"read_by": N_("Choose a moment in the future.")})
    paper = GuidancePaper(
        tenant_id=db.tenant, id=new_id(), kind=source.kind, state="draft", version=1, edits=0, title=source.title,
        asked="", body=source.body, passes_on_id=source.id, drafted_by=actor.account_id, changed_at=at, ended_reason="",
    )  # fmt: skip
    db.add(paper)
    try:
        await send_out(db, actor, paper, chosen, read_by=read_by, at=at)
        await db.flush()
    except TWICE:
        raise Refused(PASSED_ON) from None
    return paper.id


async def why_not_pass_on(db: Db, source: GuidancePaper) -> Message | None:
    """None for one that is in force and was not passed on."""
    if source.state != "issued":
        return N_("This paper is not in force.")
    return PASSED_ON if await passed_on(db, source.id) else None


async def passed_on(db: Db, paper_id: uuid.UUID) -> uuid.UUID | None:
    """The paper in force by which one from above was passed on in this house."""
    wanted = select(GuidancePaper.id).where(
        GuidancePaper.tenant_id == db.tenant, GuidancePaper.passes_on_id == paper_id,
        GuidancePaper.state == "issued",
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()


PASSED_ON = N_("It was passed on already.")
