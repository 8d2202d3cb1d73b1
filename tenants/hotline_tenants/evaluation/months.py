"""Which months are reckoned, and the whole of imported history, whose answers lie too far apart for single months."""

import datetime as dt
from collections.abc import Sequence

from hotline_tenants.figures.measures import ORIGINS
from hotline_tenants.figures.periods import Period, month_of

HISTORY = dt.date(1900, 1, 1)
"""Stands for a month: all that was imported, whenever it happened."""

IMPORTED = "imported"
_EVER = Period(HISTORY, dt.date(2999, 12, 31))


def span_of(month: dt.date) -> Period:
    """The days of a month (its first day), or of all history."""
    return _EVER if month == HISTORY else month_of(month)


def origins_of(month: dt.date) -> tuple[str, ...]:
    """What is counted in it: in history nothing of live work."""
    return (IMPORTED,) if month == HISTORY else ORIGINS


def months_to_reckon(today: dt.date) -> Sequence[dt.date]:
    """The present month and the one before, whose last cases are still being answered: their first days."""
    this = today.replace(day=1)
    return [(this - dt.timedelta(days=1)).replace(day=1), this]
