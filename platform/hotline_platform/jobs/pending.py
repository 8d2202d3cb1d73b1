"""Running what is due in the calling event loop: tests and seeding need no worker process."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import JobActor, work_from
from hotline_platform.jobs.broker import BROKER
from hotline_platform.jobs.model import QUEUES
from hotline_platform.jobs.statements import CLAIM, FAIL
from hotline_platform.jobs.work import Work, delay_after, failure_text

_BATCH = 50
# Inside the open transaction that claims, nobody else ever sees this number.
_HERE = 0

_FINISH = text("DELETE FROM jobs WHERE id = ANY (:ids)")
_LEAVE = text(
    "UPDATE jobs SET claimed_by = NULL, claimed_at = NULL, attempts = attempts - 1 WHERE id = ANY (:ids)"
)


async def run_pending(
    database: Database,
    *,
    now: dt.datetime | None = None,
    limit: int | None = None,
    queues: Sequence[str] = QUEUES,
) -> int:
    """Run every job that is due at `now`, and those which they bring about; returns how many ran.

    Urgent ones first. The first failure is recorded as a worker would record it and raised. Takes one connection
    besides those of the jobs.
    """
    ran = 0
    while limit is None or ran < limit:
        batch = _BATCH if limit is None else min(_BATCH, limit - ran)
        for queue in queues:
            done = await _run_batch(database, queue, now, batch)
            if done:
                break
        else:
            break
        ran += done
    return ran


async def _run_batch(database: Database, queue: str, now: dt.datetime | None, batch: int) -> int:
    done: list[uuid.UUID] = []
    raised: Exception | None = None
    # The claims stay uncommitted, and so locked, until the jobs are done: a crash here gives them all back.
    async with database.transaction(NOWHERE) as claims:
        claimed = await claims.execute(CLAIM, {"queue": queue, "batch": batch, "now": now, "worker": _HERE})
        works = [work_from(row, worker=None) for row in sorted(claimed.all(), key=lambda row: row.run_at)]
        for work in works:
            try:
                await _actor_of(work).perform(database, work)
            except Exception as error:  # noqa: BLE001 - raised below, once it is recorded
                await _record(claims, work, error)
                raised = error
                break
            done.append(work.id)
        if done:
            await claims.execute(_FINISH, {"ids": done})
        if rest := [work.id for work in works[len(done) + (raised is not None) :]]:
            await claims.execute(_LEAVE, {"ids": rest})
    if raised is not None:
        raise raised
    return len(done)


def _actor_of(work: Work) -> JobActor:
    actor = BROKER.get_actor(work.actor)
    assert isinstance(actor, JobActor)
    return actor


async def _record(claims: Db, work: Work, error: Exception) -> None:
    actor = _actor_of(work)
    await claims.execute(
        FAIL,
        {
            "id": work.id,
            "worker": _HERE,
            "failure": failure_text(error),
            "delay": delay_after(work.attempts, actor.backoff),
            "max_attempts": actor.max_attempts,
        },
    )
