"""Guidance: what is to be read, what was sent and issued, questions, and how everybody reads."""

import datetime as dt
from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_tenants.guidance.queries import reading
from hotline_web.answers import page
from hotline_web.cases.known import known_for
from hotline_web.entering import moment, registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.guidance import files, paper, questions, writing
from hotline_web.guidance.lists import TABS, cells, source, spec, url
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "guidance.read"}
COUNTED_UP_TO = 1000
SINCE = dt.timedelta(days=365)


@get("/guidance", opt=READ)
async def guidance_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The papers of one tab, or the questions."""
    known = await known_for(request, db)
    tabs = _tabs(request, actor)
    wanted = request.query_params.get("tab")
    tab = wanted if wanted in tabs else tabs[0]
    query = ListQuery.from_url("/guidance", request.query_params, spec(tab), known.calendar.zone)
    rows = source(actor, tab)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "guidance/list.html", page=found.shown(lambda row: cells(row, known), url),
        tabs=tuple(Tab(TABS[key], f"/guidance?tab={key}", key == tab) for key in tabs),
        may_write=actor.may("guidance.keep"), may_ask=actor.may("guidance.ask") and _has_above(request, actor),
    )  # fmt: skip


@get("/guidance/reading", opt={"permission": "guidance.keep"})
async def reading_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """How everybody reads to whom something was sent in the last year."""
    known = await known_for(request, db)
    rates = sorted(
        await reading(db, moment(request) - SINCE), key=lambda one: (one.read / one.sent, -one.sent)
    )
    return page(request, "guidance/reading.html", rates=[(known.unit(one.unit_id), one) for one in rates])


def _tabs(request: AnyRequest, actor: Actor) -> tuple[str, ...]:
    """Those that can hold something for this person: nothing comes from above where there is nobody above."""
    sent = actor.unit_id is not None or _has_above(request, actor)
    keeps = actor.may("guidance.keep")
    wanted = {
        "unread": sent, "received": sent, "issued": actor.unit_id is None, "drafts": keeps,
        "questions": actor.unit_id is None and (keeps or actor.may("guidance.ask")),
    }  # fmt: skip
    return tuple(tab for tab, shown in wanted.items() if shown)


def _has_above(request: AnyRequest, actor: Actor) -> bool:
    return registry(request).get(actor.tenant).parent_id is not None


ROUTES = (guidance_page, reading_page, *writing.ROUTES, *questions.ROUTES, *paper.ROUTES, *files.ROUTES)
