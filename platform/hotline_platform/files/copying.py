"""A copy of a file for another tenant: a row and a claim of its own at once, the bytes by a job within the store."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.files.keeping import erase
from hotline_platform.files.model import Blob, File
from hotline_platform.files.stores import Store, key_of, thumbnail_key
from hotline_platform.identifiers import new_id


@dataclass(frozen=True)
class Original:
    """What the receiving tenant is told of a file; read in the tenant that has it, before the border is crossed."""

    tenant: int
    digest: bytes
    size: int
    media_type: str
    name: str
    located: bool
    thumbnail: bool
    scan: str


def original_of(file: File) -> Original:
    """A file that was not erased, as it goes over a border."""
    assert file.digest is not None
    return Original(
        file.tenant_id, file.digest, file.size, file.media_type, file.name, file.located, file.thumbnail, file.scan
    )  # fmt: skip


async def put_copy(db: Db, original: Original, *, by: uuid.UUID | None, at: dt.datetime) -> uuid.UUID:
    """Write the receiving tenant's own row, standing there. Its bytes follow with `fetch`, once this is committed."""
    claim = insert(Blob).values(
        tenant_id=db.tenant, digest=original.digest, size=original.size, claimed_at=at, loose=False
    )
    await db.execute(
        claim.on_conflict_do_update(index_elements=["tenant_id", "digest"], set_={"loose": False})
    )
    file_id = new_id()
    db.put(
        File, id=file_id, digest=original.digest, size=original.size, media_type=original.media_type,
        name=original.name, located=original.located, thumbnail=original.thumbnail, scan=original.scan,
        uploaded_at=at, uploaded_by=by,
    )  # fmt: skip
    return file_id


async def fetch(db: Db, store: Store, file_id: uuid.UUID, source: int, *, at: dt.datetime) -> None:
    """Copy the bytes of a file from the tenant that gave it. Where they were erased there meanwhile, the copy is an
    erased file from the start. Bears repetition.
    """
    file = (
        await db.execute(select(File).where(File.tenant_id == db.tenant, File.id == file_id))
    ).scalar_one_or_none()
    if file is None or file.digest is None:
        return
    if file.thumbnail:
        await store.copy(thumbnail_key(source, file.digest), thumbnail_key(db.tenant, file.digest))
    key = key_of(db.tenant, file.digest)
    if await store.copy(key_of(source, file.digest), key) or await store.size(key) is not None:
        await db.execute(
            update(Blob).where(Blob.tenant_id == db.tenant, Blob.digest == file.digest).values(placed_at=at)
        )
    else:
        await erase(db, file, at=at)
