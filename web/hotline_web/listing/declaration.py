"""What a page's author says about a list: its columns, filters and what it says when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message
from hotline_web.forms import Choice
from hotline_web.pieces import Text

ColumnKind = Literal["text", "long", "number", "percent", "date", "moment", "left", "state", "link", "tags"]
FilterKind = Literal["choice", "choices", "text", "dates", "yes_no"]
Width = Literal["normal", "wide"]

YES_NO = (Choice("yes", N_("Yes")), Choice("no", N_("No")))


@dataclass(frozen=True)
class Column:
    """One column. The kind says what a row's cell holds.

    text, long: str or Message · number, percent: a number · date: date · moment: datetime · left: pieces.Clock ·
    state: pieces.State · link: str (leads to the row) or pieces.Link · tags: a sequence of str or State.
    """

    key: str
    label: Text
    kind: ColumnKind = "text"
    sortable: bool = False
    width: Width = "normal"
    hide_on_phone: bool = False
    export: bool = True


@dataclass(frozen=True)
class Filter:
    """One filter; dates filter by whole days in the tenant's zone. `quiet` ones stay folded until used."""

    key: str
    label: Text
    kind: FilterKind = "choice"
    choices: tuple[Choice, ...] = ()
    quiet: bool = False

    @property
    def options(self) -> tuple[Choice, ...]:
        return YES_NO if self.kind == "yes_no" else self.choices

    def label_of(self, value: str) -> Text:
        return next((choice.label for choice in self.options if choice.value == value), value)


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what this place is for, and what to do next."""

    title: Message
    text: Message
    icon: str = "inbox"
    act: Message | None = None
    url: str | None = None


@dataclass(frozen=True)
class ListSpec:
    """A list as declared. `default_sort` is a column's key, with a minus for descending."""

    columns: tuple[Column, ...]
    default_sort: str
    filters: tuple[Filter, ...] = ()
    empty: Empty = Empty(N_("Nothing here yet"), N_("What belongs here appears by itself."))
    page_size: int = 50
    page_sizes: tuple[int, ...] = (25, 50, 100)
    select_into: str | None = None  # id of a form outside the list that receives ticked rows as `ids`

    def __post_init__(self) -> None:
        if self.default_sort.removeprefix("-") not in self.sortable:
            raise ValueError(f"{self.default_sort!r} is not a sortable column")

    @property
    def sortable(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns if column.sortable}
