"""The worker process: our own start and end around dramatiq's Worker.

dramatiq's command line hangs when the whole process group gets SIGTERM; here one process blocks the signals
before its threads begin and waits for them, so none can interrupt a job half-way.
"""

import asyncio
import concurrent.futures
import datetime as dt
import logging
import os
import signal
import threading
from collections.abc import Collection, Coroutine

from dramatiq import Worker
from dramatiq.asyncio import get_event_loop_thread

from hotline_platform.database.engine import Database, database_from
from hotline_platform.jobs.broker import BROKER
from hotline_platform.jobs.model import QUEUES
from hotline_platform.jobs.periodic import tick
from hotline_platform.settings import Settings

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_POLL_MILLISECONDS = 500
_GRACE_MILLISECONDS = 5_000
# Whatever hangs past this is ended like a power cut: its transactions roll back and its jobs return.
_LAST_SECONDS = 7.5
_TICK_SECONDS = 1.0
_PREFETCH_PER_THREAD = 4

log = logging.getLogger(__name__)


def run(
    settings: Settings,
    *,
    threads: int | None = None,
    queues: Collection[str] = QUEUES,
    with_scheduler: bool = True,
) -> None:
    """Work until SIGTERM or SIGINT, then end within eight seconds. Call it in the main thread of a process.

    The modules that declare jobs must have been imported. Each thread runs one job at a time on the one event
    loop. Running jobs have five seconds to finish; the rest is given back for another worker.
    """
    threads = threads or settings.threads
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    database = database_from(settings)
    BROKER.open(settings.urls["app"], database)
    worker = Worker(BROKER, queues=set(queues), worker_timeout=_POLL_MILLISECONDS, worker_threads=threads)
    worker.queue_prefetch = threads * _PREFETCH_PER_THREAD
    worker.start()
    scheduler = _start(_tick_forever(database)) if with_scheduler else None
    log.info("working on %s with %d threads", ", ".join(queues), threads)
    signal.sigwait(_STOP_SIGNALS)
    last = threading.Timer(_LAST_SECONDS, os._exit, (1,))
    last.daemon = True
    last.start()
    if scheduler is not None:
        scheduler.cancel()
    _stop(worker)
    last.cancel()
    while signal.sigtimedwait(_STOP_SIGNALS, 0):  # impatient repetitions, which must not spoil the exit code
        pass
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(worker: Worker) -> None:
    worker.stop(timeout=_GRACE_MILLISECONDS)
    for thread in worker.workers:  # those whose jobs were cancelled still give them back
        thread.join(timeout=0.5)
    BROKER.close()


def _start(endless: Coroutine[None, None, None]) -> concurrent.futures.Future[None]:
    loop = get_event_loop_thread()
    assert loop is not None  # the worker has started it
    return asyncio.run_coroutine_threadsafe(endless, loop.loop)


async def _tick_forever(database: Database) -> None:
    while True:
        try:
            async with asyncio.timeout(5):
                await tick(database, dt.datetime.now(dt.UTC))
        except Exception as error:  # noqa: BLE001 - a database that is away for a while must not end the clock
            log.warning("the tick of recurring jobs failed: %s", type(error).__name__)
        await asyncio.sleep(_TICK_SECONDS)
