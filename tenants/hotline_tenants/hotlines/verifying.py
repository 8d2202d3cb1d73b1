"""Proving the ledgers of merged hotlines: every chain from genesis, and that each says now what its last entry carries."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.recording import HOTLINES, content_of
from hotline_tenants.ledgers.proving import ledgers


async def hotline_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the merged hotlines of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, HOTLINES):
        for fault in faults:
            yield fault
        rows = select(MergedHotline).where(MergedHotline.tenant_id == db.tenant, MergedHotline.id.in_(ids))
        for hotline in await db.scalars(rows):
            own = entries.get(hotline.id)
            if own and own[-1].data.get("says") != content_of(hotline):
                yield Fault("the hotline does not say what its last entry carries", hotline.line, own[-1].seq)
        db.expunge_all()
