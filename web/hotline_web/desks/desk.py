"""What every desk is: a list declared once, a selection, cells, and the page and sheet made of them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.response import File, Response
from sqlalchemy import ColumnElement, Select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_platform.settings import Settings
from hotline_tenants.cases.model import Assignment, Case
from hotline_web.answers import page
from hotline_web.cases.known import known_for
from hotline_web.entering import registry
from hotline_web.i18n import Reader
from hotline_web.listing import ListQuery, ListSpec, Source, count, export_rows, fetch
from hotline_web.pieces import Tab
from hotline_web.spreadsheets import MEDIA_TYPE, Heading, write_list

AnyRequest = Request[Any, Any, Any]
COUNTED_UP_TO = 1000


@dataclass(frozen=True)
class Desk:
    """One list: where it stands, what it is called, its columns and filters, and which limit its rows show."""

    url: str
    title: Message
    spec: ListSpec
    due: Message


def source_of(select: Select[Any], *, assignment: bool = False) -> Source:
    """Where the rows of a list of cases, or of assignments with their cases, come from."""
    due = Assignment.due_at if assignment else Case.due_at
    expressions: dict[str, ColumnElement[Any]] = {
        "number": Case.number.expression, "registered": Case.registered_at.expression, "type": Case.type.expression,
        "urgency": Case.urgency.expression, "state": Case.state.expression, "channel": Case.channel.expression,
        "left": due.expression, "replied": Assignment.replied_at.expression,
    }  # fmt: skip
    row_id = (Assignment.id if assignment else Case.id).expression
    nullable = frozenset() if assignment else frozenset({"left"})
    return Source(select, row_id, expressions, {"number": _number}, nullable)


def _number(value: str) -> ColumnElement[bool]:
    return Case.number.startswith(value, autoescape=True)


async def show(
    request: AnyRequest, db: Db, actor: Actor, desk: Desk, source: Source, *, tabs: tuple[Tab, ...] = ()
) -> Response[str]:
    """The desk as a page."""
    known = await known_for(request, db)
    query = ListQuery.from_url(desk.url, request.query_params, desk.spec, known.calendar.zone)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: known.cells(row, desk.due), lambda row: f"/cases/{row['case_id']}")
    return page(
        request, "desks/list.html", page=shown, title=desk.title, tabs=tabs, export=f"{desk.url}.xlsx"
    )


async def sheet(request: AnyRequest, db: Db, actor: Actor, desk: Desk, source: Source) -> File:
    """The desk as an Excel file: same filters, same order; who took it and what is recorded."""
    settings: Settings = request.app.state.settings
    known = await known_for(request, db)
    query = ListQuery.from_url(desk.url, request.query_params, desk.spec, known.calendar.zone)
    reader = Reader(known.language, known.calendar.zone, known.now)
    place = registry(request).get(actor.tenant)
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    heading = Heading(desk.title, place.name(known.language), actor.name, known.now)
    rows = export_rows(db, source, query, settings.export_rows + 1)
    written = await write_list(
        path, heading, query, rows, lambda row: known.cells(row, desk.due), reader, settings.export_rows
    )
    note(db, "export", account_id=actor.account_id, at=known.now, list=desk.url, rows=written.rows)
    name = f"{desk.url.strip('/').replace('/', '-')}-{known.now:%Y%m%d%H%M}.xlsx"
    return File(
        path, filename=name, media_type=MEDIA_TYPE, background=BackgroundTask(path.unlink, missing_ok=True)
    )
