"""A draw over many governments takes long: a person asks for it and a job does it; meanwhile the campaign says so."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, message_kept
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.jobs.progress import Work, progress_of
from hotline_tenants.inspection.jobs import draw_as_asked
from hotline_tenants.inspection.lifecycle import CAMPAIGN, allowed
from hotline_tenants.inspection.model import Campaign, DrawAsked
from hotline_tenants.inspection.reaching import campaign_for

DRAW, REDRAW = "draw", "redraw"


async def ask_to_draw(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Have the sample drawn, once. Whoever asks while that is being done waits for the same, here and below."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    allowed(CAMPAIGN, campaign.state, "draw", actor)
    await _ask(db, actor, campaign, DRAW, at=at)


async def ask_to_redraw(db: Db, actor: Actor, campaign_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Have the sample drawn again and compared. Raises Refused where nothing was drawn yet."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True)
    if campaign.seed is None:
        raise Refused(N_("Nothing was drawn yet."))
    await _ask(db, actor, campaign, REDRAW, at=at)


async def work_on(db: Db, campaign: Campaign, deed: str) -> Work | None:
    """What was asked for last and is not done, or could not be."""
    wanted = _asked(db, campaign, deed).limit(1).execution_options(populate_existing=True)
    last = (await db.scalars(wanted)).one_or_none()
    if last is None:
        return None
    progress = await progress_of(db, last.job_id)
    if progress is None:  # it may have come to its end between the two looks
        last = (await db.scalars(wanted)).one()
    if last.done_at is not None and last.refused is None:
        return None
    refused = message_kept(last.refused) if last.refused else None
    return Work(deed, last.asked_at, last.asked_by, refused, progress)


async def redraws_of(db: Db, campaign: Campaign, many: int) -> Sequence[DrawAsked]:
    """The latest comparisons that were made, the newest first."""
    wanted = _asked(db, campaign, REDRAW).where(DrawAsked.found.is_not(None)).limit(many)
    return list(await db.scalars(wanted))


def _asked(db: Db, campaign: Campaign, deed: str) -> Select[DrawAsked]:
    return (
        select(DrawAsked)
        .where(DrawAsked.tenant_id == db.tenant, DrawAsked.campaign_id == campaign.id, DrawAsked.deed == deed)
        .order_by(DrawAsked.id.desc())
    )


async def _ask(db: Db, actor: Actor, campaign: Campaign, deed: str, *, at: dt.datetime) -> None:
    work = await work_on(db, campaign, deed)
    if work is not None and work.goes_on:
        return
    asked = new_id()
    db.put(
        DrawAsked, id=asked, campaign_id=campaign.id, deed=deed, asked_at=at, asked_by=actor.account_id,
        asked_as=actor.role, job_id=later(db, draw_as_asked, draw_id=asked, wake=True),
    )  # fmt: skip
