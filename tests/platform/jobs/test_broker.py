"""The broker over the table: writing outside a transaction, and judging what dead workers leave behind."""

import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest

from hotline_platform.database.engine import Database
from hotline_platform.errors import Misconfigured
from hotline_platform.jobs.broker import BROKER, PostgresBroker
from hotline_platform.jobs.pending import run_pending
from hotline_platform.jobs.statements import LOST_LIMIT
from tests.platform.jobs import declared

NOBODY = 4711
Eventually = Callable[..., float]


@pytest.fixture
def broker(jobs_url: str, database: Database) -> Iterator[PostgresBroker]:
    BROKER.open(jobs_url, database)
    yield BROKER
    BROKER.close()


def claimed_by_a_dead_worker(table: psycopg.Connection, attempts: int) -> uuid.UUID:
    job = uuid.uuid4()
    table.execute(
        "INSERT INTO jobs (id, queue, actor, tenant_id, attempts, claimed_by) VALUES (%s, 'default', 'x', 7, %s, %s)",
        (job, attempts, NOBODY),
    )
    return job


async def test_a_message_sent_outside_a_transaction_becomes_a_job_of_its_tenant(
    broker: PostgresBroker, database: Database, table: psycopg.Connection
) -> None:
    message = declared.note_job.message_with_options(kwargs={"n": 1}, tenant=7)
    broker.enqueue(message)
    broker.enqueue(message, delay=60_000)
    assert await run_pending(database) == 1
    assert table.execute("SELECT n, tenant FROM noted").fetchall() == [(1, "7")]


async def test_the_jobs_of_a_dead_worker_return_within_a_second(
    broker: PostgresBroker, table: psycopg.Connection, eventually: Eventually
) -> None:
    job = claimed_by_a_dead_worker(table, attempts=1)
    freed = "SELECT FROM jobs WHERE id = %s AND claimed_by IS NULL AND failed_at IS NULL"
    assert eventually(lambda: table.execute(freed, (job,)).fetchone() is not None) < 1.0


async def test_a_job_that_keeps_killing_its_workers_is_given_up(
    broker: PostgresBroker, table: psycopg.Connection, eventually: Eventually
) -> None:
    job = claimed_by_a_dead_worker(table, attempts=LOST_LIMIT)
    failed = "SELECT FROM jobs WHERE id = %s AND failed_at IS NOT NULL AND failure = 'WorkerLost'"
    eventually(lambda: table.execute(failed, (job,)).fetchone() is not None)


async def test_a_living_workers_claims_are_left_alone(
    broker: PostgresBroker, table: psycopg.Connection, eventually: Eventually
) -> None:
    broker.lifeline.run("SELECT 1")
    table.execute(
        "INSERT INTO jobs (id, queue, actor, claimed_by) VALUES (gen_random_uuid(), 'default', 'x', %s)",
        (broker.lifeline.worker,),
    )
    dead = claimed_by_a_dead_worker(table, attempts=1)
    freed = "SELECT FROM jobs WHERE id = %s AND claimed_by IS NULL"
    eventually(lambda: table.execute(freed, (dead,)).fetchone() is not None)
    claims = table.execute("SELECT claimed_by FROM jobs WHERE claimed_by IS NOT NULL").fetchall()
    assert claims == [(broker.lifeline.worker,)]


def test_a_broker_that_is_not_open_says_so() -> None:
    with pytest.raises(Misconfigured):
        PostgresBroker().enqueue(declared.note_job.message_with_options(kwargs={"n": 1}))
