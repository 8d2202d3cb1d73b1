"""Proving the whole history of one government: every chain from genesis, what hangs on it, the seals and the log."""

import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from hotline_platform.audit.model import SealedHead
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.verifying import Counts, Fault, verify_seals
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_platform.files.model import File
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.cases.model import Case, CaseEvent, CasePerson, CaseText, Remark, Reply
from hotline_tenants.enclosures.model import Enclosure
from hotline_tenants.history.chains import History, faults_of
from hotline_tenants.history.sealing import place_of
from hotline_tenants.papers.verifying import paper_faults
from hotline_tenants.points.verifying import point_faults

PAGE = 500
"""Cases whose chains are in memory at the same time."""

_EVENT: tuple[Any, ...] = (
    CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.act, CaseEvent.account_id, CaseEvent.role,
    CaseEvent.unit_id, CaseEvent.data, CaseEvent.hash,
)  # fmt: skip
_CONTENTS: tuple[tuple[Any, str], ...] = (
    (CaseText, "texts"), (CasePerson, "persons"), (Remark, "remarks"), (Reply, "replies"),
)  # fmt: skip


async def tenants_to_verify(database: Database, code: str | None) -> Sequence[int]:
    """One government by its division code, or all of them and the deployment's own log. Raises NotFound."""
    async with database.transaction(NOWHERE, "reader") as db:
        registry = await load_registry(db)
    return [registry.by_code(code).id] if code else [DEPLOYMENT, *(one.id for one in registry.kept())]


async def verify(database: Database, tenant: int, counts: Counts, *, key: str) -> AsyncIterator[Fault]:
    """Every fault in the history of one government, as of one moment, as a role that can write nothing.

    Memory stays the same for any number of cases.
    """
    async with database.transaction(at(tenant), "reader") as db:
        await db.driver.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        place = await place_of(db, tenant)
        async for page in _pages(db):
            for chain in page:
                counts.cases += 1
                counts.events += len(chain.events)
                counts.contents += chain.contents
                counts.heads += len(chain.sealed)
                for fault in faults_of(chain, place.code):
                    yield fault
        async for fault in _without_case(db, counts):
            yield fault
        async for fault in point_faults(db, place.code):
            yield fault
        async for fault in paper_faults(db, place.code):
            yield fault
        async for fault in verify_seals(db, place, counts, key=key):
            yield fault


async def _pages(db: Db) -> AsyncIterator[Sequence[History]]:
    after = uuid.UUID(int=0)
    while True:
        wanted = (
            select(Case.id, Case.number, Case.events, Case.head)
            .where(Case.tenant_id == db.tenant, Case.id > after)
            .order_by(Case.id)
            .limit(PAGE)
        )
        chains = {row.id: History(*row) for row in await db.execute(wanted)}
        if not chains:
            return
        await _fill(db, chains)
        yield list(chains.values())
        db.expunge_all()
        after = max(chains)


async def _fill(db: Db, chains: dict[uuid.UUID, History]) -> None:
    first, last = min(chains), max(chains)

    def of_these(model: Any) -> tuple[ColumnElement[bool], ...]:
        # A range, which every index of these tables is led by; what lies in it belongs to the page or to no case.
        return model.tenant_id == db.tenant, model.case_id.between(first, last)

    events = select(*_EVENT).where(*of_these(CaseEvent)).order_by(CaseEvent.case_id, CaseEvent.seq)
    enclosures = (
        select(Enclosure.case_id, Enclosure.id, Enclosure.seq, Enclosure.salt, File.digest)
        .join(File, (File.tenant_id == db.tenant) & (File.id == Enclosure.file_id))
        .where(*of_these(Enclosure))
    )
    sealed = (
        select(SealedHead.case_id, SealedHead.seal, SealedHead.seq, SealedHead.hash)
        .where(*of_these(SealedHead))
        .order_by(SealedHead.seal)
    )
    for wanted, name in ((events, "events"), (enclosures, "enclosures"), (sealed, "sealed")):
        for row in await db.execute(wanted):
            if row.case_id in chains:
                getattr(chains[row.case_id], name).append(row)
    for model, name in _CONTENTS:
        for content in (await db.execute(select(model).where(*of_these(model)))).scalars():
            if content.case_id in chains:
                getattr(chains[content.case_id], name).append(content)


async def _without_case(db: Db, counts: Counts) -> AsyncIterator[Fault]:
    """A case that was taken away whole leaves its seals; events without a case cannot be, and are looked for."""
    stored = await _stored(db, CaseEvent)
    if stored != counts.events:
        yield Fault(f"{stored} events are stored, {counts.events} of them belong to cases")
    if await _stored(db, SealedHead) == counts.heads:
        return
    lost = (
        select(SealedHead.case_id, func.max(SealedHead.seal))
        .where(
            SealedHead.tenant_id == db.tenant,
            ~exists().where(Case.tenant_id == db.tenant, Case.id == SealedHead.case_id),
        )
        .group_by(SealedHead.case_id)
    )
    for case_id, seal in (await db.execute(lost)).all():
        yield Fault(f"seal {seal} knows the case {case_id} and it is gone")


async def _stored(db: Db, model: type[CaseEvent | SealedHead]) -> int:
    wanted = select(func.count()).select_from(model).where(model.tenant_id == db.tenant)
    return (await db.execute(wanted)).scalar_one()
