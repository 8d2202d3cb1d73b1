"""The cases behind a number: exactly those that it counts, as a list and as an Excel file."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.background_tasks import BackgroundTask
from litestar.response import File, Redirect, Response
from sqlalchemy import RowMapping

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.succession import Former, formers_of, readable, successions
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_tenants.overview.behind import ARRIVED, NOW, Behind, Topic
from hotline_tenants.overview.overdue import due_until
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment, registry
from hotline_web.figures.asking import ORIGIN_NAMES, Asked, asked_of
from hotline_web.figures.houses import districts_together, houses_behind, map_of, parts_on
from hotline_web.figures.leading import CASES, DISTRICTS
from hotline_web.figures.visiting import house_below
from hotline_web.figures.words import MEASURE_NAMES
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, export_rows, fetch
from hotline_web.pieces import Tab
from hotline_web.spreadsheets import MEDIA_TYPE, Heading, write_list

AnyRequest = Request[Any, Any, Any]
FIGURES = {"permission": "figures.read"}
COUNTED_UP_TO = 1000

EMPTY = Empty(
    N_("No case behind this number"), N_("It is nought, or what it counted has moved on meanwhile.")
)
_NUMBER = Column("number", N_("Number"), "link")
_TITLE = Column("title", N_("Demand"), "long", width="wide")
_CATEGORY = Column("category", N_("Category"), hide_on_phone=True)
_STATE = Column("state", N_("State"), "state")
_DAY = Column("day", N_("Counted on"), "date", sortable=True)

OF_CASES = ListSpec(
    (_NUMBER, _TITLE, _CATEGORY, Column("unit", N_("Unit")), _STATE, Column("registered", N_("Registered"), "moment"),
     _DAY),
    default_sort="-day", empty=EMPTY,
)  # fmt: skip
OF_ASSIGNMENTS = ListSpec(
    (_NUMBER, _TITLE, _CATEGORY, Column("unit", N_("Unit")), _STATE, Column("due", N_("Limit to reply"), "moment"),
     Column("replied", N_("Replied"), "moment"), _DAY),
    default_sort="-day", empty=EMPTY,
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A number as it was opened: whose it is, and what stands behind it. `place` is a government below, or None."""

    db: Db
    known: Known
    asked: Asked
    behind: Behind
    unit: UnitInfo | None
    place: Government | None
    former: Government | None = None
    """The other house in which one stands for it, where a number on a map is a sum over houses."""

    @property
    def spec(self) -> ListSpec:
        """The list as declared."""
        return OF_CASES if self.behind.of_cases else OF_ASSIGNMENTS

    @property
    def topic(self) -> str:
        """What is counted and where, in words; empty where that is everything."""
        topic = self.behind.topic
        names = (
            self.known.category(topic.category_id) if topic.category_id else "",
            self.known.unit(topic.area_id) if topic.area_id else "",
        )
        return " · ".join(name for name in names if name)

    @property
    def now_only(self) -> bool:
        """Whether the number is of this moment and not of the period."""
        return self.behind.measure in NOW

    @property
    def source(self) -> Source:
        """Where its rows come from."""
        behind = self.behind
        return Source(behind.selection(at=self.known.now), behind.model.id.expression, {"day": behind.day})

    def cells(self, row: RowMapping) -> Mapping[str, object]:
        """The cells of one row."""
        return {**self.known.cells(row, N_("Due")), "day": row["day"], "due": row.get("reply_due_at")}


@get(CASES, opt=FIGURES)
async def cases_behind(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """The list behind a number. `measure` names it; `unit`, `among` and `tenant` say whose. Of all districts on a map it
    is theirs one beside the other, the first one's first.
    """
    together = await districts_together(request, actor)
    if together and "tenant" not in request.query_params:
        return Redirect(_of_district(request, together[0]), status_code=303)
    async with _opened(request, db, actor) as opened:
        query = ListQuery.from_url(CASES, request.query_params, opened.spec, opened.known.calendar.zone)
        found = await fetch(
            opened.db, opened.source, query, await count(opened.db, opened.source, query, COUNTED_UP_TO)
        )
        shown = found.shown(opened.cells, lambda row: f"/cases/{row['case_id']}")
        above = f"/overview/{opened.place.code}" if opened.place and not together else _came_from(request)
        tabs = await _houses(request, actor, opened)
        on = {"map": map_of(request)} if tabs else {}
        return page(
            request, "figures/cases.html", page=shown, title=MEASURE_NAMES[opened.behind.measure], opened=opened,
            origin=ORIGIN_NAMES[opened.asked.origin], back=opened.asked.address(above, None, **on), export=f"{CASES}.xlsx",
            districts=tuple(
                Tab(one.name(opened.known.language), _of_district(request, one), one == opened.place) for one in together
            ),
            visiting=opened.former or opened.place, leave_url="/overview" if opened.place else "/figures", tabs=tabs,
        )  # fmt: skip


@get(f"{CASES}.xlsx", opt=FIGURES)
async def sheet_behind(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file; who took it and what is recorded."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with _opened(request, db, actor) as opened:
        now = opened.known.now
        query = ListQuery.from_url(CASES, request.query_params, opened.spec, opened.known.calendar.zone)
        reader = Reader(opened.known.language, opened.known.calendar.zone, now)
        place = opened.former or opened.place or registry(request).get(actor.tenant)
        heading = Heading(MEASURE_NAMES[opened.behind.measure], place.name(reader.language), actor.name, now)
        with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
            path = Path(made.name)
        rows = export_rows(opened.db, opened.source, query, settings.export_rows + 1)
        written = await write_list(path, heading, query, rows, opened.cells, reader, settings.export_rows)
    await record(
        database, actor.tenant, "export", account_id=actor.account_id, at=now, list=CASES, rows=written.rows,
        government=place.code,
    )  # fmt: skip
    name = f"figures-{opened.behind.measure}-{now:%Y%m%d%H%M}.xlsx"
    return File(
        path, filename=name, media_type=MEDIA_TYPE, background=BackgroundTask(path.unlink, missing_ok=True)
    )


@asynccontextmanager
async def _opened(request: AnyRequest, db: Db, actor: Actor) -> AsyncIterator[Opened]:
    """Whose number it is decides on the right: one's own cases, or those of a government below."""
    code, house = (request.query_params.get(name) for name in ("tenant", "house"))
    if code is None:
        actor.need("case.read")
        if house is None:
            yield await _open(request, db, actor, None)
            return
        async with _as_successor(request, actor, house) as (former, there):
            yield await _open(request, there, actor, None, former)
        return
    actor.need("figures.below")
    actor.need("case.read_below")
    place = registry(request).by_code(code)
    async with house_below(request, actor, house or code, "cases") as (there, below):
        if place.id not in actor.reads:
            raise NotFound
        yield await _open(request, below, actor, place, house=there if house else None)


@asynccontextmanager
async def _as_successor(request: AnyRequest, actor: Actor, code: str) -> AsyncIterator[tuple[Former, Db]]:
    """Stand in a house with which one's own goes on, as a reader; the look is recorded there."""
    database: Database = request.app.state.database
    former = next((one for one in await _formers(request, actor) if _code(request, one) == code), None)
    if former is None:
        raise NotFound
    await record(
        database, former.tenant, "looked_in_after", account_id=actor.account_id, at=moment(request)
    )  # fmt: skip
    async with database.transaction(former.reach, "reader") as db:
        yield former, db


async def _formers(request: AnyRequest, actor: Actor) -> list[Former]:
    return list(formers_of(await successions(request.app.state.database), actor.tenant))


def _code(request: AnyRequest, former: Former) -> str:
    return registry(request).get(former.tenant).code


async def _houses(request: AnyRequest, actor: Actor, opened: Opened) -> tuple[Tab, ...]:
    """A tab for each house that counted the number, as far as one reads there: what lies below, or one's own former
    houses.
    """
    place, unit, standing = opened.place, opened.unit, opened.former
    readable = actor.reads if place else [one.tenant for one in await _formers(request, actor)]
    own = place.id if place else actor.tenant
    more = {"measure": opened.behind.measure} | ({"unit": unit.code} if unit else {})
    more |= {"tenant": place.code} if place else {}
    more |= {"among": DISTRICTS} if place and request.query_params.get("among") else {}

    def address(**on: str) -> str:
        return opened.asked.address(CASES, None, **more, **on)

    houses = await houses_behind(request, own, unit.id if unit else None, readable)
    names = {house: registry(request).get(house) for house in houses}
    return tuple(
        Tab(
            there.name(opened.known.language),
            address(map=map_of(request), **({} if house == own else {"house": there.code})),
            house == (standing.id if standing else own),
        )
        for house, there in names.items()
    )


async def _open(
    request: AnyRequest, db: Db, actor: Actor, place: Government | None, former: Former | None = None,
    house: Government | None = None,
) -> Opened:  # fmt: skip
    known = await known_for(request, db)
    asked = asked_of(request, moment(request).astimezone(known.calendar.zone).date())
    typed = asked.form.complete
    measure = request.query_params.get("measure", "")
    if measure not in MEASURE_NAMES or asked.question is None or typed is None:
        raise NotFound
    code = request.query_params.get("unit")
    unit = known.units.by_code(code) if code else None
    units = [unit.id] if unit else None if place else _among(request, known.units, actor)
    if units is None and (parts := await parts_on(request, place.id if place else actor.tenant)):
        if db.tenant not in parts:
            raise NotFound
        units = sorted(parts[db.tenant])
    topic = _topic(request, known) if measure == ARRIVED else Topic()
    only = readable(former, db, actor) if former else ()
    until = due_until(known.calendar, known.now).get(measure)
    behind = Behind(
        db.tenant, measure, asked.question.period, asked.question.origins, units, topic, only, until
    )
    house = registry(request).get(former.tenant) if former else house
    return Opened(db, known, asked, behind, unit, place, house)


def _of_district(request: AnyRequest, district: Government) -> str:
    """The same question about one of the districts, in its own house."""
    kept = {
        name: value
        for name, value in request.query_params.items()
        if name not in ("tenant", "house", "after")
    }
    return f"{CASES}?" + urlencode({**kept, "tenant": district.code})


def _topic(request: AnyRequest, known: Known) -> Topic:
    """A category and an area by their codes. Raises NotFound for codes that do not exist."""
    code, area = (request.query_params.get(name) for name in ("category", "area"))
    category = known.categories.by_code(code)
    if code and category is None:
        raise NotFound
    return Topic(category.id if category else None, known.units.by_code(area).id if area else None)


def _among(request: AnyRequest, units: UnitTree, actor: Actor) -> list[Any] | None:
    """All units of the government, or its districts only."""
    among = request.query_params.get("among")
    if among is None:
        return None
    if among != DISTRICTS:
        raise NotFound
    return [unit.id for unit in units.every() if unit.governs_tenant_id in actor.reads]


def _came_from(request: AnyRequest) -> str:
    if request.query_params.get("from") == "morning":
        return "/morning"
    return "/overview" if request.query_params.get("among") == DISTRICTS else "/figures"


ROUTES = (cases_behind, sheet_behind)
