"""What the tests of the shared pieces stand on: a list's table in a PostgreSQL of their own, and the gallery."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from hotline_platform.embedded import Embedded, bootstrap, erase, start

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    folder = tmp_path_factory.mktemp("pieces")
    with start(folder, durable=False) as running:
        bootstrap(running, "hotline")
        yield running
    erase(folder)


@pytest.fixture
async def db(server: Embedded) -> AsyncIterator[AsyncSession]:
    """A session whose transaction is undone at the end."""
    url = server.url("hotline_owner", "hotline").replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url)
    async with AsyncSession(engine) as session:
        yield session
        await session.rollback()
    await engine.dispose()


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery, served by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.web.pieces.gallery", str(port)],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/errors/stale", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
