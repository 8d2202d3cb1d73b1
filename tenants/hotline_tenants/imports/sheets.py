"""Reading a spreadsheet row by row: the sheets in which the headings stand, and the address of every cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from hotline_platform.errors import Refused
from hotline_tenants.imports.formats import Area, RawSheet, raw_sheets
from hotline_tenants.imports.headings import Wanted, address, places_of, why_no_headings


@dataclass(frozen=True)
class Sheet:
    """One sheet with headings: for each field the place of its column and its heading as written. `unread` are the
    headings of other columns; rows begin in column `first_column`, counted from 0 as in the areas `merged`.
    """

    name: str
    places: Mapping[str, int]
    headings: Mapping[str, str]
    unread: tuple[str, ...]
    first_column: int
    heading_row: int
    merged: Sequence[Area] = ()


@dataclass(frozen=True)
class Row:
    """One row below the headings; `number` is the one that a spreadsheet program shows."""

    sheet: Sheet
    number: int
    values: Sequence[object]

    def value(self, field: str) -> object:
        """What a cell holds; None where the file has no such column."""
        place = self.sheet.places.get(field)
        return self.values[place] if place is not None and place < len(self.values) else None

    def cell(self, field: str) -> str:
        """Its address, for instance D17."""
        return address(self.sheet.places[field] + self.sheet.first_column, self.number)

    def merged_into(self, field: str) -> str | None:
        """The address of the cell that holds the value of a merged area instead of this one."""
        row, column = self.number - 1, self.sheet.places[field] + self.sheet.first_column
        for (top, left), (bottom, right) in self.sheet.merged:
            if top <= row <= bottom and left <= column <= right and (top, left) != (row, column):
                return address(left, top + 1)
        return None


class Book:
    """A spreadsheet and the sheets of it that are read; `left_out` are those without the headings."""

    def __init__(self, found: Sequence[tuple[RawSheet, Sheet]], left_out: Sequence[str]) -> None:
        self.left_out = tuple(left_out)
        self._found = found

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets that are read."""
        return [sheet for _, sheet in self._found]

    @property
    def unread(self) -> list[str]:
        """Headings that nobody asked for."""
        return sorted({heading for sheet in self.sheets for heading in sheet.unread})

    def __iter__(self) -> Iterator[Row]:
        """Every row below the headings that is not empty, in the order of the file: the same at each reading."""
        for raw, sheet in self._found:
            below = islice(raw.rows(), sheet.heading_row, None)
            for number, values in enumerate(below, sheet.heading_row + 1):
                if any(str(value).strip() for value in values if value is not None):
                    yield Row(sheet, number, values)

    def __len__(self) -> int:
        """How many rows there are to be read; it takes a reading."""
        return sum(1 for _ in self)


def open_book(path: Path, wanted: Sequence[Wanted]) -> Book:
    """Find the sheets with the headings. Raises Refused where the file cannot be read, or where no sheet has them,
    in words that name the sheet and its cells.
    """
    raws = raw_sheets(path)
    found = [(raw, sheet) for raw in raws if (sheet := _headed(raw, wanted)) is not None]
    if not found:
        raise Refused(why_no_headings(raws, wanted))
    names = {sheet.name for _, sheet in found}
    return Book(found, [raw.name for raw in raws if raw.name not in names])


def _headed(raw: RawSheet, wanted: Sequence[Wanted]) -> Sheet | None:
    for number, values in enumerate(raw.top, 1):
        places = places_of(raw, number, values, wanted)
        if all(one.field in places for one in wanted if one.required):
            headings = {field: str(values[place]).strip() for field, place in places.items()}
            others = (
                str(value or "").strip() for place, value in enumerate(values) if place not in places.values()
            )
            unread = tuple(text for text in others if text)
            return Sheet(raw.name, places, headings, unread, raw.first_column, number, raw.merged)
    return None
