"""The product shown to a real browser out of the test's own process: for tests that look at pages.

What a process of its own takes (seconds before the first page) is spared. A test about processes — one is killed, one is
started by the command — takes `tests.serving`.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from granian.constants import Interfaces
from granian.server.embed import Server

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.serving import free_port, wait_for
from tests.web.browsing import put_together


@contextmanager
def showing(settings: Settings) -> Iterator[str]:
    """Serve the application with these settings in a thread until the block ends; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        database = database_from(settings)
        server = Server(
            put_together(settings, database), port=port, interface=Interfaces.ASGINL, websockets=False,
            log_enabled=False,
        )  # fmt: skip
        running = asyncio.create_task(server.serve())
        await ended.wait()
        server.stop()  # type: ignore[no-untyped-call]  # granian gives it no types
        await running
        await database.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        try:
            wait_for(address)
            yield address
        finally:
            loop.call_soon_threadsafe(ended.set)
            done.result(15)
