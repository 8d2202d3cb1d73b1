"""Taking a looked-at file over, batch by batch: what is cut off goes on where it stopped, and nothing is done twice."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.divisions.deciding import Decided, decide
from hotline_tenants.divisions.ground import KIND_OF, There, ground_here, reach_of
from hotline_tenants.divisions.model import DivisionImport, DivisionRow
from hotline_tenants.network.model import Unit
from hotline_tenants.points.founding import found_points

BATCH = 1000
CHANGING = ("create", "change")  # the fates that touch a unit


async def import_for(db: Db, actor: Actor, import_id: uuid.UUID, *, lock: bool = False) -> DivisionImport:
    """A file of the government one stands in. Raises NotFound."""
    wanted = select(DivisionImport).where(
        DivisionImport.tenant_id == db.tenant, DivisionImport.id == import_id
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def start_import(db: Db, actor: Actor, import_id: uuid.UUID, *, at: dt.datetime) -> DivisionImport:
    """Say that the plan is to be done; `take_batch` does it. One file at a time. Raises Refused."""
    actor.need("network.keep")
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext("divisions"))))
    found = await import_for(db, actor, import_id, lock=True)
    if found.state == "running":
        return found
    if found.state != "planned":
        raise Refused(N_("This file was taken over or thrown away already. Look at it anew."))
    running = select(DivisionImport.file_name).where(
        DivisionImport.tenant_id == db.tenant, DivisionImport.state == "running"
    )
    if other := (await db.execute(running)).scalar():
        raise Refused(N_("Another file is being taken over: %(file)s. Wait until it is done.", file=other))
    found.state, found.started_at, found.moved_at = "running", at, at
    found.started_by, found.started_role = actor.account_id, actor.role
    note(db, "divisions_started", account_id=actor.account_id, subject=import_id, at=at, file=found.file_name)
    return found


async def discard_import(db: Db, actor: Actor, import_id: uuid.UUID) -> None:
    """Throw a plan away that nobody wants to do."""
    actor.need("network.keep")
    found = await import_for(db, actor, import_id, lock=True)
    if found.state != "planned":
        raise Refused(N_("This file was taken over or thrown away already. Look at it anew."))
    found.state = "discarded"


async def take_batch(db: Db, import_id: uuid.UUID, *, at: dt.datetime, batch: int = BATCH) -> bool:
    """The next rows of one government, streets before what stands under them; True while there are more.

    Each row is decided again on the units as they are now: the plan may be older than they are.
    """
    found = await import_for(db, system(db), import_id, lock=True)
    if found.state != "running":
        return False
    rows = await _next(db, import_id, batch)
    if not rows:
        found.state, found.finished_at, found.moved_at = "finished", at, at
        return False
    reach = await reach_of(db, (await registry_of(db)).get(db.tenant).code)
    government = rows[0].government
    actor = Actor(tenant=db.tenant, role=found.started_role, name="", account_id=found.started_by)
    if government == reach.own:
        outcome = await _take(db, actor, found, rows, government, at)
    else:
        async with across(db, because=reach.links[government]):
            outcome = await _take(db, actor, found, rows, government, at)
    for row, decided in zip(rows, outcome, strict=True):
        row.done_at, row.fate, row.changes = at, decided.fate, decided.changes
        if (fault := decided.fault) is not None:
            row.field, row.problem, row.params = fault.field, fault.problem, dict(fault.params)
    found.moved_at = at
    return True


def system(db: Db) -> Actor:
    """The product itself: whoever runs the job."""
    return Actor(tenant=db.tenant, role="system", name="system")


async def _next(db: Db, import_id: uuid.UUID, batch: int) -> Sequence[DivisionRow]:
    wanted = (
        select(DivisionRow)
        .where(
            DivisionRow.tenant_id == db.tenant, DivisionRow.import_id == import_id, DivisionRow.done_at.is_(None),
            DivisionRow.fate.in_(CHANGING),
        )
        .order_by(DivisionRow.government, DivisionRow.rank, DivisionRow.line)
        .limit(batch)
    )  # fmt: skip
    rows = (await db.execute(wanted)).scalars().all()
    return [row for row in rows if row.government == rows[0].government]


async def _take(
    db: Db, actor: Actor, found: DivisionImport, rows: Sequence[DivisionRow], government: str, at: dt.datetime
) -> list[Decided]:
    """One batch in the government one stands in; what each row has come to by now."""
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext("units"))))
    ground = await ground_here(db)
    outcome: list[Decided] = []
    fresh: list[tuple[There, str]] = []
    moved: list[There] = []
    for row in rows:
        decided = decide(row.code, row.name, row.parent_code, row.level, ground, government)
        outcome.append(decided)
        if decided.planned is None:
            continue
        unit = decided.planned
        ground.add(unit)
        if "unit" in decided.changes:
            db.put(
                Unit, id=unit.id, code=unit.code, name_zh=unit.name_zh, name_en=unit.name_zh, kind=KIND_OF[row.level],
                parent_id=unit.parent_id,
            )  # fmt: skip
        elif set(decided.changes) & {"name", "parent"}:
            moved.append(unit)
        if "point" in decided.changes:
            fresh.append((unit, row.telephone))
    await db.write()
    for one in moved:
        await _rename(db, actor, one, at)
    await found_points(
        db, actor, [(unit.id, telephone) for unit, telephone in fresh], import_id=found.id, at=at
    )
    note(
        db, "divisions_taken", account_id=actor.account_id, subject=found.id, at=at, file=found.file_name,
        rows=len(rows), government=government,
    )  # fmt: skip
    db.cache.forget("units", db.tenant)
    return outcome


async def _rename(db: Db, actor: Actor, moved: There, at: dt.datetime) -> None:
    wanted = select(Unit).where(Unit.tenant_id == db.tenant, Unit.id == moved.id)
    unit = (await db.execute(wanted)).scalar_one()
    if unit.name_en == unit.name_zh:  # nobody has given it an English name of its own
        unit.name_en = moved.name_zh
    unit.name_zh, unit.parent_id = moved.name_zh, moved.parent_id
    note(db, "unit_changed", account_id=actor.account_id, subject=unit.id, at=at, code=unit.code)
