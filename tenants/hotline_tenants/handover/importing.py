"""Importing a government into a fresh deployment: everything in one transaction, then proved and compared.

It keeps its number, because query codes and telephone keys are made with it; and those of its neighbours, which are
entered into the registry as archived where they are not there, so that what rows say of them stays true.
"""

import datetime as dt
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import Table, select, text

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.audit.verifying import Counts
from hotline_platform.database.engine import Database
from hotline_platform.database.model import columns_of
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.stores import Store, key_of, thumbnail_key
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.handover.exporting import digests_of, schema_here, secret_mark
from hotline_tenants.handover.parcel import (
    ACCOUNT_COLUMNS,
    ACCOUNTS,
    FORMAT,
    MANIFEST,
    Manifest,
    tables,
)
from hotline_tenants.history.whole import verify_everything

BATCH = 1_000
NO_PASSWORD = "!"  # noqa: S105 - no password has this hash
_NUMBERED = text("SELECT setval(pg_get_serial_sequence('tenants', 'id'), (SELECT max(id) FROM tenants))")


@dataclass(frozen=True)
class Imported:
    """What came of an import: `faults` are those of its history, `differing` tables that are not as they were."""

    manifest: Manifest
    counts: Counts
    faults: Sequence[str] = ()
    differing: Sequence[str] = ()
    same_secret: bool = True
    rows: int = field(default=0)


async def import_tenant(
    database: Database,
    store: Store,
    actor: Actor,
    source: Path,
    *,
    secret: str,
    seal_key: str,
    at: dt.datetime,
) -> Imported:
    """Import a parcel, prove every chain, and compare every table with what was exported. The government gets the
    state that it had when all of it holds, and stays in preparation otherwise. Noted in the deployment's log.

    Raises Refused for a parcel that cannot be read or is of another version, and where something of it is there.
    """
    actor.need("tenant.keep")
    try:
        with zipfile.ZipFile(source) as parcel:
            manifest = msgspec.json.decode(parcel.read(MANIFEST), type=Manifest)
            await _register(database, manifest, at=at)
            async with database.transaction(standing_in(manifest.tenant)) as db:
                await _fill(db, parcel, manifest)
            async with database.transaction(standing_in(manifest.tenant), "public") as db:
                await _copy_in(db, parcel, _table("submissions"))
            await _files(store, parcel, manifest.tenant)
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, OSError) as error:
        raise Refused(
            N_("%(file)s is no export, or not whole: %(why)s", file=source.name, why=type(error).__name__)
        ) from None
    done = await _proved(database, manifest, secret=secret, seal_key=seal_key)
    if not done.faults and not done.differing:
        state = next(one.status for one in manifest.governments if one.id == manifest.tenant)
        async with database.transaction(NOWHERE, "admin") as db:
            (await db.get_one(Tenant, manifest.tenant)).status = state
    database.cache.forget()
    await record(
        database, DEPLOYMENT, "government_imported", account_id=actor.account_id, at=at, government=manifest.code,
        rows=done.rows, done=not done.faults and not done.differing,
    )  # fmt: skip
    return done


def why_not_import(manifest: Manifest, there: dict[int, str]) -> Message | None:
    """Why a parcel cannot be imported here; `there` are the governments of this deployment by number."""
    if manifest.format != FORMAT or manifest.schema != schema_here():
        return N_(
            "The export was made by version %(theirs)s of the product, and this is %(ours)s. Use the same one.",
            theirs=manifest.schema, ours=schema_here(),
        )  # fmt: skip
    codes = {code: number for number, code in there.items()}
    for one in manifest.governments:
        if there.get(one.id, one.code) != one.code or codes.get(one.code, one.id) != one.id:
            return N_(
                "The number %(number)s belongs to another government here. Import into a fresh deployment.",
                number=one.id,
            )
    return None


async def _register(database: Database, manifest: Manifest, *, at: dt.datetime) -> None:
    async with database.transaction(NOWHERE, "admin") as db:
        there = {row.id: row.code for row in await db.execute(select(Tenant.id, Tenant.code))}
        if refusal := why_not_import(manifest, there):
            raise Refused(refusal)
        for one in manifest.governments:
            if one.id not in there:
                values = msgspec.structs.asdict(one)
                values["status"] = "preparing" if one.id == manifest.tenant else "archived"
                db.add(Tenant(**values, created_at=at))
                await db.flush()
        await db.execute(_NUMBERED)
    database.cache.forget()


async def _fill(db: Db, parcel: zipfile.ZipFile, manifest: Manifest) -> None:
    await _accounts(db, parcel)
    for table in tables():
        present = f"SELECT EXISTS (SELECT FROM {table.name} WHERE tenant_id = $1)"  # noqa: S608 - our own name
        if await db.driver.fetchval(present, db.tenant):
            raise Refused(
                N_(
                    "The government %(code)s has rows here already. Import into a fresh deployment.",
                    code=manifest.code,
                )
            )
        if table.name != "submissions":
            await _copy_in(db, parcel, table)


async def _accounts(db: Db, parcel: zipfile.ZipFile) -> None:
    """People as they are called, without a password."""
    for line in _lines(parcel, ACCOUNTS):
        row = json.loads(line)
        known = (
            await db.execute(select(Account.id, Account.login).where(Account.login == row["login"]))
        ).first()
        if known is not None and str(known.id) != row["id"]:
            raise Refused(N_("The sign-in name %(login)s belongs to somebody else here.", login=row["login"]))
        if known is None:
            names = ", ".join(ACCOUNT_COLUMNS)
            await db.driver.execute(
                f"INSERT INTO accounts ({names}, password_hash, must_change_password) SELECT {names}, $2, true "  # noqa: S608 - our own names
                "FROM jsonb_populate_record(null::accounts, $1::jsonb)",
                line.decode(), NO_PASSWORD,
            )  # fmt: skip


async def _copy_in(db: Db, parcel: zipfile.ZipFile, table: Table) -> None:
    """Every row of a table, in batches. They come in the order in which each finds those that it points to."""
    columns = [f'"{name}"' for name in columns_of(table)]
    statement = (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(f'r.{one}' for one in columns)} "  # noqa: S608 - our own names
        f"FROM unnest($1::text[]) AS line, jsonb_populate_record(null::{table.name}, line::jsonb) AS r"
    )
    batch: list[str] = []
    for line in _lines(parcel, table.name):
        batch.append(line.decode())
        if len(batch) == BATCH:
            await db.driver.execute(statement, batch)
            batch = []
    if batch:
        await db.driver.execute(statement, batch)


async def _files(store: Store, parcel: zipfile.ZipFile, tenant: int) -> None:
    for info in parcel.infolist():
        folder, _, digest = info.filename.partition("/")
        if folder in ("files", "thumbnails"):
            key = (key_of if folder == "files" else thumbnail_key)(tenant, bytes.fromhex(digest))
            with tempfile.TemporaryDirectory() as folder_of_one:
                await store.put(key, _unpacked(parcel, info, Path(folder_of_one)))


def _unpacked(parcel: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> Path:
    """One file, piece by piece."""
    spooled = folder / "content"
    with parcel.open(info) as stream, spooled.open("wb") as target:
        shutil.copyfileobj(stream, target, 1 << 20)
    return spooled


async def _proved(database: Database, manifest: Manifest, *, secret: str, seal_key: str) -> Imported:
    counts = Counts()
    faults = [
        str(fault) async for fault in verify_everything(database, manifest.tenant, counts, key=seal_key)
    ]
    async with database.transaction(standing_in(manifest.tenant), "reader") as db:
        found = await digests_of(db, manifest.tenant)
    differing = [name for name, entry in found.items() if manifest.tables.get(name) != entry]
    return Imported(
        manifest, counts, faults, differing, secret_mark(secret) == manifest.secret,
        sum(entry.rows for entry in found.values()),
    )  # fmt: skip


def _lines(parcel: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parcel.open(f"tables/{name}.jsonl") as stream:
        for line in stream:
            yield line.rstrip(b"\n")


def _table(name: str) -> Table:
    return next(table for table in tables() if table.name == name)
