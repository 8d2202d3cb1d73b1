"""Worker processes: what becomes of jobs when they are killed, stopped, or fail."""

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.jobs.later import later
from tests.platform.jobs import declared

pytestmark = pytest.mark.long

StartWorker = Callable[..., subprocess.Popen[bytes]]
Eventually = Callable[..., float]


def left(table: psycopg.Connection) -> int:
    row = table.execute("SELECT count(*) FROM jobs WHERE failed_at IS NULL").fetchone()
    assert row is not None
    return int(row[0])


async def test_a_killed_workers_job_runs_again_at_once_and_its_deed_is_done_once(
    database: Database,
    table: psycopg.Connection,
    start_worker: StartWorker,
    eventually: Eventually,
    tmp_path: Path,
) -> None:
    mark = tmp_path / "mark"
    async with database.transaction(at(7)) as db:
        later(db, declared.slow_job, n=1, mark=str(mark), seconds=1.5)
    first, second = start_worker(), start_worker()
    eventually(mark.exists)
    victim, survivor = (first, second) if mark.read_text() == str(first.pid) else (second, first)
    mark.unlink()
    victim.kill()
    victim.wait()
    assert eventually(mark.exists) < 2.0
    assert mark.read_text() == str(survivor.pid)
    eventually(lambda: left(table) == 0)
    assert table.execute("SELECT n, pid FROM noted").fetchall() == [(1, survivor.pid)]


async def test_a_killed_workers_platform_job_is_taken_up_by_a_new_worker(
    database: Database,
    table: psycopg.Connection,
    start_worker: StartWorker,
    eventually: Eventually,
    tmp_path: Path,
) -> None:
    mark = tmp_path / "mark"
    async with database.transaction(at(7)) as db:
        later(db, declared.slow_broad_job, mark=str(mark), seconds=0.5)
    victim = start_worker()
    eventually(mark.exists)
    victim.kill()
    victim.wait()
    successor = start_worker()
    eventually(lambda: left(table) == 0)
    assert mark.read_text().split() == [str(victim.pid), str(successor.pid)]


async def test_two_workers_never_run_the_same_job(
    database: Database, table: psycopg.Connection, start_worker: StartWorker, eventually: Eventually
) -> None:
    first, second = start_worker(), start_worker()
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=-1)
        later(db, declared.note_job, n=-2)
    eventually(lambda: left(table) == 0)  # both are up, or nearly so
    for tenant in (7, 8, 9):
        async with database.transaction(at(tenant)) as db:
            for n in range(100):
                later(db, declared.note_job, n=tenant * 1000 + n)
                later(db, declared.broad_job, n=tenant * 1000 + 500 + n)
    eventually(lambda: left(table) == 0)
    rows = table.execute("SELECT n, pid FROM noted WHERE n > 0").fetchall()
    assert set(Counter(n for n, _ in rows).values()) == {1}
    assert len(rows) == 600
    assert {pid for _, pid in rows} <= {first.pid, second.pid}


async def test_a_failing_job_is_tried_again_and_stays_visibly_failed(
    database: Database, table: psycopg.Connection, start_worker: StartWorker, eventually: Eventually
) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.refused_job)
        later(db, declared.leaking_job)
    start_worker()
    eventually(lambda: left(table) == 0)
    rows = table.execute("SELECT actor, attempts, failure, claimed_by FROM jobs ORDER BY actor").fetchall()
    assert rows == [
        ("leaking_job", 2, "ValueError", None),
        ("refused_job", 3, "Refused: It never works.", None),
    ]
    assert table.execute("SELECT count(*) FROM noted").fetchone() == (0,)


@pytest.mark.parametrize("seconds", [0.0, 60.0])
async def test_sigterm_to_the_whole_group_ends_the_worker_in_time(
    database: Database,
    table: psycopg.Connection,
    start_worker: StartWorker,
    eventually: Eventually,
    tmp_path: Path,
    seconds: float,
) -> None:
    mark = tmp_path / "mark"
    async with database.transaction(at(7)) as db:
        later(db, declared.slow_job, n=1, mark=str(mark), seconds=seconds)
    worker = start_worker()
    eventually(mark.exists)
    began = time.monotonic()
    os.killpg(worker.pid, signal.SIGTERM)
    await asyncio.sleep(0.1)
    os.killpg(worker.pid, signal.SIGINT)  # an impatient supervisor
    worker.wait(timeout=10)
    assert time.monotonic() - began < (3.0 if seconds == 0 else 8.0)
    assert worker.returncode == 0
    waiting = table.execute("SELECT attempts, claimed_by, failure FROM jobs").fetchall()
    assert waiting == ([] if seconds == 0 else [(0, None, None)])


async def test_a_running_job_may_finish_after_the_signal(
    database: Database,
    table: psycopg.Connection,
    start_worker: StartWorker,
    eventually: Eventually,
    tmp_path: Path,
) -> None:
    mark = tmp_path / "mark"
    async with database.transaction(at(7)) as db:
        later(db, declared.slow_job, n=1, mark=str(mark), seconds=2.0)
    worker = start_worker()
    eventually(mark.exists)
    worker.terminate()
    worker.wait(timeout=10)
    assert left(table) == 0
    assert table.execute("SELECT n FROM noted").fetchall() == [(1,)]


async def test_a_worker_outlives_the_loss_of_its_connections(
    database: Database, table: psycopg.Connection, start_worker: StartWorker, eventually: Eventually
) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=1)
    start_worker()
    eventually(lambda: left(table) == 0)
    table.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hotline-jobs%'"
    )
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=2)
    eventually(lambda: left(table) == 0, within=15)
    assert table.execute("SELECT n FROM noted ORDER BY n").fetchall() == [(1,), (2,)]
