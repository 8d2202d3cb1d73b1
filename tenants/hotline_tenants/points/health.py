"""The health of points: what the test calls of a month came to. A committee's calls count for its street or township:
it has no score of its own.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_tenants.points.model import TestCall


@dataclass(frozen=True)
class Health:
    """The calls of one point in one month. `of_committees` are those that came from committees under it."""

    calls: int
    passed: int
    scores: int
    of_committees: int = 0

    @property
    def figure(self) -> int:
        """The mean score of its calls, of a hundred."""
        return round(self.scores / self.calls)


async def health(
    db: Db, units: UnitTree, first: dt.date, until: dt.date
) -> dict[uuid.UUID, dict[dt.date, Health]]:
    """For each unit that has a figure, month by month (by their first days), between two days, `until` left out."""
    month = func.date_trunc("month", TestCall.called_on).label("month")
    rows = await db.execute(
        select(
            TestCall.unit_id, month, func.count(), func.count().filter(TestCall.passed.is_(True)), func.sum(TestCall.score)
        )
        .where(TestCall.tenant_id == db.tenant, TestCall.called_on >= first, TestCall.called_on < until)
        .group_by(TestCall.unit_id, month)
    )  # fmt: skip
    sums: dict[uuid.UUID, dict[dt.date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for unit_id, start, calls, passed, scores in rows:
        unit = units.get(unit_id)
        counted = counts_for(units, unit)
        if counted is None:
            continue
        into = sums[counted.id][start.date()]
        for place, number in enumerate(
            (calls, passed, scores or 0, calls if unit.kind == "committee" else 0)
        ):
            into[place] += number
    return {unit_id: {day: Health(*found) for day, found in days.items()} for unit_id, days in sums.items()}


def counts_for(units: UnitTree, unit: UnitInfo) -> UnitInfo | None:
    """Whose figure a call at this unit counts for: a committee's for the unit above it, if there is one."""
    return unit if unit.kind != "committee" else units.find(unit.parent_id)
