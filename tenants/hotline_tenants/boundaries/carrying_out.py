"""Carrying a plan out, step by step: the units, then the open demands batch by batch, then the end of the former house.

Every step is one transaction that holds the plan's row and moves its marks with the deed, so whoever is cut off goes on
where it stopped, and two who carry out the same plan take turns.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.audit.recording import DEPLOYMENT, note, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.jobs.work import failure_text
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.boundaries.changing_places import begin_conversion
from hotline_tenants.boundaries.closing_houses import archive, close_above
from hotline_tenants.boundaries.converting import convert, follow_answered, next_in_hand
from hotline_tenants.boundaries.converting_supervisions import convert_supervisions
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.ground import Ground, ground_of
from hotline_tenants.boundaries.model import ENDING, BoundaryPlan
from hotline_tenants.boundaries.moving_cases import BATCH, anything_left, move_batch
from hotline_tenants.boundaries.moving_supervisions import move_supervisions
from hotline_tenants.boundaries.moving_units import move_units
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.boundaries.rectifications import convert_notices, move_notices
from hotline_tenants.boundaries.reviving import follow

log = logging.getLogger(__name__)


async def carry_out(database: Database, plan_id: uuid.UUID, *, at: dt.datetime, batch: int = BATCH) -> None:
    """From wherever it stands to its end. Raises Refused where something keeps it from beginning."""
    plan = await plan_of(database, plan_id)
    await _need_a_live_target(database, plan)
    if plan.begun_at is None and (blocks := (await dry_run(database, plan, at=at)).blocks):
        raise Refused(blocks[0])
    while await one_step(database, plan_id, at=at, batch=batch):
        pass
    plan = await plan_of(database, plan_id)
    if plan.kind in ENDING and plan.done_at is not None:
        await archive(database, plan)
    database.cache.forget("successions")


async def _need_a_live_target(database: Database, plan: BoundaryPlan) -> None:
    """A conversion into a government that is being prepared begins when that goes live, and not before."""
    async with database.transaction(NOWHERE) as db:
        target = (await load_registry(db)).get(plan.target_id)
    if plan.kind == "convert" and target.status == "preparing":
        raise Refused(
            N_(
                "%(government)s is being prepared: the plan begins when it goes live.",
                government=target.named,
            )
        )


async def one_step(database: Database, plan_id: uuid.UUID, *, at: dt.datetime, batch: int = BATCH) -> bool:
    """The next transaction of a plan that is approved; False when nothing is left to do."""
    plan = await plan_of(database, plan_id)
    async with database.transaction(standing_in(plan.source_id)) as db:
        plan = await _held(db, plan_id)
        if not plan.open or plan.approved_at is None:
            return False
        plan.failed_at = plan.failure = None
        if plan.kind == "convert":
            return await _convert(db, plan, at=at, batch=batch)
        grounds = [await ground_of(db, plan, one) for one in plan.targets]
        if plan.begun_at is None:
            await _begin(db, plan, grounds, at=at)
        elif moved := await _next_batch(db, grounds, at=at, batch=batch):
            plan.cases += moved
        elif any([await anything_left(db, one) for one in grounds]):
            return False
        elif went := await _next_supervisions(db, grounds, at=at):
            plan.supervisions += went
        elif went := await _next_notices(db, grounds, at=at):
            plan.rectifications += went
        else:
            if plan.kind in ENDING:
                await close_above(db, grounds, at=at)
            plan.done_at = at
            note(
                db,
                "boundary_done",
                account_id=None,
                subject=plan.id,
                at=at,
                units=len(plan.moved) + len(plan.rest_moved),
                cases=plan.cases,
            )
    if plan.done_at is None:
        return True
    await record(
        database, DEPLOYMENT, "boundary_done", subject=plan.id, at=at, units=len(plan.moved) + len(plan.rest_moved),
        cases=plan.cases,
    )  # fmt: skip
    return False


async def _begin(db: Db, plan: BoundaryPlan, grounds: Sequence[Ground], *, at: dt.datetime) -> None:
    """Every unit goes over in this one transaction, wherever it goes."""
    plan.begun_at = at
    for ground in grounds:
        went = sorted(str(one) for one in ground.gone)
        if ground.target.id == plan.rest_id:
            plan.rest_moved = went
        else:
            plan.moved = went
        await move_units(db, ground, at=at)


async def _next_batch(db: Db, grounds: Sequence[Ground], *, at: dt.datetime, batch: int) -> int:
    """Demands for the first of the governments that has any left."""
    for ground in grounds:
        if moved := await move_batch(db, ground, at=at, batch=batch):
            return moved
    return 0


async def _next_supervisions(db: Db, grounds: Sequence[Ground], *, at: dt.datetime) -> int:
    """Of what is about demands that went, or asks units that did; of a government that ends everything in the end."""
    for ground in grounds:
        if moved := await move_supervisions(db, ground, at=at):
            return moved
    return 0


async def _next_notices(db: Db, grounds: Sequence[Ground], *, at: dt.datetime) -> int:
    """Rectification notices to units that went."""
    for ground in grounds:
        if moved := await move_notices(db, ground, at=at):
            return moved
    return 0


async def _convert(db: Db, plan: BoundaryPlan, *, at: dt.datetime, batch: int) -> bool:
    """One step towards the new government, or back from it. What waits for review is waited for."""
    back = plan.undone_at is not None
    if plan.begun_at is None:
        await begin_conversion(db, plan, at=at)
        return True
    chosen, waiting = await next_in_hand(db, plan, back=back, batch=batch)
    if chosen:
        done = await convert(db, plan, chosen, back=back, at=at)
        plan.cases += 0 if back else done
        return True
    if went := await convert_supervisions(db, plan, back=back, at=at):
        plan.supervisions += 0 if back else went
        return True
    if went := await convert_notices(db, plan, back=back, at=at):
        plan.rectifications += went * (-1 if back else 1)
        return True
    if not back:
        await follow_answered(db, plan)
    if not waiting:
        plan.done_at = at
        note(
            db,
            "boundary_done",
            account_id=None,
            subject=plan.id,
            at=at,
            units=len(plan.moved),
            cases=plan.cases,
        )
    return False


async def _held(db: Db, plan_id: uuid.UUID) -> BoundaryPlan:
    wanted = select(BoundaryPlan).where(BoundaryPlan.id == plan_id).with_for_update()
    return (await db.execute(wanted)).scalar_one()


async def carry_out_due(database: Database, *, at: dt.datetime) -> int:
    """Every approved plan whose day has come, in the order of the days; how many are done with. What is blocked waits,
    and its page says why.
    """
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
        wanted = select(BoundaryPlan).where(
            BoundaryPlan.approved_at.is_not(None), BoundaryPlan.withdrawn_at.is_(None)
        )
        plans = (
            (await db.execute(wanted.order_by(BoundaryPlan.effective_on, BoundaryPlan.id))).scalars().all()
        )
    done, failure = 0, None
    for plan in plans:
        try:
            done += await _looked_after(database, registry.get(plan.source_id), plan, at=at)
        except Refused:
            continue
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are carried out
            log.error("boundary plan %s: %s", plan.id, failure_text(error))  # noqa: TRY400 - a traceback may quote data
            await _stopped(database, plan, registry.get(plan.source_id), failure_text(error), at=at)
            failure = failure or error
    if failure is not None:
        raise failure
    return done


async def _looked_after(
    database: Database, source: Government, plan: BoundaryPlan, *, at: dt.datetime
) -> bool:
    """Whatever is left to do for a plan at this moment; True where it was carried out to its end."""
    if plan.done_at is not None:
        if plan.kind in ENDING and source.status == "live":
            await archive(database, plan)  # cut off just before
        elif plan.kind not in ENDING or source.status == "archived":
            await follow(database, plan, at=at)
    elif plan.effective_on <= at.astimezone(source.zone).date():
        await carry_out(database, plan.id, at=at)
        return True
    return False


async def _stopped(
    database: Database, plan: BoundaryPlan, source: Government, why: str, *, at: dt.datetime
) -> None:
    """The plan says so until it goes on, and those who drew it up and approved it are told once."""
    city = source.id if plan.kind == "convert" else source.parent_id
    assert city is not None
    async with database.transaction(standing_in(city)) as db:
        plan = await _held(db, plan.id)
        if plan.failed_at is None:
            plan.failed_at = at
            await tell(
                db, "boundary_stopped", subject_id=plan.id, subject_kind="boundary", at=at,
                roles=("system_admin", "duty_head"),
            )  # fmt: skip
        plan.failure = why
