"""The list of circulars, a new one, one with its acts, and its paper."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response
from sqlalchemy import RowMapping, Select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.circulars.drafting import draft
from hotline_tenants.circulars.model import REPORT, Circular
from hotline_tenants.circulars.reaching import circular_for, known_to, unread_below
from hotline_tenants.circulars.recording import CIRCULARS as LEDGER
from hotline_tenants.circulars.reporting import draft_report
from hotline_tenants.circulars.words import EVERY, STATES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.papers.in_force import template_in_force
from hotline_web.acts import Act, Typed
from hotline_web.answers import back, page
from hotline_web.circulars.acts import ACTS, On
from hotline_web.circulars.received import received_tab, unread_in
from hotline_web.circulars.showing import paper_of, show, state_pill
from hotline_web.downloads import download
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting, its_page
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.papers.word import drawn_file, kept_file
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "circular.read"}
WRITE = {"permission": "circular.write"}
COUNTED_UP_TO = 1000
TITLE = N_("Circulars")

LIST = ListSpec(
    (
        Column("title", N_("Title"), "link", width="wide"), Column("every", N_("Kind"), hide_on_phone=True),
        Column("number", N_("Number"), hide_on_phone=True), Column("state", N_("State"), "state"),
        Column("last", N_("Until"), "date", sortable=True),
    ),
    default_sort="-last",
    filters=(
        Filter("every", N_("Kind"), choices=tuple(Choice(key, name) for key, name in EVERY.items())),
        Filter("state", N_("State"), choices=tuple(Choice(key, name) for key, name in STATES.items())),
        Filter("unread", N_("Not read everywhere"), "yes_no"), Filter("last", N_("Until"), "dates"),
    ),
    empty=Empty(
        N_("No circular yet"),
        N_("A city's daily circular is drafted every morning by itself; any period that is over can be drafted by hand."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class New:
    every: str
    day: dt.date


NEW = FormSpec(
    New,
    (
        Field("every", N_("Kind"), "radio",
              choices=tuple(Choice(key, name) for key, name in EVERY.items() if key != REPORT)),
        Field("day", N_("Any day of the period"), "date", width="half",
              help=N_("A week begins on Monday; the period must be over.")),
    ),
)  # fmt: skip


@get("/circulars", opt=READ)
async def circulars_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """One's own circulars, the latest first; those of the government above under a tab of their own."""
    query, rows = await _query(request, db), _source(actor)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(_cells, lambda row: f"/circulars/{row['circular_id']}")
    unread = (await db.execute(unread_in(db.tenant))).scalar_one()
    tabs = (Tab(N_("Our own"), "/circulars", current=True), received_tab(unread, current=False))
    return page(
        request, "circulars/list.html", page=shown, title=TITLE, tabs=tabs, export="/circulars.xlsx",
        may_write=actor.may("circular.write"),
    )  # fmt: skip


@get("/circulars.xlsx", opt=READ)
async def circulars_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    return await download(request, db, actor, TITLE, await _query(request, db), _source(actor), _cells)


@get("/circulars/new", opt=WRITE)
async def new_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """Which period is to be told of."""
    yesterday = (await calendar_of(db)).local_date(moment(request)) - dt.timedelta(days=1)
    return page(request, "circulars/new.html", form=NEW.blank(every="daily", day=yesterday))


@post("/circulars/new", opt=WRITE, status_code=200)
async def do_draft(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Draft it; where there is one of this period already, that one is shown."""
    form: Form[New] = NEW.read(await request.form())
    try:
        given = form.complete
        circular_id = await draft(db, actor, given.every, given.day, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "circulars/new.html", status=422, form=form.refused(refusal))
    circular = await circular_for(db, actor, circular_id)
    new = circular.drafted_at == moment(request)
    words = N_("Drafted from the figures as of now.") if new else N_("There is one of this period already.")
    return back(f"/circulars/{circular_id}", words, "done" if new else "note")


@post("/inspection/{campaign_id:uuid}/report", opt=WRITE, status_code=303)
async def do_draft_report(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Redirect:
    """Draft the report of a campaign; where there is one already, that one is shown."""
    report_id = await draft_report(db, actor, campaign_id, at=moment(request))
    return back(f"/circulars/{report_id}")


@get("/circulars/{circular_id:uuid}", opt=READ)
async def circular_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, circular_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One circular."""
    return await show(request, db, actor, await circular_for(db, actor, circular_id))


@get("/circulars/{circular_id:uuid}/print", opt=READ)
async def print_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, circular_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The paper as a page to print."""
    circular = await circular_for(db, actor, circular_id)
    place = f"/circulars/{circular_id}"
    return page(
        request, "papers/print.html", paper=await paper_of(db, circular), file=f"{place}/paper.docx", above=place,
        above_name=N_("Back to the circular"),
    )  # fmt: skip


@get("/circulars/{circular_id:uuid}/paper.docx", opt=READ)
async def circular_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, circular_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The Word file: as it was kept where it was issued, else as it would be now."""
    circular = await circular_for(db, actor, circular_id)
    if (kept := await kept_file(request, db, actor, circular_id)) is not None:
        return kept
    template = await template_in_force(db, circular.kind)
    return await drawn_file(request, db, await paper_of(db, circular), template, circular.title)


async def _reach(_: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    return On(await circular_for(db, actor, ids[0]), actor)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, circular_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    return await show(
        request, db, actor, await circular_for(db, actor, circular_id), typed=typed, status=status
    )


async def _leads(request: AnyRequest, db: Db, actor: Actor, act: Act[Any], circular_id: uuid.UUID) -> str:
    """A draft that was thrown away has no page any more."""
    return "/circulars" if act.name == "discard" else await its_page(request, db, actor, act, circular_id)


async def _query(request: AnyRequest, db: Db) -> ListQuery:
    return ListQuery.from_url("/circulars", request.query_params, LIST, (await calendar_of(db)).zone)


def _source(actor: Actor) -> Source:
    chosen: Select[Any] = known_to(actor).with_only_columns(  # type: ignore[assignment]
        Circular.id.label("circular_id"), Circular.title, Circular.every, Circular.number, Circular.state, Circular.last
    )  # fmt: skip
    return Source(
        chosen, Circular.id.expression,
        {"last": Circular.last.expression, "every": Circular.every.expression, "state": Circular.state.expression},
        {"unread": lambda value: unread_below(actor.tenant).is_(value)},
    )  # fmt: skip


def _cells(row: RowMapping) -> Mapping[str, object]:
    return {
        "title": row["title"], "every": EVERY[row["every"]], "number": row["number"] or "",
        "state": state_pill(row["state"]), "last": row["last"],
    }  # fmt: skip


ROUTES = (
    circulars_page, circulars_sheet, new_page, do_draft, do_draft_report, circular_page, print_page, circular_file,
    *Acting(LEDGER, ACTS, _reach, _again, _leads).routes,
)  # fmt: skip
