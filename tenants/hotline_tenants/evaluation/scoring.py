"""What a formula makes of a month's cells: exact to the last digit, the same on any machine."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hotline_tenants.evaluation.indicators import Figures, indicators_of
from hotline_tenants.evaluation.model import Exclusion, Formula
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.rates import LESS_IS_BETTER

DECIMALS = 4


@dataclass(frozen=True)
class Scored:
    """A unit's score, in hundredths; None where nothing that has a weight was counted of it."""

    unit_id: uuid.UUID
    peer_class: str
    score: Decimal | None


def scores(
    figures: Mapping[uuid.UUID, Figures], classes: Mapping[uuid.UUID, str], weights: Mapping[str, int]
) -> list[Scored]:
    """The score of every unit that has a class, ordered by unit: the weighted mean of its shares, over the indicators
    of which it has any.
    """
    found = []
    for peer_class in sorted(set(classes.values())):
        members = {unit: own for unit, own in figures.items() if classes.get(unit) == peer_class}
        indicators = indicators_of(list(members.values()))
        for unit, own in members.items():
            rates = {one.name: one.rate(own) for one in indicators}
            found.append(Scored(unit, peer_class, score(rates, weights)))
    return sorted(found, key=lambda one: one.unit_id)


def score(rates: Mapping[str, Rate], weights: Mapping[str, int]) -> Decimal | None:
    """Reckoned in fractions and rounded once, half to even, to four decimals. Of what went wrong, the share counts that
    did not.
    """
    counted = {name: weight for name, weight in weights.items() if weight and rates[name].of > 0}
    whole = sum(counted.values())
    if not whole:
        return None
    exact = sum(_share(name, rates[name]) * weight for name, weight in counted.items())
    return Decimal(round(exact * 100 * 10**DECIMALS / whole)).scaleb(-DECIMALS)


def _share(name: str, rate: Rate) -> Fraction:
    return Fraction(rate.of - rate.counted if name in LESS_IS_BETTER else rate.counted, rate.of)


def digest_of(month: dt.date, version: int, weights: Mapping[str, int], scored: Iterable[Scored]) -> bytes:
    """What is published, as SHA-256 over canonical JSON."""
    rows = [
        [str(one.unit_id), one.peer_class, None if one.score is None else str(one.score)] for one in scored
    ]
    whole = {"month": month.isoformat(), "formula": version, "weights": dict(weights), "scores": rows}
    return _digest(whole)


def adjusted_digest_of(
    month: dt.date, formula: Formula, scored: Iterable[Scored], exclusions: Iterable[Exclusion]
) -> bytes:
    """The same of the adjusted scores, with what was excluded."""
    return _digest(
        {
            "scores": digest_of(month, formula.version, formula.weights, scored).hex(),
            "excluded": [
                [
                    str(one.id), str(one.unit_id), one.reason, one.type, one.category, _day(one.first_on),
                    _day(one.last_on), one.whole_class,
                ]
                for one in exclusions
            ],
        }
    )  # fmt: skip


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _digest(whole: Mapping[str, object]) -> bytes:
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).digest()
