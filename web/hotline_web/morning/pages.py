"""The morning page of a head and a deputy director: what to sign, what is late, what grew, how yesterday was."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.morning.growth import Growth
from hotline_tenants.morning.topics import what_grew
from hotline_tenants.morning.under_way import late_by_unit, under_way
from hotline_tenants.morning.waiting import UP_TO, Item, Waiting, waiting_for
from hotline_tenants.morning.yesterday import COUNTS, TIMELY, WEEK, Figures, due_soon, overdue, yesterday
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_tenants.overview.behind import ARRIVED, OVERDUE
from hotline_tenants.overview.overdue import DUE_NEXT, due_until
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment
from hotline_web.figures.leading import CASES, DISTRICTS
from hotline_web.figures.words import MEASURE_NAMES, RATE_NAMES
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.morning.words import SPANS, UNDER_WAY, WAITING, Place
from hotline_web.pieces import Text, Tile

AnyRequest = Request[Any, Any, Any]
PLACE = "/morning"
ICONS = {"dispatched": "send", "answered": "message-check", "closed": "circle-check"}
SHOWN, FIRST = 12, 5


@dataclass(frozen=True)
class Grew:
    """One thing that grew, as a line: what, where, how much against how much, and its cases."""

    what: str
    where: str
    span: Message
    now: int
    expected: float
    url: str


@dataclass(frozen=True)
class Followed:
    """One kind of thing under way, as a line: how many, how many late, and late ones by district, each with its list."""

    label: Message
    icon: str
    number: int
    url: str
    late: int
    late_url: str
    by_unit: list[tuple[Text, int, str]]


@get(PLACE, opt={"permission": "morning.read"})
async def morning_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Everything on it is read from what is folded or waits: its cost does not follow the cases."""
    known = await known_for(request, db)
    day = known.now.astimezone(known.calendar.zone).date() - dt.timedelta(days=1)
    now, before = await yesterday(db, day)
    grown = await what_grew(db, day)
    units = _compared(known.units, actor)
    late = await overdue(db, units, at=moment(request))
    until = due_until(known.calendar, known.now)
    due = await due_soon(db, units, until, at=known.now)
    reader = Reader(known.language, known.calendar.zone, known.now)
    waiting = [_waiting(one, known, reader) for one in await waiting_for(db, actor, at=moment(request))]
    return page(
        request, "morning/show.html", day=day, waiting=waiting, up_to=UP_TO, followed=await _followed(db, actor, known),
        tiles=_tiles(now, before, day, reader),
        late=[(unit.name(known.language), many, _cases(OVERDUE, day, unit=unit.code)) for unit, many in late[:SHOWN]],
        due=_due(due, day, known, among=bool(actor.reads)), more_due=len(due) > SHOWN, due_names=[MEASURE_NAMES[name] for name in until],
        until=until[DUE_NEXT], more_late=len(late) > SHOWN, by_district=bool(actor.reads), most=max((many for _, many in late), default=0),
        grown=grown, grew=[_grew(one, day, known) for one in grown.found[:SHOWN]],
    )  # fmt: skip


def _waiting(
    one: Waiting, known: Known, reader: Reader
) -> tuple[Place, int, list[tuple[str, Text, dt.datetime]]]:
    """A kind, how many of it wait, and those that are shown: all of them where they have no list of their own."""
    place = WAITING[one.kind]
    items = one.items[:FIRST] if place.all else one.items
    shown = [(place.one % item.key, _called(one.kind, item, known, reader), item.since) for item in items]
    return place, len(one.items), shown


def _called(kind: str, item: Item, known: Known, reader: Reader) -> Text:
    if kind in ("months", "recalls"):
        return reader.month(dt.date.fromisoformat(item.key))
    if kind == "formulas":
        return N_("Formula, version %(version)s", version=item.key)
    return known.unit(item.unit_id) if item.unit_id else item.name


def _due(
    due: Sequence[tuple[UnitInfo, Mapping[str, int]]], day: dt.date, known: Known, *, among: bool
) -> list[tuple[Text, list[tuple[int, str]]]]:
    """A line for all of them and one for each of the first: every number with its cases."""
    whole = {name: sum(counts[name] for _, counts in due) for name in (due[0][1] if due else ())}
    more: dict[str, Any] = {"among": DISTRICTS} if among else {}
    each = [
        (
            unit.name(known.language),
            [(many, _cases(name, day, unit=unit.code)) for name, many in counts.items()],
        )
        for unit, counts in due[:SHOWN]
    ]
    every = N_("All together"), [(many, _cases(name, day, **more)) for name, many in whole.items()]
    return [every, *each] if len(due) > 1 else list(each)


async def _followed(db: Db, actor: Actor, known: Known) -> list[Followed]:
    found = []
    for one in await under_way(db, actor, at=known.now):
        place = UNDER_WAY[one.kind]
        late: list[tuple[Text, int, str]] = []
        if one.kind == "rectifications" and one.late:
            late = [
                (known.unit(unit_id), many, place.late(str(unit_id)))
                for unit_id, many in await late_by_unit(db, at=known.now) if unit_id is not None
            ]  # fmt: skip
        found.append(
            Followed(place.label, place.icon, one.number, place.all, one.late or 0, place.late(), late)
        )
    return found


def _compared(units: UnitTree, actor: Actor) -> Sequence[UnitInfo]:
    """The districts, where there are any below; else one's own units."""
    districts = [unit for unit in units.every() if unit.governs_tenant_id in actor.reads]
    return districts or units.every()


def _cases(measure: str, first: dt.date, last: dt.date | None = None, **more: str) -> str:
    asked = {"measure": measure, **more, "first": str(first), "last": str(last or first), "from": "morning"}
    return f"{CASES}?{urlencode(asked)}"


def _tiles(now: Figures, before: Figures, day: dt.date, reader: Reader) -> list[Tile]:
    counts = {ARRIVED: (now.arrived, before.arrived)}
    counts |= {name: (now.counts[name], before.counts[name]) for name in COUNTS}
    found = [
        Tile(
            MEASURE_NAMES[name], reader.number(many), _cases(name, day), ICONS.get(name, "headset"),
            note=N_("a week before: %(before)s", before=reader.number(then)),
        )
        for name, (many, then) in counts.items()
    ]  # fmt: skip
    timely = now.timely
    note = N_("%(counted)s of %(of)s; a week before: %(before)s", counted=timely.counted, of=timely.of,
              before=reader.percent(before.timely.share))  # fmt: skip
    found.append(
        Tile(
            RATE_NAMES[TIMELY], reader.percent(timely.share), _cases("reply_cohort", day) if timely.of else None,
            "clock-check", note=note if timely.of else N_("No limit fell on this day"),
        )
    )  # fmt: skip
    return found


def _grew(one: Growth, day: dt.date, known: Known) -> Grew:
    cell = one.cell
    category, area = known.categories.find(cell.category_id), known.units.find(cell.area_id)
    first = day - WEEK + dt.timedelta(days=1) if cell.span == "week" else day
    more = {"category": category.code if category else "", "area": area.code if area else ""}
    return Grew(
        known.categories.path(cell.category_id, known.language), area.name(known.language) if area else "",
        SPANS[cell.span], one.now, one.expected,
        _cases(ARRIVED, first, day, **{name: code for name, code in more.items() if code}),
    )  # fmt: skip


ROUTES = (morning_page,)
