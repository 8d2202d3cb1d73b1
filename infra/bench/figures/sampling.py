"""Inspection: drawing a stratified sample of 500 from everything that forty governments have closed."""

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import psutil

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.inspection.planning import places_of
from hotline_tenants.inspection.sampling import Lot, Sample, drawn
from hotline_tenants.network.units import unit_tree
from infra.bench.founding import CITY
from infra.bench.ground import Ground
from infra.bench.serving import cpu
from infra.bench.verdict import Line, at_most

SIZE, ROUNDS, SECONDS, TIMES = 500, 3, 2.0, 3.0
BARE = """
    SELECT count(*) FROM (
        SELECT sha256(convert_to('seed ' || number, 'UTF8')) AS key FROM cases WHERE origin = 'live' AND closed_on IS NOT NULL
    ) AS keys WHERE key > '\\x00'"""


def measure(ground: Ground) -> Iterator[Line]:
    """The whole draw, over a border for every district, beside one statement that only reads and hashes every closing.

    The draw is what somebody waits for, so it is judged by the clock, and means something on an idle machine only; PostgreSQL
    reads with several processes, whose time together stands beside it and is what the ratio compares.
    """
    many, used, seconds = asyncio.run(_drawn(ground))
    bare = min(_bare(ground) for _ in range(ROUNDS))
    yield at_most(
        f"a sample of {SIZE}, for a million closings",
        seconds * 1e6 / many,
        SECONDS,
        " s",
        f"{seconds:.2f} s of {many:,}, {used:.2f} s of processor",
    )
    yield at_most(
        f"a sample of {SIZE}: times one bare hashing pass", used / bare, TIMES, " ×", f"{bare:.2f} s bare"
    )


async def _drawn(ground: Ground) -> tuple[int, float, float]:
    """How large the population is; the least processor time of a draw, and the least time by the clock."""
    database = database_from(ground.settings("large"))
    try:
        taken: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            used, began = _used(ground), time.perf_counter()
            sample = await _sample(database, ground.anchor)
            taken.append((_used(ground) - used, time.perf_counter() - began))
            assert len(sample.members) == SIZE
        return sum(sample.populations.values()), min(one for one, _ in taken), min(two for _, two in taken)
    finally:
        await database.close()


def _used(ground: Ground) -> float:
    """Seconds of processor of this process and of PostgreSQL so far, with its workers that have ended."""
    server = psutil.Process(ground.server.pid)
    ended = server.cpu_times()
    return time.process_time() + cpu(server) + ended.children_user + ended.children_system


async def _sample(database: Database, anchor: dt.datetime) -> Sample:
    async with database.transaction(standing_in(0)) as db:
        city = (await load_registry(db)).by_code(CITY).id
    async with database.transaction(standing_in(city)) as db:
        places = [
            unit
            for unit in places_of(await unit_tree(db))
            if unit.parent_id is None or unit.governs_tenant_id
        ]
        return await drawn(db, _campaign([unit.id for unit in places], anchor), Lot("measured", anchor))


def _campaign(places: Sequence[uuid.UUID], anchor: dt.datetime) -> Campaign:
    given: dict[str, Any] = {
        "places": [str(one) for one in places], "types": [], "channels": [], "size": SIZE, "calls": 0, "least": 1,
        "first_on": anchor.date() - dt.timedelta(days=400), "last_on": anchor.date(),
    }  # fmt: skip
    return Campaign(**given)


def _bare(ground: Ground) -> float:
    with ground.superuser("large") as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        used = _used(ground)
        connection.execute(BARE)
        return _used(ground) - used
