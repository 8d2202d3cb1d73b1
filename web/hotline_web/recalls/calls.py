"""Calling again: the list of who waits, one call, a look at the caller, an attempt. The first answer stands nowhere."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import ColumnElement, select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, Stale
from hotline_platform.identifiers import new_id
from hotline_tenants.callbacks.calling import Answers
from hotline_tenants.cases.words import SATISFIED, SOLVED
from hotline_tenants.privacy.looking import trace_code
from hotline_tenants.recalls.calling import Person, call_again, call_for, matter_of, person_of
from hotline_tenants.recalls.model import RecallCall
from hotline_web.acts import choices
from hotline_web.answers import back, page
from hotline_web.cases.known import known_for
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
CALL = {"permission": "recall.call"}
COUNTED_UP_TO = 2000
SHOWN_SECONDS = 180

WAITING = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("unit", N_("Government")), Column("month", N_("Month"), "date"),
        Column("attempts", N_("Attempts"), "number"), Column("tried", N_("Tried last"), "date", sortable=True),
    ),
    default_sort="tried",
    empty=Empty(N_("Nobody is to be called again"),
                N_("At the beginning of a month some callers of every district are drawn by lot and stand here."),
                "phone-check"),
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    contacted: str
    version: int
    solved: str | None = None
    satisfied: str | None = None


ANSWERS = FormSpec(
    Heard,
    (
        Field("contacted", N_("Caller reached"), "radio", choices=(Choice("yes", N_("Yes")), Choice("no", N_("No")))),
        Field("solved", N_("Solved"), "radio", choices=choices(SOLVED), required=False),
        Field("satisfied", N_("Satisfaction"), "radio", choices=choices(SATISFIED), required=False),
        Field("version", "", "hidden"),
    ),
)  # fmt: skip


@get("/recalls", opt=CALL)
async def waiting_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Who waits, those tried longest ago first."""
    known = await known_for(request, db)
    query = ListQuery.from_url("/recalls", request.query_params, WAITING, known.calendar.zone)
    rows = _waiting(actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: {
            "number": row["number"], "unit": known.unit(row["unit_id"]), "month": row["month"],
            "attempts": row["attempts"], "tried": row["tried_on"] if row["attempts"] else None,
        },
        lambda row: f"/recalls/{row['call_id']}",
    )  # fmt: skip
    return page(request, "recalls/list.html", page=shown)


@get("/recalls/{call_id:uuid}", opt=CALL)
async def call_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, call_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One call: the demand, and what to ask; the look at it is recorded in its government."""
    call = await call_for(db, actor, call_id)
    await _record_look(request, actor, call)
    return await _show(request, db, actor, call, ANSWERS.blank(version=call.version))


@post("/recalls/{call_id:uuid}/look", opt=CALL, status_code=200)
async def look(
    request: AnyRequest, db: GivenDb, actor: GivenActor, call_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show whom to call; recorded in the caller's government before anything is shown."""
    call = await call_for(db, actor, call_id)
    trace = trace_code(new_id())
    await _record_look(request, actor, call, trace=trace)
    person = await person_of(db, call)
    answer = await _show(
        request, db, actor, call, ANSWERS.blank(version=call.version), person=person, trace=trace
    )
    answer.headers["Refresh"] = f"{SHOWN_SECONDS}; url=/recalls/{call.id}"
    return answer


@post("/recalls/{call_id:uuid}/attempts", opt=CALL, status_code=200)
async def attempt(
    request: AnyRequest, db: GivenDb, actor: GivenActor, call_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Record an attempt; the next caller comes up."""
    form = ANSWERS.read(await request.form())
    try:
        given = form.complete
        answers = Answers(contacted=given.contacted == "yes", solved=given.solved, satisfied=given.satisfied)
        await call_again(db, actor, call_id, answers, version=given.version, at=moment(request))
    except (Refused, Stale) as refusal:
        await db.abandon()
        call = await call_for(db, actor, call_id)
        stale = isinstance(refusal, Stale)
        shown = form.refused(Refused(refusal.message) if stale else refusal)  # type: ignore[arg-type]
        shown = replace(shown, typed={**shown.typed, "version": str(call.version)})
        return await _show(request, db, actor, call, shown, status=409 if stale else 422)
    await db.write()
    following = await db.scalar(
        select(RecallCall.id)
        .where(RecallCall.tenant_id == db.tenant, RecallCall.state == "waiting")
        .order_by(RecallCall.tried_on, RecallCall.id)
        .limit(1)
    )
    return back(f"/recalls/{following}" if following else "/recalls", N_("The attempt is recorded."))


async def _show(
    request: AnyRequest, db: Db, actor: Actor, call: RecallCall, form: Form[Heard], *, person: Person | None = None,
    trace: str | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    known = await known_for(request, db)
    return page(
        request, "recalls/call.html", status=status, call=call, matter=await matter_of(db, call), form=form,
        person=person, trace=trace, unit=known.unit(call.unit_id),
    )  # fmt: skip


async def _record_look(request: AnyRequest, actor: Actor, call: RecallCall, **detail: str) -> None:
    database: Database = request.app.state.database
    await record(
        database, call.other_tenant_id, "looked_in", account_id=actor.account_id, subject=call.case_id,
        at=moment(request), purpose="recall", above=registry(request).get(actor.tenant).code, **detail,
    )  # fmt: skip


def _waiting(tenant: int) -> Source:
    columns: tuple[Any, ...] = (
        RecallCall.id.label("call_id"), RecallCall.number, RecallCall.unit_id, RecallCall.month, RecallCall.attempts,
        RecallCall.tried_on,
    )  # fmt: skip
    expressions: dict[str, ColumnElement[Any]] = {"tried": RecallCall.tried_on.expression}
    wanted = select(*columns).where(RecallCall.tenant_id == tenant, RecallCall.state == "waiting")
    return Source(wanted, RecallCall.id.expression, expressions)


ROUTES = (waiting_page, call_page, look, attempt)
