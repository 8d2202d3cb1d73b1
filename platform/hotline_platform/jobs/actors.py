"""Declaring jobs: an async function in a tenant's transaction, or one that receives the Database itself.

A job may run more than once (a worker dies, a power cut loses its acknowledgement): it takes ids, looks at how
things are now, and does nothing where the deed is done. What a `@job` writes to the database is nevertheless
written once, because its acknowledgement commits with it.
"""

import asyncio
import datetime as dt
import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Concatenate, ParamSpec, get_type_hints

import dramatiq
import msgspec
from sqlalchemy import Row

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.database.session import Db
from hotline_platform.jobs.broker import BROKER, DEFAULT_ATTEMPTS, DEFAULT_BACKOFF
from hotline_platform.jobs.model import QUEUES
from hotline_platform.jobs.statements import SETTLE
from hotline_platform.jobs.work import JobFailed, Work, failure_text

P = ParamSpec("P")
Body = Callable[[Database, Work], Awaitable[None]]

DEFAULT_BACKOFF_TIME = dt.timedelta(seconds=DEFAULT_BACKOFF)
DEFAULT_TIME_LIMIT = dt.timedelta(minutes=10)

log = logging.getLogger(__name__)


class JobActor(dramatiq.Actor[[Work], None]):
    """A declared job. `settles_itself` where its own transaction deletes the row of the job."""

    def __init__(
        self,
        function: Callable[..., Awaitable[None]],
        *,
        given: int,
        queue: str,
        max_attempts: int,
        backoff: dt.timedelta,
        time_limit: dt.timedelta,
        settles_itself: bool,
        name: str | None = None,
    ) -> None:
        self._function = function
        self._signature = inspect.signature(function)
        self._given = given
        self._hints: dict[str, Any] | None = None
        self.max_attempts = max_attempts
        self.backoff = backoff.total_seconds()
        self.time_limit = time_limit.total_seconds()
        self.settles_itself = settles_itself
        super().__init__(
            self._claimed,
            broker=BROKER,
            actor_name=name or function.__name__,
            queue_name=queue,
            priority=QUEUES.index(queue),
            options={},
        )

    async def perform(self, database: Database, work: Work) -> None:
        """Do the deed. Raises what it raises, and TimeoutError past the time limit."""
        arguments = self._typed(work.arguments)
        async with asyncio.timeout(self.time_limit):
            if self.settles_itself:
                await self._in_tenant(database, work, arguments)
            else:
                await self._function(database, **arguments)

    def check(self, arguments: Mapping[str, Any]) -> None:
        """Raises TypeError for arguments that the job does not take or JSON cannot carry."""
        self._signature.bind(*(None,) * self._given, **arguments)
        msgspec.to_builtins(arguments)

    async def _claimed(self, work: Work) -> None:
        # Logged here, without the text of the exception, which may quote personal data.
        try:
            await self.perform(BROKER.database, work)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded and tried again
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error(  # noqa: TRY400
                "job %s %s failed: %s\n%s", self.actor_name, work.id, failure_text(error), where
            )
            raise JobFailed(failure_text(error)) from None

    async def _in_tenant(self, database: Database, work: Work, arguments: Mapping[str, Any]) -> None:
        if work.tenant is None:
            raise TypeError(f"{self.actor_name} is a job of a tenant and was enqueued without one")
        async with database.transaction(at(work.tenant)) as db:
            if work.worker is None or await _settled(db, work):
                await self._function(db, system_actor(work.tenant), **arguments)

    def _typed(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """JSON knows neither UUIDs nor dates: turn the arguments into what the job's parameters say."""
        if self._hints is None:
            self._hints = get_type_hints(self._function)
        hints = self._hints
        return {name: msgspec.convert(value, hints.get(name, Any)) for name, value in arguments.items()}


def job(
    *,
    queue: str = "default",
    max_attempts: int = DEFAULT_ATTEMPTS,
    backoff: dt.timedelta = DEFAULT_BACKOFF_TIME,
    time_limit: dt.timedelta = DEFAULT_TIME_LIMIT,
) -> Callable[[Callable[Concatenate[Db, Actor, P], Awaitable[None]]], JobActor]:
    """Declare a tenant's job: it runs in a transaction of its own, scoped to that tenant, as the system actor.

    Attempts follow each other after `backoff`, doubled each time; after the last the job stays, visibly failed.
    """

    def declare(function: Callable[Concatenate[Db, Actor, P], Awaitable[None]]) -> JobActor:
        return JobActor(
            function,
            given=2,
            queue=queue,
            max_attempts=max_attempts,
            backoff=backoff,
            time_limit=time_limit,
            settles_itself=True,
        )

    return declare


def platform_job(
    *,
    queue: str = "default",
    max_attempts: int = DEFAULT_ATTEMPTS,
    backoff: dt.timedelta = DEFAULT_BACKOFF_TIME,
    time_limit: dt.timedelta = DEFAULT_TIME_LIMIT,
) -> Callable[[Callable[Concatenate[Database, P], Awaitable[None]]], JobActor]:
    """Declare a job of the platform: it belongs to no tenant, receives the Database and opens what it needs."""

    def declare(function: Callable[Concatenate[Database, P], Awaitable[None]]) -> JobActor:
        return JobActor(
            function,
            given=1,
            queue=queue,
            max_attempts=max_attempts,
            backoff=backoff,
            time_limit=time_limit,
            settles_itself=False,
        )

    return declare


def work_from(row: Row[Any], *, worker: int | None) -> Work:
    """A claimed row as work."""
    return Work(row.id, row.actor, row.tenant_id, row.arguments, row.attempts, worker)


async def _settled(db: Db, work: Work) -> bool:
    found = await db.execute(SETTLE, {"id": work.id, "worker": work.worker})
    return found.scalar_one_or_none() is not None
