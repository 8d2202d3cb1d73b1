"""Yesterday in five figures, beside the same weekday a week before; what is overdue now and due soon, unit by unit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.measures import ARRIVED
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.rates import RATES, rate
from hotline_tenants.figures.reading import Asked, of_tenants
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.overview.overdue import due_by_unit, overdue_by_unit

COUNTS = ("dispatched", "answered", "closed")
TIMELY = "reply"
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Figures:
    """Of one day: the demands that arrived, what was done, and how many replies that were due came in time."""

    arrived: int
    counts: Mapping[str, int]
    timely: Rate


async def yesterday(db: Db, day: dt.date) -> tuple[Figures, Figures]:
    """The figures of a day, and of the same weekday a week before, of the tenant one stands in."""
    measures = (*ARRIVED, *COUNTS, *RATES[TIMELY])
    asked = [Asked(Period(one, one), measures) for one in (day, day - WEEK)]
    found = await of_tenants(db, [db.tenant], asked, ("live",))
    now, before = (_figures(one.get(db.tenant, {})) for one in found)
    return now, before


async def overdue(db: Db, units: Sequence[UnitInfo], *, at: dt.datetime) -> list[tuple[UnitInfo, int]]:
    """Units with something overdue now, those with most first."""
    counts = await overdue_by_unit(db, db.tenant, [unit.id for unit in units], at=at)
    found = [(unit, counts[unit.id]) for unit in units if counts.get(unit.id)]
    return sorted(found, key=lambda one: (-one[1], one[0].code))


async def due_soon(
    db: Db, units: Sequence[UnitInfo], until: Mapping[str, dt.datetime], *, at: dt.datetime
) -> list[tuple[UnitInfo, Mapping[str, int]]]:
    """Units with a limit that falls soon, those with most today first."""
    counts = await due_by_unit(db, db.tenant, [unit.id for unit in units], until, at=at)
    found = [(unit, counts[unit.id]) for unit in units if unit.id in counts]
    return sorted(found, key=lambda one: (*(-many for many in one[1].values()), one[0].code))


def _figures(found: Mapping[str, int]) -> Figures:
    return Figures(
        sum(found.get(name, 0) for name in ARRIVED), {name: found.get(name, 0) for name in COUNTS},
        rate(found, TIMELY),
    )  # fmt: skip
