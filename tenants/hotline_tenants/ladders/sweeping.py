"""The sweep over ladders: each step is taken once, however many look, and none after somebody has signed."""

import datetime as dt
import uuid

from sqlalchemy import exists, or_, select, text, update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import JobActor
from hotline_platform.jobs.later import later, waits
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.model import Clock
from hotline_tenants.ladders.climbing import Way, climb
from hotline_tenants.ladders.model import Ladder

BATCH = 20
_TENANTS = text("SELECT * FROM hotline_tenants_with_due_ladders(:moment)")


async def sweep_ladders(database: Database, climbing: JobActor, *, at: dt.datetime) -> int:
    """Write a job for every tenant with a step to take at `at`, unless one waits already; returns how many."""
    async with database.transaction(NOWHERE) as db:
        tenants = sorted((await db.execute(_TENANTS, {"moment": at})).scalars())
    written = 0
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            if not await waits(db, climbing):
                later(db, climbing, wake=True)
                written += 1
    return written


async def climb_due(db: Db, *, at: dt.datetime, limit: int = BATCH) -> int:
    """Take the steps of this tenant that are due at `at`; returns how many ladders were looked at.

    A case on which somebody acts at this very moment, here or above, is left for the next time: waiting for it could
    be waiting for somebody who waits for us, and a signature may be under way.
    """
    await _leave_signed(db, at)
    stands = exists().where(
        Clock.tenant_id == db.tenant, Clock.case_id == Ladder.case_id, Clock.hold == "suspension"
    )
    wanted = select(Ladder).where(Ladder.tenant_id == db.tenant, Ladder.next_at <= at, ~stands)
    due = (await db.execute(wanted.order_by(Ladder.next_at).limit(limit))).scalars().all()
    for ladder in due:
        if ladder.above_case_id is not None and not await _free_above(db, ladder):
            continue
        case = await _free(db, ladder.case_id)
        if case is None or not await _is_due(db, ladder, at):
            continue
        way = Way(ladder.assignment_id, ladder.unit_id, ladder.above_tenant_id, ladder.above_case_id)
        ladder.taken = await climb(db, case, way, ladder.taken, at=at)
        further = ladder.taken < len(way.steps)
        ladder.next_at = at + dt.timedelta(minutes=ladder.minutes) if further else None
    return len(due)


async def stop_ladders(db: Db, case_id: uuid.UUID) -> None:
    """Somebody of those whom the ladders of a case lead to was told by telephone: there is nothing left to tell."""
    wanted = update(Ladder).where(
        Ladder.tenant_id == db.tenant, Ladder.case_id == case_id, Ladder.next_at.is_not(None)
    )
    await db.execute(wanted.values(next_at=None))


async def move_ladders(db: Db, case_id: uuid.UUID, *, begin: dt.datetime, end: dt.datetime) -> None:
    """The government was suspended: the next step of a case's ladders is as far away as it was when that began."""
    wanted = update(Ladder).where(
        Ladder.tenant_id == db.tenant,
        Ladder.case_id == case_id,
        Ladder.next_at >= begin,
        Ladder.started_at < end,
    )
    await db.execute(wanted.values(next_at=Ladder.next_at + (end - begin)))


async def _leave_signed(db: Db, at: dt.datetime) -> None:
    """No step follows once somebody has signed, the order was taken on, or the unit is out of it."""
    unsigned = exists().where(
        Assignment.tenant_id == db.tenant,
        Assignment.id == Ladder.assignment_id,
        Assignment.state == "dispatched",
    )
    at_the_desk = exists().where(
        Case.tenant_id == db.tenant, Case.id == Ladder.case_id, Case.state == "registered"
    )
    await db.execute(
        update(Ladder)
        .where(Ladder.tenant_id == db.tenant, Ladder.next_at <= at)
        .where(
            or_(Ladder.assignment_id.is_not(None) & ~unsigned, Ladder.assignment_id.is_(None) & ~at_the_desk)
        )
        .values(next_at=None)
        .execution_options(synchronize_session=False)
    )


async def _is_due(db: Db, ladder: Ladder, at: dt.datetime) -> bool:
    """Looked at again now that the case is ours: another sweep may have been here, or somebody signed."""
    await _leave_signed(db, at)
    await db.refresh(ladder)
    return ladder.next_at is not None and ladder.next_at <= at


async def _free(db: Db, case_id: uuid.UUID) -> Case | None:
    """The case, if nobody else holds it."""
    wanted = select(Case).where(Case.tenant_id == db.tenant, Case.id == case_id)
    wanted = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await db.execute(wanted)).scalar_one_or_none()


async def _free_above(db: Db, ladder: Ladder) -> bool:
    assert ladder.above_tenant_id is not None
    assert ladder.above_case_id is not None
    async with across(db, because=NewLink(db.tenant, ladder.above_tenant_id)):
        return await _free(db, ladder.above_case_id) is not None
