"""The values that the shared pieces of a page show: states, clocks, events, tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hotline_platform.errors import Message
from hotline_web.i18n.formats import Reader, Remaining

Tone = Literal["on_time", "near", "overdue", "paused", "neutral", "accent"]

Text = str | Message  # a Message is translated, a string is shown as it is


@dataclass(frozen=True)
class State:
    """A word in a coloured pill, with a sign so that colour is never alone."""

    label: Text
    tone: Tone = "neutral"
    icon: str | None = None


@dataclass(frozen=True)
class Link:
    """A cell or fact that leads somewhere."""

    label: Text
    url: str


@dataclass(frozen=True)
class Fact:
    """One line of a definition list; `value` may be text, a Link, a State or a moment."""

    label: Text
    value: object


@dataclass(frozen=True)
class Event:
    """One entry of a timeline."""

    moment: datetime
    act: Text
    actor: str
    icon: str = "point"
    tone: Tone = "neutral"
    facts: Sequence[Fact] = ()
    note: str | None = None


@dataclass(frozen=True)
class Skipped:
    """A day that a clock did not count, and why."""

    day: date
    reason: Text


@dataclass(frozen=True)
class Clock:
    """A limit as the reader sees it: what for, until when, how long still, and how that was reckoned.

    `ended` is the moment at which the clock stopped; then `remaining` says what was left at that moment. `held` is
    when a reply was submitted that waits for its review, or since when the caller is awaited (`awaiting`) or the
    government is suspended; `nested` limits give way to the government above; `added` says what made the limit later.
    """

    label: Text
    due: datetime
    remaining: Remaining
    tone: Tone
    started: datetime | None = None
    rule: Text | None = None
    version: str | None = None
    limit: Text | None = None
    skipped: Sequence[Skipped] = ()
    unknown_years: Sequence[int] = ()
    ended: datetime | None = None
    held: datetime | None = None
    awaiting: bool = False
    suspended: bool = False
    nested: bool = False
    added: Sequence[Text] = ()

    @property
    def provisional(self) -> bool:
        """The calendar of a year it touches was not loaded when it was reckoned."""
        return bool(self.unknown_years)


@dataclass(frozen=True)
class Tile:
    """A figure that leads to the cases behind it. `note` compares, `trend` draws a small line."""

    label: Text
    value: str
    url: str | None = None
    icon: str | None = None
    tone: Tone = "neutral"
    note: Text | None = None
    trend: Sequence[float] = ()


@dataclass(frozen=True)
class Tab:
    label: Text
    url: str
    current: bool = False
    count: int | None = None


def plain(value: object, reader: Reader) -> str:
    """Any cell or fact as bare text in the reader's language."""
    if value is None:
        return ""
    if isinstance(value, Message):
        return reader.says(value)
    if isinstance(value, datetime):
        return reader.moment(value)
    if isinstance(value, date):
        return reader.day(value)
    if isinstance(value, bool):
        return reader.says("Yes") if value else reader.says("No")
    if isinstance(value, Remaining):
        return reader.left(value)
    if isinstance(value, int):
        return reader.number(value)
    if isinstance(value, list | tuple):
        return reader.says(", ").join(plain(each, reader) for each in value)
    label = getattr(value, "label", value)
    return str(label) if label is value else plain(label, reader)
