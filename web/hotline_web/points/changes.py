"""Changes that must be filed: those known and open with their clocks, those filed with how timely."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.network.model import Unit
from hotline_tenants.points import filing
from hotline_tenants.points.model import PointChange
from hotline_tenants.points.words import SUBJECTS
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.known import Known, known_for
from hotline_web.cases.showing import limit
from hotline_web.entering import moment
from hotline_web.forms import Choice, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Fact, Link, State, Tab
from hotline_web.points.acts import HOLDER, HOLDERS_TELEPHONE, NOTE
from hotline_web.points.lists import point_url
from hotline_web.points.showing import KEEP, SEE, names_of, tabs

AnyRequest = Request[Any, Any, Any]
OPEN, FILED = "/network/changes", "/network/changes/filed"
COUNTED_UP_TO = 1000
LATE, IN_TIME = State(N_("Filed late"), "overdue"), State(N_("Filed in time"), "on_time")
_SUBJECT = Filter(
    "subject", N_("What changed"), choices=tuple(Choice(key, name) for key, name in SUBJECTS.items())
)


@dataclass(frozen=True)
class Particulars:
    holder: str
    telephone: str
    note: str


FILING = FormSpec(Particulars, (HOLDER, HOLDERS_TELEPHONE, NOTE))


def spec_of(filed: bool) -> ListSpec:
    """Those to be filed by their limit, those filed by when that was."""
    first = (
        Column("what", N_("What changed"), "link"), Column("unit", N_("Unit"), "link", width="wide"),
        Column("happened", N_("Happened on"), "date"),
    )  # fmt: skip
    if filed:
        return ListSpec(
            (*first, Column("now", N_("Now")), Column("filed", N_("Filed"), "moment", sortable=True),
             Column("timely", N_("Timeliness"), "state")),
            default_sort="-filed", filters=(_SUBJECT,),
            empty=Empty(N_("No change was filed yet"), N_("Who answers at a point, and since when, is kept here."), "history"),
        )  # fmt: skip
    return ListSpec(
        (*first, Column("note", N_("What is known of it"), "long", hide_on_phone=True),
         Column("left", N_("Time left"), "left"), Column("due", N_("To be filed by"), "moment", sortable=True)),
        default_sort="due", filters=(_SUBJECT,),
        empty=Empty(N_("No change waits to be filed"),
                    N_("A change that is known before its particulars are is announced at its point; its limit runs from the day on which it happened."),
                    "clock-check"),
    )  # fmt: skip


@get([OPEN, FILED], opt=SEE)
async def changes_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The register of changes."""
    filed, known = request.url.path == FILED, await known_for(request, db)
    query = ListQuery.from_url(request.url.path, request.query_params, spec_of(filed), known.calendar.zone)
    source = _source(actor.tenant, filed)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: _cells(row, known), lambda row: f"{OPEN}/{row['change_id']}")
    inner = (Tab(N_("To be filed"), OPEN, not filed), Tab(N_("Filed already"), FILED, filed))
    return page(
        request,
        "points/list.html",
        page=shown,
        tabs=tabs(actor, OPEN),
        inner=inner,
        title=N_("Changes to file"),
    )


@get("/network/changes/{change_id:uuid}", opt=SEE)
async def change_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One change, and filing it where that is still to be done."""
    return await _change(request, db, actor, change_id, FILING.blank())


@post("/network/changes/{change_id:uuid}/filing", opt=KEEP, status_code=200)
async def do_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """File a change that was announced."""
    form = FILING.read(await request.form())
    try:
        given = form.complete
        filed = await filing.file_announced(
            db,
            actor,
            change_id,
            holder=given.holder,
            telephone=given.telephone,
            note=given.note,
            at=moment(request),
        )
    except Refused as refusal:
        await db.abandon()
        return await _change(request, db, actor, change_id, form.refused(refusal), status=422)
    return back(
        OPEN, N_("The change is filed, after its limit.") if filed.late else N_("The change is filed.")
    )


def _source(tenant: int, filed: bool) -> Source:
    columns: tuple[Any, ...] = (
        PointChange.id.label("change_id"), PointChange.unit_id, PointChange.subject, PointChange.happened_on,
        PointChange.due_at, PointChange.filed_at, PointChange.holder, PointChange.telephone, PointChange.note,
    )  # fmt: skip
    open_ = PointChange.filed_at.is_(None) & PointChange.settled_at.is_(None)
    state = PointChange.filed_at.is_not(None) if filed else open_
    wanted = (
        select(*columns, Unit.name_zh, Unit.name_en)
        .join(Unit, (Unit.tenant_id == tenant) & (Unit.id == PointChange.unit_id))
        .where(PointChange.tenant_id == tenant, state)
    )
    return Source(
        wanted, PointChange.id.expression,
        {"due": PointChange.due_at.expression, "filed": PointChange.filed_at.expression,
         "subject": PointChange.subject.expression},
        nullable=frozenset({"filed", "due"}),
    )  # fmt: skip


def _cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    filed = row["filed_at"]
    return {
        "what": SUBJECTS[row["subject"]], "happened": row["happened_on"], "note": row["note"] or None,
        "unit": Link(row["name_en"] if known.language == "en" else row["name_zh"], point_url(row["unit_id"])),
        "now": row["holder"] or row["telephone"] or N_("nobody"), "filed": filed, "due": row["due_at"],
        "timely": _timely(filed, row["due_at"]),
        "left": None if filed or row["due_at"] is None else limit(N_("To be filed"), row["due_at"], known.calendar, known.now),
    }  # fmt: skip


def _timely(filed: dt.datetime | None, due: dt.datetime | None) -> State | None:
    """Nothing where there is no limit: at a committee."""
    if filed is None or due is None:
        return None
    return LATE if filed > due else IN_TIME


async def _change(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    change_id: uuid.UUID,
    form: Form[Particulars],
    *,
    status: int = 200,
) -> Response[str]:
    change, known = await filing.change_for(db, change_id), await known_for(request, db)
    names = await names_of(db, (change.known_by, change.filed_by))
    unit = known.units.get(change.unit_id)
    facts = [
        Fact(N_("Unit"), Link(unit.name(reader_language(request)), point_url(unit.id))),
        Fact(N_("Happened on"), change.happened_on),
        Fact(N_("To be filed by"), change.due_at),
        Fact(N_("Known since"), change.known_at),
        Fact(N_("Announced by"), names.get(change.known_by) if change.known_by else None),
        Fact(N_("What is known of it"), change.note or None),
        Fact(N_("Filed"), change.filed_at),
        *([Fact(N_("Filed by"), names.get(change.filed_by) if change.filed_by else None),
           Fact(N_("Now"), change.holder or N_("nobody")), Fact(N_("Telephone number"), change.telephone or None),
           Fact(N_("Timeliness"), _timely(change.filed_at, change.due_at))] if change.filed_at else []),
        *([Fact(N_("Settled when the point was closed"), change.settled_at)] if change.settled_at else []),
    ]  # fmt: skip
    due = change.due_at if change.waits else None
    left = limit(N_("To be filed"), due, known.calendar, known.now) if due else None
    return page(
        request, "points/change.html", status=status, change=change, title=SUBJECTS[change.subject], facts=facts,
        form=form, may_file=actor.may("network.keep") and change.waits, left=left,
    )  # fmt: skip


ROUTES = (changes_page, change_page, do_file)
