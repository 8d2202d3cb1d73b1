"""Row security costs nothing that counts: the same plan as without it, in the same time."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from infra.bench.figures.queue import LISTS
from infra.bench.founding import CITY
from infra.bench.ground import Ground
from infra.bench.statements import Statement, explain, of_page
from infra.bench.verdict import Line, at_most

BOUND = 1.2
TURNS, RUNS = 20, 15
_KEPT = ("Node Type", "Index Name", "Relation Name", "Join Type", "Scan Direction")
_SECURITY_ONLY = "Result"
"""A node that only holds row security's one question (is this the tenant of the scope?) in front of a plan."""


@dataclass(frozen=True)
class _Compared:
    """One statement of a page: whether the plans are the same, and its milliseconds with row security and without."""

    name: str
    same: bool
    on: float
    off: float


def measure(ground: Ground) -> Iterator[Line]:
    """Every statement of every list, as the application's role and as one that row security does not hold."""
    found = [
        asyncio.run(_compare(ground, f"{name} ({number})", statement))
        for name, path, role in LISTS
        for number, statement in enumerate(of_page(ground, "large", path, role), 1)
    ]
    different = [one.name for one in found if not one.same]
    told = ", ".join(different) or f"{len(found)} statements of {len(LISTS)} lists"
    yield Line("row security on: the same plan as off", told, "same", not different)
    on, off = sum(one.on for one in found), sum(one.off for one in found)
    yield at_most("row security on: time of them all", on / off, BOUND, " ×", f"{on:.2f} / {off:.2f} ms")
    for one in found:
        ground.notes.append(f"{one.name:32} {one.on:8.3f} / {one.off:8.3f} ms  {one.on / one.off:.2f} ×")


async def _compare(ground: Ground, name: str, statement: Statement) -> _Compared:
    app = await asyncpg.connect(ground.server.url("hotline_app", "large"))
    free = await asyncpg.connect(ground.server.url("postgres", "large"))
    try:
        tenant = await free.fetchval("SELECT id FROM tenants WHERE code = $1", CITY)
        for connection in (app, free):
            await connection.execute(f"SET jit = off; BEGIN; SET LOCAL hotline.tenant = '{tenant}'")
        plans = [json.loads("".join(await explain(one, statement, "FORMAT json")))[0] for one in (app, free)]
        ground.notes += [
            "",
            name,
            *await explain(app, statement, "ANALYZE, BUFFERS, COSTS off"),
            statement.text,
        ]
        on, off = await _timed(app, free, statement)
        return _Compared(name, _shape(plans[0]["Plan"]) == _shape(plans[1]["Plan"]), on, off)
    finally:
        await app.close()
        await free.close()


async def _timed(
    app: "asyncpg.Connection[Any]", free: "asyncpg.Connection[Any]", statement: Statement
) -> tuple[float, float]:
    """Milliseconds with and without, in turns. The quickest quarter ends there: what else the machine does is left
    out.
    """
    prepared = [await one.prepare(statement.text) for one in (app, free)]
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for side, one in zip(taken, prepared, strict=True):
            for _ in range(RUNS):
                began = time.perf_counter()
                await one.fetch(*statement.values)
                side.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken[0], n=4)[0], statistics.quantiles(taken[1], n=4)[0]


def _shape(node: dict[str, Any]) -> Any:
    """What a plan does, without its conditions and estimates."""
    below = [_shape(one) for one in node.get("Plans", ())]
    if node["Node Type"] == _SECURITY_ONLY and len(below) == 1:
        return below[0]
    return [[node.get(key) for key in _KEPT], below]
