"""The form that plans a campaign: places, period, sizes, team and score sheet."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, refused_fields
from hotline_tenants.cases.words import CHANNELS, TYPES
from hotline_tenants.figures.periods import month_of
from hotline_tenants.inspection.planning import Plan, SheetLine, inspectors, places_of, plan
from hotline_tenants.inspection.reaching import campaign_for, team_of
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import choices
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
HERE = "/inspection/new"
KEEP = {"permission": "inspection.keep"}
_LINE = re.compile(r"(?P<name>.*\S)[\s|｜:：]+(?P<weight>[0-9]{1,3})\s*%?")

CASE_LINES = (
    "登记准确完整 15\n派单及时、对口 15\n联系诉求人 15\n依法依规办理 25\n答复内容详实 20\n回访记录真实 10"
)
CALL_LINES = "五声内接听 30\n规范用语 20\n熟悉业务 30\n按承诺回电 20"
"""Sheets to begin with: lines are data, in the words of whoever inspects."""


@dataclass(frozen=True)
class Planned:
    title: str
    places: list[uuid.UUID]
    first_on: dt.date
    last_on: dt.date
    types: list[str]
    channels: list[str]
    size: int
    calls: int
    least: int
    twice: int
    team: list[uuid.UUID]
    case_lines: str
    call_lines: str


@get(HERE, opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """A plan for the last whole month, to be filled in; or `from` another campaign, whose sample could not be drawn or
    whose turn it is again.
    """
    spec = await _spec(request, db)
    if former := request.query_params.get("from"):
        return page(request, "inspection/new.html", form=await _like(db, actor, former, spec))
    today = moment(request).astimezone(registry(request).get(actor.tenant).zone).date()
    last = month_of(today.replace(day=1) - dt.timedelta(days=1))
    blank = spec.blank(
        first_on=last.first, last_on=last.last, size=60, calls=0, least=2, twice=20, team=[actor.account_id],
        case_lines=CASE_LINES, call_lines=CALL_LINES,
    )  # fmt: skip
    return page(request, "inspection/new.html", form=blank)


@post(HERE, opt=KEEP, status_code=200)
async def do_plan(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Keep the plan."""
    form = (await _spec(request, db)).read(await request.form())
    try:
        campaign_id = await plan(db, actor, _plan(form), at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "inspection/new.html", status=422, form=form.refused(_at_the_lines(refusal)))
    return back(f"/inspection/{campaign_id}", N_("The plan is kept. Draw the sample next."))


async def _like(db: Db, actor: Actor, former: str, spec: FormSpec[Planned]) -> Form[Planned]:
    try:
        campaign = await campaign_for(db, actor, uuid.UUID(former))
    except ValueError:
        raise NotFound from None
    sheets = {
        of: "\n".join(f"{line['name']} {line['weight']}" for line in campaign.sheet if line["of"] == of)
        for of in ("case", "call")
    }
    return spec.blank(
        title=campaign.title, first_on=campaign.first_on, last_on=campaign.last_on, places=campaign.places,
        types=campaign.types, channels=campaign.channels, size=campaign.size, calls=campaign.calls,
        least=campaign.least, twice=campaign.twice, team=sorted(await team_of(db, campaign.id)),
        case_lines=sheets["case"] or CASE_LINES, call_lines=sheets["call"] or CALL_LINES,
    )  # fmt: skip


def _plan(form: Form[Planned]) -> Plan:
    given = form.complete
    return Plan(
        title=given.title, places=given.places, first_on=given.first_on, last_on=given.last_on, size=given.size,
        team=given.team, types=given.types, channels=given.channels, calls=given.calls, least=given.least,
        twice=given.twice, form_id=uuid.UUID(form.form_id),
        sheet=(
            *(_lines("case_lines", given.case_lines, "case") if given.size else ()),
            *(_lines("call_lines", given.call_lines, "call") if given.calls else ()),
        ),
    )  # fmt: skip


def _lines(field: str, typed: str, of: str) -> list[SheetLine]:
    """What was typed, a line of the sheet in each. Raises Refused at the field, naming the line."""
    found = []
    for place, line in enumerate(typed.splitlines(), start=1):
        if not line.strip():
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise refused_fields(
                {field: N_("Line %(place)s, “%(line)s”: write its weight at the end, for instance “答复内容详实 20”.", place=place, line=line.strip()[:40])}
            )  # fmt: skip
        found.append(SheetLine(parts["name"], of, int(parts["weight"])))
    return found


def _at_the_lines(refusal: Refused) -> Refused:
    """What is wrong with the sheet stands at the field that it was typed into first."""
    whole = refusal.fields.get("sheet")
    return Refused(whole, {**refusal.fields, "case_lines": whole}) if whole is not None else refusal


async def _spec(request: AnyRequest, db: Db) -> FormSpec[Planned]:
    units, language = await unit_tree(db), reader_language(request)
    places = tuple(Choice(str(unit.id), unit.name(language)) for unit in sorted(
        places_of(units), key=lambda unit: (unit.governs_tenant_id is None, unit.code)))  # fmt: skip
    team = tuple(Choice(str(account_id), name) for account_id, name in (await inspectors(db)).items())
    each = N_("One in each line, its weight in points at the end; together 100.")
    return FormSpec(
        Planned,
        (
            Field("title", N_("Title"), max_length=80),
            Field("first_on", N_("Closings from"), "date", width="half"),
            Field("last_on", N_("Until"), "date", width="half"),
            Field("places", N_("Governments and units"), "checkboxes", choices=places),
            Field("types", N_("Types of demand"), "checkboxes", choices=choices(TYPES), required=False, folded=True,
                  help=N_("Without a tick, all of them.")),
            Field("channels", N_("Channels"), "checkboxes", choices=choices(CHANNELS), required=False, folded=True,
                  help=N_("Without a tick, all of them.")),
            Field("size", N_("Cases to draw"), "number", width="narrow"),
            Field("calls", N_("Mystery calls to draw"), "number", width="narrow",
                  help=N_("Telephones of network points that are open or being set up.")),
            Field("least", N_("At least of each stratum"), "number", width="narrow",
                  help=N_("A stratum is a place and a type of demand.")),
            Field("twice", N_("Of a hundred, scored by two inspectors"), "number", width="narrow"),
            Field("team", N_("Team"), "checkboxes", choices=team),
            Field("case_lines", N_("Score sheet for cases"), "textarea", rows=7, required=False, max_length=3000, help=each),
            Field("call_lines", N_("Score sheet for mystery calls"), "textarea", rows=5, required=False, max_length=3000,
                  help=each),
        ),
    )  # fmt: skip


ROUTES = (new_page, do_plan)
