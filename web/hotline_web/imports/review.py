"""The review queue: rows whose place a person must decide, and the form to decide one."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.errors import N_
from hotline_tenants.imports.deciding import DECIDABLE, Decision, decide, review_for
from hotline_tenants.imports.model import ImportReview
from hotline_tenants.imports.places import districts
from hotline_tenants.imports.queries import next_review, reviews
from hotline_tenants.imports.words import DECISIONS
from hotline_web.answers import back, page
from hotline_web.cases.known import Known, known_for
from hotline_web.desks.desk import COUNTED_UP_TO
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.imports import lists
from hotline_web.imports.pages import RUN, tabs
from hotline_web.listing import ListQuery, Source, count, fetch
from hotline_web.pieces import Fact, Link, Text

AnyRequest = Request[Any, Any, Any]
OWN = "own"
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Typed:
    """The form as it was sent: `place` is a unit's id, "own" or "left_out"."""

    version: int
    place: str


@get("/imports/review", opt=RUN)
async def reviews_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What waits for a decision; by the filter also what was decided."""
    known = await known_for(request, db)
    query = ListQuery.from_url("/imports/review", request.query_params, lists.REVIEWS, known.calendar.zone)
    source = _source(actor.tenant, () if "state" in query.filters else ("waiting",))
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(
        lambda row: lists.review_cells(row, known), lambda row: f"/imports/review/{row['id']}"
    )
    return page(request, "imports/reviews.html", page=shown, tabs=await tabs(db, "review"))


@get("/imports/review/{review_id:uuid}", opt=RUN)
async def review_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, review_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One row: what it says, which places it names, and what it may be."""
    review = await review_for(db, actor, review_id)
    known = await known_for(request, db)
    return _show(request, review, known, _spec(review, known).blank(version=review.version))


@post("/imports/review/{review_id:uuid}/decision", opt=RUN, status_code=200)
async def decision(
    request: AnyRequest, db: GivenDb, actor: GivenActor, review_id: FromPath[uuid.UUID]
) -> Response[Any] | Redirect:
    """Decide, and go on to the next row."""
    review = await review_for(db, actor, review_id)
    known = await known_for(request, db)
    form = _spec(review, known).read(await request.form())
    if form.value is None:
        return _show(request, review, known, form, status=422)
    typed = form.value
    named = typed.place not in (OWN, LEFT_OUT)
    meant = Decision(
        kind="district" if named else typed.place, unit_id=uuid.UUID(typed.place) if named else None
    )
    decided = await decide(db, actor, review_id, meant, version=typed.version, at=moment(request))
    following = await next_review(db, decided)
    done = N_(
        "Row %(number)s: %(decision)s.", number=decided.source_number, decision=_in_words(decided, known)
    )
    return back(f"/imports/review/{following}" if following else "/imports/review", done)


def _source(tenant: int, states: tuple[str, ...]) -> Source:
    return Source(
        reviews(tenant, *states), ImportReview.id.expression,
        {
            "written": ImportReview.written_at.expression, "answered": ImportReview.answered_at.expression,
            "reason": ImportReview.reason.expression, "state": ImportReview.state.expression,
        },
        {
            "number": lambda value: ImportReview.source_number.startswith(value, autoescape=True),
            "with_answer": lambda value: ImportReview.answered_at.is_not(None) == value,
        },
        nullable=frozenset({"answered"}),
    )  # fmt: skip


def _spec(review: ImportReview, known: Known) -> FormSpec[Typed]:
    """One choice: the districts that the row names stand first."""
    units = sorted(districts(known.units), key=lambda unit: str(unit.id) not in review.districts)
    choices = [
        Choice(
            str(unit.id), unit.name(known.language),
            N_("Named in the row") if str(unit.id) in review.districts else None,
        )
        for unit in units
    ]  # fmt: skip
    choices += [
        Choice(OWN, DECISIONS[OWN], N_("A case of this government, of no district")),
        Choice(LEFT_OUT, N_("Leave it out"), N_("No case; it can be decided anew later")),
    ]
    return FormSpec(
        Typed,
        (
            Field("place", N_("Whose is it?"), "radio", choices=tuple(choices)),
            Field("version", "", "hidden"),
        ),
    )


def _show(
    request: AnyRequest, review: ImportReview, known: Known, form: Form[Typed], status: int = 200
) -> Response[str]:
    facts = [
        Fact(N_("Reason"), lists.reason_state(review.reason)),
        Fact(N_("Places named"), lists.places(review.districts, review.elsewhere, known) or None),
        Fact(N_("Source number"), review.source_number),
        Fact(N_("Written"), review.written_at),
        Fact(N_("In the file"), f"{review.sheet} {review.cell}".strip()),
    ]
    if review.answered_at is not None:
        facts.insert(4, Fact(N_("Answered at"), review.answered_at))
    if review.state != "waiting":
        facts.append(Fact(N_("Decision"), _in_words(review, known)))
        facts.append(Fact(N_("Decided"), review.decided_at))
    if review.case_id is not None:
        facts.append(Fact(N_("Case"), Link(N_("Open the case"), f"/cases/{review.case_id}")))
    return page(
        request, "imports/review.html", status=status, review=review, facts=facts, form=form,
        decidable=review.state in DECIDABLE,
    )  # fmt: skip


def _in_words(review: ImportReview, known: Known) -> Text:
    if review.state == "district":
        return known.unit(review.unit_id)
    return DECISIONS[review.state]


ROUTES = (reviews_page, review_page, decision)
