"""What a proposal would do, as it stands on its page: open work, and the last months tried under it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.calendar.spans import Span
from hotline_platform.errors import Message
from hotline_tenants.changes.model import Change
from hotline_tenants.clocks.rules import Rule
from hotline_web.changes.words import LIMITS, STAGES


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
class Effect:
    at: dt.datetime
    running: int
    open: Sequence[OpenLine]
    first: dt.date
    last: dt.date
    past: Sequence[PastLine]

    @property
    def moved(self) -> int:
        """How many pieces of open work get another limit with what comes next."""
        return sum(line.count for line in self.open)


def effect_of(change: Change, rules: Mapping[str, Rule], language: str) -> Effect | None:
    """None while it is not reckoned."""
    found = change.effect
    if found is None:
        return None

    def name(code: str) -> str:
        return rules[code].name(language) if code in rules else code

    past = found["past"]
    return Effect(
        dt.datetime.fromisoformat(found["at"]), found["running"],
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


def _span(written: Any) -> Span | None:
    return Span.parse(written) if written else None
