"""The government above asks whoever goes on: its side of a supervision follows the one that it opened below."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.supervisions import ASKED, STILL
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.model import Supervision, SupervisionLink, SupervisionTask
from hotline_tenants.supervision.reaching import locked, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.tasks import put_task
from hotline_tenants.supervision.travelling import put_link, tell_desk

_UNSEEN = {"synchronize_session": False}


async def held_above(db: Db, link: SupervisionLink) -> None:
    """The upper row is locked before the lower."""
    async with across(db, because=link):
        await locked(db, link.other_id)


async def waited_for_above(db: Db, ground: Ground) -> Collection[uuid.UUID]:
    """The supervisions of the source that came from above and are not closed there."""
    if ground.source.parent_id is None:
        return ()
    async with across(db, because=NewLink(ground.source.id, ground.source.parent_id)):
        wanted = (
            select(SupervisionLink.other_id)
            .join(
                Supervision,
                (Supervision.tenant_id == db.tenant) & (Supervision.id == SupervisionLink.supervision_id),
            )
            .where(SupervisionLink.tenant_id == db.tenant, SupervisionLink.side == "upper")
            .where(SupervisionLink.other_tenant_id == ground.source.id, Supervision.state.in_(STILL))
        )
        return (await db.execute(wanted)).scalars().all()


async def answered_by(
    db: Db, ground: Ground, link: SupervisionLink, *, whole: bool, at: dt.datetime
) -> uuid.UUID:
    """Called in the source with the upper row locked: from now on the target answers there, to the same task, or for its
    part to one of its own. Returns that task.
    """
    async with across(db, because=link):
        upper = await locked(db, link.other_id)
        units = {unit.governs_tenant_id: unit.id for unit in await unit_tree(db)}
        former, successor = units.get(ground.source.id), units[ground.target.id]
        task = next(one for one in await tasks_of(db, upper.id) if one.id == link.task_id)
        asked = task.id
        if whole:
            await _leads_there(db, ground, task.id)
            if task.state in ASKED:
                task.unit_id = successor
            for column in ("unit_id", "objecting_unit_id"):
                if getattr(upper, column) == former and (column != "unit_id" or task.lead):
                    setattr(upper, column, successor)
        else:
            asked = put_task(
                db, upper.id, successor, task.what, task.due_at, state=task.state, next_at=task.next_at
            )
            put_link(db, "upper", upper.id, asked, ground.target.id, link.supervision_id)
        await record(
            db, upper, "successor", system_actor(db.tenant), at=at, former=former, unit=successor, task=asked,
            plan=ground.plan_id,
        )  # fmt: skip
        await db.write()
        await count_supervised(db, await cases_of(db, upper))
        await tell_desk(db, upper, "supervision_passed_on", at=at)
    return asked


async def _leads_there(db: Db, ground: Ground, task_id: uuid.UUID) -> None:
    links = update(SupervisionLink).where(
        SupervisionLink.tenant_id == db.tenant,
        SupervisionLink.task_id == task_id,
        SupervisionLink.side == "upper",
    )
    await db.execute(links.values(other_tenant_id=ground.target.id), execution_options=_UNSEEN)


async def cards_lead_there(db: Db, ground: Ground, links: Collection[SupervisionLink]) -> None:
    """Called in the source: cards of the government above stand at the target's desk from now on."""
    async with across(db, because=ground.link):
        for link in links:
            put_link(db, "lower", link.supervision_id, None, link.other_tenant_id, link.other_id)
    for tenant in sorted({link.other_tenant_id for link in links}):
        async with across(db, because=NewLink(ground.source.id, tenant)):
            theirs = update(SupervisionLink).where(
                SupervisionLink.tenant_id == db.tenant, SupervisionLink.side == "upper",
                SupervisionLink.supervision_id.in_([link.other_id for link in links if link.other_tenant_id == tenant]),
                SupervisionLink.other_id.in_([link.supervision_id for link in links]),
            )  # fmt: skip
            await db.execute(theirs.values(other_tenant_id=ground.target.id), execution_options=_UNSEEN)


async def cards_follow(db: Db, cases: Collection[uuid.UUID], former: uuid.UUID, successor: uuid.UUID) -> None:
    """Open cards of these demands against one unit are against another from now on. They were locked before."""
    cards = update(Supervision).where(
        Supervision.tenant_id == db.tenant, Supervision.case_id.in_(cases), Supervision.unit_id == former,
        Supervision.state.in_(STILL),
    )  # fmt: skip
    await db.execute(cards.values(unit_id=successor), execution_options=_UNSEEN)


async def drafts_follow(db: Db, former: uuid.UUID, successor: uuid.UUID, *, at: dt.datetime) -> None:
    """What was only drafted against a unit that closes asks its successor."""
    wanted = (
        select(Supervision)
        .join(
            SupervisionTask,
            (SupervisionTask.tenant_id == db.tenant) & (SupervisionTask.supervision_id == Supervision.id),
        )
        .where(Supervision.tenant_id == db.tenant, Supervision.state.in_(("draft", "to_sign")))
        .where(SupervisionTask.unit_id == former)
        .order_by(Supervision.id)
        .with_for_update(of=Supervision)
    )
    for one in (await db.execute(wanted)).scalars().unique().all():
        for task in await tasks_of(db, one.id):
            if task.unit_id == former:
                task.unit_id = successor
        if one.unit_id == former:
            one.unit_id = successor
        await record(db, one, "successor", system_actor(db.tenant), at=at, former=former, unit=successor)
