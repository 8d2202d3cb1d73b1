"""Real processes of the product on a test's own database."""

import asyncio
import datetime as dt
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cast import MONDAY, Cast
from tests.conftest import House

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
VARIABLES = {
    "app": "DATABASE_URL",
    "reader": "READER_URL",
    "admin": "ADMIN_URL",
    "public": "PUBLIC_URL",
    "owner": "OWNER_URL",
}


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Run `hotline serve` with these settings until the block ends; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = start_hotline(settings, "serve", "--port", str(port))
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(15)


def filled(
    settings: Settings, cast: Cast, life: Callable[[House], Awaitable[T]], *, at: dt.datetime = MONDAY
) -> T:
    """Let `life` happen in the database on which the product is served; gives what it gives."""

    async def live() -> T:
        house = House(settings, database_from(settings), cast, at)
        try:
            return await life(house)
        finally:
            await house.database.close()

    return aside(live())


def aside(deed: Coroutine[Any, Any, T]) -> T:
    """Do it in a thread of its own: a browser keeps its event loop in the thread of the test."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, deed).result()


def start_hotline(settings: Settings, *command: str) -> subprocess.Popen[bytes]:
    """A `hotline` process with these settings, in a process group of its own."""
    return subprocess.Popen(
        [Path(sys.executable).with_name("hotline"), *command],
        cwd=ROOT,
        env=environment_of(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that say what `settings` say."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    urls = {f"HOTLINE_{VARIABLES[role]}": url for role, url in settings.urls.items()}
    gateway = {
        "HOTLINE_MESSAGES_URL": settings.messages_url, "HOTLINE_MESSAGES_SECRET": settings.messages_secret,
        "HOTLINE_MESSAGES_REPORT_SECRET": settings.messages_report_secret,
    }  # fmt: skip
    return {
        **kept, **urls, **{name: value for name, value in gateway.items() if value}, "HOTLINE_ENVIRONMENT": "test", "HOTLINE_SECRET": settings.secret,
        "HOTLINE_SEAL_KEY": settings.seal_key, "HOTLINE_COOKIE_SECURE": "no", "HOTLINE_POOL_SIZE": "3",
        "HOTLINE_THREADS": "2", "HOTLINE_FILES_DIR": settings.files_dir,
    }  # fmt: skip


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(address: str) -> None:
    """Until the service says that it is well."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
