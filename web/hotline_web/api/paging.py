"""Cursors of lists: the place after a row, opaque to clients, found again by value."""

import base64
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import msgspec

from hotline_platform.errors import N_

USUAL, MOST = 50, 200
_YEARS = range(1900, 2201)


class Place(msgspec.Struct, array_like=True):
    """The row after which a page begins."""

    at: dt.datetime
    id: uuid.UUID


def packed(place: Place) -> str:
    """A place as text for an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def unpacked(text: str) -> Place:
    """Raises ValueError for anything that `packed` has not made."""
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Place)
    except (ValueError, msgspec.MsgspecError):
        raise ValueError(N_("This cursor was not made here. Begin without one.")) from None
    if place.at.tzinfo is None or place.at.year not in _YEARS:
        raise ValueError(N_("This cursor was not made here. Begin without one."))
    return place


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            raise ValueError(N_("Between %(low)s and %(high)s.", low=low, high=high))
        return int(text)

    return read


def moment(text: str) -> dt.datetime:
    """A reader of moments (RFC 3339): a zone must be said."""
    try:
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is None or len(text) < 19 or found.year not in _YEARS:
            raise ValueError(text)
        return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            N_(
                "%(value)s is not a moment with its zone, for instance 2026-02-14T09:30:00+08:00.",
                value=text[:40],
            )
        ) from None


def identifier(text: str) -> uuid.UUID:
    """A reader of ids."""
    try:
        if len(text) == 36:
            return uuid.UUID(text)
    except ValueError:
        pass
    raise ValueError(N_("%(value)s is not an id.", value=text[:40]))


def one_of(words: Any) -> Callable[[str], str]:
    """A reader of words of a list."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(N_("Choose one of the list."))
        return text

    return read


def next_link(path: str, given: dict[str, str], cursor: str) -> str:
    """The header that leads to the next page (RFC 8288)."""
    return f'<{path}?{urlencode({**given, "after": cursor})}>; rel="next"'
