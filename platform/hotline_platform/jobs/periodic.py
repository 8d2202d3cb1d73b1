"""What recurs: any number of processes may tick, each name runs once per period, and never twice at once."""

import datetime as dt
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.actors import DEFAULT_TIME_LIMIT, JobActor
from hotline_platform.jobs.model import Periodic
from hotline_platform.jobs.work import failure_text

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_AT_THE_EPOCH = dt.timedelta()


@dataclass(frozen=True)
class Recurring:
    """A registered name. Its runs fall on a fixed grid: whole periods since 1970 in UTC, moved by `phase`."""

    name: str
    every: dt.timedelta
    phase: dt.timedelta
    actor: JobActor

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first point of the grid after `moment`, however many were missed."""
        return moment + self.every - (moment - _EPOCH - self.phase) % self.every


RECURRING: dict[str, Recurring] = {}

# A run that waits or is still going on makes the next one unnecessary; it stands in the lane of the platform.
_ENQUEUE = text(
    """
    INSERT INTO jobs (id, queue, actor)
    SELECT :id, cast(:queue AS text), cast(:actor AS text)
    WHERE NOT EXISTS (SELECT FROM jobs WHERE claimed_by IS NULL AND failed_at IS NULL
                      AND queue = :queue AND lane = 0 AND actor = :actor)
      AND NOT EXISTS (SELECT FROM jobs WHERE claimed_by IS NOT NULL AND actor = :actor)
    """
)
_FORGET_FAILED = text("DELETE FROM jobs WHERE failed_at IS NOT NULL AND actor = ANY (:actors)")


def periodic(
    *,
    every: dt.timedelta,
    name: str,
    phase: dt.timedelta = _AT_THE_EPOCH,
    queue: str = "default",
    max_attempts: int = 1,
    time_limit: dt.timedelta = DEFAULT_TIME_LIMIT,
) -> Callable[[Callable[[Database], Awaitable[None]]], JobActor]:
    """Declare a platform job that recurs. `every` in whole seconds; `phase` moves the grid, counted in UTC.

    A daily job at 00:30 in Beijing has `every=timedelta(days=1), phase=timedelta(hours=16, minutes=30)`. Missed
    periods run once. A new name first runs at its next point, not at once.
    """

    def declare(function: Callable[[Database], Awaitable[None]]) -> JobActor:
        actor = JobActor(
            _recorded(name, function),
            given=1,
            queue=queue,
            max_attempts=max_attempts,
            backoff=dt.timedelta(seconds=5),
            time_limit=time_limit,
            settles_itself=False,
            name=f"periodic.{name}",
        )
        RECURRING[name] = Recurring(name, every, phase, actor)
        return actor

    return declare


async def tick(database: Database, now: dt.datetime) -> list[str]:
    """Enqueue what is due at `now`, in one transaction with its next moment; returns the names that were due."""
    async with database.transaction(NOWHERE) as db:
        await _register(db, now)
        due = await db.scalars(
            select(Periodic)
            .where(Periodic.next_at <= now, Periodic.name.in_(RECURRING))
            .order_by(Periodic.name)
            .with_for_update(skip_locked=True)
        )
        rows = due.all()
        if rows:
            await db.execute(
                _FORGET_FAILED, {"actors": [RECURRING[row.name].actor.actor_name for row in rows]}
            )
        for row in rows:
            recurring = RECURRING[row.name]
            actor = recurring.actor
            await db.execute(_ENQUEUE, {"id": new_id(), "queue": actor.queue_name, "actor": actor.actor_name})
            row.next_at = recurring.next_after(now)
        return [row.name for row in rows]


async def _register(db: Db, now: dt.datetime) -> None:
    """Rows for names that are new to the database or recur at another pace than before."""
    known = {row.name: row.every for row in await db.execute(select(Periodic.name, Periodic.every))}
    for recurring in RECURRING.values():
        seconds = int(recurring.every.total_seconds())
        if known.get(recurring.name) != seconds:
            row = insert(Periodic).values(
                name=recurring.name, every=seconds, next_at=recurring.next_after(now)
            )
            await db.execute(
                row.on_conflict_do_update(
                    index_elements=[Periodic.name],
                    set_={"every": row.excluded.every, "next_at": row.excluded.next_at},
                    where=Periodic.every != row.excluded.every,
                )
            )


def _recorded(
    name: str, function: Callable[[Database], Awaitable[None]]
) -> Callable[[Database], Awaitable[None]]:
    @functools.wraps(function)
    async def run(database: Database) -> None:
        await _mark(database, name, last_started_at=dt.datetime.now(dt.UTC))
        try:
            await function(database)
        except Exception as error:
            await _mark(database, name, last_failure=failure_text(error))
            raise
        await _mark(database, name, last_finished_at=dt.datetime.now(dt.UTC), last_failure=None)

    return run


async def _mark(database: Database, name: str, **values: dt.datetime | str | None) -> None:
    async with database.transaction(NOWHERE) as db:
        await db.execute(update(Periodic).where(Periodic.name == name).values(**values))
