"""Signals of gaming beside the rates: each with its method, its numbers, those of its class, and its very cases."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound
from hotline_platform.tenancy.registry import Registry
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.queries import assignments
from hotline_tenants.evaluation.banding import Band, bands
from hotline_tenants.evaluation.classes import CLASSES, classes_of
from hotline_tenants.evaluation.reading import PeerClass, bands_of, months_of
from hotline_tenants.evaluation.signals import NAMES, signalled, signals_of
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_web.answers import page, reader_language
from hotline_web.cases.known import known_for
from hotline_web.entering import moment, registry
from hotline_web.evaluation.words import INDICATOR_NAMES, SIGNAL_METHODS, SIGNAL_NAMES
from hotline_web.figures.cells import digits_of
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/signals"
BESIDE = ("reply", "resolution", "satisfaction")
COUNTED_UP_TO = 1000

SIGNALLED = ListSpec(
    (
        Column("number", N_("Number"), "link"), Column("title", N_("Demand"), "long", width="wide"),
        Column("category", N_("Category"), hide_on_phone=True), Column("state", N_("State"), "state"),
        Column("due", N_("Limit to reply"), "moment"), Column("replied", N_("Replied"), "moment"),
        Column("day", N_("Dispatched"), "date", sortable=True),
    ),
    default_sort="-day",
    empty=Empty(N_("No case behind this number"), N_("It is nought, or what it counted has moved on meanwhile.")),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    month: str


@dataclass(frozen=True)
class SignalCell:
    """One signal of a unit, or of its whole class (`marked` never). `marked` where it was seen clearly more often than
    among the others; `url` leads to the cases.
    """

    rate: Rate | None
    marked: bool = False
    url: str | None = None

    @property
    def digits(self) -> int:
        """How exactly the share is told."""
        return digits_of(self.rate) if self.rate else 0


@dataclass(frozen=True)
class SignalTable:
    """One class: `whole` stands last, and `rows` are its units with the rates beside."""

    title: Message
    rows: Sequence[tuple[str, Sequence[Rate | None], Sequence[SignalCell]]]
    whole: Sequence[SignalCell]


@get(PLACE, opt={"permission": "figures.read"})
async def signals_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The signals of the month asked for; without any, of the latest that was reckoned."""
    language, known = reader_language(request), [one.month for one in await months_of(db)]
    reader = Reader(language, now=moment(request))
    months = tuple(Choice(one.isoformat(), reader.month(one)) for one in known)
    spec = FormSpec(Asked, (Field("month", N_("Month"), "select", width="narrow", choices=months),))
    given = request.query_params.get("month") or (known[0].isoformat() if known else "")
    form = spec.read({"month": given}) if known else spec.blank()
    month = dt.date.fromisoformat(form.value.month) if form.value else None
    tables = await _tables(request, db, actor, month) if month else []
    return page(
        request, "evaluation/signals.html", status=422 if known and month is None else 200, form=form, month=month,
        tables=tables, any=bool(known), names=SIGNAL_NAMES, methods=SIGNAL_METHODS,
        beside=[INDICATOR_NAMES[one] for one in BESIDE],
    )  # fmt: skip


@get(f"{PLACE}/cases", opt={"permission": "case.read"})
async def signalled_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The very cases that a signal counts of a unit in a month."""
    known, asked = await known_for(request, db), request.query_params
    unit, signal = known.units.by_code(asked.get("unit", "")), asked.get("signal", "")
    month = next(
        (one.month for one in await months_of(db) if one.month.isoformat() == asked.get("month")), None
    )
    if signal not in NAMES or month is None:
        raise NotFound
    day = Assignment.dispatched_on.expression
    source = Source(
        assignments(db.tenant, Assignment.id.in_(signalled(db.tenant, month, unit.id, signal))).add_columns(day.label("day")),
        Assignment.id.expression, {"day": day},
    )  # fmt: skip
    query = ListQuery.from_url(f"{PLACE}/cases", asked, SIGNALLED, known.calendar.zone)
    rows = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = rows.shown(
        lambda row: {**known.cells(row, N_("Due")), "day": row["day"], "due": row.get("reply_due_at")},
        lambda row: f"/cases/{row['case_id']}",
    )
    return page(
        request, "evaluation/signalled.html", page=shown, unit=unit.name(known.language), month=month,
        name=SIGNAL_NAMES[signal], method=SIGNAL_METHODS[signal],
    )  # fmt: skip


async def _tables(request: AnyRequest, db: Db, actor: Actor, month: dt.date) -> list[SignalTable]:
    units, seen = await unit_tree(db), await signals_of(db, month)
    rates, language = await bands_of(db, month, "live"), reader_language(request)
    by_class = _by_class(units, registry(request), seen)
    return [
        SignalTable(
            CLASSES[key],
            [
                (unit.name(language), _beside(rates.get(key, {}), unit.id), cells)
                for unit, cells in zip(members, _cells(actor, month, members, seen), strict=True)
            ],
            [SignalCell(_together([seen[unit.id].get(name) for unit in members])) for name in NAMES],
        )
        for key in CLASSES
        if (members := by_class.get(key))
    ]


def _by_class(
    units: UnitTree, known: Registry, seen: Mapping[uuid.UUID, Mapping[str, Rate]]
) -> Mapping[str, list[UnitInfo]]:
    classes = classes_of(units, known)
    found: dict[str, list[UnitInfo]] = {}
    for unit_id in seen:
        if unit_id in classes:
            found.setdefault(classes[unit_id], []).append(units.get(unit_id))
    return {key: sorted(members, key=lambda one: one.code) for key, members in found.items()}


def _cells(
    actor: Actor, month: dt.date, members: Sequence[UnitInfo], seen: Mapping[uuid.UUID, Mapping[str, Rate]]
) -> list[list[SignalCell]]:
    """More often than among the others of the class, by the test and the false discovery rate of the bands."""
    compared: dict[str, Mapping[uuid.UUID, Band]] = {
        name: bands({unit.id: {"": rate} for unit in members if (rate := seen[unit.id].get(name))})
        for name in NAMES
    }
    reads = actor.may("case.read")
    return [
        [
            SignalCell(
                rate,
                unit.id in compared[name] and compared[name][unit.id].verdict == "better",
                f"{PLACE}/cases?month={month}&unit={unit.code}&signal={name}" if reads and rate and rate.counted else None,
            )
            for name in NAMES
            for rate in [seen[unit.id].get(name)]
        ]
        for unit in members
    ]  # fmt: skip


def _together(several: Sequence[Rate | None]) -> Rate | None:
    there = [one for one in several if one is not None]
    return Rate(sum(one.counted for one in there), sum(one.of for one in there)) if there else None


def _beside(members: PeerClass, unit_id: uuid.UUID) -> list[Rate | None]:
    said = members.get(unit_id, {})
    return [said[name].band.rate if name in said else None for name in BESIDE]


ROUTES = (signals_page, signalled_page)
