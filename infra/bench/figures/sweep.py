"""The sweep over running clocks: its cost follows what is due, not what is open."""

import asyncio
import statistics
import time
from collections.abc import Iterator

from hotline_platform.database.engine import database_from
from hotline_platform.errors import N_, Misconfigured
from hotline_platform.settings import Settings
from hotline_tenants.watching.sweeping import sweep
from infra.bench.ground import Ground
from infra.bench.verdict import Line, at_most

BOUND = 20.0
TIMES = 20


def measure(ground: Ground) -> Iterator[Line]:
    """A whole sweep as of the moment at which no clock is due, with its way to the database and back."""
    with ground.superuser("large") as connection:
        ((clocks,),) = connection.execute("SELECT count(*) FROM clocks WHERE next_at IS NOT NULL").fetchall()
    each = asyncio.run(_sweeps(ground, ground.settings("large")))
    yield at_most(f"a sweep over {clocks:,} open clocks, none due", each, BOUND, " ms")


async def _sweeps(ground: Ground, settings: Settings) -> float:
    database = database_from(settings)
    taken = []
    try:
        for _ in range(TIMES):
            began = time.perf_counter()
            written = await sweep(database, at=ground.anchor)
            taken.append((time.perf_counter() - began) * 1000)
            if written:
                raise Misconfigured(N_("There should be no clock due in the data of the benchmark."))
    finally:
        await database.close()
    return statistics.median(taken)
