"""Reading a calendar year from the file an administrator loads; the whole file or nothing of it."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.years import CalendarYear, SpecialDay, missing_holidays, names
from hotline_platform.errors import N_, Message, Refused

HEADINGS = {
    "date": "date",
    "kind": "kind",
    "type": "kind",
    "name": "name",
    "name_en": "name_en",
    "日期": "date",
    "类型": "kind",
    "名称": "name",
    "英文名称": "name_en",
}
REQUIRED = ("date", "kind", "name")
KINDS = {
    "holiday": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "workday": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP,
}
DATE = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
LARGEST_FILE = 100_000  # bytes: a year has at most 366 rows


@dataclass(frozen=True, slots=True)
class BadCell:
    """One mistake. `row` counts as a spreadsheet does (the heading is row 1); 0 speaks of the file as a whole."""

    row: int
    column: str
    value: str
    right: Message


class YearFileRefused(Refused):
    """The file was not read; `cells` are all its mistakes in the order of the rows."""

    def __init__(self, cells: list[BadCell]) -> None:
        super().__init__(
            N_("Nothing was loaded. Mistakes in the file: %(mistakes)s.", mistakes=len(cells)),
            {f"row {cell.row} {cell.column}".strip(): cell.right for cell in cells},
        )
        self.cells = tuple(cells)


def read_year_file(source: Path | bytes | str, year: int) -> CalendarYear:
    """The calendar of `year` from a CSV in UTF-8 or GBK: a path, the bytes of an upload, or text.

    Columns date, kind (holiday/workday, 休/班), name, and name_en if wished; Chinese headings too. Every
    make-up day falls on a weekend and the holidays that the law fixes must be there. Raises YearFileRefused.
    """
    rows = list(csv.reader(io.StringIO(_text(source), newline="")))
    columns = _columns(rows[0] if rows else [])
    days: dict[dt.date, SpecialDay] = {}
    lines: dict[dt.date, int] = {}
    wrong: list[BadCell] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in columns.items()}
        mistakes = [BadCell(number, *mistake) for mistake in _mistakes(cells, year, lines)]
        wrong += mistakes
        if date := _date(cells["date"]):
            lines.setdefault(date, number)
            if not mistakes:
                days[date] = _special(cells)
    # With rows already refused, a missing holiday may just be one of them: it would be told twice.
    if not wrong:
        wrong = [_missing(date) for date in missing_holidays(year, days)]
    if wrong:
        raise YearFileRefused(wrong)
    return CalendarYear(year, days)


def _text(source: Path | bytes | str) -> str:
    content = source.read_bytes() if isinstance(source, Path) else source
    if len(content) > LARGEST_FILE:
        raise _whole_file(N_("The file is larger than 100 kB; a year has at most 366 rows."))
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gbk"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _whole_file(N_("The file is neither UTF-8 nor GBK text. Save it as CSV, not as a workbook."))


def _columns(heading: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(heading):
        if column := HEADINGS.get(cell.strip().lower()):
            if column in columns:
                raise YearFileRefused([BadCell(1, column, cell, N_("The column stands here twice."))])
            columns[column] = place
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        right = N_(
            "The first row names the columns: date, kind, name (or 日期, 类型, 名称), with commas between."
        )
        raise YearFileRefused([BadCell(1, column, ",".join(heading)[:80], right) for column in missing])
    return columns


def _mistakes(
    cells: Mapping[str, str], year: int, lines: Mapping[dt.date, int]
) -> Iterator[tuple[str, str, Message]]:
    date = _date(cells["date"])
    if wrong_date := _why_not_this_date(date, year, lines):
        yield "date", cells["date"], wrong_date
    kind = KINDS.get(cells["kind"].lower())
    if kind is None:
        yield "kind", cells["kind"], N_("Write holiday or workday, 休 or 班.")
    elif kind is DayKind.MAKE_UP and date and date.weekday() < 5:
        yield (
            "kind",
            cells["kind"],
            N_("A make-up working day is a Saturday or Sunday; this date is worked anyway."),
        )
    if not cells["name"]:
        yield "name", "", N_("Write the name of the holiday, for a make-up day the one it makes up for.")


def _why_not_this_date(date: dt.date | None, year: int, lines: Mapping[dt.date, int]) -> Message | None:
    if date is None:
        return N_("Write a date that exists, like %(year)s-10-01.", year=year)
    if date.year != year:
        return N_("The date is not in %(year)s. Put it into the file of its own year.", year=year)
    if date in lines:
        return N_("The date stands in row %(row)s already. Keep one of the two.", row=lines[date])
    return None


def _date(written: str) -> dt.date | None:
    match = DATE.fullmatch(written)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _special(cells: Mapping[str, str]) -> SpecialDay:
    zh, en = names(cells["name"])
    return SpecialDay(KINDS[cells["kind"].lower()], zh, cells.get("name_en") or en)


def _missing(date: dt.date) -> BadCell:
    return BadCell(
        0, "date", date.isoformat(), N_("This date is a holiday by law in every year; add its row.")
    )


def _whole_file(right: Message) -> YearFileRefused:
    return YearFileRefused([BadCell(0, "", "", right)])
