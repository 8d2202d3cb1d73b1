"""The list of people, and adding one: with a first password, or by the account that they have."""

from typing import Any

from litestar import Request, get, post
from litestar.response import File, Redirect, Response

from hotline_platform.access import keeping
from hotline_platform.access.actor import Actor
from hotline_platform.access.memberships import grantable
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.settings import Settings
from hotline_tenants.network.staffing import add_person, give_role, is_city
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.people.forms import Forms, KnownPerson, NewPerson, people_forms
from hotline_web.people.lists import people_list, people_source, person_cells
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": ("people.keep", "access.keep")}
COUNTED_UP_TO = 1000
TITLE = N_("People")
HELD, ENDED = "/people", "/people/ended"


@get([HELD, ENDED], opt=KEEP)
async def people_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Who works in this government, or who has left a role."""
    ended = request.url.path == ENDED
    units = await unit_tree(db)
    query = _query(request, actor, units, ended=ended)
    source = people_source(actor.tenant, moment(request), ended=ended)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: person_cells(row, units, reader_language(request), moment(request)),
        lambda row: f"/people/{row['account_id']}",
    )
    tabs = (Tab(N_("In their roles"), HELD, not ended), Tab(N_("Ended"), ENDED, ended))
    return page(request, "people/list.html", page=shown, tabs=tabs, export=f"{query.path}.xlsx")


@get([f"{HELD}.xlsx", f"{ENDED}.xlsx"], opt=KEEP)
async def people_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    ended = request.url.path.startswith(ENDED)
    units = await unit_tree(db)
    query = _query(request, actor, units, ended=ended)
    source = people_source(actor.tenant, moment(request), ended=ended)
    return await download(
        request, db, actor, TITLE, query, source,
        lambda row: person_cells(row, units, reader_language(request), moment(request)),
    )  # fmt: skip


def _query(request: AnyRequest, actor: Actor, units: UnitTree, *, ended: bool) -> ListQuery:
    spec = people_list(units, reader_language(request), ended=ended)
    zone = registry(request).get(actor.tenant).zone
    return ListQuery.from_url(ENDED if ended else HELD, request.query_params, spec, zone)


@get("/people/new", opt=KEEP)
async def new_person_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Two ways in: a new account, or a role for one that exists."""
    return _new(request, await forms_for(request, db, actor))


@get("/people/known", opt=KEEP, sync_to_thread=False)
def known_person_page() -> Redirect:
    """The address of the second form, opened as a page."""
    return Redirect("/people/new", status_code=303)


@post("/people/new", opt=KEEP, status_code=200)
async def do_new_person(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Add a person. The answer shows the first password; no address ever shows it again."""
    settings: Settings = request.app.state.settings
    forms = await forms_for(request, db, actor)
    form = forms.new.read(await request.form())
    try:
        given = form.complete
        new = keeping.NewPerson(
            login=given.login, name=given.name, role=given.role, unit_id=given.unit, language=given.language
        )
        added = await add_person(db, actor, new, cheap=settings.cheap_passwords, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return _new(request, forms, new=form.refused(refusal), status=422)
    return page(
        request, "people/first_password.html", name=given.name, login=given.login, password=added.password,
        url=f"/people/{added.account_id}", added=True,
    )  # fmt: skip


@post("/people/known", opt=KEEP, status_code=200)
async def do_known_person(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Give somebody who has an account a role here; their password stays theirs."""
    forms = await forms_for(request, db, actor)
    form = forms.known.read(await request.form())
    try:
        given = form.complete
        account_id = await keeping.account_called(db, given.login)
        await give_role(db, actor, account_id, given.role, unit_id=given.unit, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return _new(request, forms, known=form.refused(refusal), status=422)
    return back(f"/people/{account_id}", N_("The role is given."))


async def forms_for(request: AnyRequest, db: Db, actor: Actor) -> Forms:
    """The forms as this person may use them."""
    roles = grantable(actor, city=await is_city(db))
    return people_forms(roles, await unit_tree(db), reader_language(request))


def _new(
    request: AnyRequest, forms: Forms, *, new: Form[NewPerson] | None = None,
    known: Form[KnownPerson] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    blank = forms.new.blank(language=reader_language(request))
    return page(
        request, "people/new.html", status=status, new=new or blank, known=known or forms.known.blank()
    )


ROUTES = (people_page, people_sheet, new_person_page, known_person_page, do_new_person, do_known_person)
