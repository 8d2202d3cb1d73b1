"""The dispatch catalogue: its entries as a list, one entry, adding and ending one."""

import datetime as dt
import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.network import catalogue
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rulings.precedents import precedents_at
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.rulings import REASONS
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.network.entries import Entries
from hotline_web.network.forms import Entry, as_typed, entry_form
from hotline_web.pieces import Fact, Link, Tab

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "catalogue.keep"}
COUNTED_UP_TO = 1000
TITLE = N_("Dispatch catalogue")
LIVING, ENDED = "/catalogue", "/catalogue/ended"


@get([LIVING, ENDED], opt=KEEP)
async def catalogue_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Who is responsible for what, or was."""
    ended = request.url.path == ENDED
    entries = Entries(
        await unit_tree(db),
        await classification(db),
        reader_language(request),
        ended=ended,
        today=_today(request, db),
    )
    query, source = _query(request, actor, entries), entries.source(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(entries.cells, lambda row: f"/catalogue/{row['id']}")
    tabs = (Tab(N_("In force"), LIVING, not ended), Tab(N_("Ended"), ENDED, ended))
    return page(request, "network/catalogue.html", page=shown, tabs=tabs, export=f"{query.path}.xlsx")


@get([f"{LIVING}.xlsx", f"{ENDED}.xlsx"], opt=KEEP)
async def catalogue_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    ended = request.url.path.startswith(ENDED)
    entries = Entries(
        await unit_tree(db),
        await classification(db),
        reader_language(request),
        ended=ended,
        today=_today(request, db),
    )
    query = _query(request, actor, entries)
    return await download(request, db, actor, TITLE, query, entries.source(actor.tenant), entries.cells)


def _query(request: AnyRequest, actor: Actor, entries: Entries) -> ListQuery:
    zone = registry(request).get(actor.tenant).zone
    path = ENDED if entries.ended else LIVING
    return ListQuery.from_url(path, request.query_params, entries.spec, zone)


@get("/catalogue/new", opt=KEEP)
async def new_entry_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty form, effective from today; or, after one that stands (`?follows=`), what may take its place."""
    spec = entry_form(await classification(db), await unit_tree(db), reader_language(request))
    initial: dict[str, object] = {}
    if before := request.query_params.get("follows"):
        initial = as_typed(spec, await catalogue.entry_of(db, _id(before)))
    return _new(request, spec.blank(effective_from=_today(request, db), **initial))


@post("/catalogue/new", opt=KEEP, status_code=200)
async def do_new_entry(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Make a unit responsible."""
    spec = entry_form(await classification(db), await unit_tree(db), reader_language(request))
    form = spec.read(await request.form())
    try:
        given = form.complete
        new = catalogue.Responsibility(
            category_id=given.category_id, area_id=given.area_id, unit_id=given.unit_id, basis_zh=given.basis_zh,
            basis_en=given.basis_en, effective_from=given.effective_from,
        )  # fmt: skip
        await catalogue.make_responsible(db, actor, new, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return _new(request, form.refused(refusal), status=422)
    return back(LIVING, N_("The unit is responsible from that day on."))


@get("/catalogue/{entry_id:uuid}", opt=KEEP)
async def entry_page(request: AnyRequest, db: GivenDb, entry_id: FromPath[uuid.UUID]) -> Response[str]:
    """One responsibility, and ending it."""
    entry = await catalogue.entry_of(db, entry_id)
    units, categories, language = await unit_tree(db), await classification(db), reader_language(request)
    unit, area = units.get(entry.unit_id), units.find(entry.area_id)
    facts = [
        Fact(N_("Category"), categories.path(entry.category_id, language)),
        Fact(N_("Area"), area.name(language) if area else N_("Everywhere")),
        Fact(N_("Responsible unit"), Link(unit.name(language), f"/units/{unit.id}")),
        Fact(N_("Legal basis"), entry.basis_en if language == "en" else entry.basis_zh),
        Fact(N_("Effective from"), entry.effective_from),
        *([Fact(N_("Followed by another from"), entry.effective_until)] if entry.effective_until else []),
        *([Fact(N_("Ended"), entry.ended_at)] if entry.ended_at else []),
    ]
    return page(
        request, "network/entry.html", entry=entry, unit=unit, units=units, facts=facts, reasons=REASONS,
        versions=await catalogue.versions_of(db, entry),
        precedents=await precedents_at(db, entry.category_id, entry.area_id, limit=10),
    )  # fmt: skip


@post("/catalogue/{entry_id:uuid}/ending", opt=KEEP, status_code=303)
async def do_end_entry(
    request: AnyRequest, db: GivenDb, actor: GivenActor, entry_id: FromPath[uuid.UUID]
) -> Redirect:
    """End a responsibility."""
    await catalogue.end_entry(db, actor, entry_id, at=moment(request))
    return back(LIVING, N_("The responsibility has ended."))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def _today(request: AnyRequest, db: Db) -> dt.date:
    return moment(request).astimezone(registry(request).get(db.tenant).zone).date()


def _new(request: AnyRequest, form: Form[Entry], *, status: int = 200) -> Response[str]:
    return page(request, "network/new_entry.html", status=status, form=form)


ROUTES = (
    catalogue_page, catalogue_sheet, new_entry_page, do_new_entry, entry_page, do_end_entry,
)  # fmt: skip
