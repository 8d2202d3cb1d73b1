"""The pages of the formula: its versions, a draft with what it would have changed, its approval by somebody else."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Refused
from hotline_tenants.evaluation.classes import CLASSES
from hotline_tenants.evaluation.formulas import BASES, FIRST, approve, draft, every_formula, formula_of
from hotline_tenants.evaluation.indicators import INDICATORS, WEIGHED
from hotline_tenants.evaluation.model import Formula
from hotline_tenants.evaluation.previewing import Beside, preview
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.evaluation.words import BASES as BASIS_NAMES
from hotline_web.evaluation.words import BASIS_MEANINGS, INDICATOR_MEANINGS, INDICATOR_NAMES
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/formulas"
READ = {"permission": "figures.read"}
MONTHS_AHEAD = 6

Draft = msgspec.defstruct(
    "Draft",
    [*((name, int | None) for name in WEIGHED), ("basis", str), ("effective_from", str), ("reason", str)],
)


@get(PLACE, opt=READ)
async def formulas_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every version with its weights; whoever keeps the evaluation drafts the next one here."""
    known = await every_formula(db)
    start: Mapping[str, Any] = known[0].weights if known else FIRST
    basis = known[0].basis if known else BASES[0]
    form = _spec(request, actor).blank(basis=basis, **{name: start.get(name, 0) for name in WEIGHED})
    return _formulas(request, actor, known, form)


@post(PLACE, opt={"permission": "evaluation.keep"}, status_code=200)
async def do_draft(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Draft the next version."""
    form = _spec(request, actor).read(await request.form())
    try:
        given: Any = form.complete
        weights = {name: getattr(given, name) or 0 for name in WEIGHED}
        starts = dt.date.fromisoformat(given.effective_from)
        version = await draft(
            db, actor, weights, basis=given.basis, effective_from=starts, reason=given.reason, at=moment(request)
        )  # fmt: skip
    except Refused as refusal:
        await db.abandon()
        shown = form.refused(_at_the_form(refusal))
        return _formulas(request, actor, await every_formula(db), shown, status=422)
    return back(
        f"{PLACE}/{version}", N_("The formula is drafted. It counts when somebody else has approved it.")
    )


@get(f"{PLACE}/{{version:int}}", opt=READ)
async def formula_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, version: FromPath[int]
) -> Response[str]:
    """One version, and what it would have made of the last months."""
    formula, units, every = await formula_of(db, version), await unit_tree(db), await every_formula(db)
    before = next((one for one in every if one.version < version and one.approved_at is not None), None)
    language = reader_language(request)
    months = [
        (month, _by_class(found.units, units, language), found.uncounted)
        for month, found in (await preview(db, formula)).items()
    ]
    return page(
        request, "evaluation/formula.html", formula=formula, before=before, months=months, names=INDICATOR_NAMES, bases=BASIS_NAMES,
        weighed=[name for name in INDICATORS if name in formula.weights or (before and name in before.weights)],
        may_approve=actor.may("evaluation.approve") and formula.approved_at is None
        and formula.drafted_by != actor.account_id,
    )  # fmt: skip


@post(f"{PLACE}/{{version:int}}/approval", opt={"permission": "evaluation.approve"}, status_code=303)
async def do_approve(
    request: AnyRequest, db: GivenDb, actor: GivenActor, version: FromPath[int]
) -> Response[Any]:
    """Put a draft in force from its month on."""
    await approve(db, actor, version, at=moment(request))
    return back(f"{PLACE}/{version}", N_("The formula is approved."))


def _at_the_form(refusal: Refused) -> Refused:
    """The sum of the weights belongs to no single field."""
    whole = refusal.fields.get("weights")
    return Refused(whole, refusal.fields) if whole is not None else refusal


def _formulas(
    request: AnyRequest, actor: Actor, known: Sequence[Formula], form: Form[Any], *, status: int = 200
) -> Response[str]:
    return page(
        request, "evaluation/formulas.html", status=status, formulas=known, form=form, names=INDICATOR_NAMES,
        bases=BASIS_NAMES, may_draft=actor.may("evaluation.keep"),
    )  # fmt: skip


def _spec(request: AnyRequest, actor: Actor) -> FormSpec[Any]:
    reader = Reader(reader_language(request), now=moment(request))
    months = _months(moment(request).astimezone(registry(request).get(actor.tenant).zone).date())
    return FormSpec(
        Draft,
        (
            *(
                Field(name, INDICATOR_NAMES[name], "number", help=INDICATOR_MEANINGS[name], required=False, width="half")
                for name in WEIGHED
            ),
            Field("basis", N_("The score is made"), "radio",
                  choices=tuple(Choice(key, BASIS_NAMES[key], BASIS_MEANINGS[key]) for key in BASES)),
            Field("effective_from", N_("In force from"), "select", width="half",
                  choices=tuple(Choice(one.isoformat(), reader.month(one)) for one in months)),
            Field("reason", N_("Why"), "textarea", max_length=2000, rows=3),
        ),
    )  # fmt: skip


def _months(today: dt.date) -> list[dt.date]:
    """The month before, whose evaluation may not be drawn up yet, this one, and some to come."""
    first = today.year * 12 + today.month - 2
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS_AHEAD + 2)]


def _by_class(rows: Sequence[Beside], units: UnitTree, language: str) -> list[tuple[Any, list[Any]]]:
    found = []
    for key, title in CLASSES.items():
        members = [row for row in rows if row.peer_class == key]
        named = sorted(
            ((units.get(row.unit_id).code, units.get(row.unit_id).name(language), row) for row in members),
            key=lambda one: one[0],
        )
        if named:
            found.append((title, [(name, row) for _, name, row in named]))
    return found


ROUTES = (formulas_page, do_draft, formula_page, do_approve)
