"""The forms about duty rosters."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.rosters.filling import CELLS, Pattern
from hotline_web.acts import choices
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.rosters.words import POSTS

WEEKDAYS: tuple[tuple[Message, Message], ...] = (
    (N_("Monday, day"), N_("Monday, night")),
    (N_("Tuesday, day"), N_("Tuesday, night")),
    (N_("Wednesday, day"), N_("Wednesday, night")),
    (N_("Thursday, day"), N_("Thursday, night")),
    (N_("Friday, day"), N_("Friday, night")),
    (N_("Saturday, day"), N_("Saturday, night")),
    (N_("Sunday, day"), N_("Sunday, night")),
)
BEGINS = Pattern(day_from=dt.time(8, 30), night_from=dt.time(17, 30), cells={})
"""Where no week was ever laid down, day and night follow the office hours."""


@dataclass(frozen=True)
class Shift:
    post: str
    person_id: uuid.UUID
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Filling:
    """A week as typed, and the days to fill from it."""

    post: str
    first: dt.date
    last: dt.date
    day_from: str
    night_from: str
    day1: uuid.UUID | None
    night1: uuid.UUID | None
    day2: uuid.UUID | None
    night2: uuid.UUID | None
    day3: uuid.UUID | None
    night3: uuid.UUID | None
    day4: uuid.UUID | None
    night4: uuid.UUID | None
    day5: uuid.UUID | None
    night5: uuid.UUID | None
    day6: uuid.UUID | None
    night6: uuid.UUID | None
    day7: uuid.UUID | None
    night7: uuid.UUID | None
    holidays: list[uuid.UUID]

    @property
    def pattern(self) -> Pattern:
        """What the roster is filled from. Raises Refused by field where a time is none."""
        cells = {one.name: getattr(self, one.name) for one in fields(self) if one.name in CELLS}
        return Pattern(
            day_from=_time("day_from", self.day_from), night_from=_time("night_from", self.night_from),
            holidays=self.holidays,
            cells={name: who for name, who in cells.items() if who is not None},
        )  # fmt: skip


@dataclass(frozen=True)
class Person:
    account_id: uuid.UUID
    phone: str


@dataclass(frozen=True)
class Number:
    phone: str


@dataclass(frozen=True)
class Swap:
    person_id: uuid.UUID
    return_shift_id: uuid.UUID | None


def shift_form(people: Iterable[Choice]) -> FormSpec[Shift]:
    """One shift by hand."""
    return FormSpec(
        Shift,
        (
            Field("post", N_("Post"), "select", choices=choices(POSTS)),
            Field("person_id", N_("Who"), "select", choices=tuple(people)),
            Field("starts_at", N_("Begins"), "datetime", width="half"),
            Field("ends_at", N_("Ends"), "datetime", width="half"),
        ),
    )


def filling_form(people: Iterable[Choice]) -> FormSpec[Filling]:
    """A week for one post and the days to fill from it."""
    people = tuple(people)
    cells = [
        Field(f"{part}{number}", label, "select", choices=people, required=False, width="half")
        for number, labels in enumerate(WEEKDAYS, start=1)
        for part, label in zip(("day", "night"), labels, strict=True)
    ]
    return FormSpec(
        Filling,
        (
            Field("post", "", "hidden", choices=choices(POSTS)),
            Field("first", N_("From day"), "date", width="half"),
            Field("last", N_("To day"), "date", width="half"),
            Field("day_from", N_("The day begins at"), max_length=5, width="half", help=N_("For instance 08:30.")),
            Field("night_from", N_("The night begins at"), max_length=5, width="half", help=N_("It lasts until the next day begins.")),
            *cells,
            Field("holidays", N_("On public holidays these take turns"), "checkboxes", choices=people, required=False,
                  folded=True, help=N_("Left empty, holidays go by the weekday.")),
        ),
    )  # fmt: skip


def filling_blank(
    spec: FormSpec[Filling], post: str, pattern: Pattern | None, first: dt.date
) -> Form[Filling]:
    """The week that was laid down last, for the four weeks from a day on."""
    week = pattern or BEGINS
    cells: Mapping[str, object] = week.cells
    return spec.blank(
        post=post, first=first, last=first + dt.timedelta(days=27), day_from=f"{week.day_from:%H:%M}",
        night_from=f"{week.night_from:%H:%M}", holidays=list(week.holidays), **cells,
    )  # fmt: skip


def person_form(able: Iterable[Choice]) -> FormSpec[Person]:
    """Somebody for the roster."""
    return FormSpec(
        Person,
        (
            Field("account_id", N_("Person"), "select", choices=tuple(able),
                  help=N_("Whoever holds a role here can stand on the roster.")),
            _phone(),
        ),
    )  # fmt: skip


def swap_form(people: Iterable[Choice], shifts: Iterable[Choice]) -> FormSpec[Swap]:
    """Who takes a shift, and what for."""
    return FormSpec(
        Swap,
        (
            Field("person_id", N_("Who takes it"), "select", choices=tuple(people)),
            Field("return_shift_id", N_("In return for"), "select", choices=tuple(shifts), required=False),
        ),
    )


def _time(name: str, typed: str) -> dt.time:
    try:
        return dt.time.fromisoformat(typed)
    except ValueError:
        raise refused_fields(
            {name: N_("%(value)s is not a time, for instance 08:30.", value=typed)}
        ) from None


def _phone() -> Field:
    return Field("phone", N_("Mobile number"), "tel", max_length=20,
                 help=N_("It gets texts and is rung at night. It is shown masked to everybody."))  # fmt: skip


NUMBER = FormSpec(Number, (_phone(),))
