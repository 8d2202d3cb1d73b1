"""Finding headings: which column of a sheet is meant by a name, and what to say where none is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.imports.formats import RawSheet


@dataclass(frozen=True)
class Wanted:
    """A column to be found, by any of the names that may head it."""

    field: str
    headings: tuple[str, ...]
    required: bool = True


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


def places_of(
    raw: RawSheet, number: int, values: Sequence[object], wanted: Sequence[Wanted]
) -> dict[str, int]:
    """The place in a row of each column whose heading stands there.

    Raises Refused where one stands twice: which column is meant would be a guess.
    """
    texts = [plain(value) for value in values]
    places: dict[str, int] = {}
    for one in wanted:
        at = [place for place, text in enumerate(texts) if text in {plain(name) for name in one.headings}]
        if len(at) > 1:
            cells = ", ".join(address(place + raw.first_column, number) for place in at)
            raise Refused(
                N_("The heading %(heading)s stands twice: %(cells)s.", heading=one.headings[0], cells=cells)
            )
        places |= {one.field: at[0]} if at else {}
    return places


def why_no_headings(raws: Sequence[RawSheet], wanted: Sequence[Wanted]) -> Message:
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
    missing = [" / ".join(one.headings[:2]) for one in wanted if one.required and one.field not in best[3]]
    if not best[0]:
        return N_("None of the first rows holds the headings %(missing)s.", missing=", ".join(missing))
    return N_(
        "The heading %(missing)s is missing. In the same row stand: %(others)s. Rename the right one, or add it.",
        missing=", ".join(missing), others=", ".join(best[2]) or "–",
    )  # fmt: skip
