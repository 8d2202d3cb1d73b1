"""The desks: dispatch, the unit's inbox, review, callback, all cases; each as a page and as an Excel file."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Request, get
from litestar.response import File, Response
from sqlalchemy import false

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.boundaries.succession import has_formers
from hotline_tenants.cases.queries import (
    INBOX_TABS,
    cases,
    inbox,
    inbox_counts,
    waiting_for_callback,
    waiting_for_dispatch,
    waiting_for_review,
)
from hotline_tenants.supervision.queries import waiting_of
from hotline_web.desks import lists
from hotline_web.desks.desk import Desk, sheet, show, source_of
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Source
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("case.read", "case.register")}
UNIT = {"permission": "case.read_unit"}
TAB_NAMES: dict[str, Message] = {
    "sign": N_("To sign"),
    "handle": N_("Handling"),
    "sign_off": N_("Awaiting sign-off"),
    "review": N_("With the reviewer"),
    "done": N_("Done"),
}


def _dispatch(actor: Actor) -> Source:
    return source_of(waiting_for_dispatch(actor.tenant))


def _review(actor: Actor) -> Source:
    return source_of(waiting_for_review(actor.tenant), assignment=True)


def _callbacks(actor: Actor) -> Source:
    return source_of(waiting_for_callback(actor.tenant))


def _cases(actor: Actor) -> Source:
    return source_of(cases(actor.tenant))


def _inbox(actor: Actor, tab: str) -> Source:
    if actor.unit_id is None:
        return source_of(cases(actor.tenant, false()))
    return source_of(inbox(actor.tenant, actor.unit_id, tab), assignment=True)


async def _none(request: AnyRequest, actor: Actor) -> tuple[Tab, ...]:
    return ()


async def _before(request: AnyRequest, actor: Actor) -> tuple[Tab, ...]:
    """Where boundaries changed, what ended before that is one tab away."""
    if not actor.may("case.read") or not await has_formers(request.app.state.database, actor.tenant):
        return ()
    return Tab(N_("All cases"), "/cases", current=True), Tab(
        N_("Before the boundaries changed"), "/cases/before"
    )


def _desk_routes(
    desk: Desk, opt: dict[str, Any], source: Callable[[Actor], Source],
    tabs: Callable[[AnyRequest, Actor], Awaitable[tuple[Tab, ...]]] = _none,
) -> list[Any]:  # fmt: skip
    @get(desk.url, opt=opt, name=desk.url)
    async def as_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
        return await show(request, db, actor, desk, source(actor), tabs=await tabs(request, actor))

    @get(f"{desk.url}.xlsx", opt=opt, name=f"{desk.url}.xlsx")
    async def as_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
        return await sheet(request, db, actor, desk, source(actor))

    return [as_page, as_sheet]


@get("/inbox", opt=UNIT)
async def inbox_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The unit's work, by what is to be done with it; without a choice the first tab where something waits."""
    waiting = await _waiting(db, actor)
    tab = _tab(request) or next(
        (key for key, number in waiting.items() if number and key != "review"), "sign"
    )
    tabs = tuple(Tab(TAB_NAMES[key], f"/inbox?tab={key}", key == tab, waiting.get(key)) for key in INBOX_TABS)
    if actor.unit_id is not None and (asked := await db.scalar(waiting_of(actor.tenant, actor.unit_id))):
        tabs = (*tabs, Tab(N_("Asked by supervision"), "/asked", count=asked))
    if await has_formers(request.app.state.database, actor.tenant):
        tabs = (*tabs, Tab(N_("Before the boundaries changed"), "/cases/before"))
    return await show(request, db, actor, lists.INBOX, _inbox(actor, tab), tabs=tabs)


@get("/inbox.xlsx", opt=UNIT)
async def inbox_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    return await sheet(request, db, actor, lists.INBOX, _inbox(actor, _tab(request) or "sign"))


async def _waiting(db: Db, actor: Actor) -> Mapping[str, int]:
    """A leader's sign-off comes before what the officers still have to do."""
    if actor.unit_id is None:
        return {}
    counts = dict((await db.execute(inbox_counts(actor.tenant, actor.unit_id))).mappings().one())
    first = "sign_off" if actor.may("assignment.sign_off") else "sign"
    return {first: counts[first], **counts}


def _tab(request: AnyRequest) -> str | None:
    tab = request.query_params.get("tab")
    return tab if tab in INBOX_TABS else None


ROUTES = (
    inbox_page,
    inbox_sheet,
    *_desk_routes(lists.DISPATCH, {"permission": "case.dispatch"}, _dispatch),
    *_desk_routes(lists.REVIEW, {"permission": "reply.review"}, _review),
    *_desk_routes(lists.CALLBACKS, {"permission": "callback.record"}, _callbacks),
    *_desk_routes(lists.CASES, READ, _cases, _before),
)
