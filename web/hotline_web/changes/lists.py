"""The list of changes, newest first: the history of all settings, or of one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Response
from sqlalchemy import RowMapping, func, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.changes.model import STATES as STORED
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.reading import subjects_of
from hotline_tenants.clocks.rules import Rule, rules_at
from hotline_web.answers import page, reader_language
from hotline_web.changes.first import given_first
from hotline_web.changes.words import STATES, name_of, state_of
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Tab, plain
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]
SEE = {"permission": ("settings.propose", "settings.approve")}
SETTINGS_PAGE, LIST = "/settings", "/settings/changes"
COUNTED_UP_TO = 1000


def proposal_url(*subjects: str) -> str:
    """Where a change of these settings is proposed."""
    return f"/settings/proposal?{urlencode([('of', one) for one in subjects])}"


async def tabs(db: Db, here: str) -> list[Tab]:
    """Between what is in force and how it came to be; with how many proposals wait."""
    waiting = (
        select(func.count())
        .select_from(Change)
        .where(Change.tenant_id == db.tenant, Change.state == "proposed")
    )
    number = await db.scalar(waiting)
    return [
        Tab(N_("In force"), SETTINGS_PAGE, here == SETTINGS_PAGE),
        Tab(N_("Changes"), LIST, here == LIST, number or None),
    ]


def spec_of(rules: Mapping[str, Rule], language: str, of: str) -> ListSpec:
    """Without a filter all of them; `of` is the setting that the address asks for."""
    subjects = (Choice(of, name_of(of, rules, language)),) if of else ()
    rule_choices = tuple(Choice(f"rule.{code}", rule.name(language)) for code, rule in rules.items())
    return ListSpec(
        (
            Column("number", N_("Number"), "link", sortable=True),
            Column("what", N_("Settings"), width="wide"), Column("reason", N_("Why"), "long", hide_on_phone=True),
            Column("from", N_("In force from the day"), "date"), Column("by", N_("Proposed by")), Column("state", N_("State"), "state"),
        ),
        default_sort="-number",
        filters=(
            Filter("state", N_("State"), choices=tuple(Choice(key, STATES[key].label) for key in STORED)),
            Filter("of", N_("Setting"), choices=tuple(dict.fromkeys((*subjects, *rule_choices)))),
        ),
        empty=Empty(N_("Nothing was changed yet"),
                    N_("Every change of a setting or a time rule is kept here: who proposed and who approved it, why, and from when on it holds."),
                    "history"),
    )  # fmt: skip


@get(LIST, opt=SEE)
async def changes_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The history."""
    language, now, here = reader_language(request), moment(request), registry(request).get(actor.tenant)
    rules = {rule.code: rule for rule in await rules_at(db, now)}
    spec = spec_of(rules, language, request.query_params.get("of", ""))
    query = ListQuery.from_url(LIST, request.query_params, spec, here.zone)
    source = Source(
        select(Change).where(Change.tenant_id == db.tenant), Change.id.expression,
        {"number": Change.number.expression, "state": Change.state.expression},
        {"of": lambda value: Change.items.contains([{"of": value}])},
    )  # fmt: skip
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    people = await names_of(db, [row["Change"].proposed_by for row in found.rows])
    reader = Reader(language, here.zone, now)

    def cells(row: RowMapping) -> dict[str, object]:
        change: Change = row["Change"]
        above = N_("The government above")
        return {
            "number": plain(N_("No. %(number)s", number=change.number), reader), "reason": change.reason, "from": change.effective_on,
            "what": plain([name_of(one, rules, language) for one in subjects_of(change.items)], reader),
            "by": above if change.from_above else people.get(change.proposed_by, ""), "state": state_of(change, now),
        }  # fmt: skip

    shown = found.shown(cells, lambda row: f"{LIST}/{row['Change'].id}")
    first = await given_first(db, request.query_params.get("of", ""), rules, here, reader)
    return page(request, "changes/changes.html", page=shown, tabs=await tabs(db, LIST), first=first)


ROUTES = (changes_page,)
