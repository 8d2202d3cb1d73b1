"""The demands that arrived by category and place, week by week: read from what is folded and what is not yet, in one
statement, whatever the number of cases.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from hotline_platform.database.session import Db
from hotline_tenants.figures.folding import TOPICS
from hotline_tenants.figures.model import NOWHERE
from hotline_tenants.morning.growth import FEWEST_WEEKS, WEEKS, Cell, Growth, Past, Span, unusual

_FIRST = text("SELECT min(day) FROM figures_topic_day WHERE tenant_id = :tenant AND origin = 'live'")
_WAITING = """(SELECT * FROM figure_deltas WHERE tenant_id = :tenant AND unit_id IS NULL AND origin = 'live'
    AND day BETWEEN :first AND :last) AS waiting"""
_WEEKS = text(
    f"""
    WITH arrived AS (
        SELECT day, category_id, area_id, amount FROM figures_topic_day
        WHERE tenant_id = :tenant AND origin = 'live' AND day BETWEEN :first AND :last
        UNION ALL SELECT day, category_id, area_id, amount FROM ({TOPICS.format(source=_WAITING)}) AS fresh),
    weeks AS (
        SELECT category_id, area_id, (cast(:last AS date) - day) / 7 AS week, sum(amount) AS week_sum,
            coalesce(sum(amount) FILTER (WHERE (cast(:last AS date) - day) % 7 = 0), 0) AS day_sum
        FROM arrived GROUP BY GROUPING SETS ((category_id, area_id, 3), (category_id, 3), (area_id, 3)))
    SELECT category_id, area_id,
        {
        ", ".join(
            f"coalesce(sum({span}_sum) FILTER (WHERE week = 0), 0)::int, "
            f"coalesce(sum({span}_sum) FILTER (WHERE week > 0), 0)::int, "
            f"coalesce(sum({span}_sum * {span}_sum) FILTER (WHERE week > 0), 0)::bigint"
            for span in ("day", "week")
        )
    }
    FROM weeks GROUP BY category_id, area_id
    """  # noqa: S608 - names come from this file
)


@dataclass(frozen=True)
class Grown:
    """What grew, over how many weeks that was judged, and how many cells were tested; no weeks: it is too early."""

    found: list[Growth]
    weeks: int
    tested: int


async def what_grew(db: Db, yesterday: dt.date) -> Grown:
    """Ask the question of the tenant one stands in. `yesterday` is the last whole local day."""
    first = (await db.execute(_FIRST, {"tenant": db.tenant})).scalar()
    weeks = min(WEEKS, ((yesterday - first).days + 1) // 7 - 1) if first else 0
    if weeks < FEWEST_WEEKS:
        return Grown([], 0, 0)
    cells = await _cells(db, yesterday, weeks)
    return Grown(unusual(cells, weeks), weeks, len(cells))


async def _cells(db: Db, last: dt.date, weeks: int) -> Mapping[Cell, Past]:
    asked = {"tenant": db.tenant, "first": last - dt.timedelta(days=7 * (weeks + 1) - 1), "last": last}
    found: dict[Cell, Past] = {}
    for category, area, *numbers in (await db.execute(_WEEKS, asked)).all():
        if NOWHERE not in (category, area):
            _add(found, category, area, "day", *numbers[:3])
            _add(found, category, area, "week", *numbers[3:])
    return found


def _add(
    found: dict[Cell, Past], category: uuid.UUID | None, area: uuid.UUID | None, span: Span, now: int, total: int,
    squares: int,
) -> None:  # fmt: skip
    if now or total:
        found[Cell(category, area, span)] = Past(now, total, squares)
