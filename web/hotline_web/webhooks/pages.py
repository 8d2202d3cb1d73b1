"""Subscriptions: the list, a new one, one with its deliveries, and what can be done about it."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.settings import Settings
from hotline_tenants.webhooks import repeating, subscribing
from hotline_tenants.webhooks.addresses import walls_of
from hotline_tenants.webhooks.model import Subscription
from hotline_tenants.webhooks.signing import secret_of
from hotline_web.answers import back, page
from hotline_web.api.verifying import EXAMPLE
from hotline_web.clients.lists import WEBHOOKS, tabs
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Fact
from hotline_web.webhooks.forms import FORM, Typed
from hotline_web.webhooks.lists import (
    DELIVERIES,
    SUBSCRIPTIONS,
    delivery_cells,
    delivery_source,
    delivery_url,
    subscription_cells,
    subscription_source,
)
from hotline_web.webhooks.words import SUBSCRIPTION_STATES, act_words

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "people.keep"}
ONE = f"{WEBHOOKS}/{{subscription_id:uuid}}"
COUNTED_UP_TO = 1000


@get(WEBHOOKS, opt=KEEP)
async def subscriptions_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every system that is told, or once was."""
    zone = registry(request).get(actor.tenant).zone
    query = ListQuery.from_url(WEBHOOKS, request.query_params, SUBSCRIPTIONS, zone)
    source = subscription_source(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(subscription_cells, lambda row: f"{WEBHOOKS}/{row['id']}")
    return page(request, "webhooks/list.html", page=shown, tabs=tabs(WEBHOOKS))


@get(f"{WEBHOOKS}/new", opt=KEEP, sync_to_thread=False)
def new_subscription_page(request: AnyRequest) -> Response[str]:
    """An empty form."""
    return page(request, "webhooks/new.html", form=FORM.blank())


@post(f"{WEBHOOKS}/new", opt=KEEP, status_code=200)
async def do_subscribe(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Subscribe a system; its page shows the secret."""
    form = FORM.read(await request.form())
    walls = walls_of(request.app.state.settings)
    try:
        subscription_id = await subscribing.subscribe(db, actor, _wanted(form), walls, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "webhooks/new.html", status=422, form=form.refused(refusal))
    return back(f"{WEBHOOKS}/{subscription_id}", N_("Subscribed. Send a test to see that it arrives."))


@get(ONE, opt=KEEP)
async def subscription_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, subscription_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One subscription: its deliveries, its secret, and what can be done."""
    return await _show(request, db, actor, subscription_id)


@post(f"{ONE}/wishes", opt=KEEP, status_code=200)
async def do_change(
    request: AnyRequest, db: GivenDb, actor: GivenActor, subscription_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Another address, other events."""
    form = FORM.read(await request.form())
    walls = walls_of(request.app.state.settings)
    try:
        await subscribing.change(db, actor, subscription_id, _wanted(form), walls, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, subscription_id, form=form.refused(refusal), status=422)
    return back(f"{WEBHOOKS}/{subscription_id}", N_("Changed. What waits goes to the new address."))


async def _test(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: Any) -> None:
    await repeating.send_test(db, actor, subscription_id, at=at)


async def _renew(db: Db, actor: Actor, subscription_id: uuid.UUID, *, at: Any) -> None:
    await subscribing.renew_secret(db, actor, subscription_id, at=at)


def _act(noun: str, verb: Callable[..., Awaitable[None]], done: Message) -> Any:
    @post(f"{ONE}/{noun}", opt=KEEP, status_code=200, name=f"webhooks.{noun}")
    async def act(
        request: AnyRequest, db: GivenDb, actor: GivenActor, subscription_id: FromPath[uuid.UUID]
    ) -> Response[Any]:
        try:
            await verb(db, actor, subscription_id, at=moment(request))
        except Refused as refusal:
            await db.abandon()
            return await _show(request, db, actor, subscription_id, refusal=refusal.message, status=422)
        return back(f"{WEBHOOKS}/{subscription_id}", done)

    return act


def _wanted(form: Form[Typed]) -> subscribing.Wanted:
    given = form.complete
    return subscribing.Wanted(name=given.name, url=given.url, acts=tuple(given.acts))


async def _show(
    request: AnyRequest, db: Db, actor: Actor, subscription_id: uuid.UUID, *, form: Form[Typed] | None = None,
    refusal: Message | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    one = await subscribing.found(db, subscription_id)
    zone = registry(request).get(actor.tenant).zone
    query = ListQuery.from_url(f"{WEBHOOKS}/{one.id}", request.query_params, DELIVERIES, zone)
    source = delivery_source(actor.tenant, one.id)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    settings: Settings = request.app.state.settings
    return page(
        request, "webhooks/show.html", status=status, one=one, state=SUBSCRIPTION_STATES[one.state],
        facts=_facts(one), refusal=refusal, example=EXAMPLE,
        secret=secret_of(settings.secret, actor.tenant, one.id, one.generation),
        form=form or FORM.blank(name=one.name, url=one.url, acts=one.acts), page=found.shown(delivery_cells, delivery_url),
    )  # fmt: skip


def _facts(one: Subscription) -> list[Fact]:
    told = tuple(act_words(act) for act in one.acts) or N_("everything that happens")
    return [Fact(N_("Address"), one.url), Fact(N_("Since"), one.created_at), Fact(N_("Told of"), told)]


ROUTES = (
    subscriptions_page, new_subscription_page, do_subscribe, subscription_page, do_change,
    _act("test", _test, N_("The test is on its way. Load this page again to see what came of it.")),
    _act("pause", subscribing.pause, N_("Paused. What happens meanwhile is sent when it goes on.")),
    _act("resumption", subscribing.resume, N_("It goes on where it was paused.")),
    _act("secret", _renew, N_("Everything is signed with the new secret from now on.")),
    _act("ending", subscribing.end, N_("The subscription has ended.")),
)  # fmt: skip
