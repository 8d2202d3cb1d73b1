"""Keeping a paper as it was issued: its bytes in the store, their digest in the ledger, a copy for each district asked."""

import datetime as dt
import hashlib
import uuid
from pathlib import Path

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.files.checking import Checked
from hotline_platform.files.copying import original_of, put_copy
from hotline_platform.files.jobs import fetch_file
from hotline_platform.files.keeping import place, put_file
from hotline_platform.files.kinds import TYPES
from hotline_platform.files.model import File
from hotline_platform.files.spool import Received, Spool
from hotline_platform.files.stores import store_from
from hotline_platform.jobs.actors import platform_job
from hotline_platform.jobs.later import later
from hotline_platform.settings import Settings, settings_from
from hotline_tenants.supervision.enclosing import put_supervision_file
from hotline_tenants.supervision.model import SupervisionFile
from hotline_tenants.supervision.papers import paper_of
from hotline_tenants.supervision.reaching import links_down, locked
from hotline_tenants.supervision.recording import record

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@platform_job()
async def keep_paper(database: Database, tenant: int, supervision_id: uuid.UUID) -> None:
    """Write the paper of what was just issued; nobody can change its words any more. Does nothing the second time."""
    await keep(database, settings_from(), tenant, supervision_id, at=dt.datetime.now(dt.UTC))


async def keep(
    database: Database, settings: Settings, tenant: int, supervision_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """The deed: placed first, then referred to, in one act here and in every district that is asked."""
    async with database.transaction(standing_in(tenant)) as db:
        supervision = await locked(db, supervision_id)
        if await _kept(db, supervision_id) or supervision.number is None:
            return
        content, name = (await paper_of(db, supervision)).docx(), f"{supervision.number}.docx"
    digest = hashlib.sha256(content).digest()
    with Spool(Path(settings.files_dir)).beside() as path:
        path.write_bytes(content)
        checked = Checked(
            Received(name, path, len(content), digest), TYPES[DOCX], located=False, thumbnail=None, scan="off"
        )
        await place(database, store_from(settings), tenant, checked, at=at)
    async with database.transaction(standing_in(tenant)) as db:
        supervision = await locked(db, supervision_id)
        if await _kept(db, supervision_id):
            return
        actor = system_actor(tenant)
        file_id = await put_file(db, actor, checked, at=at)
        facts = put_supervision_file(
            db, supervision, file_id, digest, kind="paper", unit_id=None, by=None, at=at
        )
        await record(db, supervision, "paper", actor, at=at, files=[facts])
        await _copy_down(db, supervision_id, file_id, at=at)


async def _copy_down(db: Db, supervision_id: uuid.UUID, file_id: uuid.UUID, *, at: dt.datetime) -> None:
    await db.write()
    file = (
        await db.execute(select(File).where(File.tenant_id == db.tenant, File.id == file_id))
    ).scalar_one()
    original = original_of(file)
    for link in (await links_down(db, supervision_id)).values():
        async with across(db, because=link):
            lower = await locked(db, link.other_id)
            copy_id = await put_copy(db, original, by=None, at=at)
            later(db, fetch_file, file_id=copy_id, source=original.tenant)
            facts = put_supervision_file(
                db, lower, copy_id, original.digest, kind="paper", unit_id=None, by=None, at=at
            )
            await record(db, lower, "paper", system_actor(db.tenant), at=at, files=[facts])


async def _kept(db: Db, supervision_id: uuid.UUID) -> bool:
    wanted = select(SupervisionFile.id).where(
        SupervisionFile.tenant_id == db.tenant, SupervisionFile.supervision_id == supervision_id,
        SupervisionFile.kind == "paper",
    )  # fmt: skip
    return (await db.execute(wanted)).first() is not None
