"""Systems that may act here: letting one in, a new secret, the end. A secret is shown once, by no address."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlalchemy import select

from hotline_platform.access import clients
from hotline_platform.access.actor import Actor
from hotline_platform.access.model import ApiClient
from hotline_platform.access.permissions import PERMISSIONS, ROLE_NAMES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_tenants.network.staffing import is_city
from hotline_tenants.network.units import unit_tree
from hotline_tenants.webhooks.letting_in import let_in
from hotline_web.answers import back, page, reader_language
from hotline_web.clients.forms import INITIAL, Typed, client_form
from hotline_web.clients.lists import ALIVE, CLIENTS, ENDED, SPEC, client_cells, client_source, tabs
from hotline_web.entering import moment, registry
from hotline_web.forms import FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Fact

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "people.keep"}
COUNTED_UP_TO = 1000


@get("/interfaces", opt=KEEP, sync_to_thread=False)
def interfaces() -> Redirect:
    """The first of both lists."""
    return Redirect(CLIENTS, status_code=303)


@get(CLIENTS, opt=KEEP)
async def clients_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every system that may come in, or once could."""
    units = await unit_tree(db)
    query = ListQuery.from_url(CLIENTS, request.query_params, SPEC, registry(request).get(actor.tenant).zone)
    source = client_source(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: client_cells(row, units, reader_language(request)), lambda row: f"{CLIENTS}/{row['id']}"
    )
    return page(request, "clients/list.html", page=shown, tabs=tabs(CLIENTS))


@get(f"{CLIENTS}/new", opt=KEEP)
async def new_client_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """An empty form."""
    return page(request, "clients/new.html", form=(await _form(request, db, actor)).blank(**INITIAL))


@post(f"{CLIENTS}/new", opt=KEEP, status_code=200)
async def do_new_client(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Let a system in. The answer shows the secret; no address ever shows it again."""
    form = (await _form(request, db, actor)).read(await request.form())
    try:
        given = form.complete
        new = clients.NewClient(
            name=given.name, role=given.role, unit_id=given.unit, per_minute=given.per_minute,
            scopes=tuple(given.scopes) or clients.scopes_of(given.role),
        )  # fmt: skip
        added = await let_in(db, actor, new, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "clients/new.html", status=422, form=form.refused(refusal))
    return page(request, "clients/secret.html", name=given.name, added=added)


@get(f"{CLIENTS}/{{client_id:uuid}}", opt=KEEP)
async def client_page(request: AnyRequest, db: GivenDb, client_id: FromPath[uuid.UUID]) -> Response[str]:
    """One system: as whom it acts, what it may do, when it came last."""
    return await _client(request, db, client_id)


@post(f"{CLIENTS}/{{client_id:uuid}}/secret", opt=KEEP, status_code=200)
async def do_renew(
    request: AnyRequest, db: GivenDb, actor: GivenActor, client_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """A new secret, shown this once."""
    try:
        added = await clients.renew_secret(db, actor, client_id, at=moment(request))
    except Refused as refusal:
        return await _refused(request, db, client_id, refusal)
    return page(request, "clients/secret.html", name=(await _found(db, client_id)).name, added=added)


@post(f"{CLIENTS}/{{client_id:uuid}}/ending", opt=KEEP, status_code=200)
async def do_end(
    request: AnyRequest, db: GivenDb, actor: GivenActor, client_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Let it in no more."""
    try:
        await clients.end_client(db, actor, client_id, at=moment(request))
    except Refused as refusal:
        return await _refused(request, db, client_id, refusal)
    return back(f"{CLIENTS}/{client_id}", N_("The system's access has ended, its tokens with it."))


async def _form(request: AnyRequest, db: Db, actor: Actor) -> FormSpec[Typed]:
    roles = clients.client_roles(actor, city=await is_city(db))
    return client_form(roles, await unit_tree(db), reader_language(request))


async def _found(db: Db, client_id: uuid.UUID) -> ApiClient:
    wanted = select(ApiClient).where(ApiClient.tenant_id == db.tenant, ApiClient.id == client_id)
    client = (await db.execute(wanted)).scalar_one_or_none()
    if client is None:
        raise NotFound
    return client


async def _refused(request: AnyRequest, db: Db, client_id: uuid.UUID, refusal: Refused) -> Response[str]:
    await db.abandon()
    return await _client(request, db, client_id, refusal=refusal.message, status=422)


async def _client(
    request: AnyRequest, db: Db, client_id: uuid.UUID, *, refusal: Message | None = None, status: int = 200
) -> Response[str]:
    client, language = await _found(db, client_id), reader_language(request)
    unit = (await unit_tree(db)).find(client.unit_id)
    facts = [
        Fact(N_("Client id"), str(client.id)), Fact(N_("Acts as"), ROLE_NAMES[client.role]),
        *([Fact(N_("Unit"), unit.name(language))] if unit else []),
        Fact(N_("Requests a minute"), client.per_minute), Fact(N_("Since"), client.created_at),
        Fact(N_("Last used"), client.last_used_at),
        *([Fact(N_("Ended"), client.ended_at)] if client.ended_at else []),
    ]  # fmt: skip
    scopes = [(scope, PERMISSIONS[scope]) for scope in client.scopes if scope in PERMISSIONS]
    return page(
        request, "clients/show.html", status=status, client=client, facts=facts, scopes=scopes, refusal=refusal,
        state=ENDED if client.ended_at else ALIVE,
    )  # fmt: skip


ROUTES = (
    interfaces,
    clients_page,
    new_client_page,
    do_new_client,
    client_page,
    do_renew,
    do_end,
)
