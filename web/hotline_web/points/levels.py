"""The network as a map of its levels: one's own and those of the governments below, opened one level at a time. Nothing
is changed here.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, and_, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound
from hotline_platform.tenancy.registry import Government
from hotline_tenants.figures.periods import moved
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.points.health import Health
from hotline_tenants.points.lifecycle import NOWHERE
from hotline_tenants.points.mapping import (
    LEVELS,
    Called,
    Counted,
    below,
    health_of,
    last_calls,
    levels,
    states_of,
)
from hotline_tenants.points.model import Point
from hotline_tenants.points.standing import Standing, standings
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.figures.visiting import house_below
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Language, Reader
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch
from hotline_web.network.words import KIND
from hotline_web.pieces import Link
from hotline_web.points.lists import point_url
from hotline_web.points.showing import COVER, KEEPERS, state_pill, tabs

AnyRequest = Request[Any, Any, Any]
HERE = "/network/levels"
COUNTED_UP_TO = 1000

NAMES: Mapping[str, Message] = {
    "bureaus": N_("Departments and public service units"),
    "sections": N_("Their sections"),
    "streets": N_("Streets and townships"),
    "committees": N_("Community and village committees"),
}


@dataclass(frozen=True)
class Line:
    """One government: the standing of its line in the network of the one above, and its levels."""

    name: str
    url: str
    counted: Mapping[str, Counted]
    state: object = None
    standing: Standing | None = None
    called: Called | None = None
    health: Health | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of the points of one page of units."""

    standings: Mapping[uuid.UUID, Standing]
    calls: Mapping[uuid.UUID, Called]
    health: Mapping[uuid.UUID, Health]
    below: Mapping[uuid.UUID, Counted]


SPEC = ListSpec(
    (
        Column("unit", N_("Unit"), "link", width="wide"),
        Column("kind", N_("Kind"), hide_on_phone=True),
        Column("code", N_("Code"), sortable=True, hide_on_phone=True),
        Column("state", N_("Its point"), "state"),
        Column("liaison", N_("Liaison officer")),
        Column("leader", N_("Leader in charge")),
        Column("called", N_("Last test call"), "long"),
        Column("health", N_("Health of the month")),
        Column("below", N_("Open points under it")),
    ),
    default_sort="code",
    empty=Empty(N_("Nothing stands on this level"), N_("Units are established where they belong, or taken over from a file."), "affiliate"),
)  # fmt: skip


@get(HERE, opt=COVER)
async def levels_page(request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor) -> Response[str]:
    """The line of this government with its levels, then the lines below with theirs."""
    known, language = registry(request), reader_language(request)
    own = known.get(actor.tenant)
    tenants = (
        {one.id: one for one in known.living() if one.id in actor.reads} if actor.may("network.below") else {}
    )
    found = await levels(wide_db, (own.id, *tenants))
    units = [
        one for one in await unit_tree(db) if one.kind == "government" and one.governs_tenant_id in tenants
    ]
    ids = [unit.id for unit in units]
    facts, states = await _facts(db, ids, _today(request, own)), await states_of(db, ids)
    lines = [
        _line(tenants[unit.governs_tenant_id], unit, found, facts, states.get(unit.id, NOWHERE), language)
        for unit in units
        if unit.governs_tenant_id is not None
    ]
    return page(
        request, "points/levels.html", tabs=tabs(actor, HERE), levels=[(key, NAMES[key]) for key in LEVELS],
        own=Line(own.name(language), f"{HERE}/{own.code}", found[own.id]), lines=lines,
    )  # fmt: skip


@get([f"{HERE}/{{code:str}}", f"{HERE}/{{code:str}}/{{unit_id:uuid}}"], opt=COVER)
async def level_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str], unit_id: FromPath[uuid.UUID | None] = None
) -> Response[str]:  # fmt: skip
    """One level of one government: its units at the top, or those under one of them. A look below is recorded."""
    own = registry(request).get(actor.tenant)
    if code == own.code:
        return await _level(request, actor, own, db, unit_id)
    if not actor.may("network.below"):
        raise NotFound
    async with house_below(request, actor, code, "network") as (place, inside):
        return await _level(request, actor, place, inside, unit_id, visiting=place)


async def _level(
    request: AnyRequest, actor: Actor, place: Government, db: Db, unit_id: uuid.UUID | None, *,
    visiting: Government | None = None,
) -> Response[str]:  # fmt: skip
    language, here, road = reader_language(request), f"{HERE}/{place.code}", await _road(db, unit_id)
    query = ListQuery.from_url(request.url.path, request.query_params, SPEC)
    source = _source(place.id, unit_id)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    facts = await _facts(db, [row["unit_id"] for row in found.rows], _today(request, place))
    linked = visiting is None and any(actor.may(one) for one in KEEPERS)

    def opens(row: RowMapping) -> str | None:
        """The level under a unit; where nothing stands there, its point in one's own house."""
        if row["unit_id"] in facts.below:
            return f"{here}/{row['unit_id']}"
        return point_url(row["unit_id"]) if linked else None

    return page(
        request, "points/level.html", page=found.shown(lambda row: _cells(row, facts, opens(row), language), opens),
        place=place.name(language), here=here, visiting=visiting, leave_url=HERE,
        road=[(unit.name(language), f"{here}/{unit.id}") for unit in road],
    )  # fmt: skip


async def _road(db: Db, unit_id: uuid.UUID | None) -> list[UnitInfo]:
    """The unit one looks under, after those above it. Raises NotFound for one that is not there."""
    units = await unit_tree(db)
    road: list[UnitInfo] = []
    unit = units.get(unit_id) if unit_id is not None else None
    while unit is not None:
        road.insert(0, unit)
        unit = units.find(unit.parent_id)
    return road


def _source(tenant: int, under: uuid.UUID | None) -> Source:
    """The open units directly under one, or those at the top; governments have lines of their own."""
    columns: tuple[Any, ...] = (
        Unit.id.label("unit_id"), Unit.code, Unit.name_zh, Unit.name_en, Unit.kind,
        func.coalesce(Point.state, NOWHERE).label("state"),
    )  # fmt: skip
    wanted = (
        select(*columns)
        .outerjoin(Point, and_(Point.tenant_id == tenant, Point.unit_id == Unit.id))
        .where(
            Unit.tenant_id == tenant, Unit.kind.not_in(("government", "superior")), Unit.closed_at.is_(None),
            Unit.parent_id.is_(None) if under is None else Unit.parent_id == under,
        )
    )  # fmt: skip
    return Source(wanted, Unit.id.expression, {"code": Unit.code.expression})


async def _facts(db: Db, unit_ids: Sequence[uuid.UUID], today: dt.date) -> Facts:
    """In a handful of questions, however many there are."""
    first = today.replace(day=1)
    return Facts(
        await standings(db, unit_ids, on=today), await last_calls(db, unit_ids),
        await health_of(db, unit_ids, first, moved(first, 1)), await below(db, unit_ids),
    )  # fmt: skip


def _line(
    place: Government, unit: UnitInfo, counted: Mapping[int, Mapping[str, Counted]], facts: Facts, state: str,
    language: Language,
) -> Line:  # fmt: skip
    return Line(
        place.name(language), f"{HERE}/{place.code}", counted[place.id], state_pill(state), facts.standings[unit.id],
        facts.calls.get(unit.id), facts.health.get(unit.id),
    )  # fmt: skip


def _cells(row: RowMapping, facts: Facts, url: str | None, language: Language) -> Mapping[str, object]:
    unit_id = row["unit_id"]
    name = row["name_en"] if language == "en" else row["name_zh"]
    standing, call = facts.standings[unit_id], facts.calls.get(unit_id)
    health, under = facts.health.get(unit_id), facts.below.get(unit_id)
    committee = row["kind"] == "committee"
    return {
        "unit": Link(name, url) if url else name, "kind": KIND[row["kind"]], "code": row["code"],
        "state": state_pill(row["state"]), "liaison": standing.liaison or None,
        "leader": None if committee else standing.leader or None,
        "called": _said(call, language), "health": None if committee or health is None else health.figure,
        "below": f"{under.living:,} / {under.all:,}" if under else None,
    }  # fmt: skip


def _said(call: Called | None, language: Language) -> Message | None:
    if call is None:
        return None
    day = Reader(language).day(call.on)
    return N_("%(day)s, passed", day=day) if call.passed else N_("%(day)s, not passed", day=day)


def _today(request: AnyRequest, place: Government) -> dt.date:
    return moment(request).astimezone(place.zone).date()


ROUTES = (levels_page, level_page)
