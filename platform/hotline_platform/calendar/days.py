"""What a day is: worked or not, and by which rule."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    CLOSURE = "closure"


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKE_UP})


@dataclass(frozen=True, slots=True)
class Day:
    """One local date. `known` is false when its year has not been loaded and the kind is only assumed."""

    date: dt.date
    kind: DayKind
    zh: str = ""
    en: str = ""
    known: bool = True

    @property
    def worked(self) -> bool:
        return self.kind in WORKED


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day on which nothing counts: `why` is a weekend, a holiday or a closure; a weekend has no name."""

    date: dt.date
    why: DayKind
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which this tenant's office is shut by a local decision; the reason is shown in both languages."""

    date: dt.date
    zh: str
    en: str
