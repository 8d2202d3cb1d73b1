"""The log of one's own government, and that of the deployment itself; as pages and as Excel files."""

from typing import Any

from litestar import Request, get
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.network.units import unit_tree
from hotline_web.answers import page, reader_language
from hotline_web.audit.lists import LOG, Cells, log_source
from hotline_web.downloads import download
from hotline_web.entering import registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "audit.read"}
COUNTED_UP_TO = 1000
TITLE = N_("Log")
OWN, WHOLE = "/log", "/log/deployment"


@get(OWN, opt=READ)
async def log_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What was recorded in this government."""
    return await _show(request, db, actor, OWN)


@get(WHOLE, opt=READ)
async def deployment_page(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """What belongs to no government: strangers, the registry, the calendar. A transaction at tenant 0 reads it."""
    database: Database = request.app.state.database
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        return await _show(request, db, actor, WHOLE)


@get(f"{OWN}.xlsx", opt=READ)
async def log_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file; taking it away stands in the log as well."""
    return await _sheet(request, db, actor, OWN)


@get(f"{WHOLE}.xlsx", opt=READ)
async def deployment_sheet(request: AnyRequest, actor: GivenActor) -> File:
    """The same as an Excel file; taking it away stands in the same log."""
    database: Database = request.app.state.database
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        return await _sheet(request, db, actor, WHOLE)


async def _show(request: AnyRequest, db: Db, actor: Actor, url: str) -> Response[str]:
    query, source = _query(request, actor, url), log_source(db.tenant)
    cells = Cells(await unit_tree(db), reader_language(request))
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    own = registry(request).get(actor.tenant).name(reader_language(request))
    tabs = (Tab(own, OWN, url == OWN), Tab(N_("The deployment itself"), WHOLE, url == WHOLE))
    shown = found.shown(cells, lambda _: None)
    return page(request, "audit/log.html", page=shown, tabs=tabs, export=f"{url}.xlsx")


async def _sheet(request: AnyRequest, db: Db, actor: Actor, url: str) -> File:
    cells = Cells(await unit_tree(db), reader_language(request))
    return await download(
        request, db, actor, TITLE, _query(request, actor, url), log_source(db.tenant), cells
    )


def _query(request: AnyRequest, actor: Actor, url: str) -> ListQuery:
    zone = registry(request).get(actor.tenant).zone
    return ListQuery.from_url(url, request.query_params, LOG, zone)


ROUTES = (log_page, deployment_page, log_sheet, deployment_sheet)
