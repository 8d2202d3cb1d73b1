"""The facts of a finished campaign, taken at one moment and kept for its report: whatever is written later, they stay."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.figures.periods import Period
from hotline_tenants.inspection.agreement import Agreement
from hotline_tenants.inspection.finding import findings_of
from hotline_tenants.inspection.model import Campaign, Item
from hotline_tenants.inspection.results import Mean, Results, results_of
from hotline_tenants.inspection.sampling import strata_of
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.rectification.model import Rectification

MADE = ("issued", "reported", "closed")
"""States of a rectification notice that has left the house."""


class Scored(msgspec.Struct, frozen=True):
    """The score of a place or of a handling unit, in points of a hundred, over so many items."""

    name: str
    items: int
    points: float | None


class InspectedPlace(msgspec.Struct, frozen=True):
    """One inspected government or unit: how much there was of it, its score, its handling units, what was found."""

    id: uuid.UUID
    population: int
    score: Scored
    handlers: tuple[Scored, ...]
    findings: int
    notices: int


class SheetFigures(msgspec.Struct, frozen=True):
    """One line of the sheet: the marks that were given, and how far two inspectors agree on it."""

    name: str
    of: str
    marks: dict[str, int]
    pairs: int
    same: int
    kappa: float | None


class NoticeFigures(msgspec.Struct, frozen=True):
    """A rectification notice that was issued from the campaign."""

    number: str
    unit: str
    title: str
    due: dt.date
    closed: bool


class Inspected(msgspec.Struct, frozen=True):
    """Everything that the report of a campaign can say in numbers."""

    campaign_id: uuid.UUID
    title: str
    first: dt.date
    last: dt.date
    as_of: dt.datetime
    drawn_at: dt.datetime
    seed: str
    items: Mapping[str, int]
    twice: int
    pairs: int
    same: int
    kappa: float | None
    places: tuple[InspectedPlace, ...]
    lines: tuple[SheetFigures, ...]
    notices: tuple[NoticeFigures, ...]

    @property
    def period(self) -> Period:
        """The days whose closings were inspected."""
        return Period(self.first, self.last)

    @property
    def population(self) -> int:
        """How much there was to draw from."""
        return sum(one.population for one in self.places)

    @property
    def points(self) -> float | None:
        """The score of all places together, each by how much there was of it."""
        scored = [(one.population, one.score.points) for one in self.places if one.score.points is not None]
        whole = sum(population for population, _ in scored)
        return sum(population * points for population, points in scored) / whole if whole else None


async def take_campaign(db: Db, campaign: Campaign, *, at: dt.datetime) -> Inspected:
    """Read them now, from the sheets: a sample is bounded, so this is too."""
    assert campaign.drawn_at is not None
    assert campaign.seed is not None
    results, units = await results_of(db, campaign), await unit_tree(db)
    items = list(
        await db.scalars(select(Item).where(Item.tenant_id == db.tenant, Item.campaign_id == campaign.id))
    )
    notices = await _notices(db, campaign.id, units)
    agreed = results.agreement
    return Inspected(
        campaign_id=campaign.id, title=campaign.title, first=campaign.first_on, last=campaign.last_on, as_of=at,
        drawn_at=campaign.drawn_at, seed=campaign.seed, items=Counter(one.kind for one in items),
        twice=sum(one.twice for one in items), pairs=agreed.pairs, same=agreed.same, kappa=agreed.kappa,
        places=await _places(db, campaign, items, results, units, Counter(unit_id for unit_id, _ in notices)),
        lines=tuple(_lines(campaign, results)), notices=tuple(notice for _, notice in notices),
    )  # fmt: skip


async def _places(
    db: Db, campaign: Campaign, items: Sequence[Item], results: Results, units: UnitTree,
    notices: Mapping[uuid.UUID | None, int],
) -> tuple[InspectedPlace, ...]:  # fmt: skip
    found = Counter(one.unit_id for one in await findings_of(db, campaign.id))
    populations: Counter[uuid.UUID] = Counter()
    for one in await strata_of(db, campaign.id):
        populations[one.unit_id] += one.population
    return tuple(
        InspectedPlace(
            unit_id, populations[unit_id], _scored(units.get(unit_id).name_zh, mean),
            tuple(
                _scored(results.named[unit_id, code].get("zh") or "直接答复", each) for code, each in sorted(results.handlers[unit_id].items())
            ),
            found[unit_id], notices.get(unit_id, 0),
        )
        for unit_id, mean in sorted(results.places.items(), key=lambda one: units.get(one[0]).code)
    )  # fmt: skip


def _scored(name: str, mean: Mean) -> Scored:
    return Scored(name, mean.items, mean.points)


def _lines(campaign: Campaign, results: Results) -> list[SheetFigures]:
    found = {one.code: one for one in results.lines}
    return [
        _line(line, found[line["code"]].marks, found[line["code"]].agreement)
        for line in campaign.sheet
        if any(found[line["code"]].marks.values())
    ]


def _line(line: Mapping[str, Any], marks: Mapping[str, int], agreed: Agreement) -> SheetFigures:
    return SheetFigures(line["name"], line["of"], dict(marks), agreed.pairs, agreed.same, agreed.kappa)


async def _notices(
    db: Db, campaign_id: uuid.UUID, units: UnitTree
) -> list[tuple[uuid.UUID | None, NoticeFigures]]:
    rows = await db.scalars(
        select(Rectification)
        .where(
            Rectification.tenant_id == db.tenant, Rectification.campaign_id == campaign_id,
            Rectification.state.in_(MADE),
        )
        .order_by(Rectification.issued_at, Rectification.id)
    )  # fmt: skip
    calendar, found = await calendar_of(db), []
    for one in rows:
        unit = units.find(one.unit_id)
        due = calendar.local_date(one.due_at)
        notice = NoticeFigures(
            one.number or "", unit.name_zh if unit else "", one.title, due, one.state == "closed"
        )
        found.append((one.unit_id, notice))
    return found
