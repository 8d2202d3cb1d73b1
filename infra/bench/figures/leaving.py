"""A whole government leaves: into a fresh deployment with every chain proved, and then erased down to its certificate.

Both in constant memory, and an erasure that is killed in the middle goes on where it stopped.
"""

import asyncio
import datetime as dt
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hotline_platform.access.actor import system_actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.engine import database_from
from hotline_platform.database.migrating import migrate
from hotline_platform.embedded import bootstrap
from hotline_platform.errors import N_, Misconfigured
from hotline_tenants.ending.archiving import archive
from hotline_tenants.ending.erasing import ask, confirm
from infra.bench.chained import fill
from infra.bench.founding import district
from infra.bench.ground import FOUNDED, Ground
from infra.bench.peaks import run
from infra.bench.verdict import Line, at_most

CASES = {"leaving_few": 10_000, "leaving_many": 100_000}
FRESH = "leaving_fresh"
BOUND = 1.25
CODE = district(1)
GRACE = dt.timedelta(days=31)
REASON = "for measuring"
ERASE = """
import asyncio, datetime as dt
from hotline_platform.database.engine import database_from
from hotline_platform.files.stores import store_from
from hotline_platform.settings import settings_from
from hotline_tenants.ending.carrying_out import carry_out_due
async def run():
    settings = settings_from()
    database = database_from(settings)
    await carry_out_due(database, store_from(settings), key=settings.seal_key, at=dt.datetime.now(dt.UTC))
    await database.close()
asyncio.run(run())
"""


@dataclass(frozen=True)
class _Left:
    """KiB at the peak and seconds: of the import, of the erasure without the part that was killed."""

    imported: tuple[int, float]
    erased: tuple[int, float]
    rows: int
    before_the_kill: int


def measure(ground: Ground) -> Iterator[Line]:
    """Peak memory and time of `hotline tenant import` and of an erasure, at two sizes."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        few, many = (_left(ground, name, cases, Path(folder)) for name, cases in CASES.items())
    small, large = CASES.values()
    for what, one, other in (
        ("import", few.imported, many.imported),
        ("erasure", few.erased, many.erased),
    ):
        told = f"{other[0] / 1024:.0f} / {one[0] / 1024:.0f} MiB"
        yield at_most(
            f"{what} of {large:,} cases beside {small:,}: memory", other[0] / one[0], BOUND, " ×", told
        )
        yield Line(f"{what} of {large:,} cases", f"{other[1]:.0f} s, {many.rows:,} rows")
    yield Line(
        "killed in the middle, and each row counted once", f"{many.before_the_kill:,} rows before", ok=True
    )


def _left(ground: Ground, name: str, cases: int, folder: Path) -> _Left:
    file = folder / f"{name}.zip"
    ground.copy(FOUNDED, name)
    try:
        with ground.superuser(name) as connection:
            fill(connection, CODE, cases, at=ground.anchor - dt.timedelta(days=100))
        asyncio.run(_archive(ground, name))
        _hotline(ground, name, "tenant", "export", CODE, str(file))
        _hotline(ground, name, "tenant", "prove", str(file))
        imported = _imported(ground, file)
        asyncio.run(_agree(ground, name))
        before = _killed(ground, name, cases)
        erased = run([sys.executable, "-c", ERASE], ground.environment(name))
        return _Left(imported, erased, _certified(ground, name), before)
    finally:
        ground.drop(name)


def _imported(ground: Ground, file: Path) -> tuple[int, float]:
    """Into a deployment that knows nobody; fails where a chain does not hold or a row is another."""
    ground.drop(FRESH)
    try:
        bootstrap(ground.server, FRESH)
        migrate(ground.settings(FRESH))
        return _hotline(ground, FRESH, "tenant", "import", str(file))
    finally:
        ground.drop(FRESH)


async def _archive(ground: Ground, name: str) -> None:
    database = database_from(ground.settings(name))
    await archive(
        database, system_actor(DEPLOYMENT), CODE, reason=REASON, successor=district(2),
        at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1),
    )  # fmt: skip
    await database.close()


async def _agree(ground: Ground, name: str) -> None:
    """Asked for and confirmed so long ago that the time of grace is over."""
    database, actor, at = (
        database_from(ground.settings(name)),
        system_actor(DEPLOYMENT),
        dt.datetime.now(dt.UTC) - GRACE,
    )
    await confirm(database, actor, await ask(database, actor, CODE, reason=REASON, at=at), at=at)
    await database.close()


def _killed(ground: Ground, name: str, cases: int) -> int:
    """Begin it, and kill the process when half of the events are gone; returns how many rows were counted by then."""
    child = subprocess.Popen([sys.executable, "-c", ERASE], env=ground.environment(name))
    while child.poll() is None and _counted(ground, name, "case_events") < 2 * cases:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    if child.wait() != -signal.SIGKILL:
        raise Misconfigured(N_("The erasure was over before it could be killed."))
    return _counted(ground, name)


def _counted(ground: Ground, name: str, *tables: str) -> int:
    with ground.superuser(name) as connection:
        row = connection.execute(
            "SELECT sum(value::int) FROM erasures, jsonb_each_text(counts) WHERE key = ANY(%s) OR %s",
            [list(tables), not tables],
        ).fetchone()
    return int(row[0] or 0) if row else 0


def _certified(ground: Ground, name: str) -> int:
    """Rows of the certificate: exactly those that were exported, and not one left."""
    with ground.superuser(name) as connection:
        row = connection.execute(
            "SELECT e.certificate -> 'rows', x.tables FROM erasures e JOIN government_exports x ON x.id = e.export_id "
            "WHERE e.finished_at IS NOT NULL"
        ).fetchone()
    if row is None or any(row[0].get(table, 0) != row[1][table] for table in ("cases", "case_events")):
        raise Misconfigured(N_("The certificate does not count what was exported."))
    return int(sum(row[0].values()))


def _hotline(ground: Ground, name: str, *words: str) -> tuple[int, float]:
    return run([str(Path(sys.executable).with_name("hotline")), *words], ground.environment(name))
