"""Cases that do not exist, on which forms are made to be described: a plain one, and one on which a form asks for all
that it ever asks for.
"""

import datetime as dt
import uuid
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, Text, Uuid, inspect

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.units import UnitTree
from hotline_web.cases.act import On
from hotline_web.cases.known import Known
from hotline_web.i18n import Language

_MOMENT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
_VALUES: dict[type[Any], Any] = {
    Boolean: False, Integer: 0, Text: "", Uuid: uuid.UUID(int=0), DateTime: _MOMENT, Date: _MOMENT.date(),
    LargeBinary: b"",
}  # fmt: skip


@cache
def samples(language: Language) -> tuple[On, ...]:
    """Nobody's act on nobody's case: lists of units, categories and people are empty, so they are described as ids."""
    known = Known(UnitTree([]), Classification([]), Calendar(()), language, _MOMENT)
    actor = Actor(tenant=0, role="system", name="")
    plain = On(_empty(Case), actor, known, assignment=_empty(Assignment))
    return plain, replace(plain, struck=("", ""))


def _empty(model: Any) -> Any:
    columns = inspect(model).columns
    return model(**{column.key: _value(column.type) for column in columns if not column.nullable})


def _value(kind: Any) -> Any:
    return next((value for known, value in _VALUES.items() if isinstance(kind, known)), None)
