"""Signing up for a training, in the house that holds it, where the places are; and who came."""

import datetime as dt
import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, refused_fields
from hotline_tenants.guidance.confirming import reads_as
from hotline_tenants.guidance.model import GuidanceAddressee, GuidanceSignup, GuidanceTraining
from hotline_tenants.guidance.reaching import own_paper, paper_for


async def sign_up(db: Db, actor: Actor, paper_id: uuid.UUID, people: int, *, at: dt.datetime) -> None:
    """Sign so many people up, instead of those signed up before; none at all takes it back.

    Raises NotFound, Refused: by field `people` where fewer places are left, or where it has begun or was called off.
    """
    actor.need("guidance.join")
    paper = await paper_for(db, actor, paper_id)
    unit_id = reads_as(paper, actor)
    if paper.kind != "training" or unit_id is None:
        raise Refused(N_("This paper was not sent to you."))
    if paper.state != "issued":
        raise Refused(N_("This training does not take place as it was announced."))
    if not 0 <= people <= 1000:
        raise refused_fields({"people": N_("Write how many people come, 0 to take it back.")})
    if paper.other_tenant_id is None:
        await _take(db, paper_id, unit_id, people, actor, at=at)
        return
    async with across(db, because=NewLink(db.tenant, paper.other_tenant_id)):
        await _take(db, paper_id, unit_id, people, actor, at=at)
    await _keep(db, paper_id, unit_id, people, actor, at=at)


async def attend(
    db: Db, actor: Actor, paper_id: uuid.UUID, unit_id: uuid.UUID, came: int, *, at: dt.datetime
) -> None:
    """Record how many of an addressee's people came, once it has begun. Raises NotFound, Refused by field `came`."""
    actor.need("guidance.keep")
    await own_paper(db, paper_id)
    if at < (await _locked(db, paper_id)).starts_at:
        raise Refused(N_("The training has not begun yet."))
    signup = (await db.scalars(_signup(db, paper_id, unit_id))).one_or_none()
    if signup is None:
        raise NotFound
    if not 0 <= came <= 1000:
        raise refused_fields({"came": N_("Write how many people came.")})
    signup.attended = came
    other = await db.scalar(
        select(GuidanceAddressee.other_tenant_id).where(
            GuidanceAddressee.tenant_id == db.tenant, GuidanceAddressee.paper_id == paper_id,
            GuidanceAddressee.unit_id == unit_id,
        )
    )  # fmt: skip
    if other is not None:
        async with across(db, because=NewLink(db.tenant, other)):
            below = (await db.scalars(_signup(db, paper_id, unit_id))).one()
            below.attended = came


async def _take(
    db: Db, paper_id: uuid.UUID, unit_id: uuid.UUID, people: int, actor: Actor, *, at: dt.datetime
) -> None:
    """Standing in the house that holds it, with its row locked: nobody takes the last place twice."""
    training = await _locked(db, paper_id)
    if at >= training.starts_at:
        raise Refused(N_("The training has begun: nobody signs up any more."))
    others = select(func.coalesce(func.sum(GuidanceSignup.people), 0)).where(
        GuidanceSignup.tenant_id == db.tenant, GuidanceSignup.paper_id == paper_id,
        GuidanceSignup.unit_id != unit_id,
    )  # fmt: skip
    left = training.capacity - (await db.execute(others)).scalar_one()
    if people > left:
        raise refused_fields({"people": N_("The training is full: %(left)s places are left.", left=left)})
    await _keep(db, paper_id, unit_id, people, actor, at=at)


async def _keep(
    db: Db, paper_id: uuid.UUID, unit_id: uuid.UUID, people: int, actor: Actor, *, at: dt.datetime
) -> None:
    values = {"people": people, "signed_up_at": at, "signed_up_by": actor.account_id}
    made = insert(GuidanceSignup).values(tenant_id=db.tenant, paper_id=paper_id, unit_id=unit_id, **values)
    await db.execute(
        made.on_conflict_do_update(index_elements=["tenant_id", "paper_id", "unit_id"], set_=values)
    )


async def _locked(db: Db, paper_id: uuid.UUID) -> GuidanceTraining:
    wanted = select(GuidanceTraining).where(
        GuidanceTraining.tenant_id == db.tenant, GuidanceTraining.paper_id == paper_id
    )
    found = (await db.scalars(wanted.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


def _signup(db: Db, paper_id: uuid.UUID, unit_id: uuid.UUID) -> Select[GuidanceSignup]:
    return select(GuidanceSignup).where(
        GuidanceSignup.tenant_id == db.tenant, GuidanceSignup.paper_id == paper_id,
        GuidanceSignup.unit_id == unit_id,
    )  # fmt: skip
