"""One tenant's burst does not starve the others."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import tuple_row

from hotline_platform.jobs.statements import CLAIM, for_psycopg

BATCH = 8
Claim = Callable[[], list[int]]


@pytest.fixture
def claim(table: psycopg.Connection) -> Claim:
    """Claim a batch; returns the tenants of the claimed jobs."""

    def claim_batch() -> list[int]:
        asked: dict[str, Any] = {"queue": "bulk", "batch": BATCH, "now": None, "worker": 1}
        cursor = table.cursor(row_factory=tuple_row).execute(for_psycopg(CLAIM), asked)
        return [row[2] for row in cursor.fetchall()]

    return claim_batch


def enqueue(table: psycopg.Connection, tenant: int, count: int) -> None:
    table.execute(
        "INSERT INTO jobs (id, queue, actor, tenant_id) "
        "SELECT gen_random_uuid(), 'bulk', 'note_job', %s FROM generate_series(1, %s)",
        (tenant, count),
    )


def test_a_burst_of_100_000_jobs_leaves_every_other_tenant_its_turn(
    table: psycopg.Connection, claim: Claim
) -> None:
    enqueue(table, 1, 100_000)
    for tenant in (2, 3, 4):
        enqueue(table, tenant, 1)
    first = claim()
    assert {2, 3, 4} < set(first)
    assert len(first) <= BATCH
    assert set(claim()) == {1}


def test_a_lone_tenant_gets_the_whole_batch(table: psycopg.Connection, claim: Claim) -> None:
    enqueue(table, 1, 100)
    assert claim() == [1] * BATCH


def test_more_tenants_than_places_take_turns(table: psycopg.Connection, claim: Claim) -> None:
    for tenant in range(1, 41):
        enqueue(table, tenant, 2)
    served = [tenant for _ in range(8) for tenant in claim()]
    assert len(served) == 8 * BATCH
    assert len(set(served)) > 20
    assert all(served.count(tenant) <= 2 for tenant in served)


def test_a_tenant_whose_jobs_are_all_in_the_future_takes_no_place(
    table: psycopg.Connection, claim: Claim
) -> None:
    enqueue(table, 1, 100)
    enqueue(table, 2, 1)
    table.execute("UPDATE jobs SET run_at = now() + interval '1 hour' WHERE tenant_id = 2")
    assert claim() == [1] * BATCH
