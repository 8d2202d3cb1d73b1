"""Circulars of the government above: the list, and one of them, whose first look is the receipt."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, Select, func, select

from hotline_platform.audit.recording import note
from hotline_platform.errors import N_, Refused
from hotline_platform.files.model import File
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.circulars.model import ReceivedCircular
from hotline_tenants.circulars.reaching import received_for, unread
from hotline_tenants.circulars.receiving import read
from hotline_tenants.circulars.words import EVERY
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.papers.places import restored
from hotline_web.answers import page
from hotline_web.entering import moment
from hotline_web.files.sending import answer
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import State, Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "circular.read"}
PLACE = "/circulars/received"
COUNTED_UP_TO = 1000
TITLE = N_("Circulars from above")

LIST = ListSpec(
    (
        Column("title", N_("Title"), "link", width="wide"), Column("every", N_("Kind"), hide_on_phone=True),
        Column("number", N_("Number"), hide_on_phone=True), Column("state", N_("State"), "state"),
        Column("issued", N_("Issued on"), "moment", sortable=True),
    ),
    default_sort="-issued",
    filters=(Filter("read", N_("Read"), "yes_no"),),
    empty=Empty(N_("Nothing came from above yet"), N_("What the government above issues to this one appears here.")),
)  # fmt: skip


def unread_in(tenant: int) -> Select[int]:
    """How many wait to be read."""
    return select(func.count()).select_from(unread(tenant).subquery())


def received_tab(unread: int, *, current: bool) -> Tab:
    """The tab of what came from above, with what is unread."""
    return Tab(TITLE, PLACE, current, unread or None)


@get(PLACE, opt=READ)
async def received_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What came from above, the latest first."""
    query = ListQuery.from_url(PLACE, request.query_params, LIST, (await calendar_of(db)).zone)
    rows = _source(actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(_cells, lambda row: f"{PLACE}/{row['received_id']}")
    unread = (await db.execute(unread_in(db.tenant))).scalar_one()
    tabs = (Tab(N_("Our own"), "/circulars"), received_tab(unread, current=True))
    return page(
        request, "circulars/list.html", page=shown, title=TITLE, tabs=tabs, export=None, may_write=False
    )


@get(f"{PLACE}/{{received_id:uuid}}", opt=READ)
async def one_received(
    request: AnyRequest, db: GivenDb, actor: GivenActor, received_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of them as it was issued."""
    received = await read(db, actor, received_id, at=moment(request))
    return page(
        request, "papers/print.html", paper=restored(received.places), file=f"{PLACE}/{received_id}/paper.docx",
        above=PLACE, above_name=TITLE,
    )  # fmt: skip


@get(f"{PLACE}/{{received_id:uuid}}/paper.docx", opt=READ)
async def received_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, received_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Its Word file."""
    settings: Settings = request.app.state.settings
    received = await received_for(db, actor, received_id)
    wanted = select(File).where(
        File.tenant_id == db.tenant, File.id == received.file_id, File.digest.is_not(None)
    )
    file = (await db.execute(wanted)).scalar_one_or_none()
    if file is None:
        raise Refused(N_("This file is still on its way from the other government. Try again in a moment."))
    note(db, "file_opened", account_id=actor.account_id, subject=received_id, at=moment(request))
    return await answer(request, store_from(settings), file)


def _source(tenant: int) -> Source:
    chosen: Select[Any] = select(  # type: ignore[assignment]
        ReceivedCircular.id.label("received_id"), ReceivedCircular.title, ReceivedCircular.every,
        ReceivedCircular.number, ReceivedCircular.issued_at, ReceivedCircular.read_at,
    ).where(ReceivedCircular.tenant_id == tenant)  # fmt: skip
    return Source(
        chosen, ReceivedCircular.id.expression, {"issued": ReceivedCircular.issued_at.expression},
        {"read": lambda value: ReceivedCircular.read_at.is_not(None) if value else ReceivedCircular.read_at.is_(None)},
    )  # fmt: skip


def _cells(row: RowMapping) -> Mapping[str, object]:
    read_already = row["read_at"] is not None
    state = State(N_("Read"), "neutral") if read_already else State(N_("Unread"), "accent")
    return {
        "title": row["title"], "every": EVERY[row["every"]], "number": row["number"], "state": state,
        "issued": row["issued_at"],
    }  # fmt: skip


ROUTES = (received_page, one_received, received_file)
