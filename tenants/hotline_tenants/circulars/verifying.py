"""Proving the ledgers of circulars: every chain from genesis, and that each says now what its last entry carries."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.circulars.model import Circular
from hotline_tenants.circulars.recording import CIRCULARS, content_of
from hotline_tenants.ledgers.proving import ledgers


async def circular_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the circulars of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, CIRCULARS):
        for fault in faults:
            yield fault
        rows = select(Circular).where(Circular.tenant_id == db.tenant, Circular.id.in_(ids))
        for circular in await db.scalars(rows):
            own, says = entries.get(circular.id), content_of(circular.title, circular.parts, circular.figures)
            if own and own[-1].data.get("says") != says:
                name = circular.number or circular.title
                yield Fault("the circular does not say what its last entry carries", name, own[-1].seq)
        db.expunge_all()
