"""The one road from an id to a campaign and to what is in it: somebody else's does not exist."""

import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.inspection.model import Campaign, Item, TeamMember


async def campaign_for(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Campaign:
    """A campaign of one's own government. Raises NotFound, and Stale for an older page."""
    actor.need("inspection.read")
    wanted = select(Campaign).where(Campaign.tenant_id == db.tenant, Campaign.id == campaign_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(
            N_("Somebody acted on this campaign after your page was loaded. Look at it as it is now.")
        )
    return found


async def item_for(db: Db, campaign: Campaign, item_id: uuid.UUID) -> Item:
    """One item of a campaign that was reached before. Raises NotFound."""
    wanted = select(Item).where(
        Item.tenant_id == db.tenant, Item.campaign_id == campaign.id, Item.id == item_id
    )
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def team_of(db: Db, campaign_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who scores in a campaign."""
    wanted = select(TeamMember.account_id).where(
        TeamMember.tenant_id == db.tenant, TeamMember.campaign_id == campaign_id
    )
    return frozenset((await db.scalars(wanted)).all())


async def need_team(db: Db, actor: Actor, campaign_id: uuid.UUID) -> None:
    """Raises Refused for whoever is not in the team of a campaign."""
    if actor.account_id not in await team_of(db, campaign_id):
        raise Refused(
            N_("You are not in the team of this campaign. Whoever planned it named its inspectors.")
        )
