"""What goes over the border: a task of ours opens the district's own supervision, and its answer comes back."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.referrals.links import orders_below
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.drafting import put_supervision, text_of
from hotline_tenants.supervision.model import Supervision, SupervisionLink, SupervisionTask
from hotline_tenants.supervision.reaching import links_down, locked, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.supervised import cases_under, parts_of, put_cases, subject_of
from hotline_tenants.supervision.tasks import put_task

DESK = ("supervisor", "duty_head", "dispatcher")


async def open_below(
    db: Db, actor: Actor, supervision: Supervision, task: SupervisionTask, unit: UnitInfo, *, at: dt.datetime
) -> None:
    """Open the district's own supervision for a task just issued to it, with our number on it. Its leader is told when
    it comes as a letter; the orders that our cases opened there stand under it.
    """
    assert unit.governs_tenant_id is not None
    text = await text_of(db, supervision.id)
    assert text is not None
    words = text.title, text.facts, text.requirement, text.contact
    link, upper = NewLink(db.tenant, unit.governs_tenant_id), supervision.id
    parts = await parts_of(db, await cases_under(db, upper), [unit.id], OPEN)
    orders = await orders_below(db, [part.id for found in parts.values() for part in found])
    letter, here = supervision.form in ("written", "circular", "interview"), db.tenant
    async with across(db, because=link):
        lower_id = await put_supervision(
            db, actor, words, at=at, act="came_from_above", data={"number": supervision.number, "due": task.due_at},
            number=supervision.number, form=supervision.form, level=supervision.level, side="lower", state="issued",
            subject=subject_of(supervision.subject == "topic", len(orders)), opened_by=actor.account_id, issued_at=at,
            issued_by=actor.account_id, due_at=task.due_at, look_back_on=supervision.look_back_on,
        )  # fmt: skip
        put_cases(db, lower_id, orders)
        put_task(db, lower_id, None, task.what, task.due_at, lead=True, state="open", next_at=task.next_at)
        put_link(db, "lower", lower_id, task.id, here, upper)
        roles = (*DESK, "leader") if letter else DESK
        await tell(
            db, "supervised_from_above", subject_id=lower_id, subject_kind="supervision", at=at, roles=roles,
            number=supervision.number,
        )  # fmt: skip
    put_link(db, "upper", supervision.id, task.id, link.other_tenant_id, lower_id)


@asynccontextmanager
async def standing_below(db: Db, link: SupervisionLink) -> AsyncIterator[Supervision]:
    """Stand in the district for a while, with its supervision locked."""
    async with across(db, because=link):
        yield await locked(db, link.other_id)


@asynccontextmanager
async def standing_above(
    db: Db, link: SupervisionLink
) -> AsyncIterator[tuple[Supervision, uuid.UUID | None]]:
    """Stand in the government above, with its supervision locked and the unit that we are there."""
    async with across(db, because=link):
        upper = await locked(db, link.other_id)
        tasks = await tasks_of(db, upper.id) if link.task_id else ()
        yield upper, next((one.unit_id for one in tasks if one.id == link.task_id), upper.unit_id)


@asynccontextmanager
async def below(db: Db, link: SupervisionLink) -> AsyncIterator[tuple[Supervision, SupervisionTask]]:
    """Stand in the district for a while, with its supervision locked and its answer to us."""
    async with standing_below(db, link) as lower:
        yield lower, next(one for one in await tasks_of(db, lower.id) if one.unit_id is None)


@asynccontextmanager
async def above(db: Db, link: SupervisionLink) -> AsyncIterator[tuple[Supervision, SupervisionTask]]:
    """Stand in the government above, with its supervision locked and the task that is ours."""
    async with across(db, because=link):
        upper = await locked(db, link.other_id)
        yield upper, next(one for one in await tasks_of(db, upper.id) if one.id == link.task_id)


async def lift_below(
    db: Db, actor: Actor, supervision: Supervision, *, at: dt.datetime, only: uuid.UUID | None = None
) -> None:
    """What was asked of districts is asked no more: of the one with the task `only`, or of all of them."""
    for task_id, link in (await links_down(db, supervision.id)).items():
        if only not in (None, task_id):
            continue
        async with standing_below(db, link) as lower:
            if lower.state in ("issued", "reviewed", "fed_back"):
                await lift(db, actor, lower, "lifted_above", at=at)
                await tell_desk(db, lower, "supervision_lifted", at=at)


async def lift(db: Db, actor: Actor, supervision: Supervision, act: str, *, at: dt.datetime) -> None:
    """The deed on a locked supervision: nothing is asked of anybody any more."""
    for task in await tasks_of(db, supervision.id):
        if task.state not in ("done", "moved"):
            task.state, task.next_at = "lifted", None
    supervision.state, supervision.due_at, supervision.closed_at, supervision.outcome = (
        "lifted",
        None,
        at,
        "void",
    )
    await record(db, supervision, act, actor, at=at)
    await count_supervised(db, await cases_of(db, supervision))


async def tell_desk(db: Db, supervision: Supervision, kind: str, *, at: dt.datetime) -> None:
    """Tell the desk that follows supervisions here."""
    await tell(
        db, kind, subject_id=supervision.id, subject_kind="supervision", at=at, roles=("supervisor", "duty_head"),
        number=supervision.number,
    )  # fmt: skip


async def tell_unit(
    db: Db, supervision: Supervision, unit_id: uuid.UUID | None, kind: str, *, at: dt.datetime
) -> None:
    """Tell a unit's people, where the unit has people in this house."""
    if unit_id is not None:
        await tell(
            db, kind, subject_id=supervision.id, subject_kind="supervision", at=at, unit_id=unit_id,
            roles=("unit_officer", "unit_leader"), number=supervision.number,
        )  # fmt: skip


def put_link(
    db: Db,
    side: str,
    supervision_id: uuid.UUID,
    task_id: uuid.UUID | None,
    other_tenant: int,
    other_id: uuid.UUID,
) -> None:
    """One side of what is supervised from above."""
    db.put(
        SupervisionLink, id=new_id(), side=side, supervision_id=supervision_id, task_id=task_id,
        other_tenant_id=other_tenant, other_id=other_id,
    )  # fmt: skip
