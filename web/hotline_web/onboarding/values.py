"""Where each value of a government comes from, on one page: set here, from the city, from the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.permissions import ROLES
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_platform.tenancy.values import Value, value_of
from hotline_tenants.changes.at_once import change_at_once
from hotline_tenants.changes.proposing import LONGEST_REASON
from hotline_tenants.changes.subjects import VALUE
from hotline_tenants.network.classification import add_categories
from hotline_tenants.onboarding.checking_rules import LIMITS
from hotline_tenants.onboarding.classifying import missing_categories
from hotline_tenants.onboarding.origins import origins_of
from hotline_tenants.onboarding.rules import compared_rules, set_rule
from hotline_tenants.onboarding.values import LIVE, SETTINGS, set_values
from hotline_tenants.papers.kinds import KINDS as PAPERS
from hotline_tenants.privacy.keeping import DAYS
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.network.classification import particular
from hotline_web.onboarding.limits import limits_said
from hotline_web.onboarding.showing import stored, typed, value_field, words
from hotline_web.onboarding.words import LIMIT_WORDS
from hotline_web.onboarding.words import SETTINGS as WORDS
from hotline_web.pieces import Text

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@dataclass(frozen=True)
class Shown:
    """One value in a row: what it is now, who set it, why it cannot be set here, and the form for that."""

    key: str
    label: Message
    value: Text
    own: bool
    source: Text
    fixed: Message | None
    form: Form[Any]


@get("/governments/{code:str}/values", opt=KEEP)
async def values_page(request: AnyRequest, db: GivenDb, code: FromPath[str]) -> Response[str]:
    """Every value with its origin."""
    return await _values(request, await load_registry(db), code)


@post("/governments/{code:str}/values/{key:str}", opt=KEEP, status_code=200)
async def do_set(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Set one value here, or with the other button go back to what is inherited."""
    database: Database = request.app.state.database
    if key not in SETTINGS:
        raise NotFound
    data = await request.form()
    registry = await load_registry(db)
    here = registry.by_code(code)
    form = _spec(key, here).read(data)
    try:
        given = None if data.get("then") == "inherit" else stored(key, form.complete["value"])
        if (why := _fixed(key, here)) is not None:
            raise Refused(why)
        if here.status == "preparing":
            await set_values(database, actor, code, {key: given}, at=moment(request))
        else:
            wanted = {f"{VALUE}.{key}": given}
            reason = str(data.get("reason", ""))
            await change_at_once(database, actor, here.id, wanted, reason=reason, at=moment(request))
    except Refused as refusal:
        shown = Refused(refusal.message, _at_fields(key, refusal))
        return await _values(request, registry, code, status=422, forms={key: form.refused(shown)})
    if here.status != "preparing" and SETTINGS[key].four_eyes:
        return back(
            f"/governments/{code}/values#{key}",
            N_("The change is proposed. It takes effect when somebody else has approved it."),
        )
    return back(f"/governments/{code}/values#{key}", _done(inherited=given is None))


@post("/governments/{code:str}/time-rules/{rule:str}", opt=KEEP, status_code=200)
async def do_set_rule(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str], rule: FromPath[str]
) -> Response[Any]:
    """Tighten one rule, or go back to the city's."""
    database: Database = request.app.state.database
    data = await request.form()
    form = RULE.read(data)
    limits = None if data.get("then") == "inherit" else {name: form.text(name) for name in LIMITS}
    try:
        await set_rule(database, actor, code, rule, limits, at=moment(request))
    except Refused as refusal:
        return await _values(
            request, await load_registry(db), code, status=422, forms={f"rule-{rule}": form.refused(refusal)}
        )
    return back(f"/governments/{code}/values#rule-{rule}", _done(inherited=limits is None))


@post("/governments/{code:str}/classification", opt=KEEP, status_code=303)
async def do_take_over(request: AnyRequest, db: GivenDb, code: FromPath[str]) -> Response[Any]:
    """Take over what the city's classification has and this one lacks."""
    database: Database = request.app.state.database
    here = (await load_registry(db)).by_code(code)
    missing = (await missing_categories(database, here)).missing
    async with database.transaction(standing_in(here.id)) as own:
        await add_categories(own, missing)
    return back(
        f"/governments/{code}/values#classification", N_("What was missing is taken over from the city.")
    )


def _fixed(key: str, here: Government) -> Message | None:
    """Why a value is not set here any more."""
    if here.status == "preparing":
        return None
    if key in DAYS.values():
        return N_("The government's own administrator sets it, who sees before what it erases.")
    return LIVE if SETTINGS[key].moves_clocks else None


def _at_fields(key: str, refusal: Refused) -> dict[str, Message]:
    """What a verb refuses by its own names, at the fields of this form."""
    fields = refusal.fields
    found = fields.get(key) or fields.get("value") or fields.get(f"{VALUE}.{key}.value")
    reason = {"reason": fields["reason"]} if "reason" in fields else {}
    return reason or {"value": found or refusal.message}


def _done(*, inherited: bool) -> Message:
    return N_("The value is inherited again.") if inherited else N_("The value is set.")


async def _values(
    request: AnyRequest, registry: Registry, code: str, *, status: int = 200,
    forms: Mapping[str, Form[Any]] | None = None,
) -> Response[str]:  # fmt: skip
    database: Database = request.app.state.database
    here, given, language = registry.by_code(code), forms or {}, reader_language(request)
    reader = Reader(language, here.zone, moment(request))
    rows = []
    for key in SETTINGS:
        value = value_of(registry, here.id, key)
        form = given.get(key) or _spec(key, here).blank(value=typed(key, value.value))
        own = value.by is not None and value.by.id == here.id
        rows.append(
            Shown(
                key,
                WORDS[key],
                words(key, value.value, here, reader),
                own,
                _source(value, here, reader),
                _fixed(key, here),
                form,
            )
        )
    rules = [
        {
            "compared": one, "key": f"rule-{one.rule.code}", "name": one.rule.name(language),
            "limits": limits_said(one.rule, one.above, LIMIT_WORDS),
            "form": given.get(f"rule-{one.rule.code}")
            or RULE.blank(**{name: str(getattr(one.rule, name) or "") for name in LIMITS}),
        }
        for one in sorted(
            await compared_rules(database, here, at=moment(request)), key=lambda one: particular(one.rule)
        )
    ]  # fmt: skip
    above = registry.get(here.parent_id) if here.parent_id else None
    found = await origins_of(database, here)
    return page(
        request, "onboarding/values.html", status=status, here=here, above=above, rows=rows, rules=rules,
        open=set(given), classified=await missing_categories(database, here),
        preparing=here.status == "preparing", live=None if here.status == "preparing" else LIVE, origins=found, roles=len(ROLES),
        papers=[
            (name.name, _source(Value(None, registry.get(by) if by is not None else None), here, reader), by == here.id)
            for kind, name in PAPERS.items()
            for by in (found.papers[kind],)
        ],
    )  # fmt: skip


def _source(value: Value, here: Government, reader: Reader) -> Text:
    if value.by is None:
        return N_("The product's")
    return N_("Set here") if value.by.id == here.id else value.by.name(reader.language)


def _spec(key: str, here: Government) -> FormSpec[Any]:
    reason = Field("reason", N_("Why"), required=here.status != "preparing", max_length=LONGEST_REASON)
    return FormSpec(dict, (value_field(key, "value"), *([reason] if here.status != "preparing" else [])))


RULE: FormSpec[Any] = FormSpec(
    dict,
    tuple(Field(name, LIMIT_WORDS[name], required=False, max_length=12, width="narrow") for name in LIMITS),
)
ROUTES = (values_page, do_set, do_set_rule, do_take_over)
