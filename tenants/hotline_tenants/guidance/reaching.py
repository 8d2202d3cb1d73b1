"""From an identifier to a paper or a question: what one may not know of does not exist."""

import uuid

from sqlalchemy import ColumnElement, and_, exists, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.guidance.model import (
    NEVER_SENT,
    GuidanceAddressee,
    GuidancePaper,
    GuidanceQuestion,
    GuidanceTraining,
)


def known_to(tenant: int, actor: Actor) -> ColumnElement[bool]:
    """The papers that somebody may know of: who keeps guidance all, others what was issued; people of a unit what was
    sent to their unit. What came from above is the desk's: it passes on what its units should read.
    """
    if actor.may("guidance.keep"):
        return GuidancePaper.tenant_id == tenant
    if actor.unit_id is None:
        return and_(GuidancePaper.tenant_id == tenant, GuidancePaper.state.not_in(NEVER_SENT))
    sent = exists().where(
        GuidanceAddressee.tenant_id == tenant, GuidanceAddressee.paper_id == GuidancePaper.id,
        GuidanceAddressee.unit_id == actor.unit_id,
    )  # fmt: skip
    return and_(GuidancePaper.tenant_id == tenant, GuidancePaper.state.not_in(NEVER_SENT), sent)


async def paper_for(db: Db, actor: Actor, paper_id: uuid.UUID) -> GuidancePaper:
    """One paper that this person may read. Raises NotFound."""
    actor.need("guidance.read")
    wanted = select(GuidancePaper).where(
        GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == paper_id, known_to(db.tenant, actor)
    )
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def own_paper(db: Db, paper_id: uuid.UUID) -> GuidancePaper:
    """One that was drafted in this house, locked. Raises NotFound, for what came from above too."""
    wanted = select(GuidancePaper).where(
        GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == paper_id,
        GuidancePaper.other_tenant_id.is_(None),
    )  # fmt: skip
    found = (
        await db.scalars(wanted.with_for_update().execution_options(populate_existing=True))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


async def draft_for(db: Db, paper_id: uuid.UUID, *, edits: int | None) -> GuidancePaper:
    """One that was not sent out yet, locked, as a page showed it after so many `edits`. Raises NotFound, Refused, Stale."""
    paper = await own_paper(db, paper_id)
    if paper.state == "discarded":
        raise Refused(N_("This draft was thrown away."))
    if paper.state != "draft":
        raise Refused(N_("This paper was issued already."))
    if edits is not None and paper.edits != edits:
        raise Stale(N_("Somebody has written in this draft after your page was loaded."))
    return paper


async def training_of(db: Db, paper_id: uuid.UUID) -> GuidanceTraining | None:
    """Where and when, if the paper is a training."""
    wanted = select(GuidanceTraining).where(
        GuidanceTraining.tenant_id == db.tenant, GuidanceTraining.paper_id == paper_id
    )
    return (await db.scalars(wanted)).one_or_none()


async def question_for(db: Db, question_id: uuid.UUID, *, lock: bool = False) -> GuidanceQuestion:
    """One question, asked here or put to us. Raises NotFound."""
    wanted = select(GuidanceQuestion).where(
        GuidanceQuestion.tenant_id == db.tenant, GuidanceQuestion.id == question_id
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found
