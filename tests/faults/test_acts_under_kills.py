"""Acts through HTTP while web and worker processes are killed again and again: each that was acknowledged is done, once.

ACTS_UNDER_KILLS=5000 does more of them; the suite is content with fewer.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest

from hotline_platform.access.clients import AddedClient
from tests.api.calling import added_client
from tests.commands import hotline
from tests.conftest import House
from tests.faults.walking import HISTORIES, Walkers
from tests.life.holding import faults
from tests.life.snapshot import look
from tests.serving import free_port, start_hotline

pytestmark = pytest.mark.long

ACTS = int(os.environ.get("ACTS_UNDER_KILLS", "120"))
AT_ONCE = 12
WEB_DIES_EVERY, WORKER_DIES_EVERY = 60, 50
"""In acts that were acknowledged, so that a slow machine kills as often as a quick one."""

LONGEST_WAIT = 120

CLIENTS: tuple[tuple[str, str, str | None, str], ...] = (
    ("operator", "operator", None, "city"), ("dispatcher", "dispatcher", None, "city"),
    ("housing_officer", "unit_officer", "C-HOUSING", "city"), ("housing_leader", "unit_leader", "C-HOUSING", "city"),
    ("reviewer", "reviewer", None, "city"), ("callback_officer", "callback_officer", None, "city"),
    ("east_dispatcher", "dispatcher", None, "east"), ("bridge_officer", "unit_officer", "E-BRIDGE", "east"),
    ("bridge_leader", "unit_leader", "E-BRIDGE", "east"), ("east_reviewer", "reviewer", None, "east"),
)  # fmt: skip


@dataclass
class Processes:
    """One web process at an address that stays, and two workers."""

    house: House
    port: int = field(default_factory=free_port)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=dict)

    def start(self, name: str) -> None:
        command = ("serve", "--port", str(self.port)) if name == "web" else ("worker",)
        self.running[name] = start_hotline(self.house.settings, *command)

    def kill(self, name: str) -> None:
        """Without warning, with everything it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait(10)
        self.killed[name] = self.killed.get(name, 0) + 1


@contextmanager
def processes_of(house: House) -> Iterator[Processes]:
    processes = Processes(house)
    try:
        for name in ("web", "worker 1", "worker 2"):
            processes.start(name)
        yield processes
    finally:
        for name in list(processes.running):
            processes.kill(name)


async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    house: House, superuser: psycopg.Connection, record_property: Callable[[str, object], None]
) -> None:
    clients = {name: await _client(house, role, unit, place) for name, role, unit, place in CLIENTS}
    with processes_of(house) as processes:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{processes.port}", timeout=60) as http:
            walkers = Walkers(http, house.cast, clients)
            await _all_at_once(walkers, processes)
        killed = dict(processes.killed)
        await _every_job_has_run(superuser)
    for name, value in {
        "acknowledged": walkers.acknowledged,
        "interrupted": walkers.interrupted,
        "replayed": walkers.replayed,
        **killed,
    }.items():
        record_property(name, value)
    assert walkers.acknowledged >= ACTS
    assert killed["web"] >= ACTS // WEB_DIES_EVERY
    assert sum(killed.values()) - killed["web"] >= ACTS // WORKER_DIES_EVERY
    assert walkers.interrupted, "nobody was in the middle of anything"
    assert _histories(superuser) == {case_id: HISTORIES[road] for case_id, road in walkers.histories.items()}
    assert list(faults(look(superuser))) == []
    for command in (("audit", "verify"), ("figures", "verify")):
        done = await hotline(house.settings, *command)
        assert done.exit_code == 0, done.output


async def _all_at_once(walkers: Walkers, processes: Processes) -> None:
    """As many cases at a time as there are hands, until enough was acknowledged; meanwhile processes die."""
    numbers = iter(range(ACTS))

    async def carries() -> None:
        while walkers.acknowledged < ACTS:
            await walkers.walk(next(numbers))

    killing = asyncio.create_task(_kill_again_and_again(walkers, processes))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(carries())
    finally:
        killing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killing


async def _kill_again_and_again(walkers: Walkers, processes: Processes) -> None:
    web, worker = WEB_DIES_EVERY // 2, WORKER_DIES_EVERY // 2
    while True:
        await asyncio.sleep(0.01)
        if walkers.acknowledged >= web:
            web += WEB_DIES_EVERY
            processes.kill("web")
            processes.start("web")
        if walkers.acknowledged >= worker:
            worker += WORKER_DIES_EVERY
            name = min(("worker 1", "worker 2"), key=lambda one: processes.killed.get(one, 0))
            processes.kill(name)
            processes.start(name)


async def _client(house: House, role: str, unit: str | None, place: str) -> AddedClient:
    tenant = house.cast.east if place == "east" else house.cast.city
    return await added_client(house, role, unit=unit, tenant=tenant)


async def _every_job_has_run(superuser: psycopg.Connection) -> None:
    """Nothing is due, nothing was given up, and every event has found its place in the feed."""
    due = "SELECT (SELECT count(*) FROM jobs WHERE run_at <= now()), (SELECT count(*) FROM announcements)"
    deadline = time.monotonic() + LONGEST_WAIT
    while superuser.execute(due).fetchone() != (0, 0):
        left = superuser.execute("SELECT actor, attempts, failure FROM jobs WHERE run_at <= now()").fetchall()
        if time.monotonic() > deadline:
            pytest.fail(f"jobs were left over: {left[:5]}")
        await asyncio.sleep(0.1)
    placed = (
        "SELECT tenant_id, count(*), max(position) FROM feed_entries GROUP BY tenant_id ORDER BY tenant_id"
    )
    events = "SELECT tenant_id, count(*), count(*) FROM case_events GROUP BY tenant_id ORDER BY tenant_id"
    assert superuser.execute(placed).fetchall() == superuser.execute(events).fetchall()


def _histories(superuser: psycopg.Connection) -> dict[object, tuple[str, ...]]:
    """What people did to each case, in its order."""
    told = (
        "SELECT case_id, array_agg(act ORDER BY seq) FROM case_events WHERE role <> 'clock' GROUP BY case_id"
    )
    return {case_id: tuple(acts) for case_id, acts in superuser.execute(told).fetchall()}
