"""A dramatiq broker over the job table: claims in batches, returns a dead worker's jobs at once."""

import asyncio
import concurrent.futures
import threading
import uuid
from collections import deque
from collections.abc import Iterable
from typing import Any

import dramatiq
import msgspec
from dramatiq.asyncio import EventLoopThread, get_event_loop_thread, set_event_loop_thread
from dramatiq.broker import Consumer, MessageProxy
from dramatiq.errors import BrokerConnectionError, QueueNotFound
from dramatiq.middleware import AsyncIO

from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Misconfigured
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.liveness import CHANNEL, Lifeline, Watch
from hotline_platform.jobs.statements import CLAIM, ENQUEUE, FAIL, RELEASE, RELEASE_ALL, SETTLE, for_psycopg
from hotline_platform.jobs.work import JobFailed, Work, delay_after, failure_text

DEFAULT_ATTEMPTS = 8
DEFAULT_BACKOFF = 5.0
_WIND_UP_SECONDS = 1.0

_CLAIM, _FAIL, _ENQUEUE = for_psycopg(CLAIM), for_psycopg(FAIL), for_psycopg(ENQUEUE)
_RELEASE, _RELEASE_ALL, _SETTLE = for_psycopg(RELEASE), for_psycopg(RELEASE_ALL), for_psycopg(SETTLE)


class OneLoop(AsyncIO):
    """The event loop on which every job of a process and its Database live; ends both."""

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Start the loop in a thread that dies with the process: dramatiq's own would outlive a crash at the start."""
        loop = EventLoopThread(self.logger)
        loop.daemon = True
        loop.start(timeout=1.0)
        set_event_loop_thread(loop)

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Cancel what is still running (it rolls back), close the Database, stop the loop."""
        loop = get_event_loop_thread()
        if loop is not None and isinstance(broker, PostgresBroker):
            loop.run_coroutine(_wind_up(broker.database))
        super().after_worker_shutdown(broker, worker)  # type: ignore[no-untyped-call]


async def _wind_up(database: Database) -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    if rest:
        await asyncio.wait(rest, timeout=_WIND_UP_SECONDS)
    await database.close()


class PostgresBroker(dramatiq.Broker):
    """Jobs in PostgreSQL. `open` it before use; declaring actors needs no database.

    A message leaves with its arguments by name, and arrives as one `Work`: actors are `JobActor`s only.
    """

    def __init__(self) -> None:
        super().__init__(middleware=[OneLoop()])
        self.queues: dict[str, threading.Event] = {}
        self._database: Database | None = None
        self._lifeline: Lifeline | None = None
        self._watch: Watch | None = None

    def open(self, url: str, database: Database) -> None:
        """Work on the database at `url` (a session of its own, no pooler); jobs get `database`."""
        self._database = database
        self._lifeline = Lifeline(url)
        self._watch = Watch(url, self._lifeline, self._wake)
        self._watch.start()

    def close(self) -> None:
        """Give back every job that is still claimed, and end."""
        if self._watch is not None:
            self._watch.end()
        if self._lifeline is not None:
            try:
                self._lifeline.run(_RELEASE_ALL)
            except BrokerConnectionError:
                self.logger.warning("could not give back the claimed jobs; another worker will find them")
            self._lifeline.close()
        self._watch = self._lifeline = self._database = None

    @property
    def database(self) -> Database:
        """The Database of this process's jobs."""
        if self._database is None:
            raise Misconfigured(N_("The broker of the jobs is not open in this process."))
        return self._database

    @property
    def lifeline(self) -> Lifeline:
        """The connection that claims."""
        if self._lifeline is None:
            raise Misconfigured(N_("The broker of the jobs is not open in this process."))
        return self._lifeline

    def declare_queue(self, queue_name: str) -> None:
        """Queues are values of a column: there is nothing to create."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues[queue_name] = threading.Event()
            self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: dramatiq.Message[Any], *, delay: int | None = None) -> dramatiq.Message[Any]:
        """Write a job outside of any transaction; inside one, `later` is the way. `delay` in milliseconds.

        The tenant comes from the message's option `tenant`; the arguments are its keyword arguments.
        """
        self.emit_before("enqueue", message, delay)
        self.lifeline.run(
            _ENQUEUE,
            {
                "channel": CHANNEL,
                "id": new_id(),
                "queue": message.queue_name,
                "actor": message.actor_name,
                "tenant": message.options.get("tenant"),
                "arguments": msgspec.json.encode(message.kwargs).decode(),
                "delay": (delay or 0) / 1000,
            },
        )
        self.emit_after("enqueue", message, delay)
        return message

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 500) -> Consumer:
        """Claim up to `prefetch` jobs at a time; `timeout` in milliseconds is how often the table is looked at."""
        if queue_name not in self.queues:
            raise QueueNotFound(queue_name)  # type: ignore[no-untyped-call]
        return TableConsumer(self, queue_name, prefetch, timeout / 1000, self.queues[queue_name])

    def _wake(self, queue: str) -> None:
        if queue in self.queues:
            self.queues[queue].set()


class ClaimedMessage(MessageProxy):
    """A claimed job as dramatiq's worker sees it. Whatever is raised while it runs makes it a failed one."""

    def __init__(self, queue: str, work: Work) -> None:
        super().__init__(
            dramatiq.Message(queue, work.actor, (work,), {}, {"throws": JobFailed}, message_id=str(work.id))
        )
        self.work = work

    def stuff_exception(self, exception: BaseException) -> None:
        """Keep the exception; dramatiq leaves it to its Retries, which we do in the table, to reject the message."""
        super().stuff_exception(exception)
        self.fail()

    @property
    def error(self) -> BaseException:
        """What was raised."""
        return self._exception or JobFailed("unknown")


class TableConsumer(Consumer):
    """Claims jobs of one queue in batches. Acknowledgements come from several threads; iteration from one."""

    def __init__(
        self, broker: PostgresBroker, queue: str, prefetch: int, timeout: float, stirred: threading.Event
    ) -> None:
        self._broker = broker
        self._lifeline = broker.lifeline
        self._queue = queue
        self._prefetch = prefetch
        self._timeout = timeout
        self._stirred = stirred
        self._ready: deque[Work] = deque()
        self._running: set[uuid.UUID] = set()

    def __next__(self) -> MessageProxy | None:
        """The next claimed job, or None after the timeout.

        A batch is claimed when at least half of the places are free: one statement for many jobs.
        """
        if not self._ready:
            free = self._prefetch - len(self._running)
            if 2 * free >= self._prefetch:
                self._claim(free)
            if not self._ready:
                self._stirred.wait(self._timeout)
                self._stirred.clear()
                return None
        work = self._ready.popleft()
        self._running.add(work.id)
        return ClaimedMessage(self._queue, work)

    def ack(self, message: MessageProxy) -> None:
        """Delete the job, unless its own transaction has done so."""
        work = _work_of(message)
        actor = self._broker.actors.get(work.actor)
        if not getattr(actor, "settles_itself", False):
            self._lifeline.run(_SETTLE, {"id": work.id, "worker": work.worker})
        self._over(work)

    def nack(self, message: MessageProxy) -> None:
        """Put the job back for a later attempt, or keep it as failed after its last one."""
        work, error = _work_of(message), _error_of(message)
        if isinstance(error, asyncio.CancelledError | concurrent.futures.CancelledError):
            self._lifeline.run(_RELEASE, {"ids": [work.id], "worker": work.worker})
        else:
            actor = self._broker.actors.get(work.actor)
            self._lifeline.run(
                _FAIL,
                {
                    "id": work.id,
                    "worker": work.worker,
                    "failure": str(error) if isinstance(error, JobFailed) else failure_text(error),
                    "delay": delay_after(work.attempts, getattr(actor, "backoff", DEFAULT_BACKOFF)),
                    "max_attempts": getattr(actor, "max_attempts", DEFAULT_ATTEMPTS),
                },
            )
        self._over(work)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Give back jobs that were claimed but not begun."""
        self._release([_work_of(message) for message in messages])

    def close(self) -> None:
        """Give back what was claimed and not handed out."""
        waiting = list(self._ready)
        self._ready.clear()
        self._release(waiting)

    def _claim(self, free: int) -> None:
        lifeline = self._lifeline
        rows = lifeline.run(_CLAIM, {"queue": self._queue, "batch": free, "now": None})
        for row in sorted(rows, key=lambda row: row["run_at"]):
            self._ready.append(
                Work(
                    row["id"],
                    row["actor"],
                    row["tenant_id"],
                    row["arguments"],
                    row["attempts"],
                    row["claimed_by"],
                )
            )

    def _over(self, work: Work) -> None:
        self._running.discard(work.id)
        if 2 * len(self._running) <= self._prefetch:
            self._stirred.set()

    def _release(self, works: list[Work]) -> None:
        for worker in {work.worker for work in works}:
            ids = [work.id for work in works if work.worker == worker]
            self._lifeline.run(_RELEASE, {"ids": ids, "worker": worker})


def _work_of(message: MessageProxy) -> Work:
    assert isinstance(message, ClaimedMessage)
    return message.work


def _error_of(message: MessageProxy) -> BaseException:
    assert isinstance(message, ClaimedMessage)
    return message.error


BROKER = PostgresBroker()
"""The broker of this process: actors are declared on it, the runner opens it."""
