"""Keeping a letter as it was issued: in its register, in the ledger of its supervision, and a copy for each district asked
and for each house that its supervision went over to meanwhile.
"""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.files.copying import Original, original_of
from hotline_platform.files.model import File
from hotline_platform.files.taking_over import take_over
from hotline_platform.jobs.actors import platform_job
from hotline_platform.settings import Settings, settings_from
from hotline_tenants.papers.keeping import keep as keep_paper_as_issued
from hotline_tenants.papers.model import Paper
from hotline_tenants.supervision.enclosing import put_supervision_file
from hotline_tenants.supervision.papers import KIND
from hotline_tenants.supervision.reaching import links_down, locked
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.succession import went_to


@platform_job()
async def keep_letter(database: Database, tenant: int, supervision_id: uuid.UUID) -> None:
    """Write the paper of what was just issued; nobody can change its words any more. Does nothing the second time."""
    await keep(database, settings_from(), tenant, supervision_id, at=dt.datetime.now(dt.UTC))


async def keep(
    database: Database, settings: Settings, tenant: int, supervision_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """The deed, in one act here and in every district that is asked."""
    wanted = select(Paper.id).where(
        Paper.tenant_id == tenant, Paper.kind == KIND, Paper.subject_id == supervision_id
    )
    async with database.transaction(standing_in(tenant)) as db:
        paper_id = (await db.execute(wanted)).scalar_one_or_none()
    if paper_id is None:
        return

    async def follow(db: Db, paper: Paper, file: File) -> None:
        await _into_the_ledgers(db, supervision_id, file, at=at)

    await keep_paper_as_issued(database, settings, tenant, paper_id, at=at, follow=follow)


async def _into_the_ledgers(db: Db, supervision_id: uuid.UUID, file: File, *, at: dt.datetime) -> None:
    original = original_of(file)
    await _enclose(db, supervision_id, file.id, original.digest, at=at)
    for link in (await links_down(db, supervision_id)).values():
        async with across(db, because=link):
            await _copied(db, link.other_id, original, at=at)
    await _follow(db, supervision_id, original, {db.tenant}, at=at)


async def _follow(
    db: Db, supervision_id: uuid.UUID, original: Original, have_it: set[int], *, at: dt.datetime
) -> None:
    """Boundaries may have changed between the issue and this job: whoever goes on with it has the letter too."""
    for government in await went_to(db, supervision_id):
        if government.id not in have_it:
            have_it.add(government.id)
            async with across(db, because=NewLink(db.tenant, government.id)):
                await _copied(db, supervision_id, original, at=at)
                await _follow(db, supervision_id, original, have_it, at=at)


async def _copied(db: Db, supervision_id: uuid.UUID, original: Original, *, at: dt.datetime) -> None:
    copy_id = await take_over(db, original, by=None, at=at)
    await _enclose(db, supervision_id, copy_id, original.digest, at=at)


async def _enclose(
    db: Db, supervision_id: uuid.UUID, file_id: uuid.UUID, digest: bytes, *, at: dt.datetime
) -> None:
    supervision = await locked(db, supervision_id)
    facts = put_supervision_file(db, supervision, file_id, digest, kind="paper", unit_id=None, by=None, at=at)
    await record(db, supervision, "paper", system_actor(db.tenant), at=at, files=[facts])
