"""Writing any list as an Excel file: streamed in batches, little memory, nothing in it ever a formula."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import RowMapping

from hotline_platform.errors import N_
from hotline_web.i18n.formats import Reader
from hotline_web.listing.declaration import Column
from hotline_web.listing.paging import Cells
from hotline_web.listing.query import ListQuery
from hotline_web.pieces import Clock, Text, plain

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
_WIDTHS = {"narrow": 12, "normal": 20, "wide": 44}


@dataclass(frozen=True)
class Heading:
    """The first lines of a sheet: what it is, for whom, by whom and when; `trace` is the export's trace code."""

    title: Text
    tenant: str
    who: str
    when: datetime
    trace: str | None = None


@dataclass(frozen=True)
class Written:
    """How an export went: `cut` when there were more rows than may go into one file."""

    rows: int
    cut: bool


async def write_list(
    file: Path,
    heading: Heading,
    query: ListQuery,
    rows: AsyncIterator[RowMapping],
    cells: Cells,
    reader: Reader,
    limit: int,
) -> Written:
    """Write the list to `file`. `rows` come from export_rows with a limit of one more than `limit`.

    A moment is written as a date cell in the reader's zone, without a zone, because Excel knows none.
    """
    columns = [column for column in query.spec.columns if column.export]
    book = xlsxwriter.Workbook(
        str(file),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
        },
    )
    try:
        sheet = _Sheet(book, reader, columns)
        sheet.heading(heading, query)
        written, cut = 0, False
        async for row in rows:
            if written == limit:
                cut = True
                break
            sheet.row(cells(row))
            written += 1
        if cut:
            sheet.line(reader.says(N_("Cut off after %(limit)s rows: narrow the filters.", limit=limit)))
    finally:
        book.close()
    return Written(written, cut)


class _Sheet:
    """One sheet, written downwards: constant memory forgets a row as soon as the next begins."""

    def __init__(self, book: Any, reader: Reader, columns: Sequence[Column]) -> None:
        self._reader, self._columns, self._next = reader, columns, 0
        self._sheet = book.add_worksheet(reader.says(N_("List"))[:31])
        self._bold = book.add_format({"bold": True, "font_size": 13})
        self._head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True})
        self._wrap = book.add_format({"valign": "top", "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
        self._share = book.add_format({"num_format": "0.0%", "valign": "top"})
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, _WIDTHS[column.width])

    def heading(self, heading: Heading, query: ListQuery) -> None:
        says, reader = self._reader.says, self._reader
        self.line(f"{heading.tenant} · {plain(heading.title, reader)}", self._bold)
        self.line(
            says(N_("Written by %(who)s on %(when)s", who=heading.who, when=reader.exact(heading.when)))
            + (f" · {heading.trace}" if heading.trace else "")
        )
        used = [
            f"{plain(each.label, reader)}: {plain(query.in_words(each, value), reader)}"
            for each, value in query.used
        ]
        self.line(says(N_("Filters: %(filters)s", filters="; ".join(used) or says(N_("none")))))
        for index, column in enumerate(self._columns):
            self._sheet.write_string(self._next, index, plain(column.label, reader), self._head)
        self._next += 1

    def line(self, text: str, form: Any = None) -> None:
        self._sheet.write_string(self._next, 0, text, form)
        self._next += 1

    def row(self, cells: Mapping[str, object]) -> None:
        for index, column in enumerate(self._columns):
            self._cell(index, column, cells.get(column.key))
        self._next += 1

    def _cell(self, index: int, column: Column, value: object) -> None:
        at = (self._next, index)
        if isinstance(value, Clock):
            value = value.due
        if value is None:
            self._sheet.write_blank(*at, None)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(*at, self._reader.local(value).replace(tzinfo=None), self._time)
        elif isinstance(value, date):
            self._sheet.write_datetime(*at, datetime.combine(value, time()), self._day)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self._sheet.write_number(*at, value, self._share if column.kind == "percent" else None)
        else:
            self._sheet.write_string(*at, plain(value, self._reader)[:LONGEST_CELL], self._wrap)
