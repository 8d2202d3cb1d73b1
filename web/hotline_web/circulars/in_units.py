"""Circulars and inspection reports that were issued to a unit of one's own: reading one there is the unit's receipt."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, Select, func, select

from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.circulars.model import Circular, CircularUnitReceipt
from hotline_tenants.circulars.reaching import issued_to
from hotline_tenants.circulars.receiving import read_in_unit
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.papers.reading import file_of, papers_about
from hotline_web.answers import page
from hotline_web.circulars.showing import paper_of
from hotline_web.entering import moment
from hotline_web.files.sending import answer
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import State

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "circular.unit"}
PLACE = "/circulars/unit"
COUNTED_UP_TO = 1000
TITLE = N_("Circulars and reports")

LIST = ListSpec(
    (
        Column("title", N_("Title"), "link", width="wide"), Column("number", N_("Number"), hide_on_phone=True),
        Column("state", N_("State"), "state"), Column("issued", N_("Issued on"), "moment", sortable=True),
    ),
    default_sort="-issued",
    empty=Empty(
        N_("No circular yet"),
        N_("The circulars of this government appear here, and the report when this unit was inspected."),
    ),
)  # fmt: skip


@get(PLACE, opt=READ)
async def reports_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What was issued to one's unit, the latest first."""
    query = ListQuery.from_url(PLACE, request.query_params, LIST, (await calendar_of(db)).zone)
    rows = _source(await issued_to(db, actor), actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(_cells, lambda row: f"{PLACE}/{row['circular_id']}")
    return page(
        request, "circulars/list.html", page=shown, title=TITLE, tabs=(), export=None, may_write=False
    )


@get(f"{PLACE}/{{circular_id:uuid}}", opt=READ)
async def report_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, circular_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of them as it was issued."""
    circular = await read_in_unit(db, actor, circular_id, at=moment(request))
    return page(
        request, "papers/print.html", paper=await paper_of(db, circular), file=f"{PLACE}/{circular_id}/paper.docx",
        above=PLACE, above_name=TITLE,
    )  # fmt: skip


@get(f"{PLACE}/{{circular_id:uuid}}/paper.docx", opt=READ)
async def report_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, circular_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Its Word file as it was kept."""
    settings: Settings = request.app.state.settings
    await read_in_unit(db, actor, circular_id, at=moment(request))
    kept = await _kept(db, circular_id)
    if kept is None:
        raise Refused(N_("The Word file is being written. Try again in a moment."))
    note(db, "file_opened", account_id=actor.account_id, subject=circular_id, at=moment(request))
    return await answer(request, store_from(settings), kept)


async def _kept(db: Db, circular_id: uuid.UUID) -> Any:
    for paper in await papers_about(db, circular_id):
        if (kept := await file_of(db, paper)) is not None:
            return kept
    return None


def _source(mine: Select[CircularUnitReceipt], tenant: int) -> Source:
    """One row for each paper, read where each unit has read it."""
    own = mine.subquery()
    read = (
        select(own.c.circular_id, func.bool_and(own.c.read_at.is_not(None)).label("read"))
        .group_by(own.c.circular_id)
        .subquery()
    )
    chosen: Select[Any] = (
        select(Circular.id.label("circular_id"), Circular.title, Circular.number, Circular.issued_at, read.c.read)
        .join(read, read.c.circular_id == Circular.id)
        .where(Circular.tenant_id == tenant)
    )  # fmt: skip
    return Source(chosen, Circular.id.expression, {"issued": Circular.issued_at.expression})


def _cells(row: RowMapping) -> Mapping[str, object]:
    state = State(N_("Read"), "neutral") if row["read"] else State(N_("Unread"), "accent")
    return {"title": row["title"], "number": row["number"], "state": state, "issued": row["issued_at"]}


ROUTES = (reports_page, report_page, report_file)
