"""Forms: declared once, read from what was typed into a typed value or into messages at the fields.

Whatever was typed is kept, except passwords. Every form carries a one-time `form_id`, by which a verb can tell a
second press of the button from a second deed.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hotline_platform.errors import N_, Message, Refused
from hotline_platform.identifiers import new_id
from hotline_web.i18n.formats import SHANGHAI
from hotline_web.pieces import Text

Kind = Literal[
    "text", "textarea", "tel", "email", "number", "select", "cascade", "radio", "checkbox", "checkboxes",
    "date", "datetime", "password", "hidden",
]  # fmt: skip
Width = Literal["narrow", "half", "full"]
T = TypeVar("T")

_TELEPHONE = re.compile(r"\+?[0-9][0-9 \-]{2,19}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `help` is shown on radio cards, `parent` is the value above it in a cascade."""

    value: str
    label: Text
    help: Text | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Field:
    """One field of a form. `name` is the attribute of the target that it fills.

    A cascade has its choices on up to three levels by `parent`; it fills in the deepest one chosen. `levels` are the
    labels of its selects. Moments are typed in the tenant's zone and come out in UTC. `folded` checkboxes stand
    behind their label until somebody wants them. `placeholder` is what holds where a field is left empty.
    """

    name: str
    label: Text
    kind: Kind = "text"
    help: Text | None = None
    required: bool = True
    choices: tuple[Choice, ...] = ()
    levels: tuple[Text, ...] = ()
    max_length: int = 200
    rows: int = 4
    width: Width = "full"
    autocomplete: str = "off"
    autofocus: bool = False
    folded: bool = False
    placeholder: Text = ""

    def level(self, depth: int) -> list[Choice]:
        """The choices of a cascade's select number `depth`, counted from 0."""
        return [choice for choice in self.choices if self._depths[choice.value] == depth]

    def level_name(self, depth: int) -> str:
        """The name under which the browser sends that select."""
        return f"{self.name}.{depth + 1}"

    def chosen(self, value: str, depth: int) -> str:
        """The choice to show selected in a cascade's select number `depth`, given the deepest one."""
        found = self._known.get(value)
        path = [*reversed([each.value for each in self._above(found)]), found.value] if found else []
        return path[depth] if depth < len(path) else ""

    def offers(self, value: str) -> bool:
        """Whether that is one of the choices."""
        return value in self._known

    def leads_on(self, value: str) -> bool:
        """Whether a cascade goes on below that choice."""
        return value in self._parents

    def _above(self, choice: Choice) -> Iterator[Choice]:
        parent = self._known.get(choice.parent or "")
        while parent is not None:
            yield parent
            parent = self._known.get(parent.parent or "")

    @cached_property
    def _known(self) -> dict[str, Choice]:
        return {choice.value: choice for choice in self.choices}

    @cached_property
    def _parents(self) -> frozenset[str | None]:
        return frozenset(choice.parent for choice in self.choices) if self.kind == "cascade" else frozenset()

    @cached_property
    def _depths(self) -> dict[str, int]:
        return {choice.value: len(list(self._above(choice))) for choice in self.choices}


@dataclass(frozen=True)
class FormSpec(Generic[T]):
    """A form as declared: what it makes (a msgspec Struct or dataclass) and its fields in order."""

    target: type[T]
    fields: tuple[Field, ...]

    def blank(self, **initial: object) -> "Form[T]":
        """An untouched form; `initial` fills in values by field name (choices by their value)."""
        return Form(self, {name: _typed(value) for name, value in initial.items() if value is not None})

    def read(self, data: Mapping[str, Any], zone: ZoneInfo = SHANGHAI) -> "Form[T]":
        """What was sent, checked: either `value` is set or `errors` is not empty. Never raises for bad input."""
        typed: dict[str, str | tuple[str, ...]] = {}
        values: dict[str, object] = {}
        errors: dict[str, Message] = {}
        for each in self.fields:
            raw = typed[each.name] = _raw(each, data)
            try:
                values[each.name] = _value(each, raw, zone)
            except ValueError as error:
                errors[each.name] = error.args[0]
        form = Form(self, typed, errors, form_id=_form_id(data))
        return form if errors else form.built(values)

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


@dataclass(frozen=True)
class Form(Generic[T]):
    """A form on its way: what was typed, what is wrong with it, and the value once nothing is."""

    spec: FormSpec[T]
    typed: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, Message] = field(default_factory=dict)
    value: T | None = None
    form_id: str = field(default_factory=lambda: str(new_id()))
    summary: Message | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.spec.fields

    @property
    def complete(self) -> T:
        """The value; raises Refused with the fields' messages when something is wrong, for callers that must stop."""
        if self.value is None:
            raise Refused(self.summary or N_("Some fields need your attention."), self.errors)
        return self.value

    def text(self, name: str) -> str:
        """What stands in a field; empty for a password."""
        value = self.typed.get(name, "")
        kind = next((each.kind for each in self.fields if each.name == name), "hidden")
        return "" if kind == "password" or isinstance(value, tuple) else value

    def ticked(self, name: str, value: str = "yes") -> bool:
        given = self.typed.get(name, "")
        return value in given if isinstance(given, tuple) else given == value

    def refused(self, refusal: Refused) -> "Form[T]":
        """The same form with the domain's refusal shown at its fields, or above them if it names none of them."""
        names = {each.name for each in self.fields}
        at_fields = {name: message for name, message in refusal.fields.items() if name in names}
        elsewhere = next(iter(refusal.fields.values()), refusal.message)
        summary = refusal.message if at_fields else elsewhere
        return replace(self, errors={**self.errors, **at_fields}, summary=summary, value=None)

    def built(self, values: Mapping[str, object]) -> "Form[T]":
        """The same form with its value made of `values`; what the target refuses becomes a message."""
        try:
            return replace(self, value=msgspec.convert(values, self.spec.target, strict=False, str_keys=True))
        except msgspec.ValidationError as error:
            place = re.search(r"\$\.(\w+)", str(error))
            if place is None or place.group(1) not in {each.name for each in self.fields}:
                raise
            return replace(self, errors={place.group(1): N_("This value is not possible here.")})


def _raw(each: Field, data: Mapping[str, Any]) -> str | tuple[str, ...]:
    if each.kind == "cascade":
        sent = [_one(data, each.level_name(depth)) for depth in range(len(each.levels) or 3)]
        return next((value for value in reversed(sent) if value), _one(data, each.name))
    if each.kind == "checkboxes":
        return tuple(_clean(value) for value in _all(data, each.name) if value)
    value = _one(data, each.name)
    return value if each.kind == "password" else value.strip()


def _value(each: Field, raw: str | tuple[str, ...], zone: ZoneInfo) -> object:
    """The typed value of one field; raises ValueError with a Message."""
    if each.kind == "checkbox":
        if each.required and raw != "yes":
            raise ValueError(N_("Tick this to go on."))
        return raw == "yes"
    if not raw:
        if each.required:
            raise ValueError(_empty(each))
        return _nothing(each)
    if each.choices:
        return _chosen(each, raw)
    assert isinstance(raw, str)
    if len(raw) > each.max_length:
        raise ValueError(
            N_("At most %(limit)s characters; these are %(length)s.", limit=each.max_length, length=len(raw))
        )
    return _READERS[each.kind](raw, zone) if each.kind in _READERS else raw


def _empty(each: Field) -> Message:
    return N_("Choose one.") if each.choices else N_("Fill this in.")


def _nothing(each: Field) -> object:
    if each.kind == "checkboxes":
        return []
    return "" if each.kind in {"text", "textarea", "tel", "email", "password", "hidden"} else None


def _chosen(each: Field, raw: str | tuple[str, ...]) -> object:
    if not all(each.offers(value) for value in ((raw,) if isinstance(raw, str) else raw)):
        raise ValueError(N_("This choice does not exist any more. Choose again."))
    if isinstance(raw, str) and each.leads_on(raw):
        raise ValueError(N_("Choose down to the last level."))
    return raw if isinstance(raw, str) else list(raw)


def _number(raw: str, zone: ZoneInfo) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", raw):
        raise ValueError(N_("%(value)s is not a whole number, for instance 12.", value=raw[:40]))
    return int(raw)


def _day(raw: str, zone: ZoneInfo) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(N_("%(value)s is not a date, for instance 2026-02-14.", value=raw[:40])) from None


def _moment(raw: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            N_("%(value)s is not a date and time, for instance 2026-02-14 09:30.", value=raw[:40])
        ) from None


def _telephone(raw: str, zone: ZoneInfo) -> str:
    if not _TELEPHONE.fullmatch(raw):
        raise ValueError(N_("Write the telephone number in digits, for instance 0531 1234567."))
    return raw


def _email(raw: str, zone: ZoneInfo) -> str:
    if not _EMAIL.fullmatch(raw):
        raise ValueError(N_("Write the address like name@example.org."))
    return raw


_READERS = {"number": _number, "date": _day, "datetime": _moment, "tel": _telephone, "email": _email}


def _form_id(data: Mapping[str, Any]) -> str:
    try:
        return str(uuid.UUID(_one(data, "form_id")))
    except ValueError:
        return str(new_id())


def _one(data: Mapping[str, Any], name: str) -> str:
    found = _all(data, name)
    return _clean(found[-1]) if found else ""


def _all(data: Mapping[str, Any], name: str) -> list[str]:
    found = data.getall(name, []) if hasattr(data, "getall") else data.get(name, [])
    return [str(each) for each in (found if isinstance(found, list | tuple) else [found])]


def _clean(text: str) -> str:
    """Without control characters, which PostgreSQL refuses or a page cannot show; line ends as one newline."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def _typed(value: object) -> str | tuple[str, ...]:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(each) for each in value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return str(value)
