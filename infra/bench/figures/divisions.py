"""Taking over the divisions of a whole city: 8,000 streets and committees in 39 districts become units with points."""

import asyncio
import csv
import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.engine import database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.divisions.model import DivisionRow
from hotline_tenants.divisions.planning import plan_import
from hotline_tenants.divisions.taking import start_import, take_batch
from infra.bench.founding import CITY, DISTRICTS, district
from infra.bench.ground import WORK, Ground
from infra.bench.verdict import Line, at_most

POINTS = 8_000
SECONDS = 60
STREETS = 20
"""In each district; the rest of the points are committees under them."""


def measure(ground: Ground) -> Iterator[Line]:
    """The dry run, the deed, and the same file again. Codes of their own at each run, so that it can be repeated."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        file = Path(folder) / "divisions.csv"
        _write(file, series=int(time.time()) % 1000)
        looked, taken, created = asyncio.run(_take(ground.settings(WORK), file))
        yield at_most(
            f"divisions: {created:,} points applied for",
            looked + taken,
            SECONDS,
            " s",
            f"looked at in {looked:.1f} s",
        )
        again, _, nothing = asyncio.run(_take(ground.settings(WORK), file))
        yield at_most("divisions: the same file again creates", nothing, 0, "", f"looked at in {again:.1f} s")


def _write(file: Path, *, series: int) -> None:
    each = (POINTS - DISTRICTS * STREETS) // (DISTRICTS * STREETS) + 1
    left = POINTS
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("code", "name", "parent_code", "level"))
        writer.writerow((CITY, "量城市", "", "city"))
        for number in range(1, DISTRICTS + 1):
            area = district(number)
            writer.writerow((area, f"量城{number}区", CITY, "area"))
            for street in range(1, STREETS + 1):
                code = f"{int(area):06}{(series + street) % 1000:03}"
                writer.writerow((code, f"第{series}-{street}街道", area, "street"))
                left -= 1
                for committee in range(1, each + 1):
                    if left > 0:
                        writer.writerow(
                            (f"{code}{committee:03}", f"第{series}-{street}-{committee}社区", code, "village")
                        )
                        left -= 1


async def _take(settings: Settings, file: Path) -> tuple[float, float, int]:
    """Seconds of the dry run and of the deed, and how many units it made."""
    database = database_from(settings)
    try:
        async with database.transaction(NOWHERE) as db:
            city = (await load_registry(db)).by_code(CITY).id
        actor, now = system_actor(city), dt.datetime.now(dt.UTC)
        began = time.perf_counter()
        async with database.transaction(standing_in(city)) as db:
            import_id = await plan_import(db, actor, file, file.name, at=now)
        looked = time.perf_counter()
        async with database.transaction(standing_in(city)) as db:
            await start_import(db, actor, import_id, at=now)
        more = True
        while more:
            async with database.transaction(standing_in(city)) as db:
                more = await take_batch(db, import_id, at=now)
        taken = time.perf_counter()
        made = select(func.count()).where(
            DivisionRow.tenant_id == city, DivisionRow.import_id == import_id, DivisionRow.fate == "create"
        )
        async with database.transaction(standing_in(city)) as db:
            created = await db.scalar(made)
        return looked - began, taken - looked, created or 0
    finally:
        await database.close()
