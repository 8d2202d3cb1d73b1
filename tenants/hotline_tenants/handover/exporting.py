"""Exporting a whole government: as of one moment, in constant memory, with a digest of every table."""

import datetime as dt
import hashlib
import hmac
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from alembic.script import ScriptDirectory
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.migrating import configuration
from hotline_platform.database.scope import NOWHERE, Scope
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.files.stores import Store, key_of, thumbnail_key
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.ending import GovernmentExport
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.handover.describing import DESCRIPTION, description
from hotline_tenants.handover.parcel import (
    ACCOUNTS,
    FORMAT,
    LEFT_OUT,
    MANIFEST,
    Digest,
    Manifest,
    Neighbour,
    TableEntry,
    accounts_named,
    lines_of,
    tables,
)

AT_ONCE = 500
PIECE = 1 << 20
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TimeZone = 'UTC'"
_BLOBS = "SELECT digest, size FROM blobs WHERE tenant_id = $1 AND placed_at IS NOT NULL AND NOT loose ORDER BY digest"


async def export_tenant(
    database: Database, store: Store, actor: Actor, code: str, target: Path, *, secret: str, at: dt.datetime
) -> Manifest:
    """Write a parcel with everything of a government. Noted in the deployment's log.

    Raises NotFound, and Refused where the file is there already or a file of a case is missing from the store.
    """
    actor.need("tenant.keep")
    half = _beside(target)
    async with database.transaction(Scope(None), "reader") as db:
        tenant = await _tenant(db, code)
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parcel:
            async with database.transaction(Scope(tenant, (tenant,)), "reader") as db:
                await db.driver.execute(_SNAPSHOT)
                manifest = await _write(db, store, parcel, tenant, code, secret=secret, at=at)
            written = msgspec.json.format(msgspec.json.encode(manifest))
            parcel.writestr(MANIFEST, written)
            parcel.writestr(DESCRIPTION, description())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)
    async with database.transaction(NOWHERE) as db:
        db.put(
            GovernmentExport, id=new_id(), government_id=tenant, digest=hashlib.sha256(written).digest(),
            exported_at=at, exported_by=actor.account_id, files=manifest.files,
            tables={name: entry.rows for name, entry in manifest.tables.items()},
        )  # fmt: skip
    await record(
        database, DEPLOYMENT, "government_exported", account_id=actor.account_id, at=at, government=code,
        rows=sum(entry.rows for entry in manifest.tables.values()),
    )  # fmt: skip
    return manifest


def _beside(target: Path) -> Path:
    """Where a parcel lies until it is whole."""
    if target.exists():
        raise Refused(N_("%(file)s is there already: an export never replaces a file.", file=str(target)))
    return target.with_name(target.name + ".part")


async def digests_of(db: Db, tenant: int) -> dict[str, TableEntry]:
    """The digest of every table of a government as it is now: what an import is compared by."""
    await db.driver.execute("SET LOCAL TimeZone = 'UTC'")
    found = {}
    for table in tables():
        digest = Digest()
        async for line in _lines(db, lines_of(table), tenant):
            digest.add(line)
        found[table.name] = digest.entry
    return found


def secret_mark(secret: str) -> str:
    """Tells two secrets apart without telling either."""
    return hmac.new(secret.encode(), b"export", hashlib.sha256).hexdigest()[:16]


async def _write(
    db: Db, store: Store, parcel: zipfile.ZipFile, tenant: int, code: str, *, secret: str, at: dt.datetime
) -> Manifest:
    entries: dict[str, TableEntry] = {}
    statements = {ACCOUNTS: accounts_named(), **{table.name: lines_of(table) for table in tables()}}
    for name, statement in statements.items():
        digest = Digest()
        with parcel.open(f"tables/{name}.jsonl", "w", force_zip64=True) as stream:
            async for line in _lines(db, statement, tenant):
                stream.write(line + b"\n")
                digest.add(line)
        entries[name] = digest.entry
    return Manifest(
        format=FORMAT, code=code, tenant=tenant, schema=schema_here(), exported_at=at.isoformat(),
        secret=secret_mark(secret), governments=await _governments(db, tenant), tables=entries,
        files=await _files(db, store, parcel, tenant), left_out=LEFT_OUT,
    )  # fmt: skip


async def _lines(db: Db, statement: str, tenant: int) -> AsyncIterator[bytes]:
    async for row in db.driver.cursor(statement, tenant, prefetch=AT_ONCE):
        yield row[0].encode()


async def _files(db: Db, store: Store, parcel: zipfile.ZipFile, tenant: int) -> int:
    count = 0
    for digest, size in await db.driver.fetch(_BLOBS, tenant):
        key = key_of(tenant, digest)
        if await store.size(key) != size:
            raise Refused(
                N_("The file %(digest)s is missing from the store, or is not whole.", digest=digest.hex())
            )
        await _copy(store, key, size, parcel, f"files/{digest.hex()}")
        small = await store.size(thumbnail_key(tenant, digest))
        if small is not None:
            await _copy(store, thumbnail_key(tenant, digest), small, parcel, f"thumbnails/{digest.hex()}")
        count += 1
    return count


async def _copy(store: Store, key: str, size: int, parcel: zipfile.ZipFile, name: str) -> None:
    with parcel.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:
        async for piece in store.read(key, 0, size):
            stream.write(piece)


def schema_here() -> str:
    """The newest migration of this product."""
    return str(ScriptDirectory.from_config(configuration("postgresql://")).get_current_head())


async def _governments(db: Db, tenant: int) -> list[Neighbour]:
    """Itself, those above it and those below, upper ones first: no row names another."""
    registry = await load_registry(db)
    wanted = {tenant, *(one.id for one in registry.below(tenant))}
    above = registry.get(tenant).parent_id
    while above is not None:
        wanted.add(above)
        above = registry.get(above).parent_id
    chosen = select(Tenant).where(Tenant.id.in_(wanted)).order_by(Tenant.parent_id.is_not(None), Tenant.id)
    names = [field.name for field in msgspec.structs.fields(Neighbour)]
    rows = (await db.execute(chosen)).scalars()
    return [Neighbour(**{name: getattr(row, name) for name in names}) for row in rows]


async def _tenant(db: Db, code: str) -> int:
    found = await db.scalar(select(Tenant.id).where(Tenant.code == code))
    if found is None:
        raise Refused(N_("There is no government with the code %(code)s.", code=code))
    return int(found)
