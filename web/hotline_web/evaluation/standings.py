"""How the government above evaluates this one, and this one its units: the months shown to them, their lines, objecting."""

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, HotlineError, NotFound, Refused
from hotline_tenants.evaluation.corrections import corrections_of
from hotline_tenants.evaluation.exclusions import exclusions_of
from hotline_tenants.evaluation.indicators import INDICATORS, OF_THE_DESK
from hotline_tenants.evaluation.objecting import object_to
from hotline_tenants.evaluation.packing import write_pack
from hotline_tenants.evaluation.standing import objections_of, standings
from hotline_tenants.evaluation.unit_standing import standing_for, unit_months
from hotline_tenants.figures.intervals import wilson
from hotline_web.answers import back, page
from hotline_web.entering import moment, registry
from hotline_web.evaluation.words import BASES, INDICATOR_NAMES, VERDICT_PILLS
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/standings"
READ = {"permission": "figures.read"}
UNIT = "/evaluation/unit"
APPLY = ("evaluation.approve", "evaluation.unit")
PACK = ("evaluation.approve", "evaluation.keep")


@dataclass(frozen=True)
class Objecting:
    indicator: str
    reason: str


OBJECTING = FormSpec(
    Objecting,
    (
        Field("indicator", N_("Indicator"), "select",
              choices=tuple(Choice(name, INDICATOR_NAMES[name]) for name in INDICATORS)),
        Field("reason", N_("What is wrong, and by which cases it shows"), "textarea", max_length=4000, rows=4),
    ),
)  # fmt: skip


@get(PLACE, opt=READ)
async def standings_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every month that the government above has drawn up."""
    return page(request, "evaluation/standings.html", standings=await standings(db), bases=BASES)


@get(f"{PLACE}/{{month:date}}", opt=READ)
async def standing_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]
) -> Response[str]:
    """One month: its lines, its periods, and what was objected to."""
    return await _standing(request, db, actor, month, OBJECTING.blank())


def _objecting(place: str, permission: str) -> Any:
    @post(
        f"{place}/{{month:date}}/objections",
        opt={"permission": permission},
        status_code=200,
        name=f"{place} objection",
    )
    async def do_object(
        request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]
    ) -> Response[Any]:
        """Object to an indicator."""
        form = OBJECTING.read(await request.form())
        try:
            given = form.complete
            await object_to(db, actor, month, given.indicator, given.reason, at=moment(request))
        except Refused as refusal:
            await db.abandon()
            return await _standing(request, db, actor, month, form.refused(refusal), status=422)
        return back(f"{place}/{month}", N_("Your objection has arrived. You read here what is decided."))

    return do_object


@get(f"{PLACE}/{{month:date}}/pack", opt={"permission": PACK})
async def pack(request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]) -> File:
    """The evaluation pack of the month, as a zip file; taking it is recorded here and above."""
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as made:
        path = Path(made.name)
    try:
        await write_pack(db, actor, month, path, at=moment(request))
    except HotlineError:
        _throw_away(path)
        raise
    return File(
        path, filename=f"evaluation-{month:%Y-%m}.zip", media_type="application/zip",
        background=BackgroundTask(_throw_away, path),
    )  # fmt: skip


def _throw_away(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _standing(
    request: AnyRequest, db: Db, actor: Actor, month: dt.date, form: Form[Objecting], *, status: int = 200
) -> Response[str]:
    standing = await standing_for(db, actor, month)
    if standing is None:
        raise NotFound
    place = PLACE if actor.unit_id is None else UNIT
    objections = await objections_of(db, month, standing.unit_id)
    return page(
        request, "evaluation/standing.html", status=status, place=place, of_unit=place == UNIT, standing=standing, form=form, names=INDICATOR_NAMES,
        above=registry(request).get(standing.other_tenant_id), objections=objections,
        said=VERDICT_PILLS, desk=OF_THE_DESK, bases=BASES, interval=wilson,
        adjusted={line["indicator"]: line for line in standing.adjusted_lines or ()},
        exclusions=await exclusions_of(db, month, standing.unit_id), amendments=await corrections_of(db, month, standing.unit_id),
        may_take=actor.unit_id is None and any(actor.may(one) for one in PACK),
        may_apply=any(actor.may(one) for one in APPLY) and moment(request) < standing.preview_until,
        corrections={one.indicator: one for one in objections if one.upheld},
        may_object=any(actor.may(one) for one in APPLY) and (status != 200 or moment(request) < standing.object_until),
    )  # fmt: skip


@get(UNIT, opt={"permission": "evaluation.unit"})
async def unit_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every month in which one's unit was evaluated."""
    assert actor.unit_id is not None
    return page(request, "evaluation/unit.html", months=await unit_months(db, actor.unit_id))


@get(f"{UNIT}/{{month:date}}", opt={"permission": "evaluation.unit"})
async def unit_month_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]
) -> Response[str]:
    """One month of one's unit: its lines, what was asked to be left out, and what was objected to."""
    return await _standing(request, db, actor, month, OBJECTING.blank())


ROUTES = (
    standings_page,
    standing_page,
    _objecting(PLACE, "evaluation.approve"),
    pack,
    unit_page,
    unit_month_page,
    _objecting(UNIT, "evaluation.unit"),
)
