"""The band that a correction makes: the corrected amounts of a unit against the others of its class as they were published.

A correction names no cases, so its amounts are laid over the kinds of work as the published ones lay there.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.banding import Strata, Verdict, bands, line_of
from hotline_tenants.evaluation.freezing import LIVE
from hotline_tenants.evaluation.indicators import ASKED_OF_CALLERS, Indicator, indicators_of
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.reading import PeerClass, bands_of
from hotline_tenants.evaluation.reckoning import Cells, Kind, cells_of
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.rates import total
from hotline_tenants.network.classification import Classification, classification


@dataclass(frozen=True)
class Reband:
    """A verdict, and up to which probability a difference counted in the class."""

    verdict: Verdict
    line: float


@dataclass(frozen=True)
class PublishedMonth:
    """What was published of a month on one basis: its bands by class, and the cells that they come from."""

    classes: Mapping[str, PeerClass]
    cells: Cells
    categories: Classification

    def rates(self) -> dict[uuid.UUID, dict[str, Rate]]:
        """Of every unit, by indicator."""
        return {
            unit: {name: said.band.rate for name, said in of.items()}
            for members in self.classes.values()
            for unit, of in members.items()
        }

    def verdict(self, unit_id: uuid.UUID, indicator: str) -> Verdict:
        """What was published of one indicator of a unit."""
        said = self._class_of(unit_id).get(unit_id, {}).get(indicator)
        return said.band.verdict if said else "few"

    def reband(self, unit_id: uuid.UUID, name: str, corrected: Rate) -> Reband:
        """The verdict on one indicator of a unit with these amounts. Of whom nothing was said because too few callers
        were reached, nothing is said now.
        """
        said = self._class_of(unit_id)
        kinds = {unit: self.cells.get(unit, {}) for unit in said}
        (indicator,) = indicators_of([total(each.values()) for each in kinds.values()], [name])
        strata = {unit: self._strata(unit, indicator) for unit in said}
        less = indicator.less_is_better
        silent = [
            unit
            for unit, band in bands(strata, less_is_better=less).items()
            if name in ASKED_OF_CALLERS and band.verdict != "few" and self.verdict(unit, name) == "few"
        ]
        order = sorted(strata.get(unit_id, {}), key=self._place)
        strata[unit_id] = laid_over([strata[unit_id][kind] for kind in order], corrected, order)
        found = bands(strata, unsaid=silent, less_is_better=less)
        line = line_of([band.p for band in found.values() if band.verdict != "few"])
        return Reband(found[unit_id].verdict, line)

    def _class_of(self, unit_id: uuid.UUID) -> PeerClass:
        return next((members for members in self.classes.values() if unit_id in members), {unit_id: {}})

    def _strata(self, unit_id: uuid.UUID, indicator: Indicator) -> Strata[Kind]:
        return {kind: indicator.rate(figures) for kind, figures in self.cells.get(unit_id, {}).items()}

    def _place(self, kind: Kind) -> tuple[str, str, str]:
        type_, urgency, category_id = kind
        found = self.categories.find(category_id)
        return type_, urgency, found.code if found else ""


async def published_month(db: Db, publication: Publication, basis: str) -> PublishedMonth:
    """A month that is drawn up, whose cells stand still."""
    return PublishedMonth(
        await bands_of(db, publication.month, LIVE, basis),
        await cells_of(db, publication.month, LIVE, basis),
        await classification(db),
    )


def laid_over(published: Sequence[Rate], corrected: Rate, kinds: Sequence[Kind]) -> Strata[Kind]:
    """What counted in proportion to what counted, the others in proportion to the others; where nothing did, to all."""
    of = [one.of for one in published]
    if not sum(of):
        return {}
    counted = _apportioned(corrected.counted, [one.counted for one in published], of)
    others = _apportioned(corrected.of - corrected.counted, [one.of - one.counted for one in published], of)
    return {
        kind: Rate(these, these + those) for kind, these, those in zip(kinds, counted, others, strict=True)
    }


def _apportioned(amount: int, over: Sequence[int], otherwise: Sequence[int]) -> Sequence[int]:
    """In whole numbers, by the largest remainders, of equal ones the first."""
    parts = over if sum(over) else otherwise
    shares = [divmod(amount * part, sum(parts)) for part in parts]
    found = [whole for whole, _ in shares]
    nearest = sorted(range(len(parts)), key=lambda place: -shares[place][1])
    for place in nearest[: amount - sum(found)]:
        found[place] += 1
    return found
