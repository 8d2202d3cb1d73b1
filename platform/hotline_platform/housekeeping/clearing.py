"""Clearing counters of attempts, ended sessions and failed jobs, in batches that hold no lock for long."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from hotline_platform.access.model import Attempt, SignInSession
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.jobs.model import Job

BATCH = 5_000


@dataclass(frozen=True)
class Kept:
    """How long rows stay after the moment in one of their columns; `key` is the column that names a row."""

    key: Any
    since: Any
    time: dt.timedelta


KEPT = (
    Kept(Attempt.bucket, Attempt.window_start, dt.timedelta(days=1)),
    Kept(SignInSession.token_digest, SignInSession.expires_at, dt.timedelta(days=30)),
    Kept(Job.id, Job.failed_at, dt.timedelta(days=30)),
)


async def clear(database: Database, *, at: dt.datetime) -> int:
    """Delete what has outlived its time at `at`; returns how many rows went. What somebody holds stays for later."""
    gone = 0
    for kept in KEPT:
        while True:
            async with database.transaction(NOWHERE) as db:
                batch = await _clear(db, kept, at - kept.time)
            gone += batch
            if batch < BATCH:
                break
    return gone


async def _clear(db: Db, kept: Kept, before: dt.datetime) -> int:
    old = select(kept.key).where(kept.since < before).limit(BATCH).with_for_update(skip_locked=True)
    table = kept.key.class_
    deleted = await db.execute(
        delete(table).where(kept.key.in_(old)).returning(kept.key),
        execution_options={"synchronize_session": False},
    )
    return len(deleted.all())
