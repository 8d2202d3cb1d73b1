"""Proving the ledgers of supervision: every chain from genesis, and the words, remarks, tasks and files it answers for."""

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from hotline_platform.audit.chains import Chain, digest_of, file_faults, link_faults, remark_faults
from hotline_platform.audit.model import AuditEntry
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.database.session import Db
from hotline_platform.files.model import File
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.supervision.drafting import text_digest
from hotline_tenants.supervision.model import (
    Supervision,
    SupervisionEntry,
    SupervisionFile,
    SupervisionRemark,
    SupervisionTask,
    SupervisionText,
)

PAGE = 500


@dataclass
class _Ledger:
    id: uuid.UUID
    number: str
    counted: int
    head: bytes
    entries: list[SupervisionEntry] = field(default_factory=list)
    texts: list[SupervisionText] = field(default_factory=list)
    remarks: list[SupervisionRemark] = field(default_factory=list)
    tasks: list[SupervisionTask] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    noted: list[AuditEntry] = field(default_factory=list)


async def verify_supervisions(database: Database, tenant: int) -> AsyncIterator[Fault | int]:
    """Every fault in the ledgers of one government, as a role that can write nothing; the last item is how many
    ledgers there are. Memory stays the same for any number of them.
    """
    counted = 0
    if tenant != DEPLOYMENT:
        async with database.transaction(at(tenant), "reader") as db:
            await db.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            code = (await load_registry(db)).get(tenant).code
            async for page in _pages(db):
                for ledger in page:
                    counted += 1
                    for fault in _faults(ledger, code):
                        yield fault
    yield counted


def _faults(ledger: _Ledger, code: str) -> Iterator[Fault]:
    chain = Chain(code, "supervision", ledger.id, ledger.number)
    yield from link_faults(chain, ledger.entries, counted=ledger.counted, head=ledger.head)
    yield from _noted(ledger)
    yield from _words(ledger)
    yield from remark_faults(chain, ledger.entries, ledger.remarks)
    yield from _tasks(ledger)
    yield from file_faults(chain, ledger.entries, ledger.files, "enclose", "paper")


def _noted(ledger: _Ledger) -> Iterator[Fault]:
    """The log, which is sealed, noted the head of every act of a person."""
    hashes = {entry.seq: entry.hash.hex() for entry in ledger.entries}
    for note in ledger.noted:
        if hashes.get(note.detail["seq"]) != note.detail["head"]:
            yield Fault("the log knows another ledger up to this entry", ledger.number, note.detail["seq"])


def _words(ledger: _Ledger) -> Iterator[Fault]:
    carried = [entry for entry in ledger.entries if "text" in entry.data]
    if not carried:
        return
    if not ledger.texts:
        yield Fault("the words are gone without being erased", ledger.number, carried[-1].seq)
    for text in ledger.texts:
        if text.erased_at is None and text_digest(text) != carried[-1].data["text"]:
            yield Fault("the words are not what the entry carries", ledger.number, carried[-1].seq)


def _tasks(ledger: _Ledger) -> Iterator[Fault]:
    """Further tasks, by the digests of the entries that added them."""
    tasks = {str(task.id): task for task in ledger.tasks}
    for entry in ledger.entries:
        if entry.act == "add_task":
            task = tasks.get(entry.data.get("task", ""))
            if task is not None and digest_of(task.salt, task.what) != entry.data.get("what"):
                yield Fault("a task is not what the entry carries", ledger.number, entry.seq)


async def _pages(db: Db) -> AsyncIterator[Sequence[_Ledger]]:
    after = uuid.UUID(int=0)
    while True:
        wanted = (
            select(Supervision.id, Supervision.number, Supervision.events, Supervision.head)
            .where(Supervision.tenant_id == db.tenant, Supervision.id > after)
            .order_by(Supervision.id)
            .limit(PAGE)
        )
        ledgers = {
            row.id: _Ledger(row.id, row.number or str(row.id), row.events, row.head)
            for row in await db.execute(wanted)
        }
        if not ledgers:
            return
        await _fill(db, ledgers)
        yield list(ledgers.values())
        db.expunge_all()
        after = max(ledgers)


async def _fill(db: Db, ledgers: dict[uuid.UUID, _Ledger]) -> None:
    first, last = min(ledgers), max(ledgers)

    def of_these(model: Any) -> tuple[ColumnElement[bool], ...]:
        return model.tenant_id == db.tenant, model.supervision_id.between(first, last)

    parts: tuple[tuple[Any, str], ...] = (
        (SupervisionText, "texts"), (SupervisionRemark, "remarks"), (SupervisionTask, "tasks"),
    )  # fmt: skip
    entries = select(SupervisionEntry).where(*of_these(SupervisionEntry))
    ordered = entries.order_by(SupervisionEntry.supervision_id, SupervisionEntry.seq)
    for entry in (await db.execute(ordered)).scalars():
        ledgers[entry.supervision_id].entries.append(entry)
    for model, name in parts:
        for row in (await db.execute(select(model).where(*of_these(model)))).scalars():
            getattr(ledgers[row.supervision_id], name).append(row)
    files = (
        select(
            SupervisionFile.supervision_id,
            SupervisionFile.id,
            SupervisionFile.seq,
            SupervisionFile.salt,
            File.digest,
        )
        .join(File, (File.tenant_id == db.tenant) & (File.id == SupervisionFile.file_id))
        .where(*of_these(SupervisionFile))
    )
    for file in await db.execute(files):
        ledgers[file.supervision_id].files.append(file)
    noted = select(AuditEntry).where(
        AuditEntry.tenant_id == db.tenant,
        AuditEntry.kind == "supervision",
        AuditEntry.subject.between(first, last),
    )
    for note in (await db.execute(noted)).scalars():
        if note.subject in ledgers:
            ledgers[note.subject].noted.append(note)
