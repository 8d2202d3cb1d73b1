"""The national calendar of one year: its holidays and the weekend days that are worked to make up for them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import chinese_calendar

from hotline_platform.calendar.days import DayKind
from hotline_platform.errors import N_, HotlineError

# Always holidays, in any year: the Regulation on Public Holidays for National Annual Festivals and Memorial Days.
# A source without them does not hold the year, whatever it says about other days.
ALWAYS_HOLIDAY = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利纪念日": "Victory Day",
}
SPELLINGS = {
    "清明": "清明节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "五一": "劳动节",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "抗战胜利纪念日",
}


class YearUnknown(HotlineError):
    """The source does not hold this year; the calendar goes on without it, provisionally."""

    def __init__(self, year: int) -> None:
        super().__init__(N_("The working calendar of %(year)s has not been published here yet.", year=year))
        self.year = year


class SpecialDay(NamedTuple):
    """A day that is not what its weekday says: a holiday, or a weekend day that is worked (`make_up`)."""

    kind: DayKind
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A whole year as it was announced; the days not named are worked from Monday to Friday.

    Raises ValueError when a day belongs to another year or is neither a holiday nor a make-up day.
    """

    year: int
    days: Mapping[dt.date, SpecialDay] = field(hash=False)

    def __post_init__(self) -> None:
        for date, day in self.days.items():
            if date.year != self.year or day.kind not in {DayKind.HOLIDAY, DayKind.MAKE_UP}:
                raise ValueError(f"{date} ({day.kind}) has no place in the calendar of {self.year}")
        object.__setattr__(self, "days", MappingProxyType(dict(sorted(self.days.items()))))

    def to_json(self) -> dict[str, Any]:
        """One database row: {"year": 2026, "days": {"2026-01-01": ["holiday", "元旦", "New Year's Day"], …}}."""
        return {"year": self.year, "days": {date.isoformat(): [*day] for date, day in self.days.items()}}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The year that `to_json` wrote. Raises ValueError or KeyError when the row is damaged."""
        days = {
            dt.date.fromisoformat(date): SpecialDay(DayKind(kind), zh, en)
            for date, (kind, zh, en) in value["days"].items()
        }
        return cls(int(value["year"]), days)


def from_package(year: int) -> CalendarYear:
    """The year as the `chinesecalendar` package has it. Raises YearUnknown when it does not hold the whole year."""
    days: dict[dt.date, SpecialDay] = {}
    for source, kind in (
        (chinese_calendar.holidays, DayKind.HOLIDAY),
        (chinese_calendar.workdays, DayKind.MAKE_UP),
    ):
        for date, name in source.items():
            if date.year == year:
                days[date] = SpecialDay(kind, *names(chinese_calendar.Holiday(name).chinese))
    # The package answers "weekends only" for every year up to its last entry, so its own range is no proof.
    if missing_holidays(year, days):
        raise YearUnknown(year)
    return CalendarYear(year, days)


def missing_holidays(year: int, days: Mapping[dt.date, SpecialDay]) -> list[dt.date]:
    """The dates that are holidays by law in every year and are not holidays in `days`."""
    always = (dt.date(year, month, day) for month, day in ALWAYS_HOLIDAY)
    return [date for date in always if date not in days or days[date].kind is not DayKind.HOLIDAY]


def names(written: str) -> tuple[str, str]:
    """A holiday's names in Chinese and English; a name we do not know, or two in one, is translated part by part."""
    parts = [SPELLINGS.get(part.strip(), part.strip()) for part in written.split("、")]
    english = [ENGLISH.get(part, part) for part in parts]
    return "、".join(parts), ", ".join(english)
