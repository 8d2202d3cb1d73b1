"""Taking a file over from another tenant: the receiving tenant's own row at once, its bytes by a job after the commit."""

import datetime as dt
import uuid

from hotline_platform.database.session import Db
from hotline_platform.files.copying import Original, put_copy
from hotline_platform.files.jobs import fetch_file
from hotline_platform.jobs.later import later


async def take_over(db: Db, original: Original, *, by: uuid.UUID | None, at: dt.datetime) -> uuid.UUID:
    """Keep a copy in the tenant one stands in; returns its id."""
    file_id = await put_copy(db, original, by=by, at=at)
    later(db, fetch_file, file_id=file_id, source=original.tenant)
    return file_id
