"""Jobs are written with the deed that asks for them."""

import datetime as dt
import uuid

import psycopg
import pytest

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.jobs.later import later
from hotline_platform.jobs.pending import run_pending
from tests.platform.jobs import declared

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def noted(table: psycopg.Connection) -> list[tuple[int, str]]:
    return table.execute("SELECT n, tenant FROM noted ORDER BY n").fetchall()


async def test_a_job_of_a_committed_transaction_runs_once_in_its_tenant(
    database: Database, table: psycopg.Connection
) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=1)
    assert await run_pending(database) == 1
    assert await run_pending(database) == 0
    assert noted(table) == [(1, "7")]
    assert table.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


async def test_a_job_of_a_rolled_back_transaction_never_runs(
    database: Database, table: psycopg.Connection
) -> None:
    async def act_that_fails() -> None:
        async with database.transaction(at(7)) as db:
            later(db, declared.note_job, n=1)
            await db.write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await act_that_fails()
    assert await run_pending(database) == 0
    assert noted(table) == []


async def test_a_job_waits_for_its_moment(database: Database, table: psycopg.Connection) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, at=NOON, n=1)
    assert await run_pending(database, now=NOON - dt.timedelta(seconds=1)) == 0
    assert await run_pending(database, now=NOON) == 1


async def test_a_job_receives_what_its_parameters_say(database: Database) -> None:
    declared.received.clear()
    case_id = uuid.uuid4()
    async with database.transaction(at(7)) as db:
        later(db, declared.typed_job, case_id=case_id, since=NOON)
    await run_pending(database)
    assert declared.received == [case_id, NOON]


async def test_an_argument_that_the_job_does_not_take_fails_the_act_itself(database: Database) -> None:
    async with database.transaction(at(7)) as db:
        with pytest.raises(TypeError, match="colour"):
            later(db, declared.note_job, n=1, colour="red")
        with pytest.raises(TypeError):
            later(db, declared.note_job, n=object())
    assert await run_pending(database) == 0


async def test_a_platform_job_belongs_to_no_tenant(database: Database, table: psycopg.Connection) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.broad_job, n=1)
    await run_pending(database)
    assert noted(table) == [(1, "")]


async def test_a_tenants_job_enqueued_without_a_tenant_fails(database: Database) -> None:
    async with database.transaction(NOWHERE) as db:
        later(db, declared.note_job, n=1)
    with pytest.raises(TypeError, match="note_job"):
        await run_pending(database)


async def test_draining_runs_what_jobs_bring_about(database: Database, table: psycopg.Connection) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.begetting_job)
    assert await run_pending(database) == 2
    assert noted(table) == [(2, "7")]


async def test_draining_begins_with_the_urgent_ones_and_keeps_to_its_limit(
    database: Database, table: psycopg.Connection
) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=1)
        later(db, declared.urgent_job, n=2)
    assert await run_pending(database, limit=1) == 1
    assert noted(table) == [(2, "7")]


async def test_draining_raises_a_failure_and_leaves_the_rest(
    database: Database, table: psycopg.Connection
) -> None:
    async with database.transaction(at(7)) as db:
        later(db, declared.leaking_job)
    async with database.transaction(at(7)) as db:
        later(db, declared.note_job, n=1)
    with pytest.raises(ValueError, match="Zhang San"):
        await run_pending(database)
    rows = table.execute("SELECT actor, attempts, claimed_by, failure FROM jobs ORDER BY actor").fetchall()
    assert rows == [("leaking_job", 1, None, "ValueError"), ("note_job", 0, None, None)]


async def test_waking_tells_the_workers_at_the_commit(database: Database, table: psycopg.Connection) -> None:
    table.execute("LISTEN hotline_jobs")
    async with database.transaction(at(7)) as db:
        later(db, declared.urgent_job, wake=True, n=1)
        later(db, declared.note_job, n=2)
    assert [note.payload for note in table.notifies(timeout=0.3)] == ["urgent"]
