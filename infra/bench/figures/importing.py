"""Taking over what an office has: rows of a spreadsheet per second, without and with their replies."""

import asyncio
import csv
import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.imports.mapping import load_map
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.running import import_cases
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from infra.bench.founding import CITY
from infra.bench.ground import ROOT, WORK, Ground
from infra.bench.verdict import Line, at_least

BOUNDS = {"messages": 1000, "replies": 300}
ROWS = {"messages": 20_000, "replies": 6_000}
SHARED = ROOT.parent / "shared" / "data"
MASKED = ("A市", *(f"A{number}区" for number in range(1, 7)), "A7县", "A8县", "A9市")
HEADINGS = {
    "messages": ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"),
    "replies": ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"),
}


def measure(ground: Ground) -> Iterator[Line]:
    """Made-up rows first; then the shared files, where they are, into a city that is named as they name it."""
    settings = ground.settings(WORK)
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        for kind, bound in BOUNDS.items():
            file = Path(folder) / f"{kind}.csv"
            _write(file, kind, ROWS[kind])
            rate, run = asyncio.run(_taken_over(settings, file, kind, CITY))
            told = f"{run.imported:,} cases, {run.queued:,} to review"
            yield at_least(f"import of {run.rows_read:,} {kind}", rate, bound, "/s", told)
    for kind in BOUNDS:
        file = SHARED / f"{kind}.xlsx"
        if not file.exists():
            yield Line(f"import of the shared {kind}", "not here")
            continue
        rate, run = asyncio.run(_taken_over(settings, file, kind, "9800"))
        yield Line(f"import of the {run.rows_read:,} shared {kind}", f"{rate:,.0f}/s, {run.imported:,} cases")


async def _taken_over(settings: Settings, file: Path, kind: str, code: str) -> tuple[float, ImportRun]:
    database = database_from(settings)
    try:
        tenant = await _tenant(database, code)
        began = time.perf_counter()
        run = await import_cases(database, tenant, load_map(kind), file, now=lambda: dt.datetime.now(dt.UTC))
        return run.rows_read / (time.perf_counter() - began), run
    finally:
        await database.close()


async def _tenant(database: Database, code: str) -> int:
    async with database.transaction(NOWHERE) as db:
        known = {one.code: one.id for one in await load_registry(db)}
    if code not in known:
        for number, name in enumerate(MASKED):
            new = NewTenant(
                code=code if number == 0 else f"{code}{number:02}", name_zh=name, name_en=name, short_zh=name,
                short_en=name, tier="city" if number == 0 else "district", parent=None if number == 0 else code,
            )  # fmt: skip
            known[new.code] = await add_tenant(database, new, at=dt.datetime.now(dt.UTC))
    return known[code]


def _write(file: Path, kind: str, rows: int) -> None:
    chance = random.Random(7421)
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS[kind])
        writer.writerows(_row(chance, kind, number) for number in range(rows))


def _row(chance: random.Random, kind: str, number: int) -> Sequence[object]:
    place = f"量城{chance.randint(1, 39)}区" if chance.random() < 0.8 else "本市"
    written = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC) + dt.timedelta(minutes=chance.randint(0, 100_000))
    text = f"{place}第{chance.randint(1, 997)}小区的路灯不亮已有多日，夜间出行不便，请有关单位核实处理。" * 3
    row = [
        f"M{number}",
        f"U{chance.randint(1, 9999)}",
        f"{place}路灯不亮",
        f"{written:%Y/%m/%d %H:%M:%S}",
        text,
    ]
    if kind == "messages":
        return [*row, chance.randint(0, 3), chance.randint(0, 90)]
    answered = written + dt.timedelta(hours=chance.randint(3, 400))
    return [*row, "您好，您反映的路灯已经修复，感谢您的监督。" * 3, f"{answered:%Y/%m/%d %H:%M:%S}"]
