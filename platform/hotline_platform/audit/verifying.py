"""Proving seals and log: nothing was changed, nothing removed, and the key outside says so."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.audit.model import Seal, SealedHead
from hotline_platform.audit.sealing import BATCH, log_entries
from hotline_platform.audit.seals import EMPTY_LOG, Mac, Place, log_digest
from hotline_platform.database.session import Db


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which case (its number), at which event of its chain."""

    what: str
    number: str = ""
    seq: int | None = None

    def __str__(self) -> str:
        place = f"{self.number} #{self.seq}" if self.seq is not None else self.number
        return f"{place}: {self.what}" if place else self.what


@dataclass
class Counts:
    """What was looked at."""

    cases: int = 0
    events: int = 0
    supervisions: int = 0
    contents: int = 0
    heads: int = 0
    seals: int = 0
    entries: int = 0
    unsealed: int = 0


async def verify_seals(db: Db, place: Place, counts: Counts, *, key: str) -> AsyncIterator[Fault]:
    """Every seal of one government with its mac, and the log between the seals. Reads, and nothing else."""
    wanted = select(Seal).where(Seal.tenant_id == place.tenant).order_by(Seal.number)
    seals = (await db.execute(wanted)).scalars().all()
    counts.seals += len(seals)
    for seal in seals:
        if not await _mac_holds(db, place, seal, key):
            yield Fault(f"seal {seal.number} does not match its mac: it or the heads under it were changed")
    noted = 0
    async for fault, number in _log(db, place, seals, counts):
        noted = max(noted, number)
        if fault:
            yield fault
    present = {seal.number for seal in seals}
    for number in range(1, max([noted, *present], default=0) + 1):
        if number not in present:
            yield Fault(f"seal {number} was made and is gone")


async def _mac_holds(db: Db, place: Place, seal: Seal, key: str) -> bool:
    mac = Mac(key, place.code, seal.number)
    heads = (
        select(SealedHead.case_id, SealedHead.seq, SealedHead.hash)
        .where(SealedHead.tenant_id == place.tenant, SealedHead.seal == seal.number)
        .order_by(SealedHead.case_id)
    )
    async for head in await db.stream(heads, execution_options={"yield_per": BATCH}):
        mac.add(head)
    proof = mac.finish(at=seal.at, entries=seal.entries, last_entry=seal.last_entry, digest=seal.log_digest)
    return mac.heads == seal.heads and proof == seal.mac


async def _log(
    db: Db, place: Place, seals: Sequence[Seal], counts: Counts
) -> AsyncIterator[tuple[Fault | None, int]]:
    """Faults of the log, and the numbers of the seals that it notes. A fault is told once: the next seal goes on from
    what the present one says.
    """
    waiting = [(seal, seal.last_entry) for seal in seals if seal.last_entry is not None]
    digest = EMPTY_LOG
    async for entry in log_entries(db, place.tenant):
        while waiting and waiting[0][1] < entry.id:
            seal, _ = waiting.pop(0)
            if seal.log_digest != digest:
                yield _changed(seal), 0
            digest = seal.log_digest
        digest = log_digest(digest, place.code, entry)
        counts.entries += 1
        counts.unsealed = counts.unsealed + 1 if not waiting else 0
        yield None, int(entry.detail["number"]) if entry.kind == "sealed" else 0
    for seal, _ in waiting:
        if seal.log_digest != digest:
            yield _changed(seal), 0
        digest = seal.log_digest


def _changed(seal: Seal) -> Fault:
    return Fault(f"the log under seal {seal.number} was changed: an entry is missing, altered or new")
