"""The pages of joint meetings: the list, decisions being followed, a new one, one of them with an address for each act."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.meetings.calling import draft
from hotline_tenants.meetings.papers import paper_of
from hotline_tenants.meetings.reaching import meeting_for
from hotline_tenants.meetings.recording import MEETINGS as LEDGER
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.reading import papers_about
from hotline_web.acts import Typed
from hotline_web.answers import back, page, reader_language
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.meetings import above
from hotline_web.meetings.acts import ACTS, DECISION_ACTS, ITEM_ACTS, On, Prepared, preparing_form
from hotline_web.meetings.lists import MEETINGS, Decisions, meeting_cells, meetings
from hotline_web.meetings.showing import on_meeting, show
from hotline_web.meetings.tabs import DECISIONS, PLACE, tabs

AnyRequest = Request[Any, Any, Any]
READ, KEEP = {"permission": "meeting.read"}, {"permission": "meeting.keep"}
SEE = {"permission": ("meeting.read", "meeting.invited")}
COUNTED_UP_TO = 1000
TITLE, TITLE_DECISIONS = N_("Joint meetings"), N_("Decisions of joint meetings")


@get(PLACE, opt=SEE)
async def meetings_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every meeting that one may know of, the latest first."""
    calendar = await calendar_of(db)
    query = ListQuery.from_url(PLACE, request.query_params, MEETINGS, calendar.zone)
    rows = meetings(actor, calendar.local_date(moment(request)))
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "meetings/list.html", page=found.shown(meeting_cells, lambda row: f"{PLACE}/{row['meeting_id']}"),
        title=TITLE, tabs=tabs(actor, PLACE, above=_has_above(request, actor)), export=f"{PLACE}.xlsx",
        may_keep=actor.may("meeting.keep"),
    )  # fmt: skip


@get(f"{PLACE}.xlsx", opt=SEE)
async def meetings_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    calendar = await calendar_of(db)
    query = ListQuery.from_url(PLACE, request.query_params, MEETINGS, calendar.zone)
    rows = meetings(actor, calendar.local_date(moment(request)))
    return await download(request, db, actor, TITLE, query, rows, meeting_cells)


@get(DECISIONS, opt=READ)
async def decisions_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What meetings decided, the nearest day first."""
    decisions, query = await _decisions(request, db)
    rows = decisions.source(actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "meetings/list.html", page=found.shown(decisions.cells, lambda row: f"{PLACE}/{row['meeting_id']}"),
        title=TITLE_DECISIONS, tabs=tabs(actor, DECISIONS, above=_has_above(request, actor)), export=f"{DECISIONS}.xlsx",
        may_keep=False,
    )  # fmt: skip


@get(f"{DECISIONS}.xlsx", opt=READ)
async def decisions_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    decisions, query = await _decisions(request, db)
    return await download(
        request, db, actor, TITLE_DECISIONS, query, decisions.source(actor.tenant), decisions.cells
    )


@get(f"{PLACE}/new", opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty meeting."""
    return page(
        request,
        "meetings/new.html",
        form=preparing_form(await unit_tree(db), reader_language(request)).blank(),
    )


@post(f"{PLACE}/new", opt=KEEP, status_code=200)
async def do_prepare(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Prepare it; nobody is told yet."""
    spec = preparing_form(await unit_tree(db), reader_language(request))
    form: Form[Prepared] = spec.read(await request.form(), (await calendar_of(db)).zone)
    try:
        given = form.complete
        meeting_id = await draft(db, actor, given.convening, given.topics.splitlines(), at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "meetings/new.html", status=422, form=form.refused(refusal))
    return back(f"{PLACE}/{meeting_id}", N_("The meeting is prepared. Nobody was told yet."))


@get(f"{PLACE}/{{meeting_id:uuid}}", opt=SEE)
async def meeting_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, meeting_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One meeting."""
    return await show(request, db, actor, await meeting_for(db, actor, meeting_id))


@get(f"{PLACE}/{{meeting_id:uuid}}/paper", opt=READ)
async def paper_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, meeting_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Its minutes in the form of an official document, as they were issued or would be now."""
    meeting = await meeting_for(db, actor, meeting_id)
    issued = next(iter(await papers_about(db, meeting.id)), None)
    return page(
        request, "papers/print.html", paper=await paper_of(db, meeting),
        file=f"/papers/{issued.id}/paper.docx" if issued and actor.may("paper.read") else None,
        above=f"{PLACE}/{meeting.id}", above_name=N_("Back to the meeting"),
    )  # fmt: skip


async def _reach(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return await on_meeting(request, db, actor, await meeting_for(db, actor, ids[0]))


async def _reach_item(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    on = await _reach(request, db, actor, ids)
    found = next((one for one in on.items if one.item.id == ids[1]), None)
    if found is None:
        raise NotFound
    return replace(on, item=found)


async def _reach_decision(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    on = await _reach(request, db, actor, ids)
    found = next((each for one in on.items for each in one.decisions if each.id == ids[1]), None)
    if found is None:
        raise NotFound
    return replace(on, decision=found)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, meeting_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    return await show(
        request, db, actor, await meeting_for(db, actor, meeting_id), typed=typed, status=status
    )


async def _decisions(request: AnyRequest, db: Db) -> tuple[Decisions, ListQuery]:
    calendar = await calendar_of(db)
    decisions = Decisions(await unit_tree(db), reader_language(request), calendar.local_date(moment(request)))
    return decisions, ListQuery.from_url(DECISIONS, request.query_params, decisions.spec, calendar.zone)


def _has_above(request: AnyRequest, actor: Actor) -> bool:
    return registry(request).get(actor.tenant).parent_id is not None


ROUTES = (
    meetings_page, meetings_sheet, decisions_page, decisions_sheet, new_page, do_prepare, meeting_page, paper_page, *above.ROUTES,
    *Acting(LEDGER, ACTS, _reach, _again).routes, *Acting(LEDGER, ITEM_ACTS, _reach_item, _again).routes,
    *Acting(LEDGER, DECISION_ACTS, _reach_decision, _again).routes,
)  # fmt: skip
