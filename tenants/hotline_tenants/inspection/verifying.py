"""Proving the ledgers of inspection: every chain from genesis, and the words that its entries carry digests of."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.chains import digest_of
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.inspection.model import Finding
from hotline_tenants.inspection.recording import CAMPAIGNS
from hotline_tenants.ledgers.proving import ledgers


async def inspection_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every campaign of the tenant one stands in whose ledger does not hold."""
    async for ids, entries, faults in ledgers(db, tenant_code, CAMPAIGNS):
        for fault in faults:
            yield fault
        rows = await db.scalars(
            select(Finding).where(Finding.tenant_id == db.tenant, Finding.campaign_id.in_(ids))
        )
        carried = {
            str(one.data.get("finding")): one.data.get("words")
            for several in entries.values()
            for one in several
            if one.act == "find"
        }
        standing = {str(one.id): one for one in rows}
        for name, digest in carried.items():
            found = standing.pop(name, None)
            if found is None or digest_of(found.salt, found.words) != digest:
                yield Fault("a finding is not what the entry carries", name)
        for name in standing:
            yield Fault("a finding belongs to no entry", name)
