"""Keeping a paper as it was issued: its bytes in the store, their digest in the log, which is sealed every night."""

import asyncio
import datetime as dt
import hashlib
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.audit.recording import note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import place, put_file
from hotline_platform.files.kinds import DOCX, TYPES
from hotline_platform.files.model import File
from hotline_platform.files.spool import Received, Spool
from hotline_platform.files.stores import store_from
from hotline_platform.jobs.actors import platform_job
from hotline_platform.settings import Settings, settings_from
from hotline_tenants.papers.in_force import InForce, content_in_force
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.places import restored
from hotline_tenants.papers.writing import docx

Follow = Callable[[Db, Paper, File], Awaitable[None]]
"""What follows in the transaction that keeps a paper."""


@platform_job()
async def keep_paper(database: Database, tenant: int, paper_id: uuid.UUID) -> None:
    """Write what was just issued; nobody can change its words any more. Does nothing the second time."""
    await keep(database, settings_from(), tenant, paper_id, at=dt.datetime.now(dt.UTC))


async def keep(
    database: Database, settings: Settings, tenant: int, paper_id: uuid.UUID, *, at: dt.datetime,
    follow: Follow | None = None,
) -> None:  # fmt: skip
    """The deed: the bytes are placed first and then referred to, together with what follows from it."""
    async with database.transaction(standing_in(tenant)) as db:
        paper = await _paper(db, paper_id)
        if paper.file_id is not None or paper.places is None:
            return
        source = InForce(paper.above_tenant_id or tenant, paper.above_template_id or paper.template_id)
        template = await content_in_force(db, store_from(settings), source)
        places, name = restored(paper.places), f"{paper.number}.docx"
    content = await asyncio.to_thread(docx, places, template)
    with Spool(Path(settings.files_dir)).beside() as path:
        path.write_bytes(content)
        checked = Checked(
            Received(name, path, len(content), hashlib.sha256(content).digest()), TYPES[DOCX], located=False,
            thumbnail=None, scan="off",
        )  # fmt: skip
        await place(database, store_from(settings), tenant, checked, at=at)
    async with database.transaction(standing_in(tenant)) as db:
        paper = await _paper(db, paper_id, lock=True)
        if paper.file_id is not None:
            return
        file_id = await put_file(db, system_actor(tenant), checked, at=at)
        await db.write()
        paper.file_id = file_id
        note(
            db, "paper_kept", account_id=None, subject=paper.id, at=at, number=paper.number,
            content=checked.received.digest.hex(),
        )  # fmt: skip
        if follow is not None:
            file = await db.execute(select(File).where(File.tenant_id == tenant, File.id == file_id))
            await follow(db, paper, file.scalar_one())


async def _paper(db: Db, paper_id: uuid.UUID, *, lock: bool = False) -> Paper:
    wanted = select(Paper).where(Paper.tenant_id == db.tenant, Paper.id == paper_id)
    return (await db.execute(wanted.with_for_update() if lock else wanted)).scalar_one()
