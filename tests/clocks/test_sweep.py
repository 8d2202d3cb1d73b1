"""The sweep brings every tenant's clocks to notice, whoever dies on the way."""

import datetime as dt
import time

import psycopg
import pytest

from hotline_platform.jobs.pending import run_pending
from hotline_tenants.intake.registering import register
from hotline_tenants.watching.sweeping import sweep
from tests.cases.test_the_main_road import LAMP, registered
from tests.conftest import House
from tests.serving import start_hotline

pytestmark = pytest.mark.long

# Of each case: how often it was overdue, how many notices that gave (the dispatcher, the head of the duty room), and
# the length of its chain.
CARDS = """
    SELECT c.id, count(*) FILTER (WHERE e.role = 'clock'),
        (SELECT count(*) FROM notices n WHERE n.tenant_id = c.tenant_id AND n.subject_id = c.id AND n.kind = 'overdue'),
        c.events
    FROM cases c JOIN case_events e ON e.tenant_id = c.tenant_id AND e.case_id = c.id GROUP BY c.tenant_id, c.id
"""


async def test_a_sweep_writes_one_job_for_each_tenant_that_needs_one(house: House) -> None:
    await registered(house)
    async with house.acting("east_operator") as (db, actor):
        await register(db, actor, LAMP, at=house.now)
    await run_pending(house.database, now=house.now)
    late = house.later(days=3)
    assert await sweep(house.database, at=late) == 2
    assert await sweep(house.database, at=late) == 0, "those jobs still wait"
    await run_pending(house.database)
    assert await sweep(house.database, at=late) == 0, "nothing is left to notice"


async def test_nothing_is_written_where_nothing_is_due(house: House) -> None:
    await registered(house)
    assert await sweep(house.database, at=house.now) == 0


async def test_a_killed_worker_loses_and_doubles_no_notice(
    house: House, superuser: psycopg.Connection
) -> None:
    """The first two workers are killed without warning in the middle of their batches."""
    number = 120
    house.now = dt.datetime.now(dt.UTC) - dt.timedelta(days=5)
    cases = {(await registered(house)).id for _ in range(number)}
    assert await sweep(house.database, at=dt.datetime.now(dt.UTC)) == 1
    for seen in (1, 60, number):
        worker = start_hotline(house.settings, "worker", "--threads", "2")
        try:
            wait_until_noticed(superuser, seen)
        finally:
            worker.kill()
            worker.wait()
    done = superuser.execute(CARDS).fetchall()
    assert {case_id for case_id, *_ in done} == cases
    assert {(overdue, told, events) for _, overdue, told, events in done} == {(1, 2, 2)}


def wait_until_noticed(superuser: psycopg.Connection, number: int) -> None:
    deadline = time.monotonic() + 60
    noticed = "SELECT count(*) >= %s FROM case_events WHERE role = 'clock'"
    while superuser.execute(noticed, [number]).fetchone() != (True,):
        assert time.monotonic() < deadline, "the worker gets nowhere"
        time.sleep(0.01)
