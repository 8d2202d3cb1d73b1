"""A government that was merged into another: its unit in the city closes, and its house with it."""

import datetime as dt

from sqlalchemy import update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.ending import Archiving
from hotline_platform.tenancy.model import LIVING, Tenant
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.network.units import unit_tree

_UNSEEN = {"synchronize_session": False}


async def close_above(db: Db, ground: Ground, *, at: dt.datetime) -> None:
    """In the city nothing is dispatched to it any more; what it was responsible for is the successor's, from today on.
    What stood under it stands under the successor.
    """
    assert ground.source.parent_id is not None
    async with across(db, because=NewLink(ground.source.id, ground.source.parent_id)):
        units = {unit.governs_tenant_id: unit.id for unit in await unit_tree(db) if unit.governs_tenant_id}
        former, successor = units.get(ground.source.id), units[ground.target.id]
        if former is None:
            return
        for column in (CatalogueEntry.unit_id, CatalogueEntry.area_id):
            await db.execute(
                update(CatalogueEntry)
                .where(CatalogueEntry.tenant_id == db.tenant, column == former, CatalogueEntry.ended_at.is_(None))
                .values({column: successor} if column is CatalogueEntry.unit_id else {"ended_at": at}),
                execution_options=_UNSEEN,
            )  # fmt: skip
        for values, which in (
            ({"parent_id": successor}, Unit.parent_id == former),
            ({"closed_at": at}, Unit.id == former),
        ):
            await db.execute(
                update(Unit).where(Unit.tenant_id == db.tenant, which).values(values),
                execution_options=_UNSEEN,
            )
        for what in ("units", "catalogue", "public_areas"):
            db.cache.forget(what, db.tenant)


async def archive(database: Database, plan: BoundaryPlan) -> None:
    """Nobody works there any more; its history can still be read, and its public page leads on to the successor."""
    async with database.transaction(NOWHERE, "admin") as db:
        ends = (
            update(Tenant).where(Tenant.id == plan.source_id, Tenant.status.in_(LIVING)).returning(Tenant.id)
        )
        ended = await db.execute(ends.values(status="archived", successor_id=plan.target_id))
        if ended.first() is not None:
            db.put(
                Archiving, id=new_id(), government_id=plan.source_id, at=plan.done_at, archived_by=plan.approved_by,
                reason=plan.reason,
            )  # fmt: skip
    database.cache.forget("registry")
