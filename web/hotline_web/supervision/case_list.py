"""The cases of a supervision as a list: those that were named, or those that fit its topic now; also as an Excel file."""

import uuid
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_tenants.cases.model import Case
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.queries import cases_of, chosen_of
from hotline_tenants.supervision.reaching import supervision_for
from hotline_web.answers import page
from hotline_web.cases.choosing import unit_choices
from hotline_web.cases.known import Known, known_for
from hotline_web.desks.desk import source_of
from hotline_web.desks.lists import CASES, LEFT, NUMBER, STATE, TITLE, UNIT, URGENCY
from hotline_web.downloads import download
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("supervision.read", "supervision.asked")}
COUNTED_UP_TO = 1000
HEADING = N_("Cases of the supervision")
DUE = N_("Due")


@get("/supervision/{supervision_id:uuid}/cases", opt=READ)
async def cases_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The most pressing first; of a topic also what was closed since the supervision was issued."""
    known = await known_for(request, db)
    supervision, closed = await supervision_for(db, actor, supervision_id), _closed(request)
    rows, query = await _asked(request, db, actor, supervision, known, closed=closed)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    linked = actor.may("case.read") or actor.may("case.read_unit")
    shown = found.shown(
        lambda row: known.cells(row, DUE), lambda row: f"/cases/{row['case_id']}" if linked else None
    )
    url = query.path
    tabs = (
        Tab(N_("Open now"), url, not closed),
        Tab(N_("Closed since its issue"), f"{url}?tab=closed", closed),
    )
    return page(
        request, "supervision/cases.html", page=shown, title=HEADING, supervision=supervision,
        tabs=tabs if supervision.plan else (), export=f"{url}.xlsx",
    )  # fmt: skip


@get("/supervision/{supervision_id:uuid}/cases.xlsx", opt=READ)
async def cases_sheet(
    request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> File:
    """The same as an Excel file."""
    known = await known_for(request, db)
    supervision = await supervision_for(db, actor, supervision_id)
    rows, query = await _asked(request, db, actor, supervision, known, closed=_closed(request))
    return await download(request, db, actor, HEADING, query, rows, lambda row: known.cells(row, DUE))


def _closed(request: AnyRequest) -> bool:
    return request.query_params.get("tab") == "closed"


async def _asked(
    request: AnyRequest, db: Db, actor: Actor, supervision: Supervision, known: Known, *, closed: bool
) -> tuple[Source, ListQuery]:
    """The selection, and what is asked of it. Raises NotFound for a supervision that is about no case."""
    chosen = await chosen_of(db, supervision, closed=closed)
    if chosen is None:
        raise NotFound
    rows = source_of(cases_of(db, actor, chosen))
    rows = Source(
        rows.select, rows.id, rows.expressions,
        {**rows.conditions, "unit": lambda value: Case.lead_unit_id == uuid.UUID(value)}, rows.nullable,
    )  # fmt: skip
    url = f"/supervision/{supervision.id}/cases"
    return rows, ListQuery.from_url(url, request.query_params, _spec(known), known.calendar.zone)


def _spec(known: Known) -> ListSpec:
    registered = Column("registered", N_("Registered"), "moment", sortable=True)
    return ListSpec(
        (NUMBER, TITLE, UNIT, URGENCY, STATE, registered, LEFT), default_sort="left",
        filters=(*CASES.spec.filters, Filter("unit", N_("Unit"), choices=unit_choices(known.units, known.language))),
        empty=Empty(N_("No case is here now"), N_("Cases appear here as soon as they fit the plan.")),
    )  # fmt: skip


ROUTES = (cases_page, cases_sheet)
