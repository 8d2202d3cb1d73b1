"""Sealing a government: the heads of its chains that grew, and its log up to what can no longer change."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry, Seal, SealedHead
from hotline_platform.audit.recording import note
from hotline_platform.audit.seals import EMPTY_LOG, Head, Mac, Place, log_digest
from hotline_platform.database.session import Db

SETTLED = dt.timedelta(hours=1)
"""Entries younger than this wait for the next seal: a transaction that is still open may bring one among them."""

BATCH = 1000


def settled_before(moment: dt.datetime) -> uuid.UUID:
    """The first identifier that could have been made at `moment` less the time in which things settle."""
    milliseconds = int((moment - SETTLED).timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62)


async def seal(
    db: Db, place: Place, heads: AsyncIterator[Head], *, key: str, upto: uuid.UUID, at: dt.datetime
) -> Seal:
    """Write the next seal over `heads` (in the order of their cases) and the log's entries before `upto`.

    Memory stays the same for any number of heads and entries. The log itself notes that there is such a seal, so that
    a seal which was removed shows.
    """
    last = await _last_seal(db, place.tenant)
    number = last.number + 1 if last else 1
    mac = Mac(key, place.code, number)
    async for head in heads:
        mac.add(head)
        db.put(SealedHead, seal=number, case_id=head.case_id, seq=head.seq, hash=head.hash)
        if mac.heads % BATCH == 0:
            await db.write()
    digest, last_entry, entries = last.log_digest if last else EMPTY_LOG, last.last_entry if last else None, 0
    async for entry in log_entries(db, place.tenant, after=last_entry, before=upto):
        digest, last_entry, entries = log_digest(digest, place.code, entry), entry.id, entries + 1
    values = {"number": number, "at": at, "heads": mac.heads, "entries": entries, "last_entry": last_entry}
    proof = mac.finish(at=at, entries=entries, last_entry=last_entry, digest=digest)
    db.put(Seal, **values, log_digest=digest, mac=proof)
    note(db, "sealed", account_id=None, at=at, number=number)
    return Seal(tenant_id=place.tenant, **values, log_digest=digest, mac=proof)


async def log_entries(
    db: Db, tenant: int, *, after: uuid.UUID | None = None, before: uuid.UUID | None = None
) -> AsyncIterator[AuditEntry]:
    """The log of a tenant in the order in which it was written, streamed."""
    wanted = select(AuditEntry).where(AuditEntry.tenant_id == tenant).order_by(AuditEntry.id)
    if after is not None:
        wanted = wanted.where(AuditEntry.id > after)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    async for entry in await db.stream_scalars(wanted, execution_options={"yield_per": BATCH}):
        yield entry
        db.expunge(entry)


async def _last_seal(db: Db, tenant: int) -> Seal | None:
    wanted = select(Seal).where(Seal.tenant_id == tenant).order_by(Seal.number.desc()).limit(1)
    return (await db.execute(wanted)).scalar_one_or_none()
