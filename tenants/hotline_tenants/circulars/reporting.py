"""The report of an inspection campaign: drafted from its facts once it is finished, then a circular like any other."""

import datetime as dt
import uuid

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.circulars.content import frozen_as
from hotline_tenants.circulars.drafting import local
from hotline_tenants.circulars.inspected import take_campaign
from hotline_tenants.circulars.model import REPORT, Circular
from hotline_tenants.circulars.pieces import stored
from hotline_tenants.circulars.reaching import circular_for
from hotline_tenants.circulars.recording import record
from hotline_tenants.circulars.report_parts import report_parts, report_title
from hotline_tenants.inspection.finding import findings_of
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.ledgers.recording import BEGINNING


async def draft_report(db: Db, actor: Actor, campaign_id: uuid.UUID, *, at: dt.datetime) -> uuid.UUID:
    """Draft the report of a campaign; where there is one already, that one is meant. Raises NotFound, Refused."""
    actor.need("circular.write")
    campaign = await campaign_for(db, actor, campaign_id)
    if campaign.state != "finished":
        raise Refused(N_("A campaign is reported on when it is finished: then its scores stand."))
    figures = await take_campaign(db, campaign, at=await local(db, at))
    findings = [one.words for one in await findings_of(db, campaign_id)]
    made = insert(Circular).values(
        tenant_id=db.tenant, id=new_id(), every=REPORT, campaign_id=campaign_id, first=campaign.first_on,
        last=campaign.last_on, state="draft", title=report_title(figures), parts=stored(report_parts(figures, findings)),
        figures=frozen_as(figures), as_of=at, drafted_at=at, edited_by=actor.account_id, **BEGINNING,
    )  # fmt: skip
    taken = await db.execute(
        made.on_conflict_do_nothing(
            index_elements=["tenant_id", "campaign_id"],
            index_where=and_(Circular.state != "discarded", Circular.campaign_id.is_not(None)),
        ).returning(Circular.id)
    )
    if (report_id := taken.scalar_one_or_none()) is None:
        found = await report_of(db, campaign_id)
        assert found is not None
        return found
    await record(db, await circular_for(db, actor, report_id, lock=True), "draft", actor, at=at, as_of=at)
    return report_id


async def report_of(db: Db, campaign_id: uuid.UUID) -> uuid.UUID | None:
    """The report of a campaign, if there is one."""
    wanted = select(Circular.id).where(
        Circular.tenant_id == db.tenant, Circular.campaign_id == campaign_id, Circular.state != "discarded"
    )
    return (await db.execute(wanted)).scalar_one_or_none()
