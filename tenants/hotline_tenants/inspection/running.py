"""Approving, finishing and giving up a campaign."""

import datetime as dt
import uuid

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.inspection.lifecycle import CAMPAIGN, allowed
from hotline_tenants.inspection.model import Item, Sheet
from hotline_tenants.inspection.reaching import campaign_for, team_of
from hotline_tenants.inspection.recording import CAMPAIGNS
from hotline_tenants.ledgers.recording import record


async def start(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Approve what was drawn, by somebody other than who planned it; from then on it is scored. Raises Refused."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    to = allowed(CAMPAIGN, campaign.state, "start", actor).to
    if campaign.planned_by == actor.account_id:
        raise Refused(N_("Who planned a campaign does not approve it. Somebody else has to."))
    campaign.state, campaign.started_at, campaign.started_by = to, at, actor.account_id
    await record(db, CAMPAIGNS, campaign, "start", actor, at=at)
    await tell(
        db, "inspection_started", subject_id=campaign.id, subject_kind="inspection", at=at,
        accounts=await team_of(db, campaign.id), title=campaign.title,
    )  # fmt: skip


async def finish(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """The scores stand. Raises Refused while a sheet is missing."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    to = allowed(CAMPAIGN, campaign.state, "finish", actor).to
    if missing := await sheets_missing(db, campaign.id):
        raise Refused(N_("%(missing)s sheets are not filled in yet.", missing=missing))
    campaign.state, campaign.finished_at = to, at
    await record(db, CAMPAIGNS, campaign, "finish", actor, at=at)


async def drop(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Give it up before it is scored; plan and draw stay to be seen. Raises Refused by field `reason`."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    to = allowed(CAMPAIGN, campaign.state, "drop", actor).to
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why it is given up.")})
    campaign.state, campaign.finished_at = to, at
    await record(db, CAMPAIGNS, campaign, "drop", actor, at=at, reason=reason.strip())


async def sheets_missing(db: Db, campaign_id: uuid.UUID) -> int:
    """How many sheets are still to be filled in."""
    of_it = Item.tenant_id == db.tenant, Item.campaign_id == campaign_id
    wanted = select(func.count() + func.count().filter(Item.twice)).where(*of_it)
    made = (
        select(func.count())
        .select_from(Item)
        .join(Sheet, (Sheet.tenant_id == Item.tenant_id) & (Sheet.item_id == Item.id))
        .where(*of_it, Sheet.tenant_id == db.tenant)
    )
    return int((await db.execute(select(wanted.scalar_subquery() - made.scalar_subquery()))).scalar_one())
