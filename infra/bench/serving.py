"""`hotline serve` as it runs in production, on one of the databases, with people signed in."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from hotline_platform.database.engine import database_from
from hotline_platform.errors import N_, Misconfigured
from hotline_platform.settings import Settings
from infra.bench.founding import CITY, session_of
from infra.bench.ground import FOLDER, Ground
from infra.bench.loading import wrk

READY_WITHIN = 30
LOG = FOLDER / "served.log"


@dataclass
class Served:
    """A running web process. `cookies` are files with the cookie header of each person, by role."""

    url: str
    process: psutil.Process
    database: psutil.Process
    cookies: Mapping[str, Path]

    def server_time(self, path: str, role: str, *, seconds: float) -> float:
        """Milliseconds of processor that web process and PostgreSQL need to answer with a page, asked for by one
        person after the other. On an idle machine that is the time to the answer; on a busy one it still is the
        page's own. Raises Misconfigured where the page does not answer as it should.
        """
        before = cpu(self.process) + cpu(self.database)
        load = wrk(self.url + path, seconds=seconds, files=(self.cookies[role],))
        if load.wrong or not load.requests:
            raise Misconfigured(N_("%(path)s does not answer as it should.", path=path))
        return (cpu(self.process) + cpu(self.database) - before) * 1000 / load.requests


@contextmanager
def serving(ground: Ground, database: str, *roles: str, code: str = CITY) -> Iterator[Served]:
    """Serve a database, with the people of one government who hold `roles` signed in."""
    hotline = [str(Path(sys.executable).with_name("hotline")), "serve"]
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        cookies = {}
        for role in roles:
            cookies[role] = Path(folder) / role
            (token,) = signed_in(ground, database, role, code=code)
            cookies[role].write_text(f"hotline={token}\n")
        with started(hotline, ground.environment(database), "/health") as (url, process):
            yield Served(url, process, psutil.Process(ground.server.pid), cookies)


def cpu(process: psutil.Process) -> float:
    """Seconds of processor that a process and its children have used so far."""
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            used += times.user + times.system
    return used


class Meter:
    """What processes and their children use from now on, to the nanosecond: `cpu` counts in hundredths of a second, too
    coarse for one request. A process that ends meanwhile counts for nothing.
    """

    def __init__(self, *processes: psutil.Process) -> None:
        self._processes = processes
        self._before = self._read()

    def used(self) -> float:
        """Seconds of processor since the beginning."""
        return sum(now - self._before.get(task, 0) for task, now in self._read().items()) / 1e9

    def _read(self) -> dict[Path, int]:
        found = {}
        for process in self._processes:
            for one in (process, *process.children(recursive=True)):
                for task in Path(f"/proc/{one.pid}/task").glob("*/schedstat"):
                    with contextlib.suppress(OSError):
                        found[task] = int(task.read_text().split()[0])
        return found


def signed_in(ground: Ground, database: str, role: str, *, many: int = 1, code: str = CITY) -> list[str]:
    """The tokens of new sessions of one person."""
    return asyncio.run(_sessions(ground.settings(database), code, role, many))


@contextmanager
def started(
    command: list[str], environment: Mapping[str, str], path: str
) -> Iterator[tuple[str, psutil.Process]]:
    """Start a web server (`--port` is added) and wait until `path` answers; end it afterwards."""
    port = free_port()
    child = launched([*command, "--port", str(port)], environment)
    try:
        _wait(child, f"http://127.0.0.1:{port}{path}")
        yield f"http://127.0.0.1:{port}", psutil.Process(child.pid)
    finally:
        end(child)


def launched(command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, which writes to LOG; `end` ends it."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        return subprocess.Popen(command, env=environment, start_new_session=True, stdout=log, stderr=log)


def end(child: subprocess.Popen[bytes]) -> None:
    """End a process that leads a session of its own, and whatever it started."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _wait(child: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return
        time.sleep(0.1)
    raise Misconfigured(N_("The web process did not become ready; see %(log)s.", log=str(LOG)))


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _sessions(settings: Settings, code: str, role: str, many: int) -> list[str]:
    database = database_from(settings)
    try:
        return [await session_of(database, code, role) for _ in range(many)]
    finally:
        await database.close()
