"""The report of a run as a file: its sums, every refused cell with what would be right, every row left to a person."""

import csv
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.problems import PROBLEMS
from hotline_tenants.imports.queries import queued_of, refusals_of
from hotline_tenants.imports.words import DECISIONS, REASONS
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.i18n import Reader
from hotline_web.imports.summing import summary
from hotline_web.pieces import plain

Values = Sequence[str | int]

ROWS_AT_MOST = 1_000_000
"""What a sheet can hold."""

_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class _Table:
    title: Message
    headings: Sequence[Message]
    widths: Sequence[int]
    rows: AsyncIterator[Values]


async def write_report(db: Db, run: ImportRun, path: Path, reader: Reader) -> None:
    """Write the report to `path`, as csv where it is called so, as xlsx otherwise; row by row, in little memory."""
    tables = _tables(db, run, await unit_tree(db), reader)
    if path.suffix.lower() == ".csv":
        await _write_csv(path, tables, reader)
    else:
        await _write_workbook(path, tables, reader)


def _tables(db: Db, run: ImportRun, units: UnitTree, reader: Reader) -> list[_Table]:
    where = (N_("Sheet"), N_("Cell"))
    return [
        _Table(N_("Summary"), (N_("What"), N_("Rows")), (40, 12), _sums(run, units, reader)),
        _Table(
            N_("Refused rows"),
            (*where, N_("Heading"), N_("Value"), N_("What is wrong"), N_("What would be right")),
            (14, 8, 14, 40, 44, 48), _refused(db, run, reader),
        ),
        _Table(
            N_("Rows for review"),
            (*where, N_("Source number"), N_("Reason"), N_("Places named"), N_("Decision")),
            (14, 8, 16, 22, 40, 16), _queued(db, run, units, reader),
        ),
    ]  # fmt: skip


async def _sums(run: ImportRun, units: UnitTree, reader: Reader) -> AsyncIterator[Values]:
    sums = summary(run, units, reader.language)
    lines: list[tuple[object, str | int]] = [
        (N_("File"), run.file_name), (N_("Map"), run.map_name), (N_("Started"), reader.exact(run.started_at)),
        (N_("Finished at"), reader.exact(run.finished_at)), (N_("Rows of the file"), sums.total),
        (N_("Rows read"), sums.read), *sums.groups, (N_("Imported with an answer"), sums.answered),
        *((N_("Imported: %(unit)s", unit=name), number) for name, number in sums.units),
        *((N_("For review: %(reason)s", reason=name), number) for name, number in sums.reasons),
        (N_("Columns that the map does not name"), ", ".join(run.unread)),
        (N_("Sheets without the headings"), ", ".join(run.left_out)),
    ]  # fmt: skip
    for label, value in lines:
        yield plain(label, reader), value


async def _refused(db: Db, run: ImportRun, reader: Reader) -> AsyncIterator[Values]:
    async for (one,) in _streamed(db, refusals_of(run.tenant_id, run.id)):
        why, right = problem_words(one.problem, one.params)
        yield one.sheet, one.cell, one.heading, one.value, reader.says(why), reader.says(right)


async def _queued(db: Db, run: ImportRun, units: UnitTree, reader: Reader) -> AsyncIterator[Values]:
    async for one in _streamed(db, queued_of(run.tenant_id, run.id)):
        found = [units.find(uuid.UUID(unit_id)) for unit_id in one.districts]
        named = [unit.name(reader.language) for unit in found if unit] + one.elsewhere
        yield (
            one.sheet, one.cell, one.source_number, reader.says(REASONS[one.reason]), plain(named, reader),
            reader.says(DECISIONS[one.state]),
        )  # fmt: skip


def problem_words(problem: str, params: dict[str, Any]) -> tuple[Message, Message]:
    """Why a cell is wrong, and what would be right."""
    why, right = PROBLEMS[problem]
    return Message(why.text, params), Message(right.text, params)


async def _streamed(db: Db, wanted: Select[Any]) -> AsyncIterator[Any]:
    found = await db.stream(wanted.limit(ROWS_AT_MOST), execution_options={"yield_per": 1000})
    async for part in found.partitions(1000):
        for row in part:
            yield row
        db.expunge_all()


async def _write_workbook(path: Path, tables: Sequence[_Table], reader: Reader) -> None:
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5"})
        wrap = book.add_format({"valign": "top", "text_wrap": True})
        for table in tables:
            sheet = book.add_worksheet(reader.says(table.title)[:31])
            for column, width in enumerate(table.widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, reader.says(heading), head)
            number = 0
            async for values in table.rows:
                number += 1
                for column, value in enumerate(values):
                    write = sheet.write_string if isinstance(value, str) else sheet.write_number
                    write(number, column, value, wrap)


async def _write_csv(path: Path, tables: Sequence[_Table], reader: Reader) -> None:
    # The mark at the start tells a spreadsheet program that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for table in tables:
            writer.writerow([reader.says(table.title)])
            writer.writerow([reader.says(heading) for heading in table.headings])
            async for values in table.rows:
                writer.writerow(list(_harmless(values)))
            writer.writerow([])


def _harmless(values: Values) -> Iterator[str | int]:
    """What begins like a formula is text here too."""
    for value in values:
        yield f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
