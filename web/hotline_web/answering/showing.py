"""One answering day as a page shows it: its calls with their answers, and its figures."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import ROLE_NAMES, UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.planning import LEADERS, OPERATORS
from hotline_tenants.answering.recording import DAYS
from hotline_tenants.answering.results import Result, figures_of, results_of
from hotline_tenants.answering.words import DONE
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import known_to as cases_known_to
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.acts import Offer, Typed, offers
from hotline_web.answering.acts import ACTS, CALL_ACTS, Choices, On
from hotline_web.answering.lists import day_pill, outcome_pill
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Choice
from hotline_web.i18n import Language, translate
from hotline_web.ledgers import entries_of, history_of
from hotline_web.pieces import Event, Fact, State, Tile

AnyRequest = Request[Any, Any, Any]
ICONS = {
    "plan": "calendar-plus", "change": "pencil", "publish": "world", "gather": "phone-incoming", "tie": "plus",
    "instruct": "writing", "remind": "bell", "close": "circle-check", "cancel": "calendar-x",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One call on the page; `url` where this person may open the case."""

    result: Result
    url: str | None
    unit: str | None
    state: State
    offers: Sequence[Offer]


async def choices_for(db: Db, language: Language) -> Choices:
    """Who can be chosen on the form of a day; people with where they stand, for many have the same name."""
    tree = await unit_tree(db)
    units = tuple(
        Choice(str(one.id), one.name(language)) for one in tree.handling() if one.governs_tenant_id is None
    )
    rows = await db.execute(
        select(Membership.role, Membership.unit_id, Account.id, Account.name)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.tenant_id == db.tenant, Membership.ended_at.is_(None), Membership.role.in_((*LEADERS, *OPERATORS))
        )
        .order_by(Account.name, Account.id)
    )  # fmt: skip
    leaders: dict[uuid.UUID, Choice] = {}
    operators: dict[uuid.UUID, Choice] = {}
    for row in rows:
        unit = tree.find(row.unit_id)
        place = unit.name(language) if unit else translate(language, ROLE_NAMES[row.role])
        found = leaders if row.role in LEADERS else operators
        found.setdefault(row.id, Choice(str(row.id), f"{row.name} · {place}"))
    return Choices(units, tuple(leaders.values()), tuple(operators.values()))


async def on_day(request: AnyRequest, db: Db, actor: Actor, day: AnsweringDay) -> On:
    """The day as this person may read it: a unit's people see the calls that their unit handles."""
    results = await results_of(db, day.id, at=moment(request))
    if actor.role in UNIT_ROLES:
        known = await _known(db, actor, results)
        results = [one for one in results if one.case.id in known]
    choices = await choices_for(db, reader_language(request)) if actor.may("answering.keep") else NOBODY
    return On(day, actor, await unit_tree(db), choices, results, moment(request))


NOBODY = Choices((), (), ())


async def show(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    day: AnsweringDay,
    *,
    typed: Typed | None = None,
    status: int = 200,
) -> Response[str]:
    """Render it as it is now. `typed` is a form that did not pass."""
    on, language = await on_day(request, db, actor, day), reader_language(request)
    reads = actor.role not in UNIT_ROLES
    known = await _known(db, actor, on.results)
    return page(
        request, "answering/show.html", status=status, day=day, state=day_pill(day.state), reads=reads,
        facts=await _facts(db, day, on.units, language), offers=offers(ACTS, on, day.state, typed),
        calls=[_call(one, on, typed, known, language) for one in on.results], tiles=_tiles(on.results),
        events=await _events(request, db, day) if reads else [],
    )  # fmt: skip


def _call(one: Result, on: On, typed: Typed | None, known: set[uuid.UUID], language: Language) -> Call:
    unit = on.units.find(one.unit_id)
    return Call(
        one, f"/cases/{one.case.id}" if one.case.id in known else None, unit.name(language) if unit else None,
        outcome_pill(one.outcome), offers(CALL_ACTS, replace(on, call=one), on.day.state, typed),
    )  # fmt: skip


def _tiles(results: Sequence[Result]) -> list[Tile]:
    """The figures of the day."""
    found = figures_of(results)
    if not found.calls:
        return []
    of_calls = N_("of %(all)s", all=found.calls)
    return [
        Tile(N_("Calls"), f"{found.calls}", icon="phone-calling"),
        Tile(N_("Calls answered"), f"{found.answered}", icon="circle-check", note=of_calls),
        Tile(N_("Answered in time"), f"{found.timely}", icon="clock-check", tone="on_time", note=of_calls),
        Tile(N_("Satisfied"), f"{found.satisfied}", icon="mood-smile",
             note=N_("of %(all)s callers who said so", all=found.valid)),
    ]  # fmt: skip


async def _known(db: Db, actor: Actor, results: Sequence[Result]) -> set[uuid.UUID]:
    """The cases that this person may open."""
    if not (actor.may("case.read") or actor.role in UNIT_ROLES):
        return set()
    ids = [one.case.id for one in results]
    wanted = select(Case.id).where(Case.tenant_id == db.tenant, Case.id.in_(ids), *cases_known_to(db, actor))
    return set(await db.scalars(wanted))


async def _facts(db: Db, day: AnsweringDay, units: UnitTree, language: Language) -> list[Fact]:
    people = {one for one in (day.leader_id, day.operator_id) if one is not None}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    names = {row.id: row.name for row in rows}
    unit = units.find(day.unit_id)
    return [
        Fact(N_("Leader who answers"), " ".join(filter(None, (day.leader, day.post)))),
        Fact(N_("Unit whose leader it is"), unit.name(language) if unit else N_("the government itself")),
        Fact(N_("Answering begins"), day.starts_at), Fact(N_("Answering ends"), day.ends_at),
        Fact(N_("Operator beside the leader"), names.get(day.operator_id) if day.operator_id else None),
        Fact(N_("Account that is reminded"), names.get(day.leader_id) if day.leader_id else None),
    ]  # fmt: skip


async def _events(request: AnyRequest, db: Db, day: AnsweringDay) -> list[Event]:
    def facts(entry: Any) -> list[Fact]:
        found = [Fact(N_("Calls"), entry.data["calls"])] if "calls" in entry.data else []
        return (
            [*found, Fact(N_("Number of the case"), entry.data["number"])]
            if "number" in entry.data
            else found
        )

    told: dict[str, tuple[Message, str]] = {act: (words, ICONS[act]) for act, words in DONE.items()}
    return await history_of(request, db, await entries_of(db, DAYS, day.id), told, facts=facts)
