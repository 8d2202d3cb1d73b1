"""One application for an exclusion, on either side: what it takes out, its evidence, and the decision above."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.queries import assignments
from hotline_tenants.cases.words import TYPES
from hotline_tenants.evaluation.excluded import classes_then, figures_in, rows_taken, takes, whose
from hotline_tenants.evaluation.exclusions import exclusion_for, exclusion_of
from hotline_tenants.evaluation.granting import Verdict, decide_exclusion, why_not_decide
from hotline_tenants.evaluation.model import Exclusion
from hotline_tenants.figures.rates import LESS_IS_BETTER, RATES, rate
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.known import known_for
from hotline_web.entering import moment
from hotline_web.evaluation.evidence import evidence_links, home_of, opening
from hotline_web.evaluation.words import INDICATOR_NAMES
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/exclusions"
READ = {"permission": ("figures.read", "figures.below", "evaluation.unit")}
COUNTED_UP_TO = 1000

TAKEN = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("title", N_("Demand"), "long", width="wide"),
        Column("category", N_("Category"), hide_on_phone=True), Column("unit", N_("Unit")),
        Column("state", N_("State"), "state"), Column("replied", N_("Replied"), "moment"),
        Column("day", N_("Dispatched"), "date", sortable=True),
    ),
    default_sort="-day",
    empty=Empty(N_("No work of this kind"), N_("Nothing that was counted in the month fits this application.")),
)  # fmt: skip


@dataclass(frozen=True)
class Deciding:
    verdict: str
    whole_class: bool
    answer: str


DECIDING = FormSpec(
    Deciding,
    (
        Field("verdict", N_("Ruling"), "radio",
              choices=(Choice("granted", N_("Granted"), N_("All work of this kind leaves the adjusted figures, what went well too.")),
                       Choice("refused", N_("Not granted"), N_("The figures stay as they are.")))),
        Field("whole_class", N_("The reason holds for like work of the whole class"), "checkbox", required=False,
              help=N_("A storm that hit everybody is left out for everybody.")),
        Field("answer", N_("Reasons, as whoever asked reads them"), "textarea", max_length=4000, rows=4),
    ),
)  # fmt: skip


@get(f"{PLACE}/{{exclusion_id:uuid}}", opt=READ)
async def exclusion_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, exclusion_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One application; whoever decides sees what it would take out, what went well and what did not."""
    return await _exclusion(request, db, actor, exclusion_id, DECIDING.blank())


@post(f"{PLACE}/{{exclusion_id:uuid}}", opt={"permission": "evaluation.approve"}, status_code=200)
async def do_decide(
    request: AnyRequest, db: GivenDb, actor: GivenActor, exclusion_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Decide on it; both sides read the decision at once."""
    form = DECIDING.read(await request.form())
    try:
        given = form.complete
        verdict = Verdict(given.verdict == "granted", given.answer, given.whole_class)
        await decide_exclusion(db, actor, exclusion_id, verdict, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _exclusion(request, db, actor, exclusion_id, form.refused(refusal), status=422)
    return back(f"{PLACE}/{exclusion_id}", N_("The decision stands. Whoever asked reads it now."))


@get(f"{PLACE}/{{exclusion_id:uuid}}/cases", opt={"permission": "case.read"})
async def taken_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, exclusion_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The very cases that it takes out, as the government above has them."""
    found, known = await exclusion_of(db, exclusion_id), await known_for(request, db)
    classes = await classes_then(db, found.month)
    if found.unit_id not in classes:
        raise NotFound
    taken = rows_taken(db, found.month, await takes(db, found, whose(found, classes)))
    day = Assignment.dispatched_on.expression
    source = Source(
        assignments(db.tenant, Assignment.id.in_(taken)).add_columns(day.label("day")),
        Assignment.id.expression, {"day": day},
    )  # fmt: skip
    query = ListQuery.from_url(
        f"{PLACE}/{exclusion_id}/cases", request.query_params, TAKEN, known.calendar.zone
    )
    rows = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = rows.shown(
        lambda row: {**known.cells(row, N_("Due")), "day": row["day"]}, lambda row: f"/cases/{row['case_id']}"
    )
    return page(request, "evaluation/taken.html", page=shown, exclusion=found, unit=known.unit(found.unit_id))


@dataclass(frozen=True)
class Touched:
    """What of one indicator an application takes out: so much that went well, and so much that did not."""

    name: str
    well: int
    against: int


async def _exclusion(
    request: AnyRequest, db: Db, actor: Actor, exclusion_id: uuid.UUID, form: Form[Deciding], *, status: int = 200
) -> Response[str]:  # fmt: skip
    found, language = await exclusion_for(db, actor, exclusion_id), reader_language(request)
    units, classes = await unit_tree(db), await classes_then(db, found.month)
    above = found.unit_id in classes
    unit = units.find(found.unit_id)
    category = (await classification(db)).by_code(found.category)
    return page(
        request, "evaluation/exclusion.html", status=status, exclusion=found, form=form, above=above,
        unit=unit.name(language) if unit else "", reason=found.reason_en if language == "en" else found.reason_zh,
        type=TYPES[found.type] if found.type else None, category=category.name(language) if category else None,
        files=await evidence_links(db, PLACE, found),
        touched=await _touched(db, found, whose(found, classes)) if above else (), names=INDICATOR_NAMES,
        cases=f"{PLACE}/{found.id}/cases" if above and actor.may("case.read") else None, month_url=home_of(actor, found, above=above),
        may_decide=above and found.decided_at is None and actor.may("evaluation.approve")
        and await why_not_decide(db, actor, found) is None,
    )  # fmt: skip


async def _touched(db: Db, exclusion: Exclusion, units: Any) -> list[Touched]:
    figures = await figures_in(db, exclusion.month, await takes(db, exclusion, units))
    found = []
    for name in RATES:
        one = rate(figures, name)
        parts = one.counted, one.of - one.counted
        if one.of:
            found.append(Touched(name, *(reversed(parts) if name in LESS_IS_BETTER else parts)))
    return found


ROUTES = (exclusion_page, do_decide, taken_page, opening(PLACE, READ, exclusion_for))
