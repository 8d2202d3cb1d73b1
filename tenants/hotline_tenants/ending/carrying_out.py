"""Carrying an erasure out once its time of grace is over: looked at once more, emptied, certified."""

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, select, update

from hotline_platform.access.model import Account
from hotline_platform.audit.model import Seal
from hotline_platform.audit.recording import DEPLOYMENT, note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.files.stores import Store
from hotline_platform.tenancy.ending import Archiving, Erasure, GovernmentExport
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.ending.certificate import ERASED, digest_of, mac_of
from hotline_tenants.ending.emptying import empty, every_table, rows_of
from hotline_tenants.handover.exporting import schema_here
from hotline_tenants.handover.parcel import LEFT_OUT
from hotline_tenants.handover.proving import GROWING

CHANGED = "changed since the export:"
"""How the reason begins where the product itself takes an erasure back; tables follow."""

log = logging.getLogger(__name__)


async def carry_out_due(database: Database, store: Store, *, key: str, at: dt.datetime) -> int:
    """Carry out every confirmed erasure whose time of grace is over; returns how many were finished."""
    async with database.transaction(NOWHERE) as db:
        due = select(Erasure.id).where(
            Erasure.begin_at <= at, Erasure.withdrawn_at.is_(None), Erasure.finished_at.is_(None)
        )
        waiting = (await db.execute(due.order_by(Erasure.begin_at))).scalars().all()
    return sum([await carry_out(database, store, one, key=key, at=at) for one in waiting])


async def carry_out(
    database: Database, store: Store, erasure_id: uuid.UUID, *, key: str, at: dt.datetime
) -> bool:
    """Begin it, or go on where it was cut off. False where it was taken back because something had come in since."""
    async with database.transaction(NOWHERE) as db:
        erasure = await db.get_one(Erasure, erasure_id)
        here = (await load_registry(db)).get(erasure.government_id)
    if erasure.started_at is None and not await _begin(database, erasure, here, at=at):
        return False
    async with database.transaction(NOWHERE) as db:
        here = (await load_registry(db)).get(erasure.government_id)
    if here.status != "erased":
        await empty(database, store, erasure_id, here.id)
        async with database.transaction(NOWHERE, "admin") as db:
            emptied = update(Tenant).where(Tenant.id == here.id, Tenant.status == "erasing")
            await db.execute(emptied.values(status="erased", settings={}))
        database.cache.forget("registry")
    await _finish(database, erasure_id, here, key=key, at=at)
    return True


async def _begin(database: Database, erasure: Erasure, here: Government, *, at: dt.datetime) -> bool:
    async with database.transaction(standing_in(here.id), "reader") as db:
        more = await _more_than_exported(db, erasure)
        facts = await _facts(db, erasure, here)
    async with database.transaction(NOWHERE, "admin") as db:
        row = (
            await db.execute(select(Erasure).where(Erasure.id == erasure.id).with_for_update())
        ).scalar_one()
        if not row.open or row.started_at is not None:
            return row.open
        begun = update(Tenant).where(Tenant.id == here.id, Tenant.status == "archived").returning(Tenant.id)
        if more or (await db.execute(begun.values(status="erasing"))).first() is None:
            row.withdrawn_at, row.withdrawn_reason = at, f"{CHANGED} {', '.join(more)}".strip()
            return False
        row.started_at, row.certificate = at, facts
    database.cache.forget("registry")
    return True


async def _more_than_exported(db: Db, erasure: Erasure) -> list[str]:
    """Tables into which something came after the export. What retention took away meanwhile is gone rightly."""
    export = await db.get_one(GovernmentExport, erasure.export_id)
    found = await rows_of(db)
    own = found.keys() - GROWING - LEFT_OUT.keys()
    return sorted(name for name in own if found[name] > export.tables.get(name, 0))


async def _facts(db: Db, erasure: Erasure, here: Government) -> dict[str, Any]:
    """What the certificate says of what there was, read before anything goes."""
    export = await db.get_one(GovernmentExport, erasure.export_id)
    archived = select(Archiving).where(Archiving.government_id == here.id, Archiving.back_at.is_(None))
    archiving = (await db.execute(archived)).scalar_one_or_none()
    people = (archiving.archived_by if archiving else None, erasure.asked_by, erasure.confirmed_by)
    names = {
        row.id: row.name
        for row in await db.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    }

    def act(moment: dt.datetime | None, who: uuid.UUID | None, **more: str) -> dict[str, Any]:
        return {"at": moment.isoformat() if moment else None, "by": names.get(who) if who else None, **more}

    return {
        "government": {"code": here.code, "name_zh": here.name_zh, "name_en": here.name_en},
        "schema": schema_here(),
        "archived": act(archiving.at, archiving.archived_by, reason=archiving.reason) if archiving else act(None, None),
        "asked": act(erasure.asked_at, erasure.asked_by, reason=erasure.reason),
        "confirmed": act(erasure.confirmed_at, erasure.confirmed_by),
        "export": {
            "digest": export.digest.hex(), "exported_at": export.exported_at.isoformat(),
            "proved_at": export.proved_at.isoformat() if export.proved_at else None, "rows": export.rows,
            "files": export.files,
        },
        "chains": {table.name: await _heads(db, table) for table in every_table() if {"events", "head"} <= {*table.c.keys()}},
        "seal": await _last_seal(db),
    }  # fmt: skip


async def _heads(db: Db, table: Table) -> dict[str, Any]:
    """How many chains a table holds, and one digest over their last hashes in the order of their keys."""
    digest, chains = hashlib.sha256(), 0
    key = [column for column in table.primary_key.columns if column.name != "tenant_id"]
    wanted = select(table.c.head).where(table.c.tenant_id == db.tenant).order_by(*key)
    async for (head,) in await db.stream(wanted, execution_options={"yield_per": 1_000}):
        digest.update(head)
        chains += 1
    return {"chains": chains, "digest": digest.hexdigest()}


async def _last_seal(db: Db) -> dict[str, Any] | None:
    wanted = select(Seal).where(Seal.tenant_id == db.tenant).order_by(Seal.number.desc()).limit(1)
    seal = (await db.execute(wanted)).scalar_one_or_none()
    if seal is None:
        return None
    return {"number": seal.number, "at": seal.at.isoformat(), "mac": seal.mac.hex()}


async def _finish(
    database: Database, erasure_id: uuid.UUID, here: Government, *, key: str, at: dt.datetime
) -> None:
    """The certificate and its digest in the deployment's log, in one transaction."""
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        row = (
            await db.execute(select(Erasure).where(Erasure.id == erasure_id).with_for_update())
        ).scalar_one()
        if row.finished_at is not None:
            return
        certificate = {**row.certificate, **_outcome(row, at), "number": await _number(db, at)}
        row.certificate, row.mac, row.finished_at = certificate, mac_of(certificate, key), at
        note(
            db, ERASED, account_id=None, at=at, government=here.code, number=certificate["number"],
            digest=digest_of(certificate),
        )  # fmt: skip
    log.info("government %s is erased", here.code)


def _outcome(row: Erasure, at: dt.datetime) -> Mapping[str, Any]:
    rows = {name: number for name, number in sorted(row.counts.items()) if name != "accounts" and number}
    assert row.started_at is not None
    return {
        "begun_at": row.started_at.isoformat(), "finished_at": at.isoformat(), "rows": rows,
        "accounts": row.counts.get("accounts", 0),
    }  # fmt: skip


async def _number(db: Db, at: dt.datetime) -> str:
    """One job carries erasures out, one after the other, so the numbers of a year have no gap."""
    earlier = await db.scalar(select(func.count()).where(Erasure.finished_at.is_not(None)))
    return f"{at.year}-{int(earlier or 0) + 1:03}"
