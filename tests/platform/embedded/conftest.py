"""Servers of these tests' own, each in a folder that goes with the test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline_platform.embedded import Embedded, bootstrap, erase, start

# What a launcher in a process of its own does: start, say so, and wait to be killed.
LAUNCHER = """
import sys, time
from pathlib import Path
from hotline_platform.embedded import start
server = start(Path(sys.argv[1]), durable=False)
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A server that the tests of one file only look at, with the database `hotline`."""
    folder = tmp_path_factory.mktemp("server")
    with start(folder, durable=False) as running:
        bootstrap(running, "hotline")
        yield running
    erase(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to start servers for, below one that only this account may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "database"
    erase(closed / "database")


@pytest.fixture
def launcher(folder: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], int]]]:
    """Start a server for `folder` from another process; gives the process and the server's pid."""
    started: list[subprocess.Popen[str]] = []

    def launch() -> tuple[subprocess.Popen[str], int]:
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(folder)], stdout=subprocess.PIPE, text=True, env=os.environ
        )
        started.append(process)
        assert process.stdout is not None
        return process, int(process.stdout.readline())

    yield launch
    for process in started:
        process.kill()
        process.communicate()
