"""What follows from a registration, off the caller's time."""

import uuid

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_tenants.cases.model import Case
from hotline_tenants.network.catalogue import propose


@job()
async def propose_unit(db: Db, actor: Actor, *, case_id: str) -> None:
    """Write the catalogue's proposal on the case, so that the dispatch queue can show and sort by it.

    Idempotent; no act of anybody, so neither an event nor a reason for a page to become stale.
    """
    case = (
        await db.execute(
            select(Case.category_id, Case.area_id, Case.registered_on).where(
                Case.tenant_id == db.tenant, Case.id == uuid.UUID(case_id)
            )
        )
    ).one_or_none()
    if case is None:
        return
    proposal = await propose(db, case.category_id, case.area_id, on=case.registered_on)
    await db.execute(
        update(Case)
        .where(Case.tenant_id == db.tenant, Case.id == uuid.UUID(case_id))
        .values(proposed_unit_id=proposal.unit_id if proposal else None)
    )
