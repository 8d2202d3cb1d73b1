"""The days of a circular, and which ones fall to be drafted on a morning."""

import datetime as dt
from collections.abc import Iterator

from hotline_tenants.figures.periods import Period, month_of

FIRST_YEAR = 2000


def period_of(every: str, day: dt.date) -> Period:
    """The day itself, its week from Monday on, or its month."""
    if every == "weekly":
        monday = day - dt.timedelta(days=day.weekday())
        return Period(monday, monday + dt.timedelta(days=6))
    return month_of(day) if every == "monthly" else Period(day, day)


def ended_on(today: dt.date) -> Iterator[tuple[str, dt.date]]:
    """What a morning drafts: yesterday, on Mondays the week before, on the first the month before."""
    yesterday = today - dt.timedelta(days=1)
    yield "daily", yesterday
    if today.weekday() == 0:
        yield "weekly", yesterday
    if today.day == 1:
        yield "monthly", yesterday


def in_words(period: Period, *, year: bool = False) -> str:
    """11月16日至11月22日, in the language of the administration."""
    start = f"{period.first.year}年" if year else ""
    first = f"{start}{period.first.month}月{period.first.day}日"
    if period.days == 1:
        return first
    end = f"{period.last.year}年" if year and period.last.year != period.first.year else ""
    return f"{first}至{end}{period.last.month}月{period.last.day}日"
