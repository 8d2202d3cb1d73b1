"""The register of what was issued, and one paper: to print, and as the Word file that was kept."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import File, Response
from sqlalchemy import RowMapping

from hotline_platform.audit.recording import note
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.places import restored
from hotline_tenants.papers.reading import file_of, issued, paper_for
from hotline_web.answers import page
from hotline_web.downloads import download
from hotline_web.entering import moment
from hotline_web.files.sending import answer
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "paper.read"}
COUNTED_UP_TO = 1000
TITLE = N_("Papers issued")

REGISTER = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("title", N_("Title"), "long", width="wide"),
        Column("kind", N_("Kind")), Column("addressee", N_("Addressee"), hide_on_phone=True),
        Column("by", N_("Issued by"), hide_on_phone=True), Column("issued", N_("Issued on"), "moment", sortable=True),
    ),
    default_sort="-issued",
    filters=(
        Filter("number", N_("Number"), "text"),
        Filter("kind", N_("Kind"), choices=tuple(Choice(key, kind.name) for key, kind in KINDS.items())),
        Filter("issued", N_("Issued on"), "dates"),
    ),
    empty=Empty(
        N_("No paper was issued yet"),
        N_("Letters, notices, circulars and reports stand here from the moment they are numbered, without gaps."),
    ),
)  # fmt: skip


@get("/papers", opt=READ)
async def papers_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Everything that was issued, the newest first."""
    rows, query = _source(actor.tenant), await _query(request, db)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(_cells, lambda row: f"/papers/{row['paper_id']}")
    return page(request, "papers/list.html", page=shown, title=TITLE, export="/papers.xlsx")


@get("/papers.xlsx", opt=READ)
async def papers_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    query = await _query(request, db)
    return await download(request, db, actor, TITLE, query, _source(actor.tenant), _cells)


@get("/papers/{paper_id:uuid}", opt=READ)
async def paper_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, paper_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One paper as it was issued, in the form of an official document."""
    paper = await paper_for(db, actor, paper_id)
    if paper.places is None:
        raise NotFound
    return page(
        request, "papers/print.html", paper=restored(paper.places), file=f"/papers/{paper.id}/paper.docx",
        above="/papers", above_name=TITLE,
    )  # fmt: skip


@get("/papers/{paper_id:uuid}/paper.docx", opt=READ)
async def paper_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, paper_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The Word file as it was kept; that it was taken is noted."""
    settings: Settings = request.app.state.settings
    found = await file_of(db, await paper_for(db, actor, paper_id))
    if found is None:
        raise Refused(N_("The Word file is being written. Try again in a moment."))
    note(db, "file_opened", account_id=actor.account_id, subject=paper_id, at=moment(request))
    return await answer(request, store_from(settings), found)


async def _query(request: AnyRequest, db: GivenDb) -> ListQuery:
    return ListQuery.from_url("/papers", request.query_params, REGISTER, (await calendar_of(db)).zone)


def _source(tenant: int) -> Source:
    return Source(
        issued(tenant), Paper.id.expression,
        {"issued": Paper.issued_at.expression, "kind": Paper.kind.expression},
        {"number": lambda value: Paper.number.contains(value, autoescape=True)},
    )  # fmt: skip


def _cells(row: RowMapping) -> Mapping[str, object]:
    return {
        "number": row["number"], "title": row["title"] or "", "kind": KINDS[row["kind"]].name,
        "addressee": row["addressee"] or "", "by": row["by"] or "", "issued": row["issued_at"],
    }  # fmt: skip


ROUTES = (papers_page, papers_sheet, paper_page, paper_file)
