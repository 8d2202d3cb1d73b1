"""Proving ledgers: every chain from genesis, against what the sealed log knows of it, and the remarks beside it."""

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import null, select

from hotline_platform.audit.chains import Chain, link_faults, remark_faults
from hotline_platform.audit.model import AuditEntry
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_platform.files.model import File
from hotline_tenants.ledgers.recording import Ledger

AT_ONCE = 200
"""Ledgers that are in memory at the same time."""


async def ledgers(
    db: Db, tenant_code: str, ledger: Ledger
) -> AsyncIterator[tuple[Sequence[uuid.UUID], Mapping[uuid.UUID, Sequence[Any]], Iterable[Fault]]]:
    """Page by page: which they are, their entries, and the faults of their chains, of what the log knows of them and of
    the remarks beside them. A fault names the number of what has one.
    """
    whole: Any = ledger.whole
    number = whole.number if hasattr(whole, "number") else null()
    after = uuid.UUID(int=0)
    wanted = (
        select(whole.id, whole.events, whole.head, number.label("number"))
        .where(whole.tenant_id == db.tenant)
        .order_by(whole.id)
    )
    while rows := (await db.execute(wanted.where(whole.id > after).limit(AT_ONCE))).all():
        ids = [row.id for row in rows]
        entries, noted = await _entries(db, ledger, ids), await _noted(db, ledger, ids)
        remarks = await beside(db, ledger.remarks, ledger.owner, ids) if ledger.remarks else {}
        faults: list[Fault] = []
        for row in rows:
            own, name = entries.get(row.id, []), row.number or str(row.id)
            chain = Chain(tenant_code, ledger.kind, row.id, name)
            faults += link_faults(chain, own, counted=row.events, head=row.head)
            hashes = {one.seq: one.hash.hex() for one in own}
            faults += [
                Fault("the log knows another ledger up to this entry", name, one["seq"])
                for one in noted.get(row.id, ())
                if hashes.get(one["seq"]) != one["head"]
            ]
            if ledger.remarks:
                faults += remark_faults(chain, own, remarks.get(row.id, ()))
        yield ids, entries, faults
        after = ids[-1]


async def beside(
    db: Db, model: Any, owner: str, ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Any]]:
    """Rows that belong to these ledgers by the column `owner`."""
    column = getattr(model, owner)
    rows = await db.scalars(select(model).where(model.tenant_id == db.tenant, column.in_(ids)))
    return _by_owner((getattr(row, owner), row) for row in rows)


async def files_beside(
    db: Db, model: Any, owner: str, ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Any]]:
    """The files that rows of `model` put into these ledgers, with the digests of their contents."""
    column = getattr(model, owner)
    rows = await db.execute(
        select(column.label("owner"), model.id, model.seq, model.salt, File.digest)
        .join(File, (File.tenant_id == db.tenant) & (File.id == model.file_id))
        .where(model.tenant_id == db.tenant, column.in_(ids))
    )
    return _by_owner((row.owner, row) for row in rows)


async def _entries(db: Db, ledger: Ledger, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    table: Any = ledger.entries
    owner = getattr(table, ledger.owner)
    rows = await db.execute(
        select(
            owner.label("owner"), table.seq, table.at, table.act, table.account_id, table.role,
            table.unit_id if ledger.of_units else null().label("unit_id"), table.data, table.hash,
        )
        .where(table.tenant_id == db.tenant, owner.in_(ids))
        .order_by(owner, table.seq)
    )  # fmt: skip
    return _by_owner((row.owner, row) for row in rows)


async def _noted(db: Db, ledger: Ledger, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    rows = await db.execute(
        select(AuditEntry.subject, AuditEntry.detail).where(
            AuditEntry.tenant_id == db.tenant, AuditEntry.kind == ledger.kind, AuditEntry.subject.in_(ids)
        )
    )
    return _by_owner((row.subject, row.detail) for row in rows)


def _by_owner(rows: Iterable[tuple[uuid.UUID, Any]]) -> Mapping[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for owner, row in rows:
        found[owner].append(row)
    return found
