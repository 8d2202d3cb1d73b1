"""The same city for somebody who waits for it: two processes, and no waiting for the disk."""

import asyncio
import datetime as dt
import multiprocessing
import signal
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

from hotline_platform.database.engine import Database, database_from
from hotline_platform.jobs.pending import run_pending
from hotline_platform.settings import Settings
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import Life
from hotline_tenants.demo.lives import lives
from hotline_tenants.demo.seeding import CASES, DAYS, finish, found, live_all

T = TypeVar("T")


def seed_quickly(settings: Settings, *, now: dt.datetime, meanwhile: Callable[[], None]) -> None:
    """Seed with a second process, which loads its modules while the city is founded. `meanwhile` is called when the
    rest is for one process alone, so that the other core can begin with what comes after.
    """
    context = multiprocessing.get_context("spawn")
    waits, tells = context.Pipe(duplex=False)
    turn = context.Value("i", 0)
    other = context.Process(target=_live_as_well, args=(settings, now, waits, turn), daemon=True)
    other.start()
    try:
        city = _run(settings, lambda database: found(database, now=now))
        tells.send(city)
        _run(settings, lambda database: _live_and_work(database, city, now, turn))
        other.join()
    finally:
        other.terminate()
    if other.exitcode:
        raise RuntimeError("the seeding of the demo failed; its second process has said why")
    meanwhile()
    _run(settings, lambda database: finish(database, settings, city, now=now))


def _live_as_well(
    settings: Settings, now: dt.datetime, waits: "Connection[None, DemoCity]", turn: "Synchronized[int]"
) -> None:
    city = waits.recv()
    _run(settings, lambda database: _live_and_work(database, city, now, turn))


async def _live_and_work(
    database: Database, city: DemoCity, now: dt.datetime, turn: "Synchronized[int]"
) -> None:
    """`turn` is the place of the next life to be lived, whichever process it is that is free."""
    await live_all(database, _in_turn(lives(city, CASES, days=DAYS, now=now), turn))
    await run_pending(database)


def _in_turn(found: list[Life], turn: "Synchronized[int]") -> Iterator[Life]:
    while True:
        with turn.get_lock():
            place = turn.value
            turn.value += 1
        if place >= len(found):
            return
        yield found[place]


def _run(settings: Settings, deed: Callable[[Database], Awaitable[T]]) -> T:
    """Run to the end or to a signal, which is heard between two steps: an exception that a handler raises just
    anywhere is lost where the interpreter calls back, and nobody would stop.
    """
    heard: list[signal.Signals] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    async def run() -> T:
        task = asyncio.current_task()
        assert task is not None

        def stop(number: signal.Signals) -> None:
            heard.append(number)
            task.cancel()

        for number in handlers:
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
        database = database_from(settings, hurried=True)
        try:
            return await deed(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in heard:
            signal.raise_signal(number)
