"""Proving the ledgers of rectification: chains from genesis, remarks, files, and the words of every notice."""

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.chains import Chain, file_faults, remark_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_platform.files.model import File
from hotline_tenants.ledgers.proving import ledgers
from hotline_tenants.rectification.issuing import words_digest
from hotline_tenants.rectification.model import Rectification, RectificationFile, RectificationRemark
from hotline_tenants.rectification.reaching import NOTICES

_ISSUED = ("issue", "came_from_above")


async def rectification_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every notice of the tenant one stands in whose ledger does not hold."""
    async for ids, entries, faults in ledgers(db, tenant_code, NOTICES):
        for fault in faults:
            yield fault
        remarks, files = await _remarks(db, ids), await _files(db, ids)
        rows = select(Rectification).where(Rectification.tenant_id == db.tenant, Rectification.id.in_(ids))
        for notice in await db.scalars(rows):
            own = entries.get(notice.id, ())
            chain = Chain(tenant_code, NOTICES.kind, notice.id, notice.number or str(notice.id))
            for fault in remark_faults(chain, own, remarks.get(notice.id, ())):
                yield fault
            for fault in file_faults(chain, own, files.get(notice.id, ()), "enclose"):
                yield fault
            for entry in own:
                if entry.act in _ISSUED and entry.data.get("words") != words_digest(notice):
                    yield Fault("the words are not what the entry carries", chain.number, entry.seq)


async def _remarks(db: Db, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    rows = await db.scalars(
        select(RectificationRemark).where(
            RectificationRemark.tenant_id == db.tenant, RectificationRemark.rectification_id.in_(ids)
        )
    )
    return _by_notice(rows.all())


async def _files(db: Db, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    rows = await db.execute(
        select(
            RectificationFile.rectification_id, RectificationFile.id, RectificationFile.seq, RectificationFile.salt,
            File.digest,
        )
        .join(File, (File.tenant_id == db.tenant) & (File.id == RectificationFile.file_id))
        .where(RectificationFile.tenant_id == db.tenant, RectificationFile.rectification_id.in_(ids))
    )  # fmt: skip
    return _by_notice(rows.all())


def _by_notice(rows: Sequence[Any]) -> Mapping[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.rectification_id].append(row)
    return found
