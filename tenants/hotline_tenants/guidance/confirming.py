"""A receipt: somebody to whom a paper was sent confirms that they have read it. The house that sent it knows at once."""

import datetime as dt
import uuid

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.guidance.model import NEVER_SENT, GuidanceAddressee, GuidancePaper, GuidanceReceipt
from hotline_tenants.guidance.reaching import paper_for


def reads_as(paper: GuidancePaper, actor: Actor) -> uuid.UUID | None:
    """The addressee for whom this person reads: their unit, or their government; None where nothing was sent to them."""
    return actor.unit_id if paper.other_tenant_id is None else paper.unit_id


def why_not_confirm(paper: GuidancePaper, actor: Actor) -> Message | None:
    """None for somebody to whom a paper in force was sent."""
    if paper.state == "withdrawn":
        return N_("This paper was withdrawn: %(reason)s", reason=paper.ended_reason)
    if paper.state == "replaced":
        return N_("This version was replaced. Read the one that follows it.")
    if paper.state in NEVER_SENT or reads_as(paper, actor) is None:
        return N_("This paper was not sent to you.")
    return None


async def confirm(db: Db, actor: Actor, paper_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Confirm; a second time changes nothing. Raises NotFound, Refused for what is no longer in force."""
    paper = await paper_for(db, actor, paper_id)
    if refusal := why_not_confirm(paper, actor):
        raise Refused(refusal)
    unit_id, account_id = reads_as(paper, actor), actor.account_id
    assert unit_id is not None
    assert account_id is not None
    if paper.other_tenant_id is None:
        await _receipt(db, paper.id, unit_id, account_id, counted=True, at=at)
        return
    async with across(db, because=NewLink(db.tenant, paper.other_tenant_id)):
        await _receipt(db, paper.id, unit_id, account_id, counted=True, at=at)
    await _receipt(db, paper.id, unit_id, account_id, counted=False, at=at)


async def _receipt(
    db: Db, paper_id: uuid.UUID, unit_id: uuid.UUID, account_id: uuid.UUID, *, counted: bool, at: dt.datetime
) -> None:
    made = insert(GuidanceReceipt).values(
        tenant_id=db.tenant, paper_id=paper_id, account_id=account_id, unit_id=unit_id, read_at=at
    )
    first = (await db.execute(made.on_conflict_do_nothing().returning(GuidanceReceipt.account_id))).first()
    if counted and first:
        await db.execute(
            update(GuidanceAddressee)
            .where(
                GuidanceAddressee.tenant_id == db.tenant, GuidanceAddressee.paper_id == paper_id,
                GuidanceAddressee.unit_id == unit_id,
            )
            .values(
                read_at=func.coalesce(GuidanceAddressee.read_at, at), readers=GuidanceAddressee.readers + 1
            )
        )  # fmt: skip
