"""The dry run: what would go over, and everything that stands in the way. Nothing is changed by it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import func, select

from hotline_platform.access.model import Membership
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.boundaries.blocks import (
    of_choice,
    of_houses,
    of_instructions,
    of_unfinished,
    of_units,
    of_work,
    words_of,
)
from hotline_tenants.boundaries.found import DryRun, number_of
from hotline_tenants.boundaries.ground import codes_there, counterparts_of, scope_of
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import tree_of
from hotline_tenants.boundaries.rectifications import notices_going, which_notices_go
from hotline_tenants.boundaries.responsibilities import (
    concerned,
    known,
    left_behind,
    same_categories,
    sorted_out,
    standing,
)
from hotline_tenants.boundaries.scope import Scope, still_open, which_go
from hotline_tenants.boundaries.supervisions import going, number_going, number_of_cards
from hotline_tenants.boundaries.trying_conversions import conversion
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.model import Clock
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_tenants.points.model import Point
from hotline_tenants.supervision.instructing import leaders_of

SHOWN = 50
"""Supervisions that are named."""
_KEEPING = (*OPEN, "accepted")


async def dry_run(database: Database, plan: BoundaryPlan, *, at: dt.datetime) -> DryRun:
    """Look at both houses as they are."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    source, targets = registry.get(plan.source_id), [registry.get(one) for one in plan.targets]
    if plan.kind == "convert":
        return await conversion(database, plan, source, targets[0])
    here = await tree_of(database, source.id)
    first, *rest = [await _to(database, plan, source, target, here) for target in targets]
    blocks = [*of_houses(source, *targets), *of_choice(plan, here), *first.blocks]
    blocks += [block for one in rest for block in one.blocks if block not in blocks]
    return replace(first, blocks=blocks, rest=rest[0] if rest else None)


async def _to(
    database: Database, plan: BoundaryPlan, source: Government, target: Government, here: UnitTree
) -> DryRun:
    """What of it would go to one government, and what stands in the way there."""
    there = await tree_of(database, target.id)
    scope = scope_of(plan, target.id, here, there)
    units = [unit for unit in here if unit.id in scope.gone]
    async with database.transaction(standing_in(target.id)) as db:
        theirs, own = await classification(db), await standing(db)
        led = bool(await leaders_of(db))
    async with database.transaction(standing_in(source.id)) as db:
        left = await of_unfinished(db, plan)
        following = await going(db, scope, limit=SHOWN)
        noticed, notices = await notices_going(db, which_notices_go(db.tenant, scope), limit=SHOWN)
        takers = counterparts_of(here, there, scope.gone, plan.counterparts)
        staying = await _staying(db, scope, here, there, takers)
        ours = await classification(db)
        names = known(scope.gone, takers, same_categories(ours, theirs))
        _, ending = sorted_out(await concerned(db, scope, plan.effective_on), own, names)
        blocks = [
            *of_units(units, target),
            *(
                N_(
                    "%(unit)s stays and has work in what goes over (%(number)s). Say which unit of the successor takes it.",
                    unit=unit.named, number=number,
                )
                for unit, number, taker in staying
                if taker is None
            ),
            *await of_work(db, scope, theirs),
            *words_of(source, left),
            *of_instructions(following, target, led=led),
        ]  # fmt: skip
        return DryRun(
            units, await number_of(db, Membership, Membership.unit_id.in_(scope.gone), Membership.ended_at.is_(None)),
            await number_of(db, Point, Point.unit_id.in_(scope.gone)), await _states(db, scope),
            await _clocks(db, scope),
            await number_of(db, Case, which_go(scope), Case.state.in_(("closed", "archived", "withdrawn"))), staying,
            left_behind([one for one in ending if not one.entry.over(plan.effective_on)], ours, here, there), blocks, left,
            following, await number_going(db, scope), await number_of_cards(db, scope), notices, noticed, codes_there(units, source, there),
        )  # fmt: skip


async def _staying(
    db: Db, scope: Scope, here: UnitTree, there: UnitTree, takers: Mapping[uuid.UUID, uuid.UUID]
) -> list[tuple[UnitInfo, int, UnitInfo | None]]:
    """Units that do not go and have work in what goes."""
    counted = (
        select(Assignment.unit_id, func.count())
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, Assignment.state.in_(_KEEPING))
        .where(which_go(scope), still_open())
        .group_by(Assignment.unit_id)
    )
    return [
        (here.get(unit_id), number, there.find(takers.get(unit_id)))
        for unit_id, number in (await db.execute(counted)).all()
        if unit_id not in scope.gone
    ]


async def _states(db: Db, scope: Scope) -> Mapping[str, int]:
    counted = (
        select(Case.state, func.count())
        .where(Case.tenant_id == db.tenant, which_go(scope), still_open())
        .group_by(Case.state)
    )
    return {row[0]: row[1] for row in await db.execute(counted)}


async def _clocks(db: Db, scope: Scope) -> int:
    counted = (
        select(func.count())
        .select_from(Clock)
        .join(Case, (Case.tenant_id == Clock.tenant_id) & (Case.id == Clock.case_id))
        .where(Clock.tenant_id == db.tenant, Case.tenant_id == db.tenant, Clock.stopped_at.is_(None))
        .where(which_go(scope), still_open())
    )
    return (await db.execute(counted)).scalar_one()
