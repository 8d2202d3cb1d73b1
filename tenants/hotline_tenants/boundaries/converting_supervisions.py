"""What a unit that becomes a government was asked in supervisions, the government is asked; taken back, the unit is again."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.changing_places import pair_of, takers_there
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.supervisions import ASKED, STILL
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.lifecycle import TASK, step
from hotline_tenants.supervision.model import Supervision, SupervisionEntry, SupervisionTask
from hotline_tenants.supervision.reaching import links_down, locked, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.tasks import put_task
from hotline_tenants.supervision.travelling import below, lift_below, open_below, tell_desk, tell_unit

AT_ONCE = 20
"""Tasks of one transaction."""


async def convert_supervisions(db: Db, plan: BoundaryPlan, *, back: bool, at: dt.datetime) -> int:
    """Called in the city when nothing is in hand any more; how many tasks changed over, 0 where none is left."""
    ordinary, government = await pair_of(db, plan)
    units = [government.id] if back else [*plan.roots, *takers_there(plan)]
    wanted = (
        select(SupervisionTask.supervision_id, SupervisionTask.id)
        .join(
            Supervision,
            (Supervision.tenant_id == db.tenant) & (Supervision.id == SupervisionTask.supervision_id),
        )
        .where(SupervisionTask.tenant_id == db.tenant, SupervisionTask.unit_id.in_(units))
        .where(SupervisionTask.state.in_(ASKED), Supervision.state.in_(STILL))
        .order_by(SupervisionTask.supervision_id, SupervisionTask.id)
        .limit(AT_ONCE)
    )
    found = [(row[0], row[1]) for row in await db.execute(wanted)]
    for supervision_id, task_id in found:
        supervision = await locked(db, supervision_id)
        task = next(one for one in await tasks_of(db, supervision_id) if one.id == task_id)
        if back:
            await _asks_the_unit(db, plan, supervision, task, ordinary, government, at=at)
        else:
            await _asks_the_government(db, plan, supervision, task, government, at=at)
        await db.write()
        await count_supervised(db, await cases_of(db, supervision))
    return len(found)


async def _asks_the_government(
    db: Db, plan: BoundaryPlan, supervision: Supervision, task: SupervisionTask, government: UnitInfo, *, at: dt.datetime
) -> None:  # fmt: skip
    former = task.unit_id
    assert former is not None
    task.unit_id = government.id
    _instead_of(supervision, former, government.id, lead=task.lead)
    await _succeeded(db, plan, supervision, former, government.id, task.id, at=at)
    if supervision.state in ("draft", "to_sign"):
        return
    await open_below(db, system_actor(db.tenant), supervision, task, government, at=at)
    township = takers_there(plan).get(former)
    async with below(db, (await links_down(db, supervision.id))[task.id]) as (lower, asked):
        asked.state, asked.reported_at, asked.reported_by = task.state, task.reported_at, task.reported_by
        if township is None or task.state != "open":
            return
        further = put_task(db, lower.id, township, task.what, task.due_at, state="open", next_at=task.next_at)
        (own,) = [one for one in await tasks_of(db, lower.id) if one.id == further]
        await record(
            db, lower, "add_task", system_actor(db.tenant), at=at, unit=township, task=further, due=own.due_at,
            what=digest_of(own.salt, own.what),
        )  # fmt: skip
        await tell_unit(db, lower, township, "supervised", at=at)


async def _asks_the_unit(
    db: Db, plan: BoundaryPlan, supervision: Supervision, task: SupervisionTask, ordinary: UnitInfo,
    government: UnitInfo, *, at: dt.datetime,
) -> None:  # fmt: skip
    """By a task of its own: the other one keeps the link to what was opened below, which is asked no more there."""
    former = await _asked_before(db, plan, supervision.id, task.id) or ordinary.id
    if supervision.state in ("draft", "to_sign"):
        task.unit_id, again = former, task.id
    else:
        await lift_below(db, system_actor(db.tenant), supervision, at=at, only=task.id)
        again = put_task(
            db, supervision.id, former, task.what, task.due_at, lead=task.lead, state=task.state, next_at=task.next_at
        )  # fmt: skip
        if task.reported_at is not None:
            (new,) = [one for one in await tasks_of(db, supervision.id) if one.id == again]
            new.reported_at, new.reported_by = task.reported_at, task.reported_by
        task.state, task.next_at, task.lead = step(TASK, task.state, "hand_over").to, None, False
        await tell_unit(db, supervision, former, "supervised", at=at)
    _instead_of(supervision, government.id, former, lead=True)
    await _succeeded(db, plan, supervision, government.id, former, again, at=at)
    await tell_desk(db, supervision, "supervision_passed_on", at=at)


def _instead_of(supervision: Supervision, former: uuid.UUID, unit: uuid.UUID, *, lead: bool) -> None:
    if lead and supervision.unit_id == former:
        supervision.unit_id = unit
    if supervision.objecting_unit_id == former:
        supervision.objecting_unit_id = unit


async def _succeeded(
    db: Db, plan: BoundaryPlan, supervision: Supervision, former: uuid.UUID, unit: uuid.UUID, task: uuid.UUID, *,
    at: dt.datetime,
) -> None:  # fmt: skip
    await record(
        db, supervision, "successor", system_actor(db.tenant), at=at, former=former, unit=unit, task=task, plan=plan.id
    )  # fmt: skip


async def _asked_before(
    db: Db, plan: BoundaryPlan, supervision_id: uuid.UUID, task_id: uuid.UUID
) -> uuid.UUID | None:
    """The unit in whose place the government was asked; None where it was asked itself."""
    wanted = (
        select(SupervisionEntry.data)
        .where(
            SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id == supervision_id,
            SupervisionEntry.act == "successor", SupervisionEntry.data["task"].as_string() == str(task_id),
            SupervisionEntry.data["plan"].as_string() == str(plan.id),
        )
        .order_by(SupervisionEntry.seq.desc())
        .limit(1)
    )  # fmt: skip
    data = (await db.execute(wanted)).scalar_one_or_none()
    return uuid.UUID(data["former"]) if data else None
