"""Test calls: rounds as planned, one of them with its calls, and the sheet of one call."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, func, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.tenancy.values import TEST_CALL_WEIGHTS, setting
from hotline_tenants.network.units import unit_tree
from hotline_tenants.points import calling, drawing
from hotline_tenants.points.health import counts_for
from hotline_tenants.points.model import TestCall, TestRound
from hotline_tenants.points.telephones import telephone_of
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch
from hotline_web.network.words import KIND
from hotline_web.pieces import Fact, State
from hotline_web.points.showing import KEEP, SEE, names_of, tabs

AnyRequest = Request[Any, Any, Any]
HERE = "/network/test-calls"
COUNTED_UP_TO = 1000
PASSED, FAILED = State(N_("Passed"), "on_time"), State(N_("Not passed"), "overdue")
WAITING = State(N_("To be called"), "neutral", "phone-outgoing")

ROUNDS = ListSpec(
    (
        Column("title", N_("Round"), "link", width="wide"), Column("drawn", N_("Points")),
        Column("done", N_("Calls made")), Column("passed", N_("Passed"), "number"), Column("due", N_("To be done by"), "date"),
        Column("planned", N_("Planned"), "moment", sortable=True, hide_on_phone=True),
    ),
    default_sort="-planned",
    empty=Empty(N_("No round of test calls yet"),
                N_("A round draws points by lot or takes those you name; each is called and its answer scored."),
                "phone-check", N_("Plan a round"), f"{HERE}/new"),
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    title: str
    kinds: list[str]
    size: int | None
    chosen: str
    seed: str
    due_on: dt.date
    rings_within: int
    pass_mark: int


@dataclass(frozen=True)
class Heard:
    answered: str
    rings: int | None
    greeted: bool
    knew_duties: bool
    called_back: str
    note: str


PLAN = FormSpec(
    Planned,
    (
        Field("title", N_("Title"), max_length=80),
        Field("kinds", N_("Kinds of unit"), "checkboxes", required=False,
              choices=tuple(Choice(key, name) for key, name in KIND.items()), help=N_("Without a tick, all of them.")),
        Field("size", N_("How many to draw by lot"), "number", required=False, width="narrow"),
        Field("seed", N_("Seed of the lot"), required=False, max_length=60, width="half",
              help=N_("Left empty, one is drawn. With the same seed anybody draws the same points again.")),
        Field("chosen", N_("Or the codes of the units to be called"), "textarea", required=False, rows=3,
              max_length=5000, help=N_("One in a line or separated by commas. Then nothing is drawn.")),
        Field("due_on", N_("To be done by"), "date", width="narrow"),
        Field("rings_within", N_("Rings within which somebody should answer"), "number", width="narrow"),
        Field("pass_mark", N_("Points of a hundred needed to pass"), "number", width="narrow"),
    ),
)  # fmt: skip

YES_NO = (Choice("yes", N_("Yes")), Choice("no", N_("No")))
SHEET = FormSpec(
    Heard,
    (
        Field("answered", N_("Did somebody answer?"), "radio", choices=YES_NO),
        Field("rings", N_("After how many rings?"), "number", required=False, width="narrow"),
        Field("greeted", N_("Greeted correctly, with the name of the unit"), "checkbox", required=False),
        Field("knew_duties", N_("Knew what the unit answers for"), "checkbox", required=False),
        Field("called_back", N_("Called back as promised?"), "radio",
              choices=(*YES_NO, Choice("none", N_("Nothing was promised")))),
        Field("note", N_("Note"), "textarea", required=False, rows=2, max_length=500),
    ),
)  # fmt: skip


@get(HERE, opt=SEE)
async def rounds_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every round, the latest first."""
    zone = registry(request).get(actor.tenant).zone
    query = ListQuery.from_url(HERE, request.query_params, ROUNDS, zone)
    source = _rounds(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(_round_cells, lambda row: f"{HERE}/{row['round_id']}")
    return page(
        request, "points/rounds.html", page=shown, tabs=tabs(actor, HERE), may_plan=actor.may("network.keep")
    )


@get(f"{HERE}/new", opt=KEEP)
async def new_round_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty plan, due in two weeks."""
    today = moment(request).astimezone(registry(request).get(db.tenant).zone).date()
    blank = PLAN.blank(
        size=10,
        due_on=today + dt.timedelta(days=14),
        rings_within=drawing.RINGS_WITHIN,
        pass_mark=drawing.PASS_MARK,
    )
    return page(request, "points/new_round.html", form=blank)


@post(f"{HERE}/new", opt=KEEP, status_code=200)
async def do_plan(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Plan a round."""
    form = PLAN.read(await request.form())
    try:
        given = form.complete
        new = drawing.NewRound(
            title=given.title, due_on=given.due_on, kinds=tuple(given.kinds), size=given.size or 0, seed=given.seed,
            chosen=tuple(code for code in re.split(r"[\s,，、;；]+", given.chosen) if code),
            rings_within=given.rings_within, pass_mark=given.pass_mark,
        )  # fmt: skip
        round_id = await drawing.plan_round(db, actor, new, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "points/new_round.html", status=422, form=form.refused(refusal))
    return back(f"{HERE}/{round_id}", N_("The round is planned."))


@get(f"{HERE}/{{round_id:uuid}}", opt=SEE)
async def round_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, round_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One round: its rules, its calls in the order of the draw."""
    wanted = select(TestRound).where(TestRound.tenant_id == db.tenant, TestRound.id == round_id)
    plan = (await db.execute(wanted)).scalar_one_or_none()
    if plan is None:
        raise NotFound
    names = await names_of(db, (plan.planned_by,))
    facts = [
        Fact(N_("Points"), N_("drawn by lot") if plan.drawn == "random" else N_("chosen by hand")),
        *([Fact(N_("Seed of the lot"), plan.seed)] if plan.seed else []),
        Fact(N_("Kinds of unit"), [KIND[kind] for kind in plan.kinds] or N_("all")),
        Fact(N_("To be done by"), plan.due_on),
        Fact(N_("Rings within which somebody should answer"), plan.rings_within),
        Fact(N_("Points of a hundred needed to pass"), plan.pass_mark),
        Fact(N_("Planned"), plan.planned_at),
        Fact(N_("Planned by"), names.get(plan.planned_by) if plan.planned_by else None),
    ]
    return page(
        request, "points/round.html", plan=plan, facts=facts, calls=await _calls(request, db, round_id),
        may_call=actor.may("network.keep"),
    )  # fmt: skip


@get(f"{HERE}/calls/{{call_id:uuid}}", opt=KEEP)
async def call_page(request: AnyRequest, db: GivenDb, call_id: FromPath[uuid.UUID]) -> Response[str]:
    """The sheet of one call."""
    return await _call(request, db, call_id, SHEET.blank())


@post(f"{HERE}/calls/{{call_id:uuid}}", opt=KEEP, status_code=200)
async def do_score(
    request: AnyRequest, db: GivenDb, actor: GivenActor, call_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Fill in the sheet; the next call of the round comes up."""
    form = SHEET.read(await request.form())
    try:
        given = form.complete
        sheet = calling.Sheet(
            answered=given.answered == "yes", rings=given.rings, greeted=given.greeted, knew_duties=given.knew_duties,
            called_back=None if given.called_back == "none" else given.called_back == "yes", note=given.note,
        )  # fmt: skip
        call = await calling.score(db, actor, call_id, sheet, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _call(request, db, call_id, form.refused(refusal), status=422)
    await db.write()
    done = N_("The call passed.") if call.passed else N_("The call did not pass.")
    following = select(TestCall.id).where(
        TestCall.tenant_id == db.tenant, TestCall.round_id == call.round_id, TestCall.called_at.is_(None)
    )
    next_id = (await db.execute(following.order_by(TestCall.place).limit(1))).scalar()
    return back(f"{HERE}/calls/{next_id}" if next_id else f"{HERE}/{call.round_id}", done)


def _rounds(tenant: int) -> Source:
    calls = (
        select(
            TestCall.round_id, func.count().label("calls"), func.count(TestCall.called_at).label("done"),
            func.count().filter(TestCall.passed.is_(True)).label("passed"),
        )
        .where(TestCall.tenant_id == tenant)
        .group_by(TestCall.round_id)
        .subquery()
    )  # fmt: skip
    wanted = (
        select(
            TestRound.id.label("round_id"), TestRound.title, TestRound.drawn, TestRound.due_on, TestRound.planned_at,
            calls.c.calls, calls.c.done, calls.c.passed,
        )
        .join(calls, calls.c.round_id == TestRound.id)
        .where(TestRound.tenant_id == tenant)
    )  # fmt: skip
    return Source(wanted, TestRound.id.expression, {"planned": TestRound.planned_at.expression})


def _round_cells(row: RowMapping) -> Mapping[str, object]:
    return {
        "title": row["title"], "drawn": N_("drawn by lot") if row["drawn"] == "random" else N_("chosen by hand"),
        "done": f"{row['done']} / {row['calls']}", "passed": row["passed"], "due": row["due_on"],
        "planned": row["planned_at"],
    }  # fmt: skip


async def _calls(request: AnyRequest, db: Db, round_id: uuid.UUID) -> Sequence[Mapping[str, Any]]:
    """A committee's call is shown with whom it counts for instead of a score: it has none of its own."""
    units, language = await unit_tree(db), reader_language(request)
    wanted = select(TestCall).where(TestCall.tenant_id == db.tenant, TestCall.round_id == round_id)
    rows = []
    for call in (await db.execute(wanted.order_by(TestCall.place))).scalars():
        unit = units.get(call.unit_id)
        whose = counts_for(units, unit) if unit.kind == "committee" else None
        rows.append({
            "call": call, "unit": unit.name(language), "whose": whose.name(language) if whose else None,
            "committee": unit.kind == "committee",
            "state": WAITING if call.called_at is None else PASSED if call.passed else FAILED,
        })  # fmt: skip
    return rows


async def _call(
    request: AnyRequest, db: Db, call_id: uuid.UUID, form: Form[Heard], *, status: int = 200
) -> Response[str]:
    call, plan = await calling.call_for(db, call_id)
    unit = (await unit_tree(db)).get(call.unit_id)
    number = await telephone_of(db, call.unit_id)
    return page(
        request,
        "points/call.html",
        status=status,
        call=call,
        plan=plan,
        unit=unit,
        number=number,
        form=form,
        weights=await setting(db, TEST_CALL_WEIGHTS),
    )


ROUTES = (rounds_page, new_round_page, do_plan, round_page, call_page, do_score)
