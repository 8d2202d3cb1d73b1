"""Rate limits that hold over all processes: counters in the database, without names or addresses."""

import datetime as dt
import hashlib

from sqlalchemy import text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import TooMany

_COUNT = text(
    "INSERT INTO attempts (bucket, window_start, count) VALUES (:bucket, :now, 1) "
    "ON CONFLICT (bucket) DO UPDATE SET "
    " count = CASE WHEN attempts.window_start <= :since THEN 1 ELSE attempts.count + 1 END,"
    " window_start = CASE WHEN attempts.window_start <= :since THEN :now ELSE attempts.window_start END "
    "RETURNING count AS made, window_start"
)


async def count_attempt(
    database: Database, *parts: str, limit: int, within: dt.timedelta, at: dt.datetime
) -> None:
    """Count one attempt in the bucket named by `parts`, in a transaction of its own (a refusal must not undo it).

    Raises TooMany when more than `limit` fall within the window.
    """
    bucket = hashlib.sha256("\x1f".join(parts).encode()).digest()
    async with database.transaction(NOWHERE) as db:
        row = (await db.execute(_COUNT, {"bucket": bucket, "now": at, "since": at - within})).one()
    if row.made > limit:
        raise TooMany(max(1, int((row.window_start + within - at).total_seconds())))
