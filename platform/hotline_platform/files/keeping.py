"""Keeping content: claimed, put into the store, referred to; and let go when nothing refers to it any more.

The claim is committed before a byte reaches the store, so whatever a crash leaves there is known and swept.
"""

import datetime as dt
import uuid

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.model import Blob, File
from hotline_platform.files.stores import Store, key_of, thumbnail_key
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.values import STORAGE_GB, setting

GIGABYTE = 1_000_000_000


async def place(database: Database, store: Store, tenant: int, checked: Checked, *, at: dt.datetime) -> None:
    """Put the content of a checked file into the store, in transactions of its own, before `put_file` refers to it.

    Raises Refused where the tenant's storage is used up.
    """
    received = checked.received
    async with database.transaction(standing_in(tenant)) as db:
        if refusal := await why_no_room(db, received.size):
            raise Refused(refusal)
        claim = insert(Blob).values(
            tenant_id=tenant, digest=received.digest, size=received.size, claimed_at=at, loose=True
        )
        await db.execute(
            claim.on_conflict_do_update(
                index_elements=["tenant_id", "digest"], set_={"claimed_at": at, "loose": True}
            )
        )
    if checked.thumbnail is not None:
        await store.put(thumbnail_key(tenant, received.digest), checked.thumbnail)
    await store.put(key_of(tenant, received.digest), received.path)


async def stored(db: Db) -> int:
    """Bytes that this tenant keeps, as this process has added them up some seconds ago: it takes a look at each."""

    async def load() -> int:
        wanted = select(func.coalesce(func.sum(Blob.size), 0)).where(Blob.tenant_id == db.tenant)
        return int(await db.scalar(wanted) or 0)

    return await db.cache.get(("stored", db.tenant), load)


async def why_no_room(db: Db, size: int) -> Message | None:
    """Why a file of this size is not kept. What goes along with a case from another government is never refused."""
    most = int(await setting(db, STORAGE_GB))
    if not most or await stored(db) + size <= most * GIGABYTE:
        return None
    return N_(
        "The %(most)s GB of storage that this government has are used up. Ask the system administrator for more.",
        most=most,
    )  # fmt: skip


async def put_file(db: Db, actor: Actor, checked: Checked, *, at: dt.datetime) -> uuid.UUID:
    """Refer to content that was placed: from here on it stays. Raises Refused where the sweep was quicker."""
    held = await db.execute(
        update(Blob)
        .where(Blob.tenant_id == db.tenant, Blob.digest == checked.received.digest)
        .values(placed_at=at, loose=False)
        .returning(Blob.digest)
    )
    if held.scalar_one_or_none() is None:
        raise Refused(N_("It took too long to keep the files. Add them again."))
    file_id = new_id()
    db.put(
        File, id=file_id, digest=checked.received.digest, size=checked.received.size,
        media_type=checked.type.media_type, name=checked.received.name, located=checked.located,
        thumbnail=checked.thumbnail is not None, scan=checked.scan, uploaded_at=at, uploaded_by=actor.account_id,
    )  # fmt: skip
    return file_id


async def erase(db: Db, file: File, *, at: dt.datetime) -> bytes | None:
    """Erase the name of a file and its link to the content; returns the digest if nothing else refers to it, which
    `let_go` then takes out of the store. Does nothing the second time.
    """
    digest = file.digest
    if digest is None:
        return None
    file.digest, file.name, file.thumbnail, file.located, file.erased_at = None, "", False, False, at
    await db.flush()
    if await _is_referred_to(db, digest):
        return None
    await db.execute(
        update(Blob).where(Blob.tenant_id == db.tenant, Blob.digest == digest).values(loose=True)
    )
    return digest


async def let_go(db: Db, store: Store, digest: bytes) -> bool:
    """Take loose content out of the store, unless something refers to it; whoever places it anew waits for this."""
    blob = (
        await db.execute(
            select(Blob)
            .where(Blob.tenant_id == db.tenant, Blob.digest == digest, Blob.loose)
            .with_for_update()
        )
    ).scalar_one_or_none()
    if blob is None:
        return False
    if await _is_referred_to(db, digest):
        blob.loose = False
        return False
    await store.delete(thumbnail_key(db.tenant, digest))
    await store.delete(key_of(db.tenant, digest))
    await db.execute(delete(Blob).where(Blob.tenant_id == db.tenant, Blob.digest == digest))
    return True


async def _is_referred_to(db: Db, digest: bytes) -> bool:
    wanted = select(exists().where(File.tenant_id == db.tenant, File.digest == digest))
    return bool((await db.execute(wanted)).scalar_one())
