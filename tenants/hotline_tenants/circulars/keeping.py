"""Keeping a circular as it was issued, with a copy in every house below."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from hotline_platform.database.crossing import across
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.files.copying import original_of
from hotline_platform.files.model import File
from hotline_platform.files.taking_over import take_over
from hotline_platform.jobs.actors import platform_job
from hotline_platform.settings import Settings, settings_from
from hotline_tenants.circulars.model import ReceivedCircular
from hotline_tenants.circulars.reaching import receipts_of
from hotline_tenants.papers.keeping import keep as keep_paper_as_issued
from hotline_tenants.papers.model import Paper

KINDS = ("circular", "inspection_report")


@platform_job()
async def keep_circular(database: Database, tenant: int, circular_id: uuid.UUID) -> None:
    """Write the paper of what was just issued. Does nothing the second time."""
    await keep(database, settings_from(), tenant, circular_id, at=dt.datetime.now(dt.UTC))


async def keep(
    database: Database, settings: Settings, tenant: int, circular_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """The deed, in one act here and below."""
    wanted = select(Paper.id).where(
        Paper.tenant_id == tenant, Paper.kind.in_(KINDS), Paper.subject_id == circular_id
    )
    async with database.transaction(standing_in(tenant)) as db:
        paper_id = (await db.execute(wanted)).scalar_one()

    async def follow(db: Db, paper: Paper, file: File) -> None:
        original = original_of(file)
        for receipt in await receipts_of(db, circular_id):
            async with across(db, because=receipt):
                copy_id = await take_over(db, original, by=None, at=at)
                await db.write()
                received = ReceivedCircular.tenant_id == db.tenant, ReceivedCircular.id == receipt.other_id
                await db.execute(update(ReceivedCircular).where(*received).values(file_id=copy_id))

    await keep_paper_as_issued(database, settings, tenant, paper_id, at=at, follow=follow)
