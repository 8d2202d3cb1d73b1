"""Proving an export: the parcel is read from end to end, and compared with what stands in the database now."""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.ending import GovernmentExport
from hotline_tenants.handover.exporting import PIECE, digests_of
from hotline_tenants.handover.parcel import MANIFEST, Digest, Manifest

GROWING = frozenset({"audit_entries", "seals", "sealed_heads"})
"""The log and its seals: looks and nights are added after an export, which proves them as far as it knows them."""


async def prove_export(database: Database, actor: Actor, source: Path, *, at: dt.datetime) -> list[str]:
    """What does not hold of a parcel, in words; where nothing is wrong, it counts as proved from then on. Noted in
    the deployment's log. Raises Refused for a file that is no export, or none that was made here.
    """
    actor.need("tenant.keep")
    try:
        with zipfile.ZipFile(source) as parcel:
            written = parcel.read(MANIFEST)
            manifest = msgspec.json.decode(written, type=Manifest)
            made = await _made_here(database, hashlib.sha256(written).digest())
            faults = [*_inside(parcel, manifest)]
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, OSError) as error:
        raise Refused(
            N_("%(file)s is no export, or not whole: %(why)s", file=source.name, why=type(error).__name__)
        ) from None
    async with database.transaction(standing_in(manifest.tenant), "reader") as db:
        now = await digests_of(db, manifest.tenant)
    for name, entry in now.items():
        there = manifest.tables.get(name)
        grown = name in GROWING and there is not None and entry.rows >= there.rows
        if there != entry and not grown:
            faults.append(f"{name} is another now than when it was exported")
    if not faults:
        async with database.transaction(NOWHERE) as db:
            row = await db.get_one(GovernmentExport, made)
            row.proved_at, row.proved_by = at, actor.account_id
    await record(
        database, DEPLOYMENT, "export_proved", account_id=actor.account_id, at=at, government=manifest.code,
        done=not faults,
    )  # fmt: skip
    return faults


async def _made_here(database: Database, digest: bytes) -> object:
    async with database.transaction(NOWHERE) as db:
        found = await db.scalar(select(GovernmentExport.id).where(GovernmentExport.digest == digest))
    if found is None:
        raise Refused(N_("This export was not made in this deployment, or its manifest was changed."))
    return found


def _inside(parcel: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    """Every table and every file against what the manifest and their own names say, in constant memory."""
    for name, entry in manifest.tables.items():
        digest = Digest()
        with parcel.open(f"tables/{name}.jsonl") as stream:
            for line in stream:
                digest.add(line.rstrip(b"\n"))
        if digest.entry != entry:
            yield f"{name} is not what its digest says"
    files = 0
    for info in parcel.infolist():
        folder, _, name = info.filename.partition("/")
        if folder == "files":
            files += 1
            if _digest_of(parcel, info) != name:
                yield f"the file {name} is not what its name says"
    if files != manifest.files:
        yield f"{manifest.files} files were exported and {files} are there"


def _digest_of(parcel: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with parcel.open(info) as content:
        while piece := content.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
