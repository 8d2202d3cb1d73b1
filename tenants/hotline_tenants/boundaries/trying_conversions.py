"""The dry run of a conversion: what the unit and all under it have in hand, and what stands in the way."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from hotline_platform.access.model import Membership
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.blocks import of_houses
from hotline_tenants.boundaries.found import DryRun, number_of
from hotline_tenants.boundaries.ground import codes_there, counterparts_of, scope_of, standing_under
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import tree_of
from hotline_tenants.boundaries.rectifications import asked_of, notices_going
from hotline_tenants.boundaries.responsibilities import (
    concerned,
    known,
    left_behind,
    same_categories,
    sorted_out,
    standing,
)
from hotline_tenants.boundaries.supervisions import ASKED, STILL
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment
from hotline_tenants.clocks.model import Clock
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.points.model import Point
from hotline_tenants.supervision.model import Supervision, SupervisionTask

NEW_FOR = dt.timedelta(days=30)
"""So long a government may have worked as a unit of the city before another unit becomes it."""
SHOWN = 50
"""Rectification notices that are named."""


async def conversion(
    database: Database, plan: BoundaryPlan, source: Government, target: Government
) -> DryRun:
    """`staying` is empty, for nothing is anybody else's. A government that is being prepared is no block: the plan begins
    in the moment in which it goes live.
    """
    there = await tree_of(database, target.id)
    async with database.transaction(standing_in(target.id)) as db:
        theirs, own = await classification(db), await standing(db)
    async with database.transaction(standing_in(source.id)) as db:
        here, ours = await unit_tree(db), await classification(db)
        unit, scope = here.get(plan.roots[0]), scope_of(plan, target.id, here, there)
        units = [unit, *standing_under(plan, here)]
        ids = [one.id for one in units]
        blocks = of_houses(source, *([] if target.status == "preparing" else [target]))
        if unit.closed and plan.begun_at is None:
            blocks.append(N_("%(unit)s is closed meanwhile.", unit=unit.named))
        if plan.begun_at is None and await _stands_on_its_own(db, plan, here, target):
            blocks.append(
                N_(
                    "%(government)s has handled demands of the city for more than %(days)s days: it is no new government that a unit becomes.",
                    government=target.named, days=NEW_FOR.days,
                )
            )  # fmt: skip
        if target.status == "live" and not any(one.governs_tenant_id == target.id for one in here):
            blocks.append(
                N_(
                    "%(government)s is not a unit of the city yet: it goes live first.",
                    government=target.named,
                )
            )
        states = await db.execute(
            select(Assignment.state, func.count())
            .where(Assignment.tenant_id == db.tenant, Assignment.unit_id.in_(ids), Assignment.state.in_(OPEN))
            .group_by(Assignment.state)
        )
        takers = counterparts_of(here, there, scope.gone, plan.counterparts)
        names = known(scope.gone, takers, same_categories(ours, theirs))
        _, ending = sorted_out(await concerned(db, scope, plan.effective_on), own, names)
        noticed, notices = await notices_going(db, asked_of(db.tenant, ids), limit=SHOWN)
        return DryRun(
            units=units, people=await number_of(db, Membership, Membership.unit_id.in_(ids), Membership.ended_at.is_(None)),
            points=await number_of(db, Point, Point.unit_id.in_(ids)), states={row[0]: row[1] for row in states},
            clocks=await number_of(db, Clock, Clock.unit_id.in_(ids), Clock.stopped_at.is_(None)), blocks=blocks,
            supervised=await _asked(db, ids),
            cards=await number_of(
                db, Supervision, Supervision.unit_id.in_(ids), Supervision.form == "system", Supervision.state.in_(STILL)
            ),
            notices=notices, noticed=noticed, codes=codes_there([one for one in units if one.id in scope.gone], source, there),
            left=left_behind([one for one in ending if not one.entry.over(plan.effective_on)], ours, here, there),
        )  # fmt: skip


async def _stands_on_its_own(db: Db, plan: BoundaryPlan, here: UnitTree, target: Government) -> bool:
    """Whoever is taken back gives up everything and is no unit of the city any more: that must not befall a government
    which was there before.
    """
    until = dt.datetime.combine(plan.effective_on - NEW_FOR, dt.time(), target.zone)
    units = [one.id for one in here if one.governs_tenant_id == target.id]
    wanted = select(Assignment.id).where(
        Assignment.tenant_id == db.tenant, Assignment.unit_id.in_(units), Assignment.dispatched_at < until
    )
    return (await db.execute(wanted.limit(1))).first() is not None


async def _asked(db: Db, units: Sequence[uuid.UUID]) -> int:
    """Supervisions in which one of these units has something to answer: the government has, from then on."""
    wanted = (
        select(func.count(SupervisionTask.supervision_id.distinct()))
        .join(
            Supervision,
            (Supervision.tenant_id == db.tenant) & (Supervision.id == SupervisionTask.supervision_id),
        )
        .where(SupervisionTask.tenant_id == db.tenant, SupervisionTask.unit_id.in_(units))
        .where(SupervisionTask.state.in_(ASKED), Supervision.state.in_(STILL))
    )
    return (await db.execute(wanted)).scalar_one()
