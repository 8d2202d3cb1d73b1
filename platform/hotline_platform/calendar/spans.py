"""Amounts of time as the rules speak of them: clock minutes, working minutes or working days."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering
from typing import Self

from hotline_platform.errors import N_, Refused


class SpanKind(StrEnum):
    CLOCK = "clock_minutes"
    WORKING = "working_minutes"
    DAYS = "working_days"


# Ten years in each unit: more is a slip of the finger, and would only make the calendar count forever.
LARGEST = {SpanKind.CLOCK: 5_270_400, SpanKind.WORKING: 1_537_200, SpanKind.DAYS: 3_660}

UNITS = {
    "min": (SpanKind.CLOCK, 1),
    "h": (SpanKind.CLOCK, 60),
    "wmin": (SpanKind.WORKING, 1),
    "wh": (SpanKind.WORKING, 60),
    "wd": (SpanKind.DAYS, 1),
}
WRITTEN = re.compile(r"([0-9]{1,7})\s*(min|h|wmin|wh|wd)")


@total_ordering
@dataclass(frozen=True, slots=True)
class Span:
    """A positive amount of one kind. Spans of two kinds are never equal, and ordering them is a TypeError.

    Raises ValueError for an amount that is not positive or longer than ten years.
    """

    kind: SpanKind
    amount: int

    def __post_init__(self) -> None:
        if not 0 < self.amount <= LARGEST[self.kind]:
            raise ValueError(f"a span of {self.kind} is 1 to {LARGEST[self.kind]}, not {self.amount}")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Span) or other.kind is not self.kind:
            return NotImplemented
        return self.amount < other.amount

    def __str__(self) -> str:
        """The shortest text that `parse` reads back: 15min, 24h, 90wmin, 4wh, 1wd."""
        if self.kind is SpanKind.DAYS:
            return f"{self.amount}wd"
        prefix = "w" if self.kind is SpanKind.WORKING else ""
        hours, minutes = divmod(self.amount, 60)
        return f"{self.amount}{prefix}min" if minutes else f"{hours}{prefix}h"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "15min", "24h" (clock), "90wmin", "4wh" (working time) or "1wd". Raises Refused for anything else."""
        match = WRITTEN.fullmatch(text.strip().lower())
        if match is None:
            raise _unreadable(text)
        kind, factor = UNITS[match[2]]
        amount = int(match[1]) * factor
        if not 0 < amount <= LARGEST[kind]:
            raise _unreadable(text)
        return cls(kind, amount)

    def to_json(self) -> str:
        """The printed form: one string, readable in the database."""
        return str(self)

    @classmethod
    def from_json(cls, value: str) -> Self:
        return cls.parse(value)


def clock_minutes(amount: int) -> Span:
    return Span(SpanKind.CLOCK, amount)


def clock_hours(amount: int) -> Span:
    return Span(SpanKind.CLOCK, amount * 60)


def working_minutes(amount: int) -> Span:
    return Span(SpanKind.WORKING, amount)


def working_hours(amount: int) -> Span:
    return Span(SpanKind.WORKING, amount * 60)


def working_days(amount: int) -> Span:
    return Span(SpanKind.DAYS, amount)


def _unreadable(text: str) -> Refused:
    return Refused(
        N_(
            "“%(value)s” is not a length of time. Write 15min or 24h for clock time, 4wh or 90wmin for "
            "working time, 5wd for working days; more than zero, at most ten years.",
            value=text,
        )
    )
