"""Reading a spreadsheet row by row: the sheets in which the headings stand, and the address of every cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.imports.formats import Area, RawSheet, raw_sheets


@dataclass(frozen=True)
class Wanted:
    """A column to be found, by any of the names that may head it."""

    field: str
    headings: tuple[str, ...]
    required: bool = True


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
        raise Refused(_why_not(raws, wanted))
    names = {sheet.name for _, sheet in found}
    return Book(found, [raw.name for raw in raws if raw.name not in names])


def address(column: int, row: int) -> str:
    """The address of a cell: column from 0, row from 1."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"


def plain(heading: object) -> str:
    """A heading as it is compared: no white space, no marks of a form, full-width letters as usual ones."""
    return re.sub(r"[\s*:]+", "", unicodedata.normalize("NFKC", str(heading or "")))


def _headed(raw: RawSheet, wanted: Sequence[Wanted]) -> Sheet | None:
    """The sheet with its headings. Raises Refused where one stands twice: which column is meant would be a guess."""
    for number, values in enumerate(raw.top, 1):
        texts = [plain(value) for value in values]
        places: dict[str, int] = {}
        for one in wanted:
            at = [place for place, text in enumerate(texts) if text in {plain(name) for name in one.headings}]
            if len(at) > 1:
                cells = ", ".join(address(place + raw.first_column, number) for place in at)
                raise Refused(
                    N_(
                        "The heading %(heading)s stands twice: %(cells)s.",
                        heading=one.headings[0],
                        cells=cells,
                    )
                )
            places |= {one.field: at[0]} if at else {}
        if all(one.field in places for one in wanted if one.required):
            headings = {field: str(values[place]).strip() for field, place in places.items()}
            unread = tuple(
                str(value).strip()
                for place, value in enumerate(values)
                if texts[place] and place not in places.values()
            )
            return Sheet(raw.name, places, headings, unread, raw.first_column, number, raw.merged)
    return None


def _why_not(raws: Sequence[RawSheet], wanted: Sequence[Wanted]) -> Message:
    """Names what is missing in the row that comes nearest to being the headings, and what it holds instead."""
    names = {plain(name): one.field for one in wanted for name in one.headings}
    best: tuple[int, str, list[str], set[str]] = (0, "", [], set())
    for raw in raws:
        for number, values in enumerate(raw.top, 1):
            there = {names[plain(value)] for value in values if plain(value) in names}
            if len(there) > best[0]:
                others = [
                    f"{address(place + raw.first_column, number)} “{str(value).strip()[:20]}”"
                    for place, value in enumerate(values)
                    if plain(value) and plain(value) not in names
                ]
                best = (len(there), raw.name, others, there)
    missing = [one.headings[0] for one in wanted if one.required and one.field not in best[3]]
    if not best[0]:
        return N_("None of the first rows holds the headings %(missing)s.", missing=", ".join(missing))
    return N_(
        "The heading %(missing)s is missing. In the same row stand: %(others)s. Rename the right one, or add it.",
        missing=", ".join(missing), others=", ".join(best[2]) or "–",
    )  # fmt: skip
