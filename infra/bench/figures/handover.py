"""Exporting a whole government in constant memory: the same for a thousand cases and for a hundred times as many."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.bench.founding import CITY
from infra.bench.ground import Ground
from infra.bench.peaks import run
from infra.bench.verdict import Line, at_most

BOUND = 1.25


def measure(ground: Ground) -> Iterator[Line]:
    """The peak memory of `hotline tenant export` of the city, from the smallest and the largest of the databases."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        small, large = (_exported(ground, name, Path(folder)) for name in ("small", "large"))
    cases = [_cases(ground, name) for name in ("small", "large")]
    told = f"{large[0] / 1024:.0f} / {small[0] / 1024:.0f} MiB"
    yield at_most(
        f"export of {cases[1]:,} cases beside {cases[0]:,}: memory", large[0] / small[0], BOUND, " ×", told
    )
    yield Line(f"export of {cases[1]:,} cases", f"{large[1]:.0f} s, {large[2] / 1e6:,.0f} MB")


def _exported(ground: Ground, name: str, folder: Path) -> tuple[int, float, int]:
    """KiB at the peak, seconds, bytes of the parcel."""
    target = folder / f"{name}.zip"
    command = [str(Path(sys.executable).with_name("hotline")), "tenant", "export", CITY, str(target)]
    peak, seconds = run(command, ground.environment(name))
    return peak, seconds, target.stat().st_size


def _cases(ground: Ground, name: str) -> int:
    with ground.superuser(name) as connection:
        row = connection.execute(
            "SELECT count(*) FROM cases c JOIN tenants t ON t.id = c.tenant_id WHERE t.code = %s", [CITY]
        ).fetchone()
    assert row is not None
    return int(row[0])
