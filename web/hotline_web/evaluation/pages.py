"""The page of bands: one month of a government's units, class by class; anybody who reads figures may reckon it anew."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.jobs.later import later
from hotline_platform.jobs.progress import Work
from hotline_tenants.evaluation.asking import ask_to_draw_up, ask_to_take_out, work_on
from hotline_tenants.evaluation.correcting import basis_of, counting_scores
from hotline_tenants.evaluation.corrections import corrections_to
from hotline_tenants.evaluation.drawing_up import why_not_draw_up
from hotline_tenants.evaluation.excluded import not_taken_out
from hotline_tenants.evaluation.exclusions import exclusions_to
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.indicators import OF_THE_DESK
from hotline_tenants.evaluation.jobs import reckon_month
from hotline_tenants.evaluation.model import Publication, ReckonedMonth
from hotline_tenants.evaluation.months import HISTORY, months_to_reckon
from hotline_tenants.evaluation.publishing import publication_of, publish, scores_of
from hotline_tenants.evaluation.reading import bands_of, months_of, reckoned_at
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.evaluation.standing import objections_to
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.recalls.results import results_of as recalled
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.evaluation import (
    applying,
    corrections,
    exclusions,
    formulas,
    objections,
    reasons,
    signals,
    standings,
)
from hotline_web.evaluation.glance import glance
from hotline_web.evaluation.table import Shown, tables
from hotline_web.evaluation.words import (
    BASES,
    INDICATOR_NAMES,
    SIGNS,
    TONES,
    VERDICT_MEANINGS,
    VERDICT_PILLS,
    VERDICTS,
    WORK_STATES,
)
from hotline_web.figures.asking import ORIGIN_NAMES
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]
PERMISSION = {"permission": "figures.read"}
PLACE = "/evaluation"
DRAW_UP = "drawings-up", N_("Draw up the evaluation")
ORIGINS = {name: ORIGIN_NAMES[name] for name in ("live", "imported")}


@dataclass(frozen=True)
class Asked:
    month: str
    origin: str


@get(PLACE, opt=PERMISSION)
async def bands_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The bands of the month asked for; without any, of the last whole month."""
    language, reckoned = reader_language(request), await months_of(db)
    offered = _offered(request, actor.tenant, reckoned)
    form = _asked(request, offered, Reader(language, now=moment(request)))
    if form.value is None:
        return page(request, "evaluation/bands.html", status=422, form=form, month=None)
    month, origin = dt.date.fromisoformat(form.value.month), form.value.origin
    if month == HISTORY:
        origin = "imported"
    classes, units = await bands_of(db, month, origin), await unit_tree(db)
    adjusted = await bands_of(db, month, origin, "adjusted")
    work = await work_on(db, month) if origin == "live" else None
    publication = await publication_of(db, month) if origin == "live" else None
    scored = await scores_of(db, month) if publication else []
    left = await scores_of(db, month, "adjusted") if publication and publication.adjusted_digest else []
    counts = await counting_scores(db, publication) if publication else {}
    formula = await formula_of(db, publication.formula) if publication else None
    basis = basis_of(publication, formula) if publication and formula else RAW
    compared = tables(
        classes, adjusted, units, Shown(month, origin, actor, by_adjusted=basis == ADJUSTED), language
    )
    over, now = origin == "live" and month < offered[0], moment(request)
    acts = _acts(actor, publication, work, over=over, now=now) if origin == "live" else ()
    why_not = await why_not_draw_up(db, month, at=now) if DRAW_UP in acts else None
    asked = (
        await objections_to(db, month) if publication else (),
        await exclusions_to(db, month) if publication else (),
        await corrections_to(db, month) if publication else (),
    )
    return page(
        request, "evaluation/bands.html", form=form, month=month, origin=origin,
        reckoned_at=await reckoned_at(db, month), history=month == HISTORY,
        tables=compared, glances=glance(compared, Reader(language, now=moment(request))),
        basis=basis, desk=OF_THE_DESK,
        objections=asked[0], exclusions=asked[1], corrections=asked[2],
        asked_open=any(one.decided_at is None for several in asked for one in several),
        opens=actor.may("figures.below"),
        may_correct=publication is not None and publication.published_at is not None and actor.may("evaluation.keep"),
        formula=formula, names=INDICATOR_NAMES,
        units={one.id: one.name(language) for one in units.every()}, publication=publication, scores={one.unit_id: one.score for one in scored},
        adjusted_scores={one.unit_id: one.score for one in left}, counts=counts, bases=BASES, said=VERDICT_PILLS,
        acts=acts if why_not is None else (), why_not=why_not,
        work=work, work_words=WORK_STATES, who=await names_of(db, [work.asked_by]) if work else {},
        has_above=registry(request).get(actor.tenant).parent_id is not None,
        unready=await _unready(db, month, units, language) if origin == "live" and publication is None else (),
        legend=[(VERDICTS[one], SIGNS[one], TONES[one], VERDICT_MEANINGS[one]) for one in VERDICTS],
    )  # fmt: skip


@post(f"{PLACE}/reckonings", opt=PERMISSION, status_code=303)
async def reckon_anew(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """A job reckons the month anew, in the time that this takes."""
    offered = _offered(request, actor.tenant, await months_of(db))
    data = await request.form()
    given = _spec(offered, Reader(reader_language(request))).read(data).complete
    later(db, reckon_month, month=given.month, wake=True)
    return back(
        f"{PLACE}?month={given.month}&origin={given.origin}",
        N_("The month is being reckoned anew. Look again in a minute."),
        "note",
    )


@post(f"{PLACE}/drawings-up", opt={"permission": "evaluation.keep"}, status_code=303)
async def do_draw_up(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Have the evaluation of a month drawn up: from then on it stands still."""
    month = await _month(request, db, actor)
    await ask_to_draw_up(db, actor, month, at=moment(request))
    return back(f"{PLACE}?month={month}")


@post(f"{PLACE}/takings-out", opt={"permission": "evaluation.approve"}, status_code=303)
async def do_take_out(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Have what was granted taken out once more, where a job has given up."""
    month = await _month(request, db, actor)
    if await not_taken_out(db, month):
        await ask_to_take_out(db, actor, month, at=moment(request))
    return back(f"{PLACE}?month={month}")


@get(f"{PLACE}/progress", opt=PERMISSION)
async def work_progress(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Where the work on a month stands, for the page that asks again; when there is none any more, it is shown anew."""
    offered = _offered(request, actor.tenant, await months_of(db))
    asked = _asked(request, offered, Reader(reader_language(request), now=moment(request))).complete
    found = await work_on(db, dt.date.fromisoformat(asked.month))
    headers = None if found and found.goes_on else {"HX-Refresh": "true"}
    return page(
        request, "evaluation/bands.html", block="work", headers=headers, month=asked.month, work=found, work_words=WORK_STATES,
        who=await names_of(db, [found.asked_by]) if found else {},
    )  # fmt: skip


@post(f"{PLACE}/publications", opt={"permission": "evaluation.approve"}, status_code=303)
async def do_publish(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Publish what was drawn up."""
    month = await _month(request, db, actor)
    await publish(db, actor, month, at=moment(request))
    return back(f"{PLACE}?month={month}", N_("The evaluation is published."))


async def _unready(db: Db, month: dt.date, units: UnitTree, language: str) -> Sequence[str]:
    """Districts that would get no band of what callers say: they are called again still, and fewer than half were reached."""
    found = await recalled(db, month)
    return sorted(
        units.get(one).name(language) for one, said in found.items() if said.waiting and not said.enough
    )


def _acts(
    actor: Actor, publication: Publication | None, work: Work | None, *, over: bool, now: dt.datetime
) -> tuple[tuple[str, Message], ...]:
    """What this person can do with the month now: the address and the word of a button."""
    if work is not None and work.goes_on:
        return ()
    if publication is None:
        return (DRAW_UP,) if over and actor.may("evaluation.keep") else ()
    if work is not None:
        return (("takings-out", N_("Take out what was granted")),) if actor.may("evaluation.approve") else ()
    may = actor.may("evaluation.approve") and publication.drawn_up_by != actor.account_id
    waits = publication.published_at is None and now >= publication.decide_until
    return (("publications", N_("Publish the evaluation")),) if may and waits else ()


async def _month(request: AnyRequest, db: Db, actor: Actor) -> dt.date:
    spec = _spec(_offered(request, actor.tenant, await months_of(db)), Reader(reader_language(request)))
    return dt.date.fromisoformat(spec.read({"origin": "live", **await request.form()}).complete.month)


def _offered(request: AnyRequest, tenant: int, reckoned: Sequence[ReckonedMonth]) -> Sequence[dt.date]:
    today = moment(request).astimezone(registry(request).get(tenant).zone).date()
    return sorted({*(one.month for one in reckoned), *months_to_reckon(today)}, reverse=True)


def _asked(request: AnyRequest, offered: Sequence[dt.date], reader: Reader) -> Form[Asked]:
    given = {name: str(value) for name, value in request.query_params.items()}
    given.setdefault("month", offered[min(1, len(offered) - 1)].isoformat())
    given.setdefault("origin", "live")
    return _spec(offered, reader).read(given)


def _spec(offered: Sequence[dt.date], reader: Reader) -> FormSpec[Asked]:
    months = (
        *(Choice(one.isoformat(), reader.month(one)) for one in offered),
        Choice(HISTORY.isoformat(), N_("All imported history")),
    )
    return FormSpec(
        Asked,
        (
            Field("month", N_("Month"), "select", width="narrow", choices=months),
            Field("origin", N_("Counted"), "select", width="narrow",
                  choices=tuple(Choice(key, name) for key, name in ORIGINS.items())),
        ),
    )  # fmt: skip


ROUTES = (
    bands_page,
    reckon_anew,
    do_draw_up,
    do_take_out,
    work_progress,
    do_publish,
    *formulas.ROUTES,
    *standings.ROUTES,
    *objections.ROUTES,
    *exclusions.ROUTES,
    *corrections.ROUTES,
    *applying.ROUTES,
    *reasons.ROUTES,
    *signals.ROUTES,
)
