"""The one road from an id to a supervision: somebody else's does not exist. And taking rows so that none can deadlock."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import not_about
from hotline_tenants.supervision.model import (
    SupervisedCase,
    Supervision,
    SupervisionLink,
    SupervisionTask,
)

HANDLERS = ("dispatcher", "reviewer", "unit_officer", "unit_leader")
"""Roles in which somebody handles a case; whoever did may not supervise it."""


async def supervision_for(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Supervision:
    """The supervision, if this person may know of it: those who read supervision their tenant's, a unit's people what
    is asked of their unit once it is issued. Raises NotFound otherwise, and Stale for an older page.
    """
    wanted = select(Supervision).where(
        Supervision.tenant_id == db.tenant, Supervision.id == supervision_id, known_to(db.tenant, actor)
    )
    if lock:
        wanted = wanted.with_for_update(of=Supervision)
    found = (await db.execute(wanted.execution_options(populate_existing=lock))).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(
            N_("Somebody acted on this supervision after your page was loaded. Look at it as it is now.")
        )
    return found


def known_to(tenant: int, actor: Actor) -> ColumnElement[bool]:
    """What narrows the supervisions of a tenant down to those that somebody may know of."""
    if actor.role not in UNIT_ROLES:
        return Supervision.id.is_not(None) if actor.may("supervision.read") else Supervision.id.is_(None)
    if not actor.may("supervision.asked"):
        return Supervision.id.is_(None)
    asked = exists().where(
        SupervisionTask.tenant_id == tenant, SupervisionTask.supervision_id == Supervision.id,
        SupervisionTask.unit_id == actor.unit_id, SupervisionTask.state != "waiting",
    )  # fmt: skip
    about = aliased(Case)  # a list may have joined the cases itself
    its_people = about.tenant_id == tenant, ~not_about(tenant, actor.unit_id, about)
    card_about_them = exists().where(about.id == Supervision.case_id, *its_people)
    among = (SupervisedCase.tenant_id == tenant) & (SupervisedCase.supervision_id == Supervision.id)
    case_about_them = exists().where(among, about.id == SupervisedCase.case_id, *its_people)
    by_rule = and_(Supervision.form == "system", Supervision.unit_id == actor.unit_id)
    return and_(or_(asked, by_rule), ~card_about_them, ~case_about_them)


async def locked(db: Db, supervision_id: uuid.UUID) -> Supervision:
    """The supervision for an act that follows from another one. Raises NotFound."""
    found = await found_here(db, supervision_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def found_here(db: Db, supervision_id: uuid.UUID, *, lock: bool = False) -> Supervision | None:
    """The supervision, for whoever reached its other side before."""
    wanted = select(Supervision).where(Supervision.tenant_id == db.tenant, Supervision.id == supervision_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await db.execute(wanted)).scalar_one_or_none()


async def on_both_sides(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None
) -> tuple[Supervision, SupervisionLink | None]:
    """`supervision_for` with the lock, for acts that travel up: the upper tenant's row is locked before the lower's."""
    found = await supervision_for(db, actor, supervision_id)
    link = await link_up(db, supervision_id) if found.side == "lower" else None
    if link is not None:
        async with across(db, because=link):
            await locked(db, link.other_id)
    return await supervision_for(db, actor, supervision_id, lock=True, version=version), link


async def link_up(db: Db, supervision_id: uuid.UUID) -> SupervisionLink | None:
    """The link by which a supervision came from above, or None."""
    wanted = select(SupervisionLink).where(
        SupervisionLink.tenant_id == db.tenant, SupervisionLink.supervision_id == supervision_id,
        SupervisionLink.side == "lower",
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()


async def links_down(db: Db, supervision_id: uuid.UUID) -> dict[uuid.UUID | None, SupervisionLink]:
    """What a supervision opened below, by its tasks (None: a card); in the order in which their governments are locked."""
    wanted = (
        select(SupervisionLink)
        .where(
            SupervisionLink.tenant_id == db.tenant, SupervisionLink.supervision_id == supervision_id,
            SupervisionLink.side == "upper",
        )
        .order_by(SupervisionLink.other_tenant_id)
    )  # fmt: skip
    return {link.task_id: link for link in (await db.execute(wanted)).scalars()}


async def tasks_of(db: Db, supervision_id: uuid.UUID) -> list[SupervisionTask]:
    """Everything that is asked for in a supervision, the lead unit's first."""
    wanted = (
        select(SupervisionTask)
        .where(SupervisionTask.tenant_id == db.tenant, SupervisionTask.supervision_id == supervision_id)
        .order_by(SupervisionTask.lead.desc(), SupervisionTask.due_at, SupervisionTask.id)
        .execution_options(populate_existing=True)
    )
    return list((await db.execute(wanted)).scalars())


async def task_for(
    db: Db, actor: Actor, supervision: Supervision, task_id: uuid.UUID
) -> tuple[SupervisionTask, list[SupervisionTask]]:
    """One task of a supervision that was reached before, and all of them. A unit reaches its own. Raises NotFound."""
    tasks = await tasks_of(db, supervision.id)
    found = next((one for one in tasks if one.id == task_id), None)
    if found is None or (actor.role in UNIT_ROLES and found.unit_id != actor.unit_id):
        raise NotFound
    return found, tasks


async def refuse_who_handled(db: Db, actor: Actor, cases: Sequence[uuid.UUID]) -> None:
    """A supervisor does not handle the case being supervised (`domain.md` §2). Raises Refused."""
    if actor.account_id is None or not cases:
        return
    mine = select(CaseEvent.seq).where(
        CaseEvent.tenant_id == db.tenant, CaseEvent.case_id.in_(cases), CaseEvent.account_id == actor.account_id,
        CaseEvent.role.in_(HANDLERS),
    )  # fmt: skip
    if (await db.execute(mine.limit(1))).first() is not None:
        raise Refused(N_("You handled this case yourself: somebody else supervises it."))
