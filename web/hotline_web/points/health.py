"""The monthly health of points, from their test calls."""

import datetime as dt
from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_tenants.figures.periods import moved
from hotline_tenants.network.units import unit_tree
from hotline_tenants.points.health import health
from hotline_web.answers import page
from hotline_web.entering import moment, registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.points.lists import point_url
from hotline_web.points.showing import SEE, tabs

AnyRequest = Request[Any, Any, Any]
HERE = "/network/health"
MONTHS = 6


@get(HERE, opt=SEE)
async def health_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The figures of the last six months, those that were called last first."""
    today = moment(request).astimezone(registry(request).get(actor.tenant).zone).date()
    this_month = today.replace(day=1)
    months = [moved(this_month, -back) for back in range(MONTHS)]
    units = await unit_tree(db)
    found = await health(db, units, months[-1], moved(this_month, 1))
    rows = sorted(((units.get(unit_id), days) for unit_id, days in found.items()), key=_latest)
    return page(
        request, "points/health.html", tabs=tabs(actor, HERE), months=months, rows=rows, point_url=point_url
    )


def _latest(row: Any) -> tuple[dt.timedelta, int, str]:
    unit, days = row
    last = max(days)
    return dt.date.max - last, days[last].figure, unit.code


ROUTES = (health_page,)
