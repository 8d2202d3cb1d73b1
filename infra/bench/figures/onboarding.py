"""Bringing 40 governments on board with 3,000 units and 10,000 people: the time for each does not grow."""

import asyncio
import datetime as dt
import statistics
import time
from collections.abc import Iterator
from typing import Any

from hotline_platform.access.actor import system_actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.engine import Database, database_from
from hotline_platform.settings import Settings
from hotline_tenants.onboarding.applying import onboard
from hotline_tenants.onboarding.document import structured
from infra.bench.ground import WORK, Ground
from infra.bench.verdict import Line, at_most

GOVERNMENTS, UNITS, PEOPLE = 40, 75, 250
CITY = "9700"
GROWTH = 1.3
ENDS = 3
"""How many at either end are compared by their median: what else the machine does must not decide."""


def measure(ground: Ground) -> Iterator[Line]:
    """A city, one district to warm up, and forty. Passwords are hashed at the tests' cost: argon2id at its real one
    takes the same time for everybody, and would hide what grows.
    """
    taken = asyncio.run(_all(ground.settings(WORK)))
    first, last = statistics.median(taken[:ENDS]), statistics.median(taken[-ENDS:])
    told = f"{last * 1000:.0f} / {first * 1000:.0f} ms"
    yield at_most("onboarding, the 40th government beside the first", last / first, GROWTH, " ×", told)
    units, people = GOVERNMENTS * UNITS, GOVERNMENTS * PEOPLE
    yield Line(f"onboarding of {units:,} units and {people:,} people", f"{sum(taken):.1f} s")


async def _all(settings: Settings) -> list[float]:
    database = database_from(settings)
    try:
        await _brought(database, _document(0))
        await _brought(database, _document(99))
        return [await _brought(database, _document(number)) for number in range(1, GOVERNMENTS + 1)]
    finally:
        await database.close()


async def _brought(database: Database, document: dict[str, Any]) -> float:
    began = time.perf_counter()
    await onboard(
        database, system_actor(DEPLOYMENT), structured(document), cheap=True, at=dt.datetime.now(dt.UTC)
    )
    return time.perf_counter() - began


def _document(number: int) -> dict[str, Any]:
    """The city for 0, a district for any other number, each with its units and people."""
    streets = [
        {"code": f"S{unit:03}", "name_zh": f"量度{unit}街道", "kind": "street"} for unit in range(UNITS)
    ]
    roles = ("unit_officer", "unit_leader")
    people = [
        {
            "login": f"ob{number:02}.p{place:03}", "name": f"量{place}", "role": roles[place % 2],
            "unit": f"S{place // 2 % UNITS:03}",
        }
        for place in range(PEOPLE)
    ]  # fmt: skip
    names = {
        "name_zh": f"接入{number}区",
        "name_en": f"District {number}",
        "short_zh": f"接{number}",
        "short_en": f"D{number}",
    }
    below = (
        {"code": f"{CITY}{number:02}", "tier": "district", "parent": CITY}
        if number
        else {"code": CITY, "tier": "city"}
    )
    found: dict[str, Any] = {"government": {**names, **below}, "units": streets, "people": people}
    if not number:
        found["categories"] = [
            {"zh": [f"一级{place // 20}", f"二级{place // 5}", f"三级{place}"]} for place in range(200)
        ]
    return found
