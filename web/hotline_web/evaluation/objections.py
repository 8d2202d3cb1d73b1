"""Deciding on what a district or a unit objects to."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.evaluation.freezing import LIVE
from hotline_tenants.evaluation.indicators import OF_THE_DESK
from hotline_tenants.evaluation.involved import why_involved
from hotline_tenants.evaluation.model import Objection
from hotline_tenants.evaluation.objecting import Decision, decide
from hotline_tenants.evaluation.reading import Said, bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.network.units import unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.evaluation.table import cases_url
from hotline_web.evaluation.words import BASES, INDICATOR_NAMES, VERDICT_PILLS
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/objections"


@dataclass(frozen=True)
class Deciding:
    verdict: str
    answer: str
    counted: int | None = None
    of: int | None = None


DECIDING = FormSpec(
    Deciding,
    (
        Field("verdict", N_("Ruling"), "radio",
              choices=(Choice("upheld", N_("Upheld"), N_("The line is corrected; what was drawn up stays beside it.")),
                       Choice("refused", N_("Not upheld"), N_("The line stays as it is.")))),
        Field("counted", N_("Counted instead"), "number", required=False, width="narrow"),
        Field("of", N_("Out of"), "number", required=False, width="narrow"),
        Field("answer", N_("Reasons, as whoever objected reads them"), "textarea", max_length=4000, rows=4),
    ),
)  # fmt: skip


@get(f"{PLACE}/{{objection_id:uuid}}", opt={"permission": "figures.below"})
async def objection_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, objection_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One objection, and the decision on it."""
    return await _objection(request, db, actor, objection_id, DECIDING.blank())


@post(f"{PLACE}/{{objection_id:uuid}}", opt={"permission": "evaluation.approve"}, status_code=200)
async def do_decide(
    request: AnyRequest, db: GivenDb, actor: GivenActor, objection_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Decide on it; whoever objected reads the decision at once."""
    form = DECIDING.read(await request.form())
    try:
        given = form.complete
        decision = Decision(given.verdict == "upheld", given.answer, given.counted, given.of)
        await decide(db, actor, objection_id, decision, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _objection(request, db, actor, objection_id, form.refused(refusal), status=422)
    return back(f"{PLACE}/{objection_id}", N_("The decision stands. Whoever objected reads it."))


async def _objection(
    request: AnyRequest, db: Db, actor: Actor, objection_id: uuid.UUID, form: Form[Deciding], *, status: int = 200
) -> Response[str]:  # fmt: skip
    wanted = select(Objection).where(Objection.tenant_id == db.tenant, Objection.id == objection_id)
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        raise NotFound
    unit = (await unit_tree(db)).find(found.unit_id)
    lines = await _lines(db, found) if unit is not None else ()
    may_decide = actor.may("evaluation.approve") and found.decided_at is None and unit is not None
    return page(
        request, "evaluation/objection.html", status=status, objection=found, form=form, names=INDICATOR_NAMES,
        unit=unit.name(reader_language(request)) if unit else "", may_decide=may_decide,
        why_not=await why_involved(db, actor, found.unit_id) if may_decide else None,
        lines=lines, bases=BASES, said=VERDICT_PILLS, desk=OF_THE_DESK,
        cases=cases_url(actor, found.indicator, unit.code, found.month, LIVE) if unit is not None else None,
    )  # fmt: skip


async def _lines(db: Db, objection: Objection) -> Sequence[tuple[str, Said]]:
    """What was drawn up of it, and what is left after exclusions, by the name of the basis."""
    classes = {basis: await bands_of(db, objection.month, LIVE, basis) for basis in (RAW, ADJUSTED)}
    return [
        (basis, said)
        for basis, found in classes.items()
        for members in found.values()
        if (said := members.get(objection.unit_id, {}).get(objection.indicator))
    ]


ROUTES = (objection_page, do_decide)
