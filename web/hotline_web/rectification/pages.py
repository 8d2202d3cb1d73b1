"""The pages of rectification notices: the list, one of them, its paper, and one address for each act."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import File, Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.rectification.model import Rectification, RectificationEntry, RectificationRemark
from hotline_tenants.rectification.reaching import NOTICES, notice_for
from hotline_tenants.rectification.reporting import why_not_look_back
from hotline_web.acts import Typed, offers
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.cases.showing import limit
from hotline_web.downloads import download
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting, entries_of, history_of
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Event, Fact, Link
from hotline_web.rectification import drafting, files, paper
from hotline_web.rectification.acts import ACTS, On
from hotline_web.rectification.files import file_box
from hotline_web.rectification.lists import listed, notice_cells, notices
from hotline_web.rectification.words import ENTRIES, state_pill

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("rectification.read", "rectification.unit")}
COUNTED_UP_TO = 1000
TITLE = N_("Rectification notices")


@get("/rectifications", opt=READ)
async def notices_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every notice, the latest first."""
    known = await known_for(request, db)
    query = ListQuery.from_url(
        "/rectifications",
        request.query_params,
        listed(known.units, known.language, of_unit=actor.unit_id is not None),
        known.calendar.zone,
    )
    rows = notices(actor, known)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: notice_cells(row, known), lambda row: f"/rectifications/{row['notice_id']}"
    )
    return page(request, "rectification/list.html", page=shown, title=TITLE, export="/rectifications.xlsx")


@get("/rectifications.xlsx", opt=READ)
async def notices_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    known = await known_for(request, db)
    query = ListQuery.from_url(
        "/rectifications",
        request.query_params,
        listed(known.units, known.language, of_unit=actor.unit_id is not None),
        known.calendar.zone,
    )
    return await download(
        request,
        db,
        actor,
        TITLE,
        query,
        notices(actor, known),
        lambda row: notice_cells(row, known),
    )


@get("/rectifications/{notice_id:uuid}", opt=READ)
async def notice_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, notice_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One notice with its ledger."""
    return await _show(request, db, actor, await notice_for(db, actor, notice_id))


async def _show(
    request: AnyRequest, db: Db, actor: Actor, notice: Rectification, *, typed: Typed | None = None, status: int = 200
) -> Response[str]:  # fmt: skip
    known = await known_for(request, db)
    on = On(notice, actor, await why_not_look_back(db, notice, known.now))
    asked = notice.state == "issued"
    return page(
        request, "rectification/show.html", status=status, notice=notice, state=state_pill(notice.state),
        facts=list(_facts(notice, known, linked=actor.may("inspection.read"))), offers=offers(ACTS, on, notice.state, typed), events=await _events(request, db, notice),
        files=await file_box(db, actor, notice),
        clock=limit(N_("Report due"), notice.due_at, known.calendar, known.now) if asked else None,
    )  # fmt: skip


def _facts(notice: Rectification, known: Known, *, linked: bool) -> Iterator[Fact]:
    if notice.side != "lower":
        yield Fact(N_("Sent to"), known.unit(notice.unit_id))
    if notice.campaign_id is not None and linked:
        yield Fact(N_("Campaign"), Link(N_("To the campaign"), f"/inspection/{notice.campaign_id}"))
    yield Fact(N_("Issued on"), notice.issued_at)
    yield Fact(N_("Report due"), notice.due_at)
    if notice.reported_at is not None:
        yield Fact(N_("Reported"), notice.reported_at)
    if notice.closed_at is not None:
        yield Fact(N_("Closed"), notice.closed_at)
    yield Fact(N_("Look-back on"), notice.look_back_on)
    if notice.looked_back_at is not None:
        yield Fact(N_("Looked back"), notice.looked_back_at)


async def _events(request: AnyRequest, db: Db, notice: Rectification) -> list[Event]:
    wanted = select(RectificationRemark).where(
        RectificationRemark.tenant_id == db.tenant, RectificationRemark.rectification_id == notice.id
    )
    notes = {one.seq: one.body for one in await db.scalars(wanted)}
    entries = await entries_of(db, NOTICES, notice.id)
    return await history_of(request, db, entries, ENTRIES, facts=_told, notes=notes)


def _told(entry: RectificationEntry) -> Sequence[Fact]:
    return (Fact(N_("Number"), str(entry.data["number"])),) if entry.data.get("number") else ()


async def _reach(_: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return On(await notice_for(db, actor, ids[0]), actor)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, notice_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    return await _show(request, db, actor, await notice_for(db, actor, notice_id), typed=typed, status=status)


ROUTES = (
    notices_page,
    notices_sheet,
    notice_page,
    *paper.ROUTES,
    *files.ROUTES,
    *drafting.ROUTES,
    *Acting(NOTICES, ACTS, _reach, _again).routes,
)
