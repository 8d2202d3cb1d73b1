"""Proposing that one or several settings be something else from a day on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import value_of
from hotline_tenants.changes.closing_days import CLOSURE
from hotline_tenants.changes.proposing import LONGEST_REASON, propose
from hotline_tenants.changes.rules import EXTENSIONS, OPTIONAL, limits_of
from hotline_tenants.changes.subjects import RULE, VALUE, four_eyes, in_force, may_propose, split
from hotline_tenants.clocks.rules import Rule, rules_at
from hotline_tenants.onboarding.rules import compared_rules
from hotline_tenants.privacy.keeping import DAYS
from hotline_web.answers import back, page, reader_language
from hotline_web.changes.lists import LIST
from hotline_web.changes.words import LIMIT_GROUPS, LIMITS, name_of
from hotline_web.entering import moment
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.onboarding.limits import Row
from hotline_web.onboarding.showing import stored, typed, value_field
from hotline_web.pieces import Text

AnyRequest = Request[Any, Any, Any]
PLACE = "/settings/proposal"
PROPOSE = {"permission": "settings.propose"}
INHERIT = "inherit"


@dataclass(frozen=True)
class Group:
    """The fields of one setting under its name; a time rule is a `row` of the table of limits."""

    name: Text
    fields: tuple[Field, ...]
    row: Row | None = None


@get(PLACE, opt=PROPOSE)
async def proposal_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The settings that were chosen, as they are: whoever proposes writes what they are to be."""
    subjects, known = await _asked(request, db, actor, request.query_params.getall("of", []))
    spec, groups = await _spec(request, db, subjects)
    start: dict[str, Any] = {"effective_on": _tomorrow(request, (await registry_of(db)).get(db.tenant).zone)}
    for subject in subjects:
        start |= await _typed(db, subject, known[subject])
    return _page(request, subjects, groups, spec.blank(**start))


@post(PLACE, opt=PROPOSE, status_code=200)
async def do_propose(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Propose it. What one person may do takes effect by itself."""
    data = await request.form()
    subjects, _ = await _asked(request, db, actor, data.getall("of", []))
    spec, groups = await _spec(request, db, subjects)
    form = spec.read(data)
    try:
        given: Any = form.complete
        change = await propose(
            db, actor, {subject: _meant(subject, given) for subject in subjects}, effective_on=given["effective_on"],
            reason=given["reason"], at=moment(request),
        )  # fmt: skip
    except Refused as refusal:
        await db.abandon()
        spec, groups = await _spec(request, db, subjects, naming=True)
        return _page(request, subjects, groups, replace(form.refused(refusal), spec=spec), status=422)
    done = (
        N_("The change is proposed. It takes effect when somebody else has approved it.")
        if any(four_eyes(subject) for subject in subjects)
        else N_("The change is made. It holds from its day on.")
    )
    return back(f"{LIST}/{change}", done)


async def _asked(
    request: AnyRequest, db: Db, actor: Actor, given: Sequence[str]
) -> tuple[list[str], Mapping[str, Any]]:  # fmt: skip
    """The settings of the address. Raises NotFound for none, and for one that there is not; how long data are kept has a
    page of its own, which shows what that erases, and days are closed in the calendar.
    """
    elsewhere = {f"{VALUE}.{key}" for key in DAYS.values()}
    found = await in_force(db, at=moment(request))
    known = {
        subject: value
        for subject, value in found.items()
        if subject not in elsewhere and split(subject)[0] != CLOSURE
    }
    subjects = list(dict.fromkeys(given))
    if not subjects or not all(one in known and may_propose(actor, one) for one in subjects):
        raise NotFound
    return subjects, known


async def _spec(
    request: AnyRequest, db: Db, subjects: Sequence[str], *, naming: bool = False
) -> tuple[FormSpec[Any], list[Group]]:
    """`naming`: where something is wrong in several, a limit is said with the name of its rule."""
    language, several = reader_language(request), naming and len(subjects) > 1
    rules = {rule.code: rule for rule in await rules_at(db, moment(request))}
    here = (await registry_of(db)).get(db.tenant)
    compared = await compared_rules(request.app.state.database, here, at=moment(request))
    above = {one.rule.code: one.above for one in compared}
    groups = []
    for subject in subjects:
        name = name_of(subject, rules, language)
        inherit = Field(
            f"{subject}.{INHERIT}", N_("Take what the city has") if here.parent_id else N_("Take what the product gives"),
            "checkbox", required=False,
        )  # fmt: skip
        fields = _fields(subject, name if several else None, above.get(split(subject)[1]))
        row = Row(subject, name, {each.name.rpartition(".")[2]: each for each in fields}, inherit=inherit)
        groups.append(Group(name, (*fields, inherit), row if split(subject)[0] == RULE else None))
    last = (
        Field("effective_on", N_("In force from the day"), "date", width="half",
              help=N_("From the beginning of this day, and never before it is approved.")),
        Field("reason", N_("Why"), "textarea", max_length=LONGEST_REASON, rows=3),
    )  # fmt: skip
    every = tuple(field for group in groups for field in group.fields)
    return FormSpec(dict, (*every, *last)), [*groups, Group("", last)]


def _fields(subject: str, name: Text | None, above: Rule | None) -> tuple[Field, ...]:
    kind, key = split(subject)
    if kind == RULE:
        inherited = {
            limit: str(value)
            for limit, value in (limits_of(above) if above else {}).items()
            if value is not None
        }
        return tuple(
            Field(
                f"{subject}.{limit}", N_("%(rule)s: %(limit)s", rule=name, limit=label) if name else label,
                "number" if limit == EXTENSIONS else "text", required=limit not in (*OPTIONAL, EXTENSIONS), max_length=12, width="narrow",
                help=N_("Inherited: %(limit)s", limit=inherited.get(limit, "–")), placeholder=inherited.get(limit, ""),
            )
            for limit, label in LIMITS.items()
        )  # fmt: skip
    field = f"{subject}.value"
    if kind == VALUE:
        return (value_field(key, field, required=False),)
    return (Field(field, name_of(subject, {}, ""), "number", required=False, width="narrow"),)


async def _typed(db: Db, subject: str, value: Any) -> dict[str, Any]:
    kind, key = split(subject)
    if kind == RULE:
        return {f"{subject}.{limit}": value[limit] for limit in LIMITS}
    if kind == VALUE:
        held = value if value is not None else value_of(await registry_of(db), db.tenant, key).value
        return {f"{subject}.value": typed(key, held)}
    return {f"{subject}.value": value}


def _meant(subject: str, given: Mapping[str, Any]) -> Any:
    kind, key = split(subject)
    if given[f"{subject}.{INHERIT}"]:
        return None
    if kind == RULE:
        return {
            limit: given[f"{subject}.{limit}"] or (0 if limit == EXTENSIONS else None) for limit in LIMITS
        }
    value = given[f"{subject}.value"]
    return stored(key, value) if kind == VALUE else value


def _tomorrow(request: AnyRequest, zone: dt.tzinfo) -> dt.date:
    return moment(request).astimezone(zone).date() + dt.timedelta(days=1)


def _page(
    request: AnyRequest,
    subjects: Sequence[str],
    groups: Sequence[Group],
    form: Form[Any],
    *,
    status: int = 200,
) -> Response[str]:
    return page(
        request, "changes/proposal.html", status=status, form=form, groups=groups, subjects=subjects,
        action=PLACE, rows=[group.row for group in groups if group.row], columns=LIMIT_GROUPS, limits=LIMITS, two=any(four_eyes(subject) for subject in subjects),
        rules=any(split(subject)[0] == RULE for subject in subjects),
    )  # fmt: skip


ROUTES = (proposal_page, do_propose)
