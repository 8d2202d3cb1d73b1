"""Proving the ledgers of supervision: every chain from genesis, and the words, remarks, tasks and files it answers for."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.chains import Chain, digest_of, file_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.proving import beside, files_beside, ledgers
from hotline_tenants.supervision.drafting import text_digest
from hotline_tenants.supervision.model import Supervision, SupervisionFile, SupervisionTask, SupervisionText
from hotline_tenants.supervision.recording import SUPERVISIONS


async def supervision_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the supervisions of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, SUPERVISIONS):
        for fault in faults:
            yield fault
        texts = await beside(db, SupervisionText, SUPERVISIONS.owner, ids)
        tasks = await beside(db, SupervisionTask, SUPERVISIONS.owner, ids)
        files = await files_beside(db, SupervisionFile, SUPERVISIONS.owner, ids)
        wanted = select(Supervision.id, Supervision.number)
        rows = wanted.where(Supervision.tenant_id == db.tenant, Supervision.id.in_(ids))
        for supervision_id, number in await db.execute(rows):
            own = entries.get(supervision_id, ())
            chain = Chain(tenant_code, SUPERVISIONS.kind, supervision_id, number or str(supervision_id))
            for fault in _words(chain, own, texts.get(supervision_id, ())):
                yield fault
            for fault in _tasks(chain, own, tasks.get(supervision_id, ())):
                yield fault
            for fault in file_faults(chain, own, files.get(supervision_id, ()), "enclose", "paper"):
                yield fault
        db.expunge_all()


def _words(chain: Chain, entries: Sequence[Any], texts: Sequence[SupervisionText]) -> Iterator[Fault]:
    carried = [entry for entry in entries if "text" in entry.data]
    if not carried:
        return
    if not texts:
        yield Fault("the words are gone without being erased", chain.number, carried[-1].seq)
    for text in texts:
        if text.erased_at is None and text_digest(text) != carried[-1].data["text"]:
            yield Fault("the words are not what the entry carries", chain.number, carried[-1].seq)


def _tasks(chain: Chain, entries: Sequence[Any], tasks: Sequence[SupervisionTask]) -> Iterator[Fault]:
    """Further tasks, by the digests of the entries that added them."""
    known = {str(task.id): task for task in tasks}
    for entry in entries:
        if entry.act == "add_task":
            task = known.get(entry.data.get("task", ""))
            if task is not None and digest_of(task.salt, task.what) != entry.data.get("what"):
                yield Fault("a task is not what the entry carries", chain.number, entry.seq)
