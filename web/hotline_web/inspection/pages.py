"""The pages of campaigns: the list, one of them, its sample, and its sample drawn again."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_tenants.inspection.asking import DRAW, REDRAW, ask_to_redraw, redraws_of, work_on
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.recording import CAMPAIGNS as LEDGER
from hotline_web.acts import Typed
from hotline_web.answers import back, page
from hotline_web.cases.known import known_for
from hotline_web.downloads import download
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.inspection import item, planning
from hotline_web.inspection.acts import ACTS, On
from hotline_web.inspection.lists import CAMPAIGNS, SAMPLE, campaign_cells, campaigns, sample, sample_cells
from hotline_web.inspection.showing import show_campaign
from hotline_web.inspection.words import STRATA, WORK_STATES
from hotline_web.ledgers import Acting
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "inspection.read"}
COUNTED_UP_TO = 2000
REDRAWS = 10


@get("/inspection", opt=READ)
async def campaigns_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every campaign, the latest first."""
    known = await known_for(request, db)
    query = ListQuery.from_url("/inspection", request.query_params, CAMPAIGNS, known.calendar.zone)
    rows = campaigns(actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: campaign_cells(row, known), lambda row: f"/inspection/{row['campaign_id']}"
    )
    return page(request, "inspection/list.html", page=shown, may_plan=actor.may("inspection.keep"))


@get("/inspection/{campaign_id:uuid}", opt=READ)
async def campaign_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One campaign with its results."""
    return await show_campaign(request, db, actor, await campaign_for(db, actor, campaign_id))


@get("/inspection/{campaign_id:uuid}/sample", opt=READ)
async def sample_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Response[str]:
    """What was drawn, in the order of the draw."""
    campaign, known = await campaign_for(db, actor, campaign_id), await known_for(request, db)
    here = f"/inspection/{campaign_id}/sample"
    query = ListQuery.from_url(here, request.query_params, SAMPLE, known.calendar.zone)
    rows = sample(actor.tenant, campaign_id)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: sample_cells(row, known), lambda row: f"/inspection/{campaign_id}/items/{row['item_id']}"
    )
    return page(request, "inspection/sample.html", page=shown, campaign=campaign, export=f"{here}.xlsx")


@get("/inspection/{campaign_id:uuid}/sample.xlsx", opt=READ)
async def sample_sheet(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> File:
    """The same as an Excel file."""
    await campaign_for(db, actor, campaign_id)
    known = await known_for(request, db)
    here = f"/inspection/{campaign_id}/sample"
    query = ListQuery.from_url(here, request.query_params, SAMPLE, known.calendar.zone)
    rows = sample(actor.tenant, campaign_id)
    return await download(request, db, actor, N_("Sample"), query, rows, lambda row: sample_cells(row, known))


@get("/inspection/{campaign_id:uuid}/redraw", opt=READ)
async def redraw_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Response[str]:
    """What came of drawing it again, the last time and before."""
    campaign, known = await campaign_for(db, actor, campaign_id), await known_for(request, db)
    work, made = await work_on(db, campaign, REDRAW), await redraws_of(db, campaign, REDRAWS)
    who = await names_of(db, [one.asked_by for one in (*made, *([work] if work else ()))])
    moved = [
        (known.unit(uuid.UUID(one["unit_id"])), STRATA[one["kind"]], one["then"], one["now"])
        for one in (made[0].found or {})["moved"]
    ] if made else []  # fmt: skip
    return page(
        request, "inspection/redraw.html", campaign=campaign, work=work, work_words=WORK_STATES, who=who, made=made,
        moved=moved,
    )  # fmt: skip


@post("/inspection/{campaign_id:uuid}/redraws", opt=READ, status_code=303)
async def do_redraw(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Redirect:
    """Have it drawn again and compared."""
    await ask_to_redraw(db, actor, campaign_id, at=moment(request))
    return back(f"/inspection/{campaign_id}/redraw")


@get("/inspection/{campaign_id:uuid}/progress/{deed:str}", opt=READ)
async def draw_progress(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID], deed: FromPath[str]
) -> Response[str]:
    """Where a draw stands, for the page that asks again; when it is done, that page is shown anew."""
    if deed not in (DRAW, REDRAW):
        raise NotFound
    campaign = await campaign_for(db, actor, campaign_id)
    work = await work_on(db, campaign, deed)
    return page(
        request, "inspection/show.html", block="work", campaign=campaign, work=work, work_words=WORK_STATES,
        who=await names_of(db, [work.asked_by]) if work else {},
        headers=None if work and work.goes_on else {"HX-Refresh": "true"},
    )  # fmt: skip


async def _reach(_: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return On(await campaign_for(db, actor, ids[0]), actor)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, campaign_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    campaign = await campaign_for(db, actor, campaign_id)
    return await show_campaign(request, db, actor, campaign, typed=typed, status=status)


ROUTES = (
    campaigns_page,
    *planning.ROUTES,
    campaign_page,
    sample_page,
    sample_sheet,
    redraw_page,
    do_redraw,
    draw_progress,
    *item.ROUTES,
    *Acting(LEDGER, ACTS, _reach, _again).routes,
)
