"""What comes to life again after the boundaries changed follows to whoever goes on: the caller of an ended demand objects,
or the government above sends an order back to work. In the former house nobody is left to decide or handle it.
"""

import datetime as dt

from sqlalchemy import ColumnElement, select, true

from hotline_platform.access.actor import system_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import Ground, begun_scope, ground_of
from hotline_tenants.boundaries.model import ENDING, BoundaryPlan
from hotline_tenants.boundaries.moving_cases import BATCH, move_batch
from hotline_tenants.boundaries.moving_supervisions import move_supervisions
from hotline_tenants.boundaries.scope import which_go
from hotline_tenants.callbacks.objecting import WITHIN
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.lifecycle import CASE
from hotline_tenants.cases.model import Case
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.taking_up import take_up
from hotline_tenants.rulings.model import Ruling

LOOKED_FOR = WITHIN + dt.timedelta(days=30)
"""How long after a plan is done: a caller may object for `WITHIN`, and the government above may need its time to rule."""

_ALIVE = sorted({state for state, _ in CASE} - {*ENDED})


async def follow(database: Database, plan: BoundaryPlan, *, at: dt.datetime) -> int:
    """Take over what came to life again since a plan was done; how many demands went."""
    if plan.kind == "convert" or plan.done_at is None or at - plan.done_at > LOOKED_FOR:
        return 0
    if plan.kind in ENDING:
        await _hear(database, plan.source_id, at=at)
    moved = 0
    while went := await _next(database, plan, at=at):
        moved += went
    while moved and await _next_supervisions(database, plan, at=at):
        pass
    return moved


async def _hear(database: Database, tenant: int, *, at: dt.datetime) -> None:
    """Objections that callers have sent to the house that ended; no other job looks there."""
    async with database.transaction(standing_in(tenant)) as db:
        wanted = select(Submission.id).where(
            Submission.tenant_id == tenant, Submission.kind == "objection", Submission.taken_up_at.is_(None)
        )
        waiting = (await db.execute(wanted.order_by(Submission.made_at, Submission.id))).scalars().all()
    for submission_id in waiting:
        async with database.transaction(standing_in(tenant)) as db:
            await take_up(db, system_actor(tenant), submission_id, at=at)


async def _next(database: Database, plan: BoundaryPlan, *, at: dt.datetime) -> int:
    async with database.transaction(standing_in(plan.source_id)) as db:
        for target in plan.targets:
            if await _anything_alive(db, which_go(begun_scope(plan, target))):
                ground = await ground_of(db, plan, target)
                if moved := await move_batch(db, ground, _handled_there(plan, ground), at=at, batch=BATCH):
                    return moved
    return 0


async def _next_supervisions(database: Database, plan: BoundaryPlan, *, at: dt.datetime) -> int:
    """What is about them, or was and went before."""
    async with database.transaction(standing_in(plan.source_id)) as db:
        for target in plan.targets:
            if went := await move_supervisions(db, await ground_of(db, plan, target), at=at):
                return went
    return 0


async def _anything_alive(db: Db, theirs: ColumnElement[bool]) -> bool:
    """Read from the index of states and that of rulings that wait: it costs what is alive, not what has ended."""
    alive = select(Case.id).where(Case.tenant_id == db.tenant, Case.state.in_(_ALIVE), theirs)
    asked = (
        select(Case.id)
        .join(Ruling, (Ruling.tenant_id == Case.tenant_id) & (Ruling.case_id == Case.id))
        .where(Case.tenant_id == db.tenant, Ruling.tenant_id == db.tenant, theirs)
        .where(Ruling.kind == "objection", Ruling.state == "asked")
    )
    return any([(await db.execute(one.limit(1))).first() is not None for one in (asked, alive)])


def _handled_there(plan: BoundaryPlan, ground: Ground) -> ColumnElement[bool]:
    """A government that goes on itself keeps what a unit of its own had handled."""
    return true() if plan.kind in ENDING else Case.lead_unit_id.in_({*ground.gone, *ground.counterparts})
