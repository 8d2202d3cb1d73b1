"""How a due moment came about, as steps that a page prints in either language and a clock keeps beside it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from hotline_platform.calendar.days import SkippedDay
from hotline_platform.calendar.due import Due
from hotline_platform.calendar.spans import Span, SpanKind


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation. `key` names the sentence, `params` fill it; see `explain` for both."""

    key: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    steps: tuple[Step, ...]

    def to_json(self) -> list[dict[str, Any]]:
        return [{"key": step.key, **step.params} for step in self.steps]

    @classmethod
    def from_json(cls, value: Iterable[Mapping[str, Any]]) -> Self:
        return cls(
            tuple(
                Step(step["key"], {name: part for name, part in step.items() if name != "key"})
                for step in value
            )
        )


def explain(due: Due, span: Span, start: dt.datetime) -> Explanation:
    """The steps from `start` to `due`, which `Calendar.after(start, span)` gave.

    In order: `start` (at, span); `day_left_out` (at: the day of it does not count) or `begins` (at: the next
    opening), when so; `skipped` once per run of like days (from, to, days, why, zh, en); `assumed` once per year
    that is not loaded (year); `end` (at, by: close, work or clock). `at` is an ISO moment in UTC, for the template to
    show in the tenant's zone; `from` and `to` are local dates.
    """
    return Explanation(tuple(_steps(due, span, start)))


def _steps(due: Due, span: Span, start: dt.datetime) -> Iterator[Step]:
    yield Step("start", {"at": _utc(start), "span": str(span)})
    if span.kind is SpanKind.DAYS:
        yield Step("day_left_out", {"at": _utc(start)})
    elif due.begins != start:
        yield Step("begins", {"at": _utc(due.begins)})
    for first, last in _runs(due.skipped):
        yield _skipped(first, last)
    for year in due.unknown_years:
        yield Step("assumed", {"year": year})
    by = {SpanKind.DAYS: "close", SpanKind.WORKING: "work", SpanKind.CLOCK: "clock"}[span.kind]
    yield Step("end", {"at": _utc(due.at), "by": by})


def _skipped(first: SkippedDay, last: SkippedDay) -> Step:
    params = {
        "from": first.date.isoformat(),
        "to": last.date.isoformat(),
        "days": (last.date - first.date).days + 1,
        "why": first.why.value,
        "zh": first.zh,
        "en": first.en,
    }
    return Step("skipped", params)


def _runs(days: tuple[SkippedDay, ...]) -> Iterator[tuple[SkippedDay, SkippedDay]]:
    """Neighbouring days with the same reason, as the first and the last of each run."""
    run: tuple[SkippedDay, SkippedDay] | None = None
    for day in days:
        if run and _continues(run[1], day):
            run = (run[0], day)
            continue
        if run:
            yield run
        run = (day, day)
    if run:
        yield run


def _continues(last: SkippedDay, day: SkippedDay) -> bool:
    return (last.why, last.zh) == (day.why, day.zh) and (day.date - last.date).days == 1


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()
