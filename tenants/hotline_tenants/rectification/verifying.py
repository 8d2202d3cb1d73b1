"""Proving the ledgers of rectification: chains from genesis, remarks, files, and the words of every notice."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.chains import Chain, file_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.proving import files_beside, ledgers
from hotline_tenants.rectification.model import Rectification, RectificationFile
from hotline_tenants.rectification.opening import words_digest
from hotline_tenants.rectification.reaching import NOTICES

_ISSUED = ("issue", "came_from_above")


async def rectification_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the notices of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, NOTICES):
        for fault in faults:
            yield fault
        files = await files_beside(db, RectificationFile, NOTICES.owner, ids)
        rows = select(Rectification).where(Rectification.tenant_id == db.tenant, Rectification.id.in_(ids))
        for notice in await db.scalars(rows):
            own = entries.get(notice.id, ())
            chain = Chain(tenant_code, NOTICES.kind, notice.id, notice.number or str(notice.id))
            for fault in file_faults(chain, own, files.get(notice.id, ()), "enclose"):
                yield fault
            for entry in own:
                if entry.act in _ISSUED and entry.data.get("words") != words_digest(notice):
                    yield Fault("the words are not what the entry carries", chain.number, entry.seq)
        db.expunge_all()
