"""Doing what was asked for: the sample of a campaign is drawn in the name of whoever asked, or drawn again to compare."""

import datetime as dt
import uuid

import msgspec
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import Refused, kept_message
from hotline_tenants.inspection.comparing import redraw
from hotline_tenants.inspection.model import DrawAsked
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.sampling import draw_sample


async def deliver(db: Db, draw_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Draw, once; why it is not possible any more is kept beside the asking, and nothing else is written then."""
    wanted = select(DrawAsked).where(DrawAsked.tenant_id == db.tenant, DrawAsked.id == draw_id)
    asked = (await db.scalars(wanted.with_for_update())).one()
    if asked.done_at is not None:
        return
    actor = Actor(tenant=db.tenant, role=asked.asked_as, name="", account_id=asked.asked_by)
    try:
        if asked.deed == "draw":
            await draw_sample(db, actor, asked.campaign_id, version=None, at=at)
        else:
            campaign = await campaign_for(db, actor, asked.campaign_id)
            asked.found = msgspec.to_builtins(await redraw(db, campaign))
    except Refused as refusal:
        asked.refused = kept_message(refusal.message)
    asked.done_at = at
