"""A unit of the city becomes a government: what it has in hand is opened there as orders, and for a week all of it can
be taken back.

The unit closes and the government, a unit of the city since it went live, stands in its place: in assignments with
their clocks, in the dispatch catalogue, in open demands. What waits for the city's review stays until it is judged.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.access.model import Membership
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.ledger import counting
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.referrals.descending import end_down, refer

IN_HAND = ("dispatched", "signed", "handling", "signing_off")
_UNSEEN = {"synchronize_session": False}


async def pair_of(db: Db, plan: BoundaryPlan) -> tuple[UnitInfo, UnitInfo]:
    """The unit, and the government that stands in its place, in the city that one stands in."""
    units = await unit_tree(db)
    ordinary = units.get(plan.roots[0])
    return ordinary, next(unit for unit in units.every() if unit.governs_tenant_id == plan.target_id)


async def change_places(db: Db, plan: BoundaryPlan, *, back: bool, at: dt.datetime) -> None:
    """Nothing is dispatched to the former any more; its responsibilities and places are the latter's."""
    ordinary, government = await pair_of(db, plan)
    old, new = (government, ordinary) if back else (ordinary, government)
    for unit, closed_at in ((old, at), (new, None)):
        await db.execute(
            update(Unit).where(Unit.tenant_id == db.tenant, Unit.id == unit.id).values(closed_at=closed_at),
            execution_options=_UNSEEN,
        )
    for column in (CatalogueEntry.unit_id, CatalogueEntry.area_id):
        await db.execute(
            update(CatalogueEntry)
            .where(CatalogueEntry.tenant_id == db.tenant, column == old.id, CatalogueEntry.ended_at.is_(None))
            .values({column: new.id}),
            execution_options=_UNSEEN,
        )
    people = update(Membership).where(Membership.tenant_id == db.tenant, Membership.unit_id == ordinary.id)
    if back:  # those who were there when it began are there again
        people = people.where(Membership.ended_at == plan.begun_at).values(ended_at=None)
    else:
        people = people.where(Membership.ended_at.is_(None)).values(ended_at=at)
    await db.execute(people, execution_options=_UNSEEN)
    for what in ("units", "catalogue", "public_areas"):
        db.cache.forget(what, db.tenant)
    note(
        db, "boundary_taken_back" if back else "boundary_converted", account_id=None, subject=plan.id, at=at,
        unit=str(ordinary.id), government=(await registry_of(db)).get(plan.target_id).code,
    )  # fmt: skip


async def next_in_hand(
    db: Db, plan: BoundaryPlan, *, back: bool, batch: int
) -> tuple[list[tuple[uuid.UUID, uuid.UUID]], bool]:
    """The next assignments to go with their cases, in the order of the cases; and whether others wait for review."""
    ordinary, government = await pair_of(db, plan)
    theirs = Assignment.tenant_id == db.tenant, Assignment.unit_id == (government.id if back else ordinary.id)
    wanted = (
        select(Assignment.case_id, Assignment.id)
        .where(*theirs, Assignment.state.in_(IN_HAND))
        .order_by(Assignment.case_id, Assignment.id)
        .limit(batch)
    )
    found = [(row[0], row[1]) for row in await db.execute(wanted)]
    waiting = select(Assignment.id).where(*theirs, Assignment.state == "replied").limit(1)
    return found, (await db.execute(waiting)).first() is not None and not back


async def convert(
    db: Db, plan: BoundaryPlan, chosen: list[tuple[uuid.UUID, uuid.UUID]], *, back: bool, at: dt.datetime
) -> int:
    """Each becomes an order of the new government, due when it was; or, back, its order ends and the unit has it."""
    ordinary, government = await pair_of(db, plan)
    old, new = (government, ordinary) if back else (ordinary, government)
    done = 0
    for case_id, assignment_id in chosen:
        case = await locked(db, case_id)
        part = await _held(db, assignment_id)
        if part.unit_id != old.id or part.state not in IN_HAND:
            continue
        actor = system_actor(db.tenant)
        if back:
            await end_down(db, part, "taken_away", at=at)
        await _placed(db, case, part, old, new)
        await record(
            db,
            case,
            "unconvert" if back else "convert",
            actor,
            at=at,
            former=old.id,
            unit=new.id,
            plan=plan.id,
        )
        if not back:
            due: dict[str, Any] = {"id": part.id, "reply_due_at": part.reply_extended_at or part.reply_due_at}
            await refer(db, actor, case, due, government, at=at)
        done += 1
    return done


async def _held(db: Db, assignment_id: uuid.UUID) -> Assignment:
    wanted = select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.id == assignment_id)
    return (await db.execute(wanted.with_for_update().execution_options(populate_existing=True))).scalar_one()


async def _placed(db: Db, case: Case, part: Assignment, old: UnitInfo, new: UnitInfo) -> None:
    with counting(db, "assignment", part):
        part.unit_id, part.governs_tenant_id = new.id, new.governs_tenant_id
    for model in (Clock, Ladder):
        await db.execute(
            update(model)
            .where(model.tenant_id == db.tenant, model.assignment_id == part.id, model.unit_id == old.id)
            .values(unit_id=new.id),
            execution_options=_UNSEEN,
        )
    with counting(db, "case", case):
        if case.lead_unit_id == old.id:
            case.lead_unit_id = new.id
        if case.area_id == old.id:
            case.area_id = new.id


async def follow_answered(db: Db, plan: BoundaryPlan) -> None:
    """What is answered and not closed yet follows when nothing is in hand any more: rework would go to who answered."""
    ordinary, government = await pair_of(db, plan)
    answered = (
        select(Assignment)
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(
            Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, Assignment.unit_id == ordinary.id
        )
        .where(Assignment.state == "accepted", Case.state.not_in(ENDED))
        .order_by(Assignment.case_id)
    )
    for part in list((await db.execute(answered)).scalars()):
        case = await locked(db, part.case_id)
        await _placed(db, case, part, ordinary, government)
