"""The pages of answering days: the list, a new one, one of them with an address for each act."""

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
from hotline_tenants.answering.planning import plan
from hotline_tenants.answering.reaching import day_for
from hotline_tenants.answering.recording import DAYS as LEDGER
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import Typed
from hotline_web.answering.acts import ACTS, CALL_ACTS, New, On, planning_form
from hotline_web.answering.lists import DAYS, Days
from hotline_web.answering.showing import choices_for, on_day, show
from hotline_web.answers import back, page, reader_language
from hotline_web.downloads import download
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting
from hotline_web.listing import ListQuery, count, fetch

AnyRequest = Request[Any, Any, Any]
HERE = "/answering"
SEE, KEEP = {"permission": ("answering.read", "answering.own")}, {"permission": "answering.keep"}
COUNTED_UP_TO = 1000
TITLE = N_("Leaders' answering days")


@get(HERE, opt=SEE)
async def days_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every day that one may know of, the latest first."""
    query = ListQuery.from_url(HERE, request.query_params, DAYS, (await calendar_of(db)).zone)
    days = Days(await unit_tree(db), reader_language(request))
    rows = days.source(actor)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "answering/list.html", page=found.shown(days.cells, lambda row: f"{HERE}/{row['day_id']}"), title=TITLE,
        export=f"{HERE}.xlsx", may_keep=actor.may("answering.keep"),
    )  # fmt: skip


@get(f"{HERE}.xlsx", opt=SEE)
async def days_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    query = ListQuery.from_url(HERE, request.query_params, DAYS, (await calendar_of(db)).zone)
    days = Days(await unit_tree(db), reader_language(request))
    return await download(request, db, actor, TITLE, query, days.source(actor), days.cells)


@get(f"{HERE}/new", opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty day."""
    spec = planning_form(await choices_for(db, reader_language(request)))
    return page(request, "answering/new.html", form=spec.blank())


@post(f"{HERE}/new", opt=KEEP, status_code=200)
async def do_plan(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Plan it."""
    spec = planning_form(await choices_for(db, reader_language(request)))
    form: Form[New] = spec.read(await request.form(), (await calendar_of(db)).zone)
    try:
        day_id = await plan(db, actor, form.complete.planned, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "answering/new.html", status=422, form=form.refused(refusal))
    return back(f"{HERE}/{day_id}", N_("The day is planned; who is concerned was told."))


@get(f"{HERE}/{{day_id:uuid}}", opt=SEE)
async def day_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, day_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One day."""
    return await show(request, db, actor, await day_for(db, actor, day_id))


async def _reach(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return await on_day(request, db, actor, await day_for(db, actor, ids[0]))


async def _reach_call(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    on = await _reach(request, db, actor, ids)
    found = next((one for one in on.results if one.case.id == ids[1]), None)
    if found is None:
        raise NotFound
    return replace(on, call=found)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, day_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    return await show(request, db, actor, await day_for(db, actor, day_id), typed=typed, status=status)


ROUTES = (
    days_page, days_sheet, new_page, do_plan, day_page, *Acting(LEDGER, ACTS, _reach, _again).routes,
    *Acting(LEDGER, CALL_ACTS, _reach_call, _again).routes,
)  # fmt: skip
