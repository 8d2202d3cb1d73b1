"""Units, people and closed days from a spreadsheet: three sheets of a workbook, or one of them as csv.

A file carries the division code of its government, so that one made for another is refused before anything is read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.imports.cells import day_of, line_of, number_of
from hotline_tenants.imports.formats import RawSheet, raw_sheets
from hotline_tenants.imports.headings import Wanted, places_of, plain, why_no_headings
from hotline_tenants.imports.problems import PROBLEMS, Wrong
from hotline_tenants.imports.sheets import Book, Row, open_book
from hotline_tenants.onboarding.document import ClosurePart, PersonPart, UnitPart
from hotline_tenants.onboarding.formulas import formulas_of
from hotline_tenants.onboarding.sheet_kinds import CLOSURES, KIND_WORDS, PEOPLE, ROLE_WORDS, UNITS, Kind

CODE = ("行政区划代码", "Division code")
"""Stands above the headings; the cell to its right holds the code."""


@dataclass(frozen=True)
class Sheets:
    """What a file holds."""

    units: tuple[UnitPart, ...] = ()
    people: tuple[PersonPart, ...] = ()
    closures: tuple[ClosurePart, ...] = ()


def read_sheets(path: Path, code: str) -> Sheets:
    """Read a file that was made for the government with this code. Raises Refused: for another one's file, for what
    is no spreadsheet, and by cell for what is merged, a formula or no date.
    """
    raws = raw_sheets(path)
    _refuse_another(raws, path.name, code)
    reading = _Reading(path)
    units = [UnitPart(**one) for one in reading.rows(raws, UNITS)]
    people = [PersonPart(**one) for one in reading.rows(raws, PEOPLE)]
    closures = [ClosurePart(**one) for one in reading.rows(raws, CLOSURES)]
    if reading.wrong:
        raise Refused(
            N_("Nothing was taken from %(file)s. Mistakes: %(mistakes)s.", file=path.name, mistakes=len(reading.wrong)),
            reading.wrong,
        )  # fmt: skip
    if not (units or people or closures):
        raise Refused(why_no_headings(raws, UNITS.wanted))
    return Sheets(tuple(units), tuple(people), tuple(closures))


def _refuse_another(raws: Sequence[RawSheet], name: str, code: str) -> None:
    found = {written for raw in raws for written in _codes(raw)}
    if not found:
        raise Refused(
            N_(
                "%(file)s does not say for which government it is: beside a cell “%(heading)s” above the headings "
                "stands its code. Start from the example.",
                file=name, heading=CODE[0],
            )
        )  # fmt: skip
    if found != {code}:
        raise Refused(
            N_(
                "%(file)s was made for the government with the code %(other)s, not for %(code)s.",
                file=name, other=", ".join(sorted(found - {code})), code=code,
            )
        )  # fmt: skip


def _codes(raw: RawSheet) -> Iterator[str]:
    heads = {plain(one) for one in CODE}
    for values in raw.top:
        for place, value in enumerate(values):
            if plain(value) in heads:
                yield next((number_of(each) for each in values[place + 1 :] if line_of(each)), "–")


class _Reading:
    """One file on its way: the rows of each kind, and every wrong cell."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._formulas = formulas_of(path)
        self.wrong: dict[str, Message] = {}

    def rows(self, raws: Sequence[RawSheet], kind: Kind) -> Iterator[dict[str, Any]]:
        """The rows of the sheets of this kind, field by field, with their addresses."""
        for row in self._book(raws, kind):
            found: dict[str, Any] = {}
            cells: dict[str, str] = {}
            for one in kind.wanted:
                if one.field in row.sheet.places:
                    cells[one.field] = f"{self._path.name} {row.sheet.name} {row.cell(one.field)}".replace(
                        "  ", " "
                    )
                    found[one.field] = self._value(row, one, cells[one.field])
            if any(found.values()):
                yield {**found, "cells": cells}

    def _book(self, raws: Sequence[RawSheet], kind: Kind) -> Iterator[Row]:
        """A sheet by that name must have the headings; any other is read if it happens to have them."""
        named = [raw for raw in raws if raw.name in kind.names]
        for raw in named:
            if not any(_is_headed(raw, kind, number) for number in range(1, len(raw.top) + 1)):
                raise Refused(why_no_headings([raw], kind.wanted))
        if not any(_is_headed(raw, kind, number) for raw in raws for number in range(1, len(raw.top) + 1)):
            return iter(())
        book: Book = open_book(self._path, kind.wanted)
        return (row for row in book if not named or row.sheet.name in kind.names)

    def _value(self, row: Row, one: Wanted, cell: str) -> Any:
        address = (row.sheet.name, row.cell(one.field))
        value = row.value(one.field)
        if address in self._formulas:
            self.wrong[cell] = N_("A formula stands here. Put its value in its place.")
            return ""
        if (into := row.merged_into(one.field)) is not None:
            self.wrong[cell] = N_(
                "This cell is merged into %(cell)s. Split the cells, and fill in each.", cell=into
            )
            return ""
        try:
            return _READERS.get(one.field, line_of)(value)
        except Wrong as wrong:
            why, _ = PROBLEMS[wrong.problem]
            self.wrong[cell] = Message(why.text, wrong.params)
            return ""


def _is_headed(raw: RawSheet, kind: Kind, number: int) -> bool:
    places = places_of(raw, number, raw.top[number - 1], kind.wanted)
    return all(one.field in places for one in kind.wanted if one.required)


def _word(words: Mapping[str, tuple[str, ...]]) -> Callable[[object], str]:
    known = {plain(name).lower(): key for key, names in words.items() for name in (key, *names)}

    def read(value: object) -> str:
        written = line_of(value)
        return known.get(plain(written).lower(), written)

    return read


_READERS: Mapping[str, Callable[[object], Any]] = {
    "code": number_of, "parent": number_of, "unit": number_of, "day": day_of, "kind": _word(KIND_WORDS),
    "role": _word(ROLE_WORDS),
    "language": _word({"zh": ("中文", "chinese"), "en": ("英文", "english")}),
}  # fmt: skip
