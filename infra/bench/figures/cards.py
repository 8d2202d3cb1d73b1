"""Cards: ten thousand limits run out at once; a worker opens a card for each, once, though one is killed in the middle."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from hotline_platform.errors import N_, Misconfigured
from infra.bench.ground import Ground
from infra.bench.serving import cpu, end, launched
from infra.bench.verdict import Line, at_most

MANY, BOUND, PATIENCE = 10_000, 60.0, 900
CARDS = "cards"
WORKER = [str(Path(sys.executable).with_name("hotline")), "worker", "--threads", "2"]
RUN_OUT = """
UPDATE clocks SET next_at = NULL WHERE next_at IS NOT NULL;
UPDATE clocks SET due_at = now() - interval '1 hour', near_at = now() - interval '2 hours',
    next_at = now() - interval '1 hour'
FROM (SELECT tenant_id, id FROM clocks WHERE kind = 'sign' AND stopped_at IS NULL ORDER BY id LIMIT %(many)s) AS chosen
WHERE clocks.tenant_id = chosen.tenant_id AND clocks.id = chosen.id
"""
OPENED = "SELECT count(*), count(DISTINCT (tenant_id, case_id)) FROM supervisions WHERE clock = 'sign' AND side = 'own'"
WHOLE = """
SELECT count(*) FROM supervisions AS s WHERE s.events <> (SELECT count(*) FROM supervision_entries AS e
    WHERE e.tenant_id = s.tenant_id AND e.supervision_id = s.id)
"""


def measure(ground: Ground) -> Iterator[Line]:
    """From the start of the worker to the last card, in forty governments.

    Processor time of worker and PostgreSQL, as of a page; by the clock the seconds between two sweeps come to it.
    """
    ground.copy("large", CARDS)
    try:
        with ground.superuser(CARDS) as connection:
            psycopg.ClientCursor(connection).execute(RUN_OUT, {"many": MANY})
            connection.execute("VACUUM (ANALYZE) clocks")
            used, seconds = _opened(ground, connection)
            ((cards, cases),) = connection.execute(OPENED).fetchall()
            ((broken,),) = connection.execute(WHOLE).fetchall()
    finally:
        ground.drop(CARDS)
    yield at_most(f"{MANY:,} cards by one sweep", used, BOUND, " s", f"{seconds:.0f} s by the clock")
    yield at_most(
        "cards missing, double or without their ledger", abs(MANY - cases) + cards - cases + broken, 0
    )


def _opened(ground: Ground, connection: psycopg.Connection[tuple[int, ...]]) -> tuple[float, float]:
    """Seconds of processor, and by the clock, until there are as many cards as limits; one worker is killed half-way."""
    server = psutil.Process(ground.server.pid)
    ended = server.cpu_times()
    before, began = cpu(server) + ended.children_user + ended.children_system, time.monotonic()
    used = 0.0
    for many in (MANY // 2, MANY):
        worker = launched(WORKER, ground.environment(CARDS))
        try:
            _wait(connection, many, began)
            used += cpu(psutil.Process(worker.pid))
        finally:
            if many < MANY:
                os.killpg(worker.pid, signal.SIGKILL)
            end(worker)
    ended = server.cpu_times()
    used += cpu(server) + ended.children_user + ended.children_system - before
    return used, time.monotonic() - began


def _wait(connection: psycopg.Connection[tuple[int, ...]], many: int, began: float) -> None:
    while connection.execute(OPENED).fetchall()[0][0] < many:
        if time.monotonic() - began > PATIENCE:
            raise Misconfigured(N_("The worker does not open the cards."))
        time.sleep(0.2)
