"""The city's overview costs the same with ten thousand cases and with a million, folded or not."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from hotline_tenants.figures.measures import MEASURES
from infra.bench.ground import Ground
from infra.bench.serving import Served, serving
from infra.bench.verdict import Line, at_most, interleaved

BOUND, BOUND_UNFOLDED = 1.3, 2.0
ROUNDS, SECONDS = 5, 1
DELTAS = 100_000
ROLE = "duty_head"
UNFOLDED = """
INSERT INTO figure_deltas (tenant_id, id, day, measure, origin, unit_id, category_id, amount)
SELECT a.tenant_id, uuidv7(), %(today)s::date - mod(n, 30)::int, (%(measures)s::text[])[1 + mod(n, %(many)s)::int], 'live',
    a.unit_id, a.category_id, CASE WHEN mod(n, 5) = 0 THEN -1 ELSE 1 END
FROM (SELECT *, row_number() OVER () AS n FROM assignments ORDER BY dispatched_at DESC LIMIT %(deltas)s) AS a
"""


def measure(ground: Ground) -> Iterator[Line]:
    """Server time of the page for a month and for a year; then again at a million with deltas waiting."""
    today = ground.anchor.date()
    month = today.replace(day=1) - dt.timedelta(days=1)
    paths = {
        "a month": _path(month.replace(day=1), month),
        "a year": _path(today - dt.timedelta(days=364), today),
    }
    with serving(ground, "small", ROLE) as small, serving(ground, "large", ROLE) as large:
        for name, path in paths.items():
            yield _compared(ground, name, path, small, large, BOUND)
        with _unfolded(ground, today):
            for name, path in paths.items():
                waiting = f"{name}, {DELTAS:,} deltas unfolded"
                yield _compared(ground, waiting, path, small, large, BOUND_UNFOLDED)


def _path(first: dt.date, last: dt.date) -> str:
    return f"/overview?first={first}&last={last}&origin=live"


def _compared(ground: Ground, name: str, path: str, small: Served, large: Served, bound: float) -> Line:
    for warm in (small, large):
        warm.server_time(path, ROLE, seconds=1)
    few, many = interleaved(
        ROUNDS,
        lambda: small.server_time(path, ROLE, seconds=SECONDS),
        lambda: large.server_time(path, ROLE, seconds=SECONDS),
    )
    return at_most(f"overview, {name}", many / few, bound, " ×", f"{many:.1f} / {few:.1f} ms")


@contextmanager
def _unfolded(ground: Ground, today: dt.date) -> Iterator[None]:
    """Deltas as a burst of work leaves them, before any statistics are taken; thrown away afterwards."""
    measures = [one.name for one in MEASURES if one.entity == "assignment"]
    with ground.superuser("large") as connection:
        connection.execute("DELETE FROM figure_deltas")
        connection.execute(
            UNFOLDED, {"today": today, "measures": measures, "many": len(measures), "deltas": DELTAS}
        )
        try:
            yield
        finally:
            connection.execute("DELETE FROM figure_deltas")
            connection.execute("VACUUM (ANALYZE) figure_deltas")
