"""What a reader asks of a list, read from the address; what makes no sense becomes a message, never an error."""

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from hotline_platform.errors import N_, Message
from hotline_web.i18n.formats import SHANGHAI
from hotline_web.listing.declaration import Filter, ListSpec
from hotline_web.pieces import Text

LONGEST_TEXT = 200
_RESERVED = {"sort", "after", "before", "size"}


@dataclass(frozen=True)
class DateRange:
    """Whole days, both ends included, in `zone`; an open end is None."""

    first: date | None
    last: date | None
    zone: ZoneInfo = SHANGHAI

    @property
    def start(self) -> datetime | None:
        """The moment at which it begins, in UTC."""
        return self._midnight(self.first)

    @property
    def end(self) -> datetime | None:
        """The first moment after it, in UTC."""
        return self._midnight(self.last + timedelta(days=1)) if self.last else None

    def _midnight(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time(), self.zone).astimezone(UTC) if day else None


FilterValue = str | tuple[str, ...] | bool | DateRange


@dataclass(frozen=True)
class Cursor:
    """The place between two rows: the sorted value and the id of the row next to it."""

    sort: str
    value: object
    id: object

    def packed(self) -> str:
        text = json.dumps([self.sort, _packed(self.value), _packed(self.id)], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def unpacked(cls, text: str) -> "Cursor":
        """Raises ValueError for anything that packed() has not made."""
        try:
            parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            sort, value, row_id = parts
            return cls(str(sort), _unpacked(value), _unpacked(row_id))
        except (ValueError, TypeError, KeyError, RecursionError, InvalidOperation, binascii.Error) as error:
            raise ValueError("not a place in a list") from error


@dataclass(frozen=True)
class ListQuery:
    """A valid question to a list. `problems` are the messages about what was ignored, by parameter."""

    path: str
    spec: ListSpec
    sort: str
    size: int
    filters: Mapping[str, FilterValue] = field(default_factory=dict)
    cursor: Cursor | None = None
    backward: bool = False
    problems: Mapping[str, Message] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_url(
        cls, path: str, params: Mapping[str, Any], spec: ListSpec, zone: ZoneInfo = SHANGHAI
    ) -> "ListQuery":
        """Read the parameters of an address (a Litestar MultiDict or a mapping to a string or list of strings)."""
        problems: dict[str, Message] = {}
        sort = _one(params, "sort") or spec.default_sort
        if sort.removeprefix("-") not in spec.sortable:
            problems["sort"] = N_("The list cannot be sorted by %(value)s.", value=repr(sort[:40]))
            sort = spec.default_sort
        filters: dict[str, FilterValue] = {}
        for each in spec.filters:
            try:
                value = _filter_value(each, params, zone)
            except ValueError as error:
                problems[each.key] = error.args[0]
            else:
                if value is not None:
                    filters[each.key] = value
        cursor, backward = _cursor(params, sort, problems)
        return cls(
            path,
            spec,
            sort,
            _size(params, spec, problems),
            filters,
            cursor,
            backward,
            problems,
            _kept(params),
        )

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    def sorted_url(self, key: str) -> str:
        """The same list sorted by another column, or the other way round."""
        return self.url(sort=f"-{key}" if self.sort == key else key)

    def without_url(self, key: str) -> str:
        """The same list without one filter."""
        return self.url(drop=(key, f"{key}_from", f"{key}_to"))

    def page_url(self, direction: Literal["after", "before"], cursor: Cursor) -> str:
        return self.url(after=cursor.packed()) if direction == "after" else self.url(before=cursor.packed())

    @property
    def first_url(self) -> str:
        return self.url()

    @property
    def bare_url(self) -> str:
        """The list without any filter."""
        pairs = self.carried
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a new choice of filters leaves as it is: sort, size, and what the page itself reads, such as a tab."""
        own = {f"{each.key}{end}" for each in self.spec.filters for end in ("", "_from", "_to")}
        return [
            (key, value)
            for key, values in self.kept.items()
            if key not in own | {"after", "before"}
            for value in values
        ]

    def export_url(self, path: str) -> str:
        """The same question put to the route that writes Excel."""
        return f"{path}{self.url().removeprefix(self.path)}"

    def url(self, *, drop: tuple[str, ...] = (), **changes: str) -> str:
        """The address of this list with some parameters changed; the place in the list is left out."""
        kept = {
            key: values
            for key, values in self.kept.items()
            if key not in {*drop, "after", "before", *changes}
        }
        pairs = [(key, value) for key, values in kept.items() for value in values] + list(changes.items())
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def typed(self, name: str) -> str:
        """What stands in a filter's field, right or wrong."""
        return (self.kept.get(name) or ("",))[-1]

    def typed_all(self, name: str) -> tuple[str, ...]:
        return self.kept.get(name, ())

    @property
    def used(self) -> list[tuple[Filter, FilterValue]]:
        return [(each, self.filters[each.key]) for each in self.spec.filters if each.key in self.filters]

    def in_words(self, each: Filter, value: FilterValue) -> list[Text]:
        """A filter's value as it is shown in a tag, above an Excel sheet or in the record of an export."""
        if isinstance(value, DateRange):
            return [f"{value.first or '…'} – {value.last or '…'}"]
        if isinstance(value, bool):
            return [each.label_of("yes" if value else "no")]
        return [each.label_of(part) for part in ((value,) if isinstance(value, str) else value)]


def _filter_value(each: Filter, params: Mapping[str, Any], zone: ZoneInfo) -> FilterValue | None:
    """The checked value of one filter, None when it is not used; raises ValueError with a Message."""
    if each.kind == "dates":
        first, last = (_date(each, _one(params, f"{each.key}_{end}")) for end in ("from", "to"))
        if first and last and first > last:
            raise ValueError(N_("%(filter)s: the first day is after the last.", filter=each.label))
        return DateRange(first, last, zone) if first or last else None
    values = tuple(value for value in _all(params, each.key) if value)
    if not values:
        return None
    if each.kind == "text":
        if len(values[-1]) > LONGEST_TEXT or "\x00" in values[-1]:
            raise ValueError(
                N_("%(filter)s: at most %(limit)s characters.", filter=each.label, limit=LONGEST_TEXT)
            )
        return values[-1].strip() or None
    known = {choice.value for choice in each.options}
    for value in values:
        if value not in known:
            raise ValueError(
                N_("%(filter)s: there is no choice %(value)s.", filter=each.label, value=repr(value[:40]))
            )
    if each.kind == "yes_no":
        return values[-1] == "yes"
    return values if each.kind == "choices" else values[-1]


def _date(each: Filter, text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2200:
        raise ValueError(
            N_("%(filter)s: %(value)s is not a date, for instance 2026-02-14.",
               filter=each.label, value=repr(text[:40]))
        )  # fmt: skip
    return day


def _cursor(params: Mapping[str, Any], sort: str, problems: dict[str, Message]) -> tuple[Cursor | None, bool]:
    backward = not _one(params, "after") and bool(_one(params, "before"))
    text = _one(params, "before" if backward else "after")
    if not text:
        return None, False
    try:
        cursor = Cursor.unpacked(text[:2000])
    except ValueError:
        problems["after"] = N_("The place in the list could not be read, so this is its first page.")
        return None, False
    return (cursor, backward) if cursor.sort == sort else (None, False)


def _size(params: Mapping[str, Any], spec: ListSpec, problems: dict[str, Message]) -> int:
    text = _one(params, "size")
    if text and text not in {str(size) for size in spec.page_sizes}:
        problems["size"] = N_("A page has one of these numbers of rows: %(sizes)s.",
                              sizes=", ".join(map(str, spec.page_sizes)))  # fmt: skip
        return spec.page_size
    return int(text) if text else spec.page_size


def _kept(params: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(value for value in _all(params, key) if value) for key in dict.fromkeys(params)}


def _one(params: Mapping[str, Any], name: str) -> str:
    return (_all(params, name) or [""])[-1]


def _all(params: Mapping[str, Any], name: str) -> list[str]:
    found = params.getall(name, []) if hasattr(params, "getall") else params.get(name, [])
    return [str(each) for each in (found if isinstance(found, list | tuple) else [found])]


def _packed(value: object) -> object:
    if isinstance(value, datetime):
        return {"m": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, uuid.UUID):
        return {"u": value.hex}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a list cannot be sorted by {type(value).__name__}")


def _unpacked(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    readers: dict[str, Callable[[str], object]] = {
        "m": datetime.fromisoformat,
        "d": date.fromisoformat,
        "u": uuid.UUID,
        "n": Decimal,
    }
    return readers[kind](text)
