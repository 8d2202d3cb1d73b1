"""What a proposal would do, as it stands on its page: open work, and the last months tried under it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.calendar.spans import Span
from hotline_platform.errors import Message
from hotline_tenants.changes.listing import shown_of
from hotline_tenants.changes.model import Change
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.network.units import UnitTree
from hotline_tenants.supervision.thresholds import DEFAULTS
from hotline_web.cases.showing import CLOCKS
from hotline_web.changes.words import LIMITS, NUMBERS, STAGES, name_of
from hotline_web.pieces import Text

MOST_UNITS = 12


@dataclass(frozen=True)
class OpenLine:
    """Open work of one rule at one place, and the limits of what comes next there."""

    rule: str
    stage: Message
    count: int
    limits: Sequence[tuple[Message, Span | None, Span | None]]


@dataclass(frozen=True)
class PastLine:
    """One limit of one rule, tried on what was done: how many were late by it as it is, and as it would be."""

    rule: str
    limit: Message
    now: Span | None
    then: Span | None
    of: int
    late_now: int
    late_then: int
    undone: int


@dataclass(frozen=True)
class OnWork:
    """What other limits would do: to open work, and to what was done in the last months."""

    running: int
    open: Sequence[OpenLine]
    first: dt.date
    last: dt.date
    past: Sequence[PastLine]


@dataclass(frozen=True)
class ClockLine:
    """Open clocks of one kind in one government, and how many would be due earlier or later."""

    government: str
    clock: Message
    earlier: int
    later: int


@dataclass(frozen=True)
class OnClocks:
    """What other office hours, or a closed day, would do to the clocks that run."""

    looked: int
    lines: Sequence[ClockLine]
    several: bool


@dataclass(frozen=True)
class CardLine:
    """Open cases of one government that stand between two thresholds, by unit; `more` units are left out."""

    government: str
    threshold: Message
    now: int
    then: int
    count: int
    units: Sequence[tuple[str, int]]
    more: int


@dataclass(frozen=True)
class PastCards:
    """How many cases came to a threshold in the last months; None where nothing tells."""

    threshold: Message
    now: int
    then: int
    by_now: int | None
    by_then: int | None


@dataclass(frozen=True)
class OnCards:
    """What another threshold would do, and what it would have done."""

    lines: Sequence[CardLine]
    several: bool
    past: Sequence[PastCards]


@dataclass(frozen=True)
class NumberLine:
    """What a value comes to in one government, as it is and as it would be; None where nothing tells."""

    government: str
    what: Message
    now: float | None
    then: float | None


@dataclass(frozen=True)
class Effect:
    """What was reckoned, by the kinds of settings in the change; `listed` cases can be looked at."""

    at: dt.datetime
    listed: int
    work: OnWork | None
    clocks: OnClocks | None
    cards: OnCards | None
    numbers: Sequence[NumberLine]
    own_below: Sequence[tuple[str, Sequence[Text]]]


def effect_of(change: Change, rules: Mapping[str, Rule], units: UnitTree, language: str) -> Effect | None:
    """None while it is not reckoned."""
    found = change.effect
    if found is None:
        return None
    return Effect(
        dt.datetime.fromisoformat(found["at"]), sum((shown_of(found) or {}).values()),
        _on_work(found, rules, language) if "past" in found else None,
        _on_clocks(found["hours"], language) if "hours" in found else None,
        _on_cards(found["cards_given"], units, language) if "cards_given" in found else None,
        [
            NumberLine(line["government"][language], NUMBERS[line["what"]], line["now"], line["then"])
            for line in found.get("numbers", ())
        ],
        [
            (one["government"][language], [name_of(subject, rules, language) for subject in one["settings"]])
            for one in found.get("own_below", ())
        ],
    )  # fmt: skip


def _on_work(found: Mapping[str, Any], rules: Mapping[str, Rule], language: str) -> OnWork:
    def name(code: str) -> str:
        return rules[code].name(language) if code in rules else code

    past = found["past"]
    return OnWork(
        found["running"],
        [
            OpenLine(name(line["rule"]), STAGES[line["stage"]], line["count"],
                     [(LIMITS[limit], _span(now), _span(then)) for limit, now, then in line["limits"]])
            for line in found["open"]
        ],
        dt.date.fromisoformat(past["first"]), dt.date.fromisoformat(past["last"]),
        [
            PastLine(name(line["rule"]), LIMITS[line["limit"]], _span(line["now"]), _span(line["then"]), line["of"],
                     line["late_now"], line["late_then"], line["undone"])
            for line in past["lines"]
        ],
    )  # fmt: skip


def _on_clocks(found: Mapping[str, Any], language: str) -> OnClocks:
    lines = [
        ClockLine(line["government"][language], CLOCKS[line["clock"]], line["earlier"], line["later"])
        for line in found["lines"]
    ]
    return OnClocks(found["looked"], lines, several=len({line.government for line in lines}) > 1)


def _on_cards(found: Mapping[str, Any], units: UnitTree, language: str) -> OnCards:
    lines = []
    for line in found["lines"]:
        named = [
            (unit.name(language), number)
            for unit_id, number in line["units"]
            if unit_id and (unit := units.find(uuid.UUID(unit_id)))
        ]
        lines.append(
            CardLine(line["government"][language], DEFAULTS[line["of"]].name, line["now"], line["then"], line["count"],
                     named[:MOST_UNITS], max(0, len(named) - MOST_UNITS))
        )  # fmt: skip
    past = [
        PastCards(DEFAULTS[one["of"]].name, one["now"], one["then"], one["by_now"], one["by_then"])
        for one in found["past"]
    ]
    return OnCards(lines, len({line.government for line in lines}) > 1, past)


def _span(written: Any) -> Span | None:
    return Span.parse(written) if written else None
