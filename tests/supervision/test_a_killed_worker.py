"""Real workers killed without warning lose and double no card: from the sweep over the feed to the rules."""

import datetime as dt
import time

import psycopg
import pytest

from tests.conftest import House
from tests.serving import start_hotline
from tests.supervision.desk import late_case

pytestmark = pytest.mark.long

NUMBER = 60

# Of each card: its case, how many others stand for the same event, and whether its ledger has as many entries as it says.
CARDS = """
    SELECT s.case_id, count(*) OVER (PARTITION BY s.case_id, s.clock),
        s.events = (SELECT count(*) FROM supervision_entries e
                    WHERE e.tenant_id = s.tenant_id AND e.supervision_id = s.id)
    FROM supervisions s WHERE s.clock = 'sign'
"""
READ = """
    SELECT (SELECT max(position) FROM feed_entries) = (SELECT max(position) FROM supervision_places WHERE name = 'feed')
        AND NOT EXISTS (SELECT FROM announcements) AND NOT EXISTS (SELECT FROM clocks WHERE next_at <= now())
"""


async def test_a_killed_worker_loses_and_doubles_no_card(house: House, superuser: psycopg.Connection) -> None:
    house.now = dt.datetime.now(dt.UTC) - dt.timedelta(days=20)
    cases = {await late_case(house) for _ in range(NUMBER)}
    for seen in (1, NUMBER // 2, NUMBER):
        worker = start_hotline(house.settings, "worker", "--threads", "2")
        try:
            wait_until(superuser, f"SELECT count(*) >= {seen} FROM supervisions WHERE clock = 'sign'")
            if seen == NUMBER:
                wait_until(superuser, READ)
        finally:
            worker.kill()
            worker.wait()
    done = superuser.execute(CARDS).fetchall()
    assert {case_id for case_id, *_ in done} == cases
    assert {(same, whole) for _, same, whole in done} == {(1, True)}


def wait_until(superuser: psycopg.Connection, condition: str) -> None:
    deadline = time.monotonic() + 60
    while superuser.execute(condition.encode()).fetchone() != (True,):
        assert time.monotonic() < deadline, f"never: {condition}"
        time.sleep(0.01)
