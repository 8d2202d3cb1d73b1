"""The bands of one class as a table: units down, indicators across."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import Message
from hotline_tenants.evaluation.classes import CLASSES
from hotline_tenants.evaluation.indicators import INDICATORS, OF_THE_DESK
from hotline_tenants.evaluation.months import span_of
from hotline_tenants.evaluation.reading import PeerClass, Said
from hotline_tenants.figures.rates import LESS_IS_BETTER, RATES, WENT_WRONG
from hotline_tenants.network.units import UnitTree
from hotline_web.evaluation.words import INDICATOR_MEANINGS, INDICATOR_NAMES
from hotline_web.figures.cells import Heading, digits_of
from hotline_web.figures.leading import CASES

WELL = tuple(name for name in INDICATORS if name not in LESS_IS_BETTER)


@dataclass(frozen=True)
class BandCell:
    """What is said of one indicator of one unit, raw and, where something is excluded in the month, adjusted; the score is
    made of the latter where it is `by_adjusted`. `url` leads to the cases it is counted over.
    """

    indicator: str
    said: Said | None
    adjusted: Said | None
    url: str | None
    by_adjusted: bool = False

    @property
    def judged(self) -> bool:
        """Whether there is a verdict at all: something was counted, and it is the unit's own doing."""
        return self.indicator not in OF_THE_DESK and self.said is not None and self.counting.band.rate.of > 0

    @property
    def counting(self) -> Said:
        """What the score is made of."""
        assert self.said is not None
        return self.adjusted if self.by_adjusted and self.adjusted is not None else self.said

    @property
    def verdict(self) -> str:
        """The band on that basis."""
        return self.counting.band.verdict

    @property
    def digits(self) -> int:
        """How exactly the rate is told."""
        assert self.said is not None
        return digits_of(self.said.band.rate)


@dataclass(frozen=True)
class BandRow:
    """A unit; `wrong` are the cells of what went wrong, of which less is better."""

    unit_id: uuid.UUID
    name: str
    cells: tuple[BandCell, ...]
    wrong: tuple[BandCell, ...]


@dataclass(frozen=True)
class ClassTable:
    """One class, with a column for each indicator of which anything was counted in it."""

    key: str
    title: Message
    rows: tuple[BandRow, ...]
    headings: tuple[Heading, ...]
    wrong_headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Shown:
    """Which month and origin are on the page, on which basis its scores are made, and who looks."""

    month: dt.date
    origin: str
    actor: Actor
    by_adjusted: bool


def tables(
    classes: Mapping[str, PeerClass],
    adjusted: Mapping[str, PeerClass],
    units: UnitTree,
    shown: Shown,
    language: str,
) -> Sequence[ClassTable]:
    """A table for each class, its units in the order of their codes."""
    codes = {unit.id: (unit.code, unit.name(language)) for unit in units.every()}
    found = []
    for key, members in classes.items():
        columns = _counted(WELL, members), _counted(WENT_WRONG, members)
        rows = tuple(
            _row(unit_id, *codes[unit_id], members[unit_id], adjusted.get(key, {}).get(unit_id, {}), shown, columns)
            for unit_id in sorted(members, key=lambda one: codes[one])
        )  # fmt: skip
        found.append(ClassTable(key, CLASSES[key], rows, *map(_headings, columns)))
    return found


def _counted(names: Sequence[str], members: PeerClass) -> Sequence[str]:
    """Those of which anything was counted; in imported history, for instance, only how long answers took."""
    return [
        name for name in names if any(name in said and said[name].band.rate.of for said in members.values())
    ]


def _headings(names: Sequence[str]) -> tuple[Heading, ...]:
    return tuple(Heading(INDICATOR_NAMES[name], INDICATOR_MEANINGS[name]) for name in names)


def _row(
    unit_id: uuid.UUID, code: str, name: str, said: Mapping[str, Said], adjusted: Mapping[str, Said], shown: Shown,
    columns: Sequence[Sequence[str]],
) -> BandRow:  # fmt: skip
    well, wrong = (
        tuple(
            BandCell(
                one,
                said.get(one),
                adjusted.get(one),
                cases_url(shown.actor, one, code, shown.month, shown.origin),
                shown.by_adjusted,
            )
            for one in names
        )
        for names in columns
    )
    return BandRow(unit_id, name, well, wrong)


def cases_url(actor: Actor, indicator: str, code: str, month: dt.date, origin: str) -> str | None:
    """The cases over which an indicator of a unit (by its code) is counted in a month, for whoever may read them."""
    if not actor.may("case.read"):
        return None
    period, measure = span_of(month), RATES.get(indicator, ("", "answered"))[1]
    return f"{CASES}?measure={measure}&unit={code}&first={period.first}&last={period.last}&origin={origin}"
