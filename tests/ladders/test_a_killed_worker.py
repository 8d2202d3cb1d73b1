"""A worker that is killed in the middle of a batch of steps: each step is taken once all the same."""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import time

import psycopg
import pytest

from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.later import later
from hotline_tenants.ladders.jobs import climb_ladders
from tests.conftest import House
from tests.ladders.climbing import messages, sent, steps, urgent
from tests.rosters.on_the_roster import on_duty
from tests.serving import start_hotline

pytestmark = pytest.mark.long

CASES = 8
LONGEST_WAIT = 60
HELD_UP_BY = "SELECT count(*) FROM pg_stat_activity WHERE {} = ANY(pg_blocking_pids(pid))"
DUE = "SELECT count(*) FROM ladders WHERE next_at <= now()"


def until(connection: psycopg.Connection, query: str, wanted: int) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while connection.execute(query).fetchone() != (wanted,):
        assert time.monotonic() < deadline, query
        time.sleep(0.05)


def end(worker: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, how)
        worker.wait(15)


async def test_every_step_is_taken_once_although_a_worker_is_killed(
    house: House, superuser: psycopg.Connection
) -> None:
    house.now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6)
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    cases = []
    for _ in range(CASES):
        cases.append(await urgent(house))
        await sent(house, cases[-1].id, "C-WATER")
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        later(db, climb_ladders)
    workers = []
    try:
        with psycopg.connect(superuser.info.dsn, password=superuser.info.password) as holding:
            holding.execute("SELECT FROM ladders ORDER BY next_at DESC, id DESC LIMIT 1 FOR UPDATE")
            workers.append(start_hotline(house.settings, "worker"))
            held_up = HELD_UP_BY.format(holding.info.backend_pid)
            await asyncio.to_thread(until, superuser, held_up, 1)  # the last step waits, none is committed
            await asyncio.to_thread(end, workers[0], signal.SIGKILL)
            assert superuser.execute(DUE).fetchone() == (CASES,)
            holding.rollback()
        workers.append(start_hotline(house.settings, "worker"))
        await asyncio.to_thread(until, superuser, DUE, 0)
    finally:
        for worker in workers:
            await asyncio.to_thread(end, worker, signal.SIGTERM)
    for case in cases:
        assert await steps(house, house.cast.city, case.id) == [
            ("unit", "water_officer"), ("leader", "water_leader"),
        ]  # fmt: skip
    assert len(await messages(house, house.cast.city)) == 4 * CASES
