"""Corrections of a published month: proposing one with evidence, confirming it, reading it on either side."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.limits import limits_of
from hotline_tenants.evaluation.amending import (
    Proposal,
    decide_correction,
    propose_correction,
    why_not_decide_correction,
)
from hotline_tenants.evaluation.corrections import bases_of, correction_for
from hotline_tenants.evaluation.excluded import classes_then
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.units import unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.evaluation.evidence import about_files, evidence_links, home_of, opening, sent_with_evidence
from hotline_web.evaluation.words import BASES, INDICATOR_NAMES, VERDICT_PILLS
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/corrections"
READ = {"permission": ("figures.read", "figures.below", "evaluation.unit")}


@dataclass(frozen=True)
class Proposing:
    unit_id: str
    indicator: str
    counted: int
    of: int
    reason: str
    beside_counted: int | None = None
    beside_of: int | None = None


@dataclass(frozen=True)
class Deciding:
    verdict: str
    answer: str


DECIDING = FormSpec(
    Deciding,
    (
        Field("verdict", N_("Ruling"), "radio",
              choices=(Choice("confirmed", N_("Confirmed"), N_("The line stands beside the published one, here and with those whose month it is.")),
                       Choice("refused", N_("Not confirmed"), N_("The month stays as it was published.")))),
        Field("answer", N_("Reasons, as they stand beside the correction"), "textarea", max_length=4000, rows=4),
    ),
)  # fmt: skip


@get(f"{PLACE}/of/{{month:date}}", opt={"permission": "evaluation.keep"})
async def correcting_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]
) -> Response[str]:
    """The form; where the month is not published yet it says so."""
    publication = await _publication(db, month)
    spec = await _spec(request, db, publication)
    return await _form(request, db, publication, spec.blank())


@post(
    f"{PLACE}/of/{{month:date}}",
    opt={"permission": "evaluation.keep", "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def do_propose(request: AnyRequest, actor: GivenActor, month: FromPath[dt.date]) -> Response[Any]:
    """Take the form with its files; somebody else confirms it."""
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        publication = await _publication(db, month)
        spec, limits = await _spec(request, db, publication), await limits_of(db)
    async with (
        sent_with_evidence(request, actor, spec, limits) as sent,
        database.transaction(actor.scope) as db,
    ):
        try:
            given = sent.complete
            proposal = Proposal(
                uuid.UUID(given.unit_id),
                given.indicator,
                given.counted,
                given.of,
                given.reason,
                _beside(given),
            )
            made = await propose_correction(db, actor, month, proposal, sent.files, at=moment(request))
        except Refused as refusal:
            await db.abandon()
            again, about = sent.form.refused(refusal), about_files(limits, sent, refusal)
            return await _form(request, db, publication, again, about=about, status=422)
    return back(
        f"{PLACE}/{made}", N_("The correction is proposed. It counts when somebody else has confirmed it.")
    )


@get(f"{PLACE}/{{correction_id:uuid}}", opt=READ)
async def correction_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, correction_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One correction: what was published, what counts instead, why."""
    return await _correction(request, db, actor, correction_id, DECIDING.blank())


@post(f"{PLACE}/{{correction_id:uuid}}", opt={"permission": "evaluation.approve"}, status_code=200)
async def do_decide(
    request: AnyRequest, db: GivenDb, actor: GivenActor, correction_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Confirm it or refuse it."""
    form = DECIDING.read(await request.form())
    try:
        given = form.complete
        confirmed = given.verdict == "confirmed"
        await decide_correction(
            db, actor, correction_id, confirmed=confirmed, answer=given.answer, at=moment(request)
        )
    except Refused as refusal:
        await db.abandon()
        return await _correction(request, db, actor, correction_id, form.refused(refusal), status=422)
    return back(f"{PLACE}/{correction_id}", N_("The decision stands."))


def _beside(given: Proposing) -> Rate | None:
    if given.beside_counted is None or given.beside_of is None:
        return None
    return Rate(given.beside_counted, given.beside_of)


async def _publication(db: Db, month: dt.date) -> Publication:
    found = await publication_of(db, month)
    if found is None:
        raise NotFound
    return found


async def _spec(request: AnyRequest, db: Db, publication: Publication) -> FormSpec[Proposing]:
    language, units = reader_language(request), await unit_tree(db)
    compared = sorted(
        (units.get(one) for one in await classes_then(db, publication.month)), key=lambda one: one.code
    )
    basis, other = await bases_of(db, publication)
    beside = (
        Field("beside_counted", N_("Counted instead, %(basis)s", basis=BASES[other]), "number", width="narrow", required=False),
        Field("beside_of", N_("Out of"), "number", width="narrow", required=False),
    ) if other else ()  # fmt: skip
    return FormSpec(
        Proposing,
        (
            Field("unit_id", N_("Unit"), "select", width="half",
                  choices=tuple(Choice(str(one.id), one.name(language)) for one in compared)),
            Field("indicator", N_("Indicator"), "select", width="half",
                  choices=tuple(Choice(name, INDICATOR_NAMES[name]) for name in publication.indicators)),
            Field("counted", N_("Counted instead, %(basis)s", basis=BASES[basis]), "number", width="narrow",
                  help=N_("The score is made of this.")),
            Field("of", N_("Out of"), "number", width="narrow"),
            *beside,
            Field("reason", N_("What was wrong, and how the evidence shows it"), "textarea", max_length=4000, rows=5),
        ),
    )  # fmt: skip


async def _form(
    request: AnyRequest, db: Db, publication: Publication, form: Form[Proposing], *,
    about: Mapping[str, Any] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    return page(
        request, "evaluation/correcting.html", status=status, publication=publication, form=form,
        **(about or about_files(await limits_of(db))),
    )  # fmt: skip


async def _correction(
    request: AnyRequest, db: Db, actor: Actor, correction_id: uuid.UUID, form: Form[Deciding], *, status: int = 200
) -> Response[str]:  # fmt: skip
    found = await correction_for(db, actor, correction_id)
    unit = (await unit_tree(db)).find(found.unit_id)
    waits = unit is not None and found.decided_at is None and actor.may("evaluation.approve")
    return page(
        request, "evaluation/correction.html", status=status, correction=found, form=form, names=INDICATOR_NAMES,
        said=VERDICT_PILLS,
        unit=unit.name(reader_language(request)) if unit else "", files=await evidence_links(db, PLACE, found), month_url=home_of(actor, found, above=unit is not None),
        may_decide=waits, why_not=await why_not_decide_correction(db, actor, found) if waits else None,
    )  # fmt: skip


ROUTES = (correcting_page, do_propose, correction_page, do_decide, opening(PLACE, READ, correction_for))
