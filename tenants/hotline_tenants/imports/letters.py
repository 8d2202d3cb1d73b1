"""A row of a spreadsheet, read by a map: what somebody wrote, and perhaps what they were answered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hotline_tenants.imports.cells import count_of, line_of, moment_of, number_of, text_of
from hotline_tenants.imports.mapping import Map
from hotline_tenants.imports.problems import Wrong
from hotline_tenants.imports.sheets import Row
from hotline_tenants.intake.registering import LONGEST_BODY, LONGEST_TITLE

LONGEST_NUMBER = 64
LONGEST_CALLER = 100
SHOWN = 60
"""How much of a wrong cell the report shows."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a row says. `caller` is the source's own mark of the person, under its heading, and no name. `against`
    and `for_` are how many readers were against it and for it; `answered_at` is None where it brings no answer.
    """

    number: str
    title: str
    body: str
    written_at: dt.datetime
    type: str
    channel: str
    caller: str = ""
    against: int | None = None
    for_: int | None = None
    answer: str = ""
    answered_at: dt.datetime | None = None

    @property
    def facts(self) -> dict[str, int]:
        """Facts of the source about it, which hold nothing personal."""
        given = {"against": self.against, "for": self.for_}
        return {name: number for name, number in given.items() if number is not None}


@dataclass(frozen=True)
class WrongCell:
    """A cell for which a row is refused. `value` is shortened."""

    sheet: str
    cell: str
    heading: str
    value: str
    problem: str
    params: dict[str, object]


def read_letter(row: Row, by: Map, zone: ZoneInfo, now: dt.datetime) -> Letter | list[WrongCell]:
    """The letter, or every cell of the row that is wrong; moments without a zone are meant in `zone`."""
    cells = _Cells(row, zone, now)
    written_at, answered_at = cells.moment("written"), None
    if by.answers:
        answered_at = cells.moment("answered")
        if written_at and answered_at and answered_at < written_at:
            cells.refuse("answered", Wrong("before_question"))
    letter = Letter(
        number=cells.text("number", number_of, LONGEST_NUMBER),
        caller=cells.text("caller", line_of, LONGEST_CALLER, needed=False),
        title=cells.text("title", line_of, LONGEST_TITLE),
        body=cells.text("text", text_of, LONGEST_BODY),
        answer=cells.text("answer", text_of, LONGEST_BODY, needed=by.answers),
        against=cells.count("against"),
        for_=cells.count("for"),
        written_at=written_at or now,
        answered_at=answered_at,
        type=by.type,
        channel=by.channel,
    )
    return cells.in_order() or letter


def wrong_cell(row: Row, field: str, error: Wrong) -> WrongCell:
    """What the report says of a cell."""
    value = line_of(row.value(field))
    shown = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    return WrongCell(
        row.sheet.name, row.cell(field), row.sheet.headings[field], shown, error.problem, error.params
    )


class _Cells:
    """Reads cell by cell and goes on after a wrong one, so that the report names all of them at once."""

    def __init__(self, row: Row, zone: ZoneInfo, now: dt.datetime) -> None:
        self._row = row
        self._zone = zone
        self._now = now
        self._wrong: list[tuple[int, WrongCell]] = []

    def in_order(self) -> list[WrongCell]:
        """Every wrong cell, from left to right."""
        return [cell for _, cell in sorted(self._wrong, key=lambda one: one[0])]

    def refuse(self, field: str, error: Wrong) -> None:
        self._wrong.append((self._row.sheet.places[field], wrong_cell(self._row, field, error)))

    def text(self, field: str, read: Callable[[object], str], longest: int, *, needed: bool = True) -> str:
        try:
            found = read(self._row.value(field))
            if needed and not found:
                raise Wrong("empty")
            if len(found) > longest:
                raise Wrong("too_long", longest=longest)
        except Wrong as error:
            self.refuse(field, error)
            return ""
        return found

    def moment(self, field: str) -> dt.datetime | None:
        try:
            return moment_of(self._row.value(field), self._zone, self._now)
        except Wrong as error:
            self.refuse(field, error)
            return None

    def count(self, field: str) -> int | None:
        try:
            return count_of(self._row.value(field))
        except Wrong as error:
            self.refuse(field, error)
            return None
