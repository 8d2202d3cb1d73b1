"""What happens to files after a transaction: bytes follow a copy, bytes go after an erasure, loose ones are swept."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.files import copying, keeping, sweeping
from hotline_platform.files.stores import store_from
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.periodic import periodic
from hotline_platform.settings import settings_from


@job()
async def fetch_file(db: Db, actor: Actor, file_id: uuid.UUID, source: int) -> None:
    """Copy the bytes of a file from the tenant that gave it."""
    await copying.fetch(db, store_from(settings_from()), file_id, source, at=dt.datetime.now(dt.UTC))


@job()
async def let_go_of_content(db: Db, actor: Actor, digest: str) -> None:
    """Take the bytes of erased files out of the store."""
    await keeping.let_go(db, store_from(settings_from()), bytes.fromhex(digest))


@periodic(every=dt.timedelta(hours=1), name="files", phase=dt.timedelta(minutes=20), queue="bulk")
async def sweep_files(database: Database) -> None:
    """Throw away what nothing refers to."""
    await sweeping.sweep(database, settings_from(), at=dt.datetime.now(dt.UTC))
