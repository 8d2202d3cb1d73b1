"""Proving everything that a government has chained: its cases, points, papers, seals and log, and every ledger beside."""

from collections.abc import AsyncIterator

from sqlalchemy import func, select

from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.verifying import Counts, Fault
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.answering.verifying import answering_faults
from hotline_tenants.circulars.verifying import circular_faults
from hotline_tenants.history.verifying import verify
from hotline_tenants.hotlines.verifying import hotline_faults
from hotline_tenants.inspection.verifying import inspection_faults
from hotline_tenants.meetings.verifying import meeting_faults
from hotline_tenants.rectification.verifying import rectification_faults
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.verifying import supervision_faults

LEDGERS = (
    supervision_faults, inspection_faults, circular_faults, rectification_faults, hotline_faults, meeting_faults,
    answering_faults,
)  # fmt: skip
"""What is proved beside cases, each in the government one stands in."""


async def verify_everything(
    database: Database, tenant: int, counts: Counts, *, key: str
) -> AsyncIterator[Fault]:
    """Every fault in whatever one government, or the deployment's log, has chained. Memory stays the same for any size."""
    async for fault in verify(database, tenant, counts, key=key):
        yield fault
    if tenant == DEPLOYMENT:
        return
    async with database.transaction(at(tenant), "reader") as db:
        await db.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        code = (await load_registry(db)).get(tenant).code
        every = select(func.count()).select_from(Supervision).where(Supervision.tenant_id == db.tenant)
        counts.supervisions += (await db.execute(every)).scalar_one()
        for proof in LEDGERS:
            async for fault in proof(db, code):
                yield fault
