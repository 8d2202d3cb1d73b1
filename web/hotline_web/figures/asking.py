"""What the reader of figures asks for: a period and an origin, read from the address; wrong ones stay at their field."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from hotline_platform.errors import N_, Message
from hotline_tenants.figures.periods import Period, month_of, moved
from hotline_tenants.overview.comparing import Question
from hotline_web.forms import Choice, Field, Form, FormSpec

AnyRequest = Request[Any, Any, Any]
FIRST_YEAR, LAST_YEAR = 2000, 2100

ORIGINS: Mapping[str, tuple[str, ...]] = {
    "live": ("live",),
    "imported": ("imported",),
    "both": ("live", "imported"),
}
ORIGIN_NAMES: Mapping[str, Message] = {
    "live": N_("Live work"),
    "imported": N_("Imported history"),
    "both": N_("Live work and imported history"),
}
PERIOD_NAMES: Mapping[str, Message] = {
    "this_month": N_("This month so far"),
    "last_month": N_("Last month"),
    "this_year": N_("This year so far"),
}


@dataclass(frozen=True)
class Typed:
    first: dt.date
    last: dt.date
    origin: str


FIELDS = FormSpec(
    Typed,
    (
        Field("first", N_("From"), "date", width="narrow"),
        Field("last", N_("Until"), "date", width="narrow"),
        Field("origin", N_("Counted"), "select", width="narrow",
              choices=tuple(Choice(key, name) for key, name in ORIGIN_NAMES.items())),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as it stands in the address: its form, the quick choice it is, and the question, if it makes sense."""

    form: Form[Typed]
    question: Question | None
    choice: str | None
    origin: str

    @property
    def origins(self) -> tuple[str, ...]:
        """What is counted: live work, imported history, or both."""
        return ORIGINS[self.origin]

    def address(self, path: str, question: Question | None = None, **more: str) -> str:
        """`path` with this question in it, or with another one of the same origin."""
        asked = question or self.question
        assert asked is not None
        period = {"first": str(asked.period.first), "last": str(asked.period.last)}
        return f"{path}?" + urlencode({**more, **period, "origin": self.origin})


def asked_of(request: AnyRequest, today: dt.date) -> Asked:
    """Read the question; without any, this month so far of live work. `today` is the local day of the government."""
    given = {name: str(value) for name, value in request.query_params.items()}
    origin, choice = given.get("origin") or "live", None
    if not (given.get("first") or given.get("last")):
        choice = given.get("period", "")
        choice = choice if choice in PERIOD_NAMES else "this_month"
        period = quick(choice, today)
        given |= {"first": str(period.first), "last": str(period.last)}
    given["origin"] = origin
    form = _checked(FIELDS.read(given))
    if form.value is None:
        return Asked(form, None, None, origin if origin in ORIGINS else "live")
    question = Question(Period(form.value.first, form.value.last), ORIGINS[form.value.origin])
    return Asked(form, question, choice, origin)


def quick(choice: str, today: dt.date) -> Period:
    """The period of a quick choice, as of `today`."""
    if choice == "this_year":
        return Period(today.replace(month=1, day=1), today)
    if choice == "last_month":
        return month_of(moved(today.replace(day=1), -1))
    return Period(today.replace(day=1), today)


def _checked(form: Form[Typed]) -> Form[Typed]:
    if form.value is None:
        return form
    wrong: dict[str, Message] = {}
    for name in ("first", "last"):
        if not FIRST_YEAR <= getattr(form.value, name).year <= LAST_YEAR:
            wrong[name] = N_("Choose a day between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
    if not wrong and form.value.first > form.value.last:
        wrong["last"] = N_("The last day is before the first one.")
    return replace(form, errors=wrong, value=None) if wrong else form
