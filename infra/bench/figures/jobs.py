"""How fast a worker clears what intakes leave behind; for information."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from infra.bench.ground import WORK, Ground
from infra.bench.serving import end, launched
from infra.bench.verdict import Line

MANY, FIRST = 12_000, 2_000
GIVE_UP = 60.0
WRITTEN = """
INSERT INTO jobs (id, queue, actor, tenant_id, arguments)
SELECT uuidv7(), 'default', 'propose_unit', t.id, jsonb_build_object('case_id', uuidv7())
FROM generate_series(1, %s) AS n JOIN tenants t ON t.id = 1 + mod(n, 40)
"""


def measure(ground: Ground) -> Iterator[Line]:
    """Real jobs in 40 tenants and one `hotline worker`, from the moment at which it has got going."""
    with ground.superuser(WORK) as connection:
        connection.execute("DELETE FROM jobs")
        connection.execute(WRITTEN, [MANY])
        hotline = str(Path(sys.executable).with_name("hotline"))
        worker = launched([hotline, "worker"], ground.environment(WORK))
        try:
            _wait(connection, MANY - FIRST)
            began, before = time.monotonic(), _left(connection)
            _wait(connection, 0)
            rate = (before - _left(connection)) / (time.monotonic() - began)
        finally:
            end(worker)
    yield Line("jobs of one worker process", f"{rate:,.0f}/s")


def _wait(connection: psycopg.Connection[Any], for_: int) -> None:
    deadline = time.monotonic() + GIVE_UP
    while _left(connection) > for_ and time.monotonic() < deadline:
        time.sleep(0.05)


def _left(connection: psycopg.Connection[Any]) -> int:
    ((left,),) = connection.execute("SELECT count(*) FROM jobs WHERE actor = 'propose_unit'").fetchall()
    return int(left)
