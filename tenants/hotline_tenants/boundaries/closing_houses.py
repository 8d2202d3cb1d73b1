"""A government that was merged into another or divided: its unit in the city closes, and its house with it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select, update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.ending import Archiving
from hotline_platform.tenancy.model import LIVING, Tenant
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.responsibilities import Known, put, sorted_out, standing
from hotline_tenants.boundaries.supervisions_above import drafts_follow
from hotline_tenants.meetings.succeeding import succeed
from hotline_tenants.network.classification import classification
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.network.units import unit_tree

_UNSEEN = {"synchronize_session": False}


async def close_above(db: Db, grounds: Sequence[Ground], *, at: dt.datetime) -> None:
    """In the city nothing is dispatched to it any more; what it was responsible for is the successor's, from today on,
    and so is what joint meetings settled. What stood under it stands under the successor. Of two successors that is the one which goes on with everything that
    was not chosen; whoever answered for something in a district that is divided answers for it in both.
    """
    source = grounds[0].source
    assert source.parent_id is not None
    async with across(db, because=NewLink(source.id, source.parent_id)):
        units = {unit.governs_tenant_id: unit.id for unit in await unit_tree(db) if unit.governs_tenant_id}
        former, successors = units.get(source.id), [units[ground.target.id] for ground in grounds]
        if former is None:
            return
        successor = successors[-1]
        if len(successors) > 1:
            await _answered_for_in(db, former, successors, on=at.astimezone(source.zone).date())
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
        await succeed(db, former, successor, at=at)
        await drafts_follow(db, former, successor, at=at)


async def _answered_for_in(db: Db, former: uuid.UUID, areas: Sequence[uuid.UUID], *, on: dt.date) -> None:
    """Responsibilities of other units for what lies in the district, for each of those that it becomes, unless somebody
    answers for it there already.
    """
    ours = await standing(db)
    units = {unit.id: unit.id for unit in await unit_tree(db) if unit.id != former}
    categories = {one.id: one.id for one in (await classification(db)).every()}
    theirs = [one for one in ours if one.area_id == former and not one.over(on)]
    for area in areas:
        for one in sorted_out(theirs, ours, Known(units, {**units, former: area}, categories))[0]:
            one.effective_from = max(on, one.effective_from)
            put(db, [one])


async def archive(database: Database, plan: BoundaryPlan) -> None:
    """Nobody works there any more; its history can still be read, and its public page leads on to who goes on. Brought
    back by somebody, it stays so.
    """
    async with database.transaction(NOWHERE, "admin") as db:
        since = Archiving.government_id == plan.source_id, Archiving.at >= plan.done_at
        if (await db.execute(select(Archiving.id).where(*since).limit(1))).first() is not None:
            return
        ends = (
            update(Tenant).where(Tenant.id == plan.source_id, Tenant.status.in_(LIVING)).returning(Tenant.id)
        )
        going_on = {"successor_id": plan.target_id, "other_successor_id": plan.rest_id}
        ended = await db.execute(ends.values(status="archived", hands_on=True, **going_on))
        if ended.first() is not None:
            db.put(
                Archiving, id=new_id(), government_id=plan.source_id, at=plan.done_at, archived_by=plan.approved_by,
                reason=plan.reason,
            )  # fmt: skip
    database.cache.forget("registry")
