"""Plans as pages, jobs and verbs find them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.tenancy.registry import Government, Registry
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.network.units import UnitTree, unit_tree


async def plan_of(database: Database, plan_id: uuid.UUID) -> BoundaryPlan:
    """One plan. Raises NotFound."""
    async with database.transaction(NOWHERE) as db:
        plan = await db.get(BoundaryPlan, plan_id)
    if plan is None:
        raise NotFound
    return plan


def within(registry: Registry, actor: Actor) -> Sequence[Government]:
    """The governments whose boundaries are this actor's concern: those below a city, and the city itself."""
    below = registry.below(actor.tenant)
    return (registry.get(actor.tenant), *below) if below else ()


async def plans_between(db: Db, governments: Sequence[int]) -> Sequence[BoundaryPlan]:
    """The plans of these governments, the latest day first."""
    wanted = select(BoundaryPlan).where(BoundaryPlan.source_id.in_(governments))
    return (
        (await db.execute(wanted.order_by(BoundaryPlan.effective_on.desc(), BoundaryPlan.id.desc())))
        .scalars()
        .all()
    )


async def tree_of(database: Database, tenant: int) -> UnitTree:
    """The units of a government, whoever asks."""
    async with database.transaction(standing_in(tenant)) as db:
        return await unit_tree(db)
