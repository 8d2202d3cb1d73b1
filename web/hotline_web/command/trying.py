"""The demo: database, web and worker under one command, with an invented city inside."""

import asyncio
import contextlib
import datetime as dt
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

import hotline_tenants.declared_jobs
from hotline_platform.database.engine import database_from
from hotline_platform.database.migrating import migrate
from hotline_platform.embedded import Embedded, Reach, bootstrap, erase, running, start
from hotline_platform.errors import Message, Misconfigured
from hotline_platform.settings import DATABASE_ROLES, Settings, settings_from
from hotline_tenants.demo.city import PASSWORD
from hotline_tenants.demo.quickly import seed_quickly
from hotline_tenants.demo.seeding import is_seeded

__all__ = ["demo", "hotline_tenants"]  # the jobs that the seeding leaves behind are run here as well

FOLDER = Path(__file__).parents[3] / "var" / "demo"
DATABASE = "hotline"
READY_WITHIN = 180  # a busy machine is slow, and a process that died is noticed at once
STOP_WITHIN = 8

PEOPLE = (
    ("city-operator", "云州市 Yunzhou City", "operator 话务员"),
    ("city-dispatcher", "云州市 Yunzhou City", "dispatcher 派单员"),
    ("city-reviewer", "云州市 Yunzhou City", "reviewer 审核员"),
    ("city-callback-officer", "云州市 Yunzhou City", "callback officer 回访员"),
    ("city-supervisor", "云州市 Yunzhou City", "supervisor 督办员"),
    ("city-duty-head", "云州市 Yunzhou City", "duty-room head 值班室负责人"),
    ("city-inspector", "云州市 Yunzhou City", "city inspector 检查员"),
    ("city-water-unit-officer", "云州市 · 市水务集团", "unit officer 承办人"),
    ("d1-dispatcher", "云溪区 Yunxi District", "dispatcher 派单员"),
    ("d1-reviewer", "云溪区 Yunxi District", "reviewer 审核员"),
    ("d1-supervisor", "云溪区 Yunxi District", "supervisor 督办员"),
    ("d1-s01-unit-officer", "云溪区 · 松风街道", "unit officer 承办人"),
    ("d1-s01-unit-leader", "云溪区 · 松风街道", "unit leader 分管领导"),
    ("city-network-officer", "云州市 Yunzhou City", "network officer 网络建设员"),
    ("d1-s01c1-committee", "云溪区 · 松风东社区居委会", "residents' committee 居委会"),
    ("city-tenant-admin", "云州市 Yunzhou City", "tenant administrator 租户管理员"),
    ("city-system-admin", "云州市 Yunzhou City", "system administrator 系统管理员"),
)


def demo(
    port: int = typer.Option(8000, help="Port of the web address."),
    reset: bool = typer.Option(False, "--reset", help="Throw the demo's data away and start afresh."),  # noqa: FBT003
    only_settings: bool = typer.Option(
        False,  # noqa: FBT003
        "--environment",
        help="Print the running demo's settings and end.",
    ),
) -> None:
    """Run everything on this machine with an invented city: PostgreSQL, web, worker and scheduler. Ctrl-C ends it."""
    if only_settings:
        _print_environment()
        return
    _refuse_taken(port)
    if reset or _unfinished().exists():
        erase(FOLDER)
    with ending_on_signals():
        server = start(FOLDER)
        try:
            bootstrap(server, DATABASE)
            environment = _environment(server)
            settings = settings_from(environment)
            migrate(settings)
            _run(environment, settings, port)
        finally:
            server.stop()
            if _unfinished().exists():
                typer.echo("Stopped before the city was whole; the next start begins afresh.")
            else:
                typer.echo("Stopped. The data are kept; the next start continues with them.")


class _Ended(Exception):
    """SIGINT or SIGTERM arrived."""


@contextlib.contextmanager
def ending_on_signals() -> Iterator[None]:
    """Leave the block at the first SIGINT or SIGTERM. Further ones (`make` hands on what it gets, people are impatient)
    do not cut short what has to be put in order then.
    """

    def end(*_: object) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise _Ended

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with contextlib.suppress(_Ended):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Misconfigured(
                Message(
                    "Port %(port)s is taken. Choose another: make demo PORT=%(other)s",
                    {"port": port, "other": port + 1},
                )
            ) from None


def _print_environment() -> None:
    server = running(FOLDER)
    if server is None:
        raise Misconfigured(Message("The demo is not running. Start it with: make demo"))
    for name, value in _environment(server).items():
        if name.startswith("HOTLINE_"):
            typer.echo(f"export {name}={shlex.quote(value)}")


def _environment(server: Embedded | Reach) -> dict[str, str]:
    names = {
        "app": "DATABASE_URL",
        "reader": "READER_URL",
        "admin": "ADMIN_URL",
        "public": "PUBLIC_URL",
        "owner": "OWNER_URL",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    urls = {f"HOTLINE_{names[role]}": server.url(f"hotline_{role}", DATABASE) for role in DATABASE_ROLES}
    return {
        **kept, **urls, "HOTLINE_ENVIRONMENT": "development", "HOTLINE_COOKIE_SECURE": "no", "HOTLINE_POOL_SIZE": "4",
        "HOTLINE_THREADS": "2", "HOTLINE_FILES_DIR": str(FOLDER / "files"),
    }  # fmt: skip


def _seed_once(settings: Settings, *, then: Callable[[], None]) -> None:
    if asyncio.run(_is_seeded(settings)):
        then()
        return
    typer.echo("Founding the invented city of Yunzhou; two months of its cases take about a minute …")
    _unfinished().touch()
    seed_quickly(settings, now=dt.datetime.now(dt.UTC), meanwhile=then)
    _unfinished().unlink()


def _unfinished() -> Path:
    """A mark that stands while the city is seeded: half a city can be neither shown nor gone on with."""
    return FOLDER / "unfinished"


async def _is_seeded(settings: Settings) -> bool:
    database = database_from(settings)
    try:
        return await is_seeded(database)
    finally:
        await database.close()


def _run(environment: dict[str, str], settings: Settings, port: int) -> None:
    children: list[subprocess.Popen[bytes]] = []

    def serve() -> None:
        children.append(_child(environment, "serve", "--port", str(port)))

    try:
        _seed_once(settings, then=serve)
        _wait_until_ready(port, children)
        children.append(_child(environment, "worker"))  # the first page does not wait for it
        typer.echo(_welcome(port))
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        typer.echo("A process ended by itself; stopping the others.", err=True)
    finally:
        _end(children)


def _child(environment: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches only this process, which then ends its children in order."""
    hotline = str(Path(sys.executable).with_name("hotline"))
    return subprocess.Popen([hotline, *command], env=environment, start_new_session=True)


def _wait_until_ready(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2),
        ):
            return
        time.sleep(0.2)
    raise Misconfigured(Message("The web process did not become ready."))


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _welcome(port: int) -> str:
    lines = [
        f"\nThe hotline runs on http://127.0.0.1:{port}   (Ctrl-C ends it)\n",
        f"Everybody's password: {PASSWORD}\n",
    ]
    lines += [f"  {login:26} {role:36} {place}" for login, place, role in PEOPLE]
    lines.append("\nEvery district has the same accounts: d1-… to d9-…, streets d1-s01-…, d1-s02-…")
    return "\n".join(lines)
