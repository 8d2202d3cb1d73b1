"""The overview: districts side by side, the units of one of them, and a government's own units."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.maps import BEFORE, COUNTED, TODAY, governments_on_map, maps_of, on_map
from hotline_tenants.network.units import unit_tree
from hotline_tenants.overview.comparing import Comparison, side_by_side, with_houses
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.figures import behind
from hotline_web.figures.asking import PERIOD_NAMES, Asked, asked_of
from hotline_web.figures.cells import HEADINGS, INSIDE_HEADINGS, WRONG_HEADINGS, inside, rows, wrong
from hotline_web.figures.drawing import rate_charts, run_charts, tiles, wrong_charts
from hotline_web.figures.leading import DISTRICTS, Leads
from hotline_web.figures.visiting import house_below
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
BELOW = {"permission": "figures.below"}
OWN = {"permission": "figures.read"}
UNIT = N_("Unit")
MAP_NAMES: dict[str, Message] = {
    COUNTED: N_("As it was counted"),
    TODAY: N_("On today's map"),
    BEFORE: N_("On the map before"),
}
"""Where boundaries changed, figures can be read on either map."""


@get("/overview", opt=BELOW)
async def overview(request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor) -> Response[Any]:
    """The districts side by side: the city's own assignments to them, and what happens inside their houses."""
    if not actor.reads:
        return Redirect("/figures", status_code=303)
    asked, title = _asked(request, actor), N_("Districts side by side")
    if asked.question is None:
        return _show(request, asked, title)
    units = [unit for unit in (await unit_tree(db)).every() if unit.governs_tenant_id in actor.reads]
    database: Database = request.app.state.database
    map_, tabs = await _map(request, asked, "/overview", *actor.reads)
    leads = Leads(asked, actor, registry(request), among=DISTRICTS, map=map_)
    if map_ is not None:
        compared = await governments_on_map(
            database, wide_db, units, asked.question, map_, at=moment(request)
        )
        return _show(
            request, asked, title, compared.without_ended(), leads, head=N_("District"), tabs=tabs, map_=map_
        )
    compared = await side_by_side(db, actor.tenant, units, asked.question, at=moment(request))
    compared = await with_houses(wide_db, compared.without_ended(), at=moment(request))
    return _show(request, asked, title, compared, leads, head=N_("District"), tabs=tabs)


@get("/overview/{code:str}", opt=BELOW)
async def overview_of(request: AnyRequest, actor: GivenActor, code: FromPath[str]) -> Response[Any]:
    """The units of one district, read from above; the look is recorded."""
    async with house_below(request, actor, code, "figures") as (place, db):
        asked = _asked(request, actor, place)
        name = place.name(reader_language(request))
        title = N_("%(place)s: units side by side", place=name)
        if asked.question is None:
            return _show(request, asked, title, visiting=place)
        map_, tabs = await _map(request, asked, f"/overview/{code}", place.id)
        leads = Leads(asked, actor, registry(request), place, map=map_)
        compared = await _units(request, db, asked, map_)
        return _show(request, asked, title, compared, leads, visiting=place, tabs=tabs, map_=map_)


@get("/figures", opt=OWN)
async def figures(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """One's own units side by side."""
    asked, title = _asked(request, actor), N_("Our units side by side")
    if asked.question is None:
        return _show(request, asked, title)
    map_, tabs = await _map(request, asked, "/figures", actor.tenant)
    leads = Leads(asked, actor, registry(request), map=map_)
    return _show(request, asked, title, await _units(request, db, asked, map_), leads, tabs=tabs, map_=map_)


def _asked(request: AnyRequest, actor: Actor, place: Government | None = None) -> Asked:
    zone = (place or registry(request).get(actor.tenant)).zone
    return asked_of(request, moment(request).astimezone(zone).date())


async def _map(
    request: AnyRequest, asked: Asked, path: str, *tenants: int
) -> tuple[str | None, tuple[Tab, ...]]:
    """The map that was chosen (None: as it was counted), and the choice, where boundaries of these governments changed."""
    maps = await maps_of(request.app.state.database, *tenants)
    chosen = request.query_params.get("map", COUNTED)
    chosen = chosen if chosen in maps else COUNTED
    tabs = tuple(Tab(MAP_NAMES[one], asked.address(path, map=one), one == chosen) for one in maps)
    return None if chosen == COUNTED else chosen, tabs


async def _units(request: AnyRequest, db: Db, asked: Asked, map_: str | None) -> Comparison:
    """Every unit that had something to do with the period; the others would only make the table longer."""
    assert asked.question is not None
    units, question, at = await unit_tree(db), asked.question, moment(request)
    if map_ is None:
        return (await side_by_side(db, db.tenant, units.every(), question, at=at)).without_empty()
    compared = await on_map(request.app.state.database, db.tenant, units, question, map_, at=at)
    return compared.without_empty()


def _show(
    request: AnyRequest, asked: Asked, title: Message, compared: Comparison | None = None,
    leads: Leads | None = None, *, head: Message = UNIT, visiting: Government | None = None,
    tabs: tuple[Tab, ...] = (), map_: str | None = None,
) -> Response[str]:  # fmt: skip
    known: dict[str, Any] = {"compared": None}
    if compared is not None and leads is not None:
        reader = Reader(reader_language(request), now=moment(request))
        names = [row.unit.name(reader.language) if row.unit else "" for row in compared.rows]
        known = {
            "compared": compared, "head": head, "tiles": tiles(compared, leads, reader),
            "headings": HEADINGS, "rows": rows(compared, leads, names),
            "wrong_headings": WRONG_HEADINGS, "wrong": wrong(compared, leads, names),
            "inside_headings": INSIDE_HEADINGS, "inside": inside(compared, leads, names),
            "rates": rate_charts(compared, leads, names, head),
            "wrong_rates": wrong_charts(compared, leads, names, head), "runs": run_charts(compared, leads),
        }  # fmt: skip
    return page(
        request, "figures/compare.html", status=200 if asked.question else 422, title=title, asked=asked,
        path=request.url.path, choices=PERIOD_NAMES, visiting=visiting, leave_url="/overview", tabs=tabs, mapped=map_ is not None,
        by_house=map_ is not None and head is not UNIT,
        **known,
    )  # fmt: skip


ROUTES = (overview, overview_of, figures, *behind.ROUTES)
