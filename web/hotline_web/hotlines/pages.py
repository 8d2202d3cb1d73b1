"""The ledger of merged hotlines, a new entry, one of them; and those of the governments below, to be read."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.hotlines.planning import plan
from hotline_tenants.hotlines.reaching import hotline_for
from hotline_tenants.hotlines.recording import HOTLINES
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import Typed
from hotline_web.answers import back, page, reader_language
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.figures.visiting import house_below
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.hotlines.acts import ACTS, On, Planned, planning_form
from hotline_web.hotlines.lists import OWN, Below, cells, for_a_file, source
from hotline_web.hotlines.showing import show, tiles
from hotline_web.ledgers import Acting
from hotline_web.listing import ListQuery, ListSpec, count, fetch
from hotline_web.pieces import Tab
from hotline_web.points.showing import COVER, KEEP, tabs

AnyRequest = Request[Any, Any, Any]
HERE, BELOW = "/network/hotlines", "/network/hotlines/below"
OVERSEE = {"permission": "network.below"}
COUNTED_UP_TO = 1000
TITLE = N_("Merged hotlines")
TITLE_BELOW = N_("Merged hotlines of the governments below")


@get(HERE, opt=COVER)
async def hotlines_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The own ledger, the latest first."""
    query, rows = await _query(request, db), source((actor.tenant,))
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "hotlines/list.html", page=found.shown(cells, lambda row: f"{HERE}/{row['hotline_id']}"),
        title=TITLE, tabs=tabs(actor, HERE), inner=_inner(actor, HERE), tiles=await tiles(db, (actor.tenant,), HERE),
        export=f"{HERE}.xlsx", may_plan=actor.may("network.keep"),
    )  # fmt: skip


@get(f"{HERE}.xlsx", opt=COVER)
async def hotlines_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    query = await _query(request, db, for_a_file(OWN))
    return await download(request, db, actor, TITLE, query, source((actor.tenant,)), cells)


@get(BELOW, opt=OVERSEE)
async def hotlines_below(
    request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor
) -> Response[str]:
    """Those of every government below, in one list."""
    below, rows = _below(request, actor), source(actor.reads or (0,))
    query = ListQuery.from_url(
        BELOW, request.query_params, below.spec, registry(request).get(actor.tenant).zone
    )
    found = await fetch(wide_db, rows, query, await count(wide_db, rows, query, COUNTED_UP_TO))
    shown = found.shown(below.cells, lambda row: f"{BELOW}/{below.of(row).code}/{row['hotline_id']}")
    return page(
        request, "hotlines/list.html", page=shown, title=TITLE_BELOW, tabs=tabs(actor, HERE),
        inner=_inner(actor, BELOW), tiles=await tiles(wide_db, actor.reads, BELOW), export=f"{BELOW}.xlsx",
        may_plan=False,
    )  # fmt: skip


@get(f"{BELOW}.xlsx", opt=OVERSEE)
async def hotlines_below_sheet(request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file; that it was taken is noted in one's own log."""
    below = _below(request, actor)
    zone = registry(request).get(actor.tenant).zone
    query = ListQuery.from_url(BELOW, request.query_params, for_a_file(below.spec), zone)
    return await download(
        request, db, actor, TITLE_BELOW, query, source(actor.reads or (0,)), below.cells, read_by=wide_db
    )


@get(f"{BELOW}/{{code:str}}/{{hotline_id:uuid}}", opt=OVERSEE)
async def hotline_below(
    request: AnyRequest, actor: GivenActor, code: FromPath[str], hotline_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of a government below, to be read; the look is recorded."""
    async with house_below(request, actor, code, "network") as (place, db):
        hotline = await hotline_for(db, actor, hotline_id)
        return await show(request, db, actor, hotline, visiting=place, above=BELOW)


@get(f"{HERE}/new", opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty entry."""
    spec = planning_form(await unit_tree(db), reader_language(request))
    return page(request, "hotlines/new.html", form=spec.blank(form="whole"))


@post(f"{HERE}/new", opt=KEEP, status_code=200)
async def do_plan(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Put it into the ledger."""
    form: Form[Planned] = planning_form(await unit_tree(db), reader_language(request)).read(
        await request.form()
    )
    try:
        hotline_id = await plan(db, actor, form.complete.particulars, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "hotlines/new.html", status=422, form=form.refused(refusal))
    return back(
        f"{HERE}/{hotline_id}", N_("It stands in the ledger. The head of the duty room approves each step.")
    )


@get(f"{HERE}/{{hotline_id:uuid}}", opt=COVER)
async def hotline_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, hotline_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of them."""
    return await show(request, db, actor, await hotline_for(db, actor, hotline_id))


async def _reach(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return On(await hotline_for(db, actor, ids[0]), actor, await unit_tree(db))


async def _again(
    request: AnyRequest, db: Db, actor: Actor, hotline_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    return await show(
        request, db, actor, await hotline_for(db, actor, hotline_id), typed=typed, status=status
    )


async def _query(request: AnyRequest, db: Db, spec: ListSpec = OWN) -> ListQuery:
    return ListQuery.from_url(HERE, request.query_params, spec, (await calendar_of(db)).zone)


def _below(request: AnyRequest, actor: Actor) -> Below:
    governments = [one for one in registry(request) if one.id in actor.reads]
    return Below(governments, reader_language(request))


def _inner(actor: Actor, here: str) -> tuple[Tab, ...]:
    if not actor.reads or not actor.may("network.below"):
        return ()
    return (Tab(N_("Our own"), HERE, here == HERE), Tab(N_("Governments below"), BELOW, here == BELOW))


ROUTES = (
    hotlines_page, hotlines_sheet, hotlines_below, hotlines_below_sheet, hotline_below, new_page, do_plan, hotline_page,
    *Acting(HOTLINES, ACTS, _reach, _again).routes,
)  # fmt: skip
