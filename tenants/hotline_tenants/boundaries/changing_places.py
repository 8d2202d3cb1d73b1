"""A unit of the city and the government that it becomes change places, with everything that stands under the unit; and
back again.

The unit closes, and the government stands in its place in the catalogue. The townships go over as they do in any move
of boundaries, but for those which the new government has set up itself. When it is taken back, what there was in the
city at the beginning is there again, without whoever has left in the week between.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.access.model import Membership
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.boundaries.ground import Ground, ground_of, namesakes
from hotline_tenants.boundaries.model import UNDONE_WITHIN, BoundaryPlan
from hotline_tenants.boundaries.moving_units import hand_over_points, leave, move_units, points_of
from hotline_tenants.boundaries.responsibilities import at_once, put, standing
from hotline_tenants.boundaries.scope import Scope
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.points.acting import close_with_unit
from hotline_tenants.points.model import PointChange, PointEvent
from hotline_tenants.points.recording import record
from hotline_tenants.rosters.model import DutyPerson, DutyShift
from hotline_tenants.rosters.resting import rest, stand_again

_UNSEEN = {"synchronize_session": False}


async def pair_of(db: Db, plan: BoundaryPlan) -> tuple[UnitInfo, UnitInfo]:
    """The unit, and the government that stands in its place, in the city that one stands in."""
    units = await unit_tree(db)
    ordinary = units.get(plan.roots[0])
    return ordinary, next(unit for unit in units.every() if unit.governs_tenant_id == plan.target_id)


def takers_there(plan: BoundaryPlan) -> dict[uuid.UUID, uuid.UUID]:
    """By each unit that stood under the one that is converted the unit of the government which has its work."""
    gone = {one: one for one in plan.gone(plan.target_id) if one not in plan.roots}
    return {**gone, **{uuid.UUID(one): uuid.UUID(other) for one, other in plan.counterparts.items()}}


async def begin_conversion(db: Db, plan: BoundaryPlan, *, at: dt.datetime) -> None:
    """Called in the city, with the plan held: from here on nothing is dispatched to the unit and to what stood under it."""
    units = await unit_tree(db)
    ground = await ground_of(db, plan, plan.target_id)
    async with across(db, because=ground.link):
        set_up = namesakes(plan, units, await unit_tree(db))
    ordinary, government = await pair_of(db, plan)
    plan.begun_at = at
    plan.moved = [*plan.units, *sorted(str(one) for one in ground.gone)]
    plan.counterparts = {str(one): str(other) for one, other in set_up.items()}
    if ground.gone:
        await move_units(db, ground, at=at)
    await hand_over_points(db, replace(ground, scope=Scope(frozenset({ordinary.id}))), at=at)
    await rest(db, [ordinary.id, *set_up], until=at + UNDONE_WITHIN, at=at)
    if set_up:
        await leave(db, replace(ground, scope=Scope(frozenset(set_up))), at=at)
    await _stand_under(db, ordinary, government, [*takers_there(plan)])
    put(db, await _answered_for(db, plan, government))
    await _change(db, plan, ordinary, government, at=at)
    await _people(db, Membership.unit_id == ordinary.id, Membership.ended_at.is_(None), ended_at=at)
    await _noted(db, "boundary_converted", plan, ordinary, at=at)


async def begin_prepared(db: Db, government: int, *, at: dt.datetime, on: dt.date) -> None:
    """A government has just become a unit of the city: conversions into it that are approved begin with that, whatever
    day they were meant for, so that unit and government never stand beside each other.
    """
    for plan in await waiting_conversions(db, government):
        if plan.approved_at is not None:
            plan.effective_on = on
            await begin_conversion(db, plan, at=at)


async def waiting_conversions(db: Db, government: int) -> Sequence[BoundaryPlan]:
    """Plans by which units become this government and that have not begun, held."""
    wanted = select(BoundaryPlan).where(
        BoundaryPlan.target_id == government, BoundaryPlan.kind == "convert", BoundaryPlan.withdrawn_at.is_(None),
        BoundaryPlan.begun_at.is_(None),
    )  # fmt: skip
    return (await db.execute(wanted.order_by(BoundaryPlan.id).with_for_update())).scalars().all()


async def turn_back(db: Db, plan: BoundaryPlan, *, at: dt.datetime) -> None:
    """Called in the city, with the plan held: the unit works again, and so does what stood under it."""
    assert plan.begun_at is not None
    ordinary, government = await pair_of(db, plan)
    ground = await ground_of(db, plan, plan.target_id)
    takers = [*takers_there(plan)]
    async with across(db, because=ground.link):
        still = await _still_there(db, ground)
        if ground.gone:
            await leave(db, replace(ground, source=ground.target, target=ground.source), at=at)
    await _make_room(db, plan, government, at=at)
    await _change(db, plan, government, ordinary, at=at)
    await _answer_again(db, plan, takers)
    await _stand_under(db, government, ordinary, takers)
    reopened = update(Unit).where(
        Unit.tenant_id == db.tenant, Unit.id.in_(takers), Unit.closed_at == plan.begun_at
    )
    await db.execute(reopened.values(closed_at=None), execution_options=_UNSEEN)
    here = Membership.unit_id.in_([ordinary.id, *plan_namesakes(plan)]) | Membership.id.in_(still.members)
    await _people(db, here, Membership.ended_at == plan.begun_at, ended_at=None)
    await _on_duty_again(db, plan.begun_at, still, at=at)
    await stand_again(db, [ordinary.id, *plan_namesakes(plan)], since=plan.begun_at, at=at)
    await _points_again(db, plan, ground, at=at)
    await close_with_unit(db, system_actor(db.tenant), government.id, at=at)
    await _noted(db, "boundary_taken_back", plan, ordinary, at=at)


def plan_namesakes(plan: BoundaryPlan) -> list[uuid.UUID]:
    """The units that did not go, because the government had one of the same name."""
    return [uuid.UUID(one) for one in plan.counterparts]


@dataclass(frozen=True)
class _Still:
    """Who of those that went is there yet: memberships, and people on rosters with their numbers."""

    members: Sequence[uuid.UUID]
    phones: dict[uuid.UUID, str]


async def _still_there(db: Db, ground: Ground) -> _Still:
    members = select(Membership.id).where(
        Membership.tenant_id == db.tenant, Membership.unit_id.in_(ground.gone), Membership.ended_at.is_(None)
    )
    people = select(DutyPerson.id, DutyPerson.phone).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.unit_id.in_(ground.gone), DutyPerson.ended_at.is_(None)
    )
    found = (await db.execute(members)).scalars().all()
    return _Still(found, {row[0]: row[1] for row in await db.execute(people)})


async def _change(db: Db, plan: BoundaryPlan, old: UnitInfo, new: UnitInfo, *, at: dt.datetime) -> None:
    """One closes, the other opens and has its responsibilities and places."""
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
    for what in ("units", "catalogue", "public_areas"):
        db.cache.forget(what, db.tenant)


async def _stand_under(db: Db, old: UnitInfo, new: UnitInfo, units: Sequence[uuid.UUID]) -> None:
    """Closed or not, they are found under whoever stands for the county now: a demand that lies in one has its backstop."""
    which = update(Unit).where(Unit.tenant_id == db.tenant, Unit.parent_id == old.id, Unit.id.in_(units))
    await db.execute(which.values(parent_id=new.id), execution_options=_UNSEEN)


async def _answered_for(db: Db, plan: BoundaryPlan, government: UnitInfo) -> list[CatalogueEntry]:
    """What units that went answered for outside of themselves: the government does from now on."""
    return [
        CatalogueEntry(
            category_id=one.category_id, area_id=one.area_id, unit_id=government.id, basis_zh=one.basis_zh,
            basis_en=one.basis_en, effective_from=one.effective_from, effective_until=one.effective_until,
        )
        for one in await _ended_with_it(db, plan)
        if one.unit_id in takers_there(plan) and one.area_id not in takers_there(plan)
    ]  # fmt: skip


async def _ended_with_it(db: Db, plan: BoundaryPlan) -> Sequence[CatalogueEntry]:
    units = [*takers_there(plan)]
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at == plan.begun_at,
        CatalogueEntry.unit_id.in_(units) | CatalogueEntry.area_id.in_(units),
    )  # fmt: skip
    return (await db.execute(wanted.order_by(CatalogueEntry.effective_from))).scalars().all()


async def _make_room(db: Db, plan: BoundaryPlan, government: UnitInfo, *, at: dt.datetime) -> None:
    """What the government answered for in the place of its townships ends."""
    places = {(one.category_id, one.area_id) for one in await _ended_with_it(db, plan)}
    for one in await standing(db):
        if one.unit_id == government.id and (one.category_id, one.area_id) in places:
            one.ended_at = at


async def _answer_again(db: Db, plan: BoundaryPlan, units: Sequence[uuid.UUID]) -> None:
    """Unless somebody else was made responsible in the meantime."""
    there = list(await standing(db))
    for one in await _ended_with_it(db, plan):
        same = (
            other for other in there if (other.category_id, other.area_id) == (one.category_id, one.area_id)
        )
        if not any(at_once(other, one) for other in same):
            one.ended_at = None
            there.append(one)


async def _people(db: Db, *which: ColumnElement[bool], ended_at: dt.datetime | None) -> None:
    people = update(Membership).where(Membership.tenant_id == db.tenant, *which)
    await db.execute(people.values(ended_at=ended_at), execution_options=_UNSEEN)


async def _on_duty_again(db: Db, since: dt.datetime, still: _Still, *, at: dt.datetime) -> None:
    wanted = select(DutyPerson).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.id.in_(still.phones), DutyPerson.ended_at == since
    )
    for person in (await db.execute(wanted)).scalars():
        person.ended_at, person.phone = None, still.phones[person.id]
    shifts = update(DutyShift).where(
        DutyShift.tenant_id == db.tenant, DutyShift.person_id.in_(still.phones), DutyShift.cancelled_at == since,
        DutyShift.ends_at > at,
    )  # fmt: skip
    await db.execute(shifts.values(cancelled_at=None), execution_options=_UNSEEN)


async def _points_again(db: Db, plan: BoundaryPlan, ground: Ground, *, at: dt.datetime) -> None:
    """In the state in which each was handed over, with what was announced and not filed yet."""
    units = {plan.roots[0], *takers_there(plan)}
    waits = update(PointChange).where(
        PointChange.tenant_id == db.tenant, PointChange.unit_id.in_(units), PointChange.settled_at == plan.begun_at,
    )  # fmt: skip
    await db.execute(waits.values(settled_at=None), execution_options=_UNSEEN)
    handed = select(PointEvent.unit_id, PointEvent.data).where(
        PointEvent.tenant_id == db.tenant, PointEvent.unit_id.in_(units), PointEvent.act == "hand_over"
    )
    states = {row[0]: row[1]["state"] for row in await db.execute(handed.order_by(PointEvent.seq))}
    for point in await points_of(db, replace(ground, scope=Scope(frozenset(units)))):
        point.state = states[point.unit_id]
        await record(db, point, "come_back", system_actor(db.tenant), at=at, plan=plan.id, state=point.state)


async def _noted(db: Db, kind: str, plan: BoundaryPlan, unit: UnitInfo, *, at: dt.datetime) -> None:
    code = (await registry_of(db)).get(plan.target_id).code
    note(db, kind, account_id=None, subject=plan.id, at=at, unit=str(unit.id), government=code)
