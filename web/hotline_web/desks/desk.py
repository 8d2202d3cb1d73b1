"""What every desk is: a list declared once, a selection, cells, and the page and sheet made of them."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.response import File, Response
from sqlalchemy import RowMapping

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.settings import Settings
from hotline_tenants.cases.words import CHANNELS, TYPES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.answers import page, reader_language
from hotline_web.cases.showing import assignment_state, case_state, limit, urgency_state
from hotline_web.entering import moment, registry
from hotline_web.i18n import Language, Reader
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


@dataclass(frozen=True)
class Known:
    """What cells are made with: read once for the page, never for a row."""

    units: UnitTree
    categories: Classification
    calendar: Calendar
    language: Language
    now: dt.datetime

    def unit(self, unit_id: Any) -> str:
        """A unit's name, or a dash."""
        found = self.units.find(unit_id)
        return found.name(self.language) if found else "–"

    def category(self, category_id: Any) -> str:
        """The third level's name, or a dash."""
        found = self.categories.find(category_id)
        return found.name(self.language) if found else "–"

    def cells(self, row: RowMapping, due: Message) -> Mapping[str, object]:
        """The cells of a case or an assignment; columns that a row does not have stay out."""
        found: dict[str, object] = {
            "number": row["number"], "title": row["title"], "type": TYPES[row["type"]],
            "channel": CHANNELS[row["channel"]], "urgency": urgency_state(row["urgency"]),
            "category": self.category(row["category_id"]), "registered": row["registered_at"],
            "state": case_state(row["state"]), "unit": self.unit(row["lead_unit_id"]),
            "proposed": self.unit(row["proposed_unit_id"]), "attempts": row["attempts"],
            "superior": row["superior_number"] or "",
        }  # fmt: skip
        at = row["due_at"]
        if "assignment_state" in row:
            found["state"] = assignment_state(row["assignment_state"])
            found["unit"] = self.unit(row["unit_id"])
            found["part"] = N_("Lead") if row["lead"] else N_("Co-handling")
            unsigned = row["assignment_state"] == "dispatched"
            at = row["sign_due_at"] if unsigned else row["reply_due_at"]
        found["left"] = limit(due, at, self.calendar, self.now)
        return found


async def known_for(request: AnyRequest, db: Db) -> Known:
    """Everything that the cells of a page need."""
    return Known(
        await unit_tree(db), await classification(db), await calendar_of(db), reader_language(request), moment(request)
    )  # fmt: skip


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
