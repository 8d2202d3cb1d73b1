"""Handing a resident's demand in, seeing what became of it, accepting or declining to assist."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.cases.opening import Opened
from hotline_tenants.cases.words import ENDINGS, TYPES
from hotline_tenants.committees import inviting, reading, submitting
from hotline_tenants.committees.model import CommitteeDemand, CommitteeInvitation
from hotline_tenants.intake.registering import LONGEST_BODY, LONGEST_TITLE, registered_by_form
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import choices
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.showing import case_state
from hotline_web.entering import moment, registry
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Fact, State, Tab

AnyRequest = Request[Any, Any, Any]
SUBMIT = {"permission": "committee.submit"}
HERE, INVITATIONS = "/committee", "/committee/invitations"

STATES: dict[str, State] = {
    "asked": State(N_("Not answered"), "accent", "mail"),
    "accepted": State(N_("Agreed to assist"), "on_time"),
    "declined": State(N_("Declined"), "neutral", "minus"),
}

DEMANDS = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("title", N_("Demand"), "long", width="wide"),
        Column("state", N_("State"), "state"), Column("submitted", N_("Handed in"), "moment", sortable=True),
    ),
    default_sort="-submitted",
    empty=Empty(N_("Nothing handed in yet"),
                N_("What residents ask of the government you can hand in for them; the answer appears here."),
                "building-cottage", N_("Hand a demand in"), f"{HERE}/new"),
)  # fmt: skip
ASKED = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("request", N_("What you are asked to do"), "long", width="wide"),
        Column("unit", N_("Unit")), Column("state", N_("State"), "state"),
        Column("asked", N_("Invited"), "moment", sortable=True),
    ),
    default_sort="-asked",
    empty=Empty(N_("No invitation"), N_("A unit may ask you to assist. You are free to decline, and nothing follows."), "mail"),
)  # fmt: skip


@dataclass(frozen=True)
class Typed:
    title: str
    body: str
    type: str
    place: str
    caller_name: str
    caller_phone: str


@dataclass(frozen=True)
class Answered:
    state: str
    note: str


FORM = FormSpec(
    Typed,
    (
        Field("title", N_("In one line"), max_length=LONGEST_TITLE, autofocus=True),
        Field("body", N_("What the resident asks for"), "textarea", rows=7, max_length=LONGEST_BODY),
        Field("type", N_("Type"), "select", choices=choices(TYPES), width="half"),
        Field("place", N_("Place"), required=False, max_length=200, width="half",
              help=N_("Road and number, estate, stop: what a unit needs to find it.")),
        Field("caller_name", N_("The resident's name"), required=False, max_length=80, width="half"),
        Field("caller_phone", N_("The resident's telephone"), "tel", required=False, max_length=30, width="half",
              help=N_("With it the hotline can call the resident back, who gets a query code.")),
    ),
)  # fmt: skip
ANSWER = FormSpec(
    Answered,
    (
        Field("state", N_("Do you assist?"), "radio",
              choices=choices({"accepted": N_("Yes, we assist"), "declined": N_("No, we decline")})),
        Field("note", N_("Note"), "textarea", required=False, rows=3, max_length=2000),
    ),
)  # fmt: skip


@get(HERE, opt=SUBMIT)
async def demands_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What this committee handed in, the latest first."""
    committee = await submitting.committee_of(db, actor)
    query = ListQuery.from_url(HERE, request.query_params, DEMANDS, registry(request).get(db.tenant).zone)
    source = Source(
        reading.demands_of(db.tenant, committee.id), CommitteeDemand.case_id.expression,
        {"submitted": CommitteeDemand.submitted_at.expression},
    )  # fmt: skip
    found = await fetch(db, source, query, await count(db, source, query))
    shown = found.shown(_demand, lambda row: f"{HERE}/demands/{row['case_id']}")
    return page(request, "committees/demands.html", page=shown, tabs=_tabs(HERE), committee=committee)


@get(f"{HERE}/new", opt=SUBMIT)
async def new_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """An empty form."""
    await submitting.committee_of(db, actor)
    return page(request, "committees/new.html", form=FORM.blank())


@post(f"{HERE}/new", opt=SUBMIT, status_code=200)
async def do_submit(request: AnyRequest, actor: GivenActor) -> Response[Any]:
    """Hand it in; the second press of the button finds the first."""
    database: Database = request.app.state.database
    form = FORM.read(await request.form())
    try:
        async with database.transaction(actor.scope) as db:
            try:
                opened = await _submit(request, db, actor, form)
            except Refused as refusal:
                await db.abandon()
                return page(request, "committees/new.html", status=422, form=form.refused(refusal))
    except TWICE:
        async with database.transaction(actor.scope) as db:
            case = await registered_by_form(db, uuid.UUID(form.form_id))
        return back(f"{HERE}/demands/{case.id}" if case else HERE, N_("This was handed in already."))
    return back(f"{HERE}/demands/{opened.id}", _done(opened))


@get(f"{HERE}/demands/{{case_id:uuid}}", opt=SUBMIT)
async def demand_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, case_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of them, with the public answer once there is one."""
    committee = await submitting.committee_of(db, actor)
    found = await reading.handed_in(db, committee.id, case_id)
    unit = (await unit_tree(db)).find(found.unit_id)
    facts = [
        Fact(N_("State"), case_state(found.case.state)),
        Fact(N_("Handed in"), found.case.registered_at),
        Fact(N_("Handled by"), unit.name(reader_language(request)) if unit else None),
        Fact(N_("Closed at"), found.case.closed_at),
        Fact(N_("How it ended"), ENDINGS.get(found.case.ending or "")),
    ]
    return page(request, "committees/demand.html", found=found, facts=facts)


@get(INVITATIONS, opt=SUBMIT)
async def invitations_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What this committee is invited to."""
    committee = await submitting.committee_of(db, actor)
    units, language = await unit_tree(db), reader_language(request)
    query = ListQuery.from_url(
        INVITATIONS, request.query_params, ASKED, registry(request).get(db.tenant).zone
    )
    source = Source(
        reading.invitations_to(db.tenant, committee.id), CommitteeInvitation.id.expression,
        {"asked": CommitteeInvitation.asked_at.expression},
    )  # fmt: skip
    found = await fetch(db, source, query, await count(db, source, query))

    def cells(row: RowMapping) -> Mapping[str, object]:
        unit = units.find(row["by_unit_id"])
        return {"number": row["number"], "request": row["request"], "unit": unit.name(language) if unit else None,
                "state": STATES[row["state"]], "asked": row["asked_at"]}  # fmt: skip

    shown = found.shown(cells, lambda row: f"{INVITATIONS}/{row['invitation_id']}")
    return page(request, "committees/demands.html", page=shown, tabs=_tabs(INVITATIONS), committee=committee)


@get(f"{INVITATIONS}/{{invitation_id:uuid}}", opt=SUBMIT)
async def invitation_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, invitation_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One invitation: what it asks, and the answer."""
    return await _invitation(request, db, actor, invitation_id, ANSWER.blank())


@post(f"{INVITATIONS}/{{invitation_id:uuid}}", opt=SUBMIT, status_code=200)
async def do_answer(
    request: AnyRequest, db: GivenDb, actor: GivenActor, invitation_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Accept or decline."""
    form = ANSWER.read(await request.form())
    try:
        given = form.complete
        await inviting.answer(
            db, actor, invitation_id, state=given.state, note=given.note, at=moment(request)
        )
    except Refused as refusal:
        await db.abandon()
        return await _invitation(request, db, actor, invitation_id, form.refused(refusal), status=422)
    return back(INVITATIONS, N_("Your answer has gone to the unit."))


async def _submit(request: AnyRequest, db: Db, actor: Actor, form: Form[Typed]) -> Opened:
    given = form.complete
    resident = submitting.ForResident(
        title=given.title, body=given.body, type=given.type, place=given.place, caller_name=given.caller_name,
        caller_phone=given.caller_phone, form_id=uuid.UUID(form.form_id),
    )  # fmt: skip
    return await submitting.submit(db, actor, resident, at=moment(request))


def _done(opened: Opened) -> Message:
    if opened.code is None:
        return N_("Handed in as %(number)s.", number=opened.number)
    return N_(
        "Handed in as %(number)s. Give the resident the query code %(code)s.",
        number=opened.number,
        code=opened.code,
    )


async def _invitation(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    invitation_id: uuid.UUID,
    form: Form[Answered],
    *,
    status: int = 200,
) -> Response[str]:
    committee = await submitting.committee_of(db, actor)
    found = await reading.invitation(db, committee.id, invitation_id)
    unit = (await unit_tree(db)).find(found.by_unit_id)
    facts = [
        Fact(N_("State"), STATES[found.state]),
        Fact(N_("Invited"), found.asked_at),
        Fact(N_("Unit"), unit.name(reader_language(request)) if unit else None),
        Fact(N_("Note"), found.note or None),
    ]
    over = found.case_state in inviting.OVER
    return page(
        request, "committees/invitation.html", status=status, found=found, facts=facts, form=form, over=over,
        url=f"{INVITATIONS}/{invitation_id}",
    )  # fmt: skip


def _tabs(here: str) -> tuple[Tab, ...]:
    return (
        Tab(N_("Handed in for residents"), HERE, here == HERE),
        Tab(N_("Invitations"), INVITATIONS, here != HERE),
    )


def _demand(row: RowMapping) -> Mapping[str, object]:
    return {
        "number": row["number"], "title": row["title"], "state": case_state(row["state"]),
        "submitted": row["registered_at"],
    }  # fmt: skip


ROUTES = (
    demands_page, new_page, do_submit, demand_page, invitations_page, invitation_page, do_answer,
)  # fmt: skip
