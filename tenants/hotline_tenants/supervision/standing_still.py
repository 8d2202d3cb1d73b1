"""A supervision's deadlines stand still with the government that they are set for: nobody can report from there.

Nothing is told of them meanwhile. When the government works again, every deadline that is still open moves by the
working time that it lost, on both sides, once; the ledger says so.
"""

import datetime as dt
import uuid

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import clock_actor
from hotline_platform.calendar.spans import working_minutes
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import load_registry, registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.standstill.model import Standstill
from hotline_tenants.supervision.issuing import next_to_tell
from hotline_tenants.supervision.model import Supervision, SupervisionPlace, SupervisionTask
from hotline_tenants.supervision.reaching import tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reporting import next_due

REMEMBERED = dt.timedelta(days=60)
"""How long after its end a suspension is still looked at: longer than workers are ever away."""


async def suspended_units(db: Db) -> set[uuid.UUID]:
    """The units that are governments which are suspended at the moment."""
    registry = await registry_of(db)
    return {
        unit.id for unit in await unit_tree(db)
        if unit.governs_tenant_id is not None and registry.get(unit.governs_tenant_id).status == "suspended"
    }  # fmt: skip


async def let_run_on(database: Database, *, at: dt.datetime) -> None:
    """Give every open deadline what it lost in suspensions that are over. A second time nothing changes; in a
    government that has ended nothing is written, not even that it was looked at.
    """
    async with database.transaction(NOWHERE) as db:
        over = select(Standstill).where(Standstill.kind == "suspension", Standstill.end_at > at - REMEMBERED)
        ended = (await db.execute(over.order_by(Standstill.end_at))).scalars().all()
        registry = await load_registry(db)
    living = {one.id for one in registry.living()}
    for one in ended:
        assert one.government_id is not None
        for tenant in (one.government_id, registry.get(one.government_id).parent_id):
            if tenant in living:
                async with database.transaction(standing_in(tenant)) as db:
                    await _run_on(db, one, at=at)


async def _run_on(db: Db, over: Standstill, *, at: dt.datetime) -> None:
    assert over.end_at is not None
    if not await _first_look(db, over):
        return
    here = over.government_id == db.tenant
    theirs = [one.id for one in await unit_tree(db) if one.governs_tenant_id == over.government_id]
    wanted = (
        select(SupervisionTask, Supervision)
        .join(
            Supervision,
            and_(Supervision.tenant_id == db.tenant, Supervision.id == SupervisionTask.supervision_id),
        )
        .where(SupervisionTask.tenant_id == db.tenant, SupervisionTask.state == "open")
        .where(Supervision.issued_at < over.end_at, SupervisionTask.due_at > over.begin_at)
        .order_by(SupervisionTask.supervision_id, SupervisionTask.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if not here:
        wanted = wanted.where(SupervisionTask.unit_id.in_(theirs))
    calendar = await calendar_of(db)
    for task, supervision in (await db.execute(wanted)).all():
        asked_at = supervision.issued_at or over.begin_at
        lost = calendar.between(max(over.begin_at, asked_at), over.end_at).minutes
        if lost <= 0:
            continue
        was, task.due_at = task.due_at, calendar.after(task.due_at, working_minutes(lost)).at
        task.next_at = next_to_tell(calendar, task, at=at)
        supervision.due_at = next_due(await tasks_of(db, supervision.id))
        await record(
            db, supervision, "stood_still", clock_actor(db.tenant), at=at, unit=task.unit_id, task=task.id, was=was,
            due=task.due_at, standstill=over.id, begin=over.begin_at, end=over.end_at,
        )  # fmt: skip


async def _first_look(db: Db, over: Standstill) -> bool:
    """Whether this suspension has not been worked off here; whoever looks at the same moment waits and then has not."""
    assert over.end_at is not None
    row = insert(SupervisionPlace).values(
        tenant_id=db.tenant, name=f"suspended:{over.government_id}", position=int(over.end_at.timestamp())
    )
    key, later = [SupervisionPlace.tenant_id, SupervisionPlace.name], row.excluded.position
    moved = row.on_conflict_do_update(
        index_elements=key, set_={"position": later}, where=SupervisionPlace.position < later
    )
    return (await db.execute(moved.returning(SupervisionPlace.name))).first() is not None
