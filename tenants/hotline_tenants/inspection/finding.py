"""Findings: what was wrong at an item of the sample, in words whose digest the campaign's ledger carries."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.inspection.lifecycle import CAMPAIGN, allowed
from hotline_tenants.inspection.model import Campaign, Finding, Item
from hotline_tenants.inspection.reaching import campaign_for, need_team
from hotline_tenants.inspection.recording import CAMPAIGNS
from hotline_tenants.ledgers.recording import record

SHORTEST = 5


async def find(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, number: str, words: str, version: int | None, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    """Write down what was found at the item with this number. Raises Refused for whoever is not in the team, and by
    field: `number` for what is not in the sample, `words`.
    """
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    allowed(CAMPAIGN, campaign.state, "find", actor)
    await need_team(db, actor, campaign.id)
    item = await _numbered(db, campaign, number.strip())
    if len(words.strip()) < SHORTEST:
        raise refused_fields(
            {"words": N_("Say what was found, in at least %(shortest)s characters.", shortest=SHORTEST)}
        )
    found, salt = new_id(), new_salt()
    db.put(
        Finding, id=found, campaign_id=campaign.id, item_id=item.id, unit_id=item.unit_id, words=words.strip(),
        salt=salt, seq=campaign.events + 1, found_at=at, found_by=actor.account_id,
    )  # fmt: skip
    await record(
        db, CAMPAIGNS, campaign, "find", actor, at=at, finding=found, item=item.id, number=item.number,
        words=digest_of(salt, words.strip()),
    )  # fmt: skip
    return found


async def findings_of(db: Db, campaign_id: uuid.UUID) -> Sequence[Finding]:
    """Everything that was found in a campaign, by place and in the order in which it was found."""
    wanted = select(Finding).where(Finding.tenant_id == db.tenant, Finding.campaign_id == campaign_id)
    return list(await db.scalars(wanted.order_by(Finding.unit_id, Finding.id)))


async def _numbered(db: Db, campaign: Campaign, number: str) -> Item:
    wanted = select(Item).where(
        Item.tenant_id == db.tenant, Item.campaign_id == campaign.id, Item.number == number
    )
    found = (await db.scalars(wanted.order_by(Item.place).limit(1))).one_or_none()
    if found is None:
        raise refused_fields(
            {"number": N_("%(number)s is not in the sample of this campaign.", number=number[:40] or "–")}
        )
    return found
