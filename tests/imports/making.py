"""Spreadsheets as offices have them, made in the test; and the government that takes them over."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from hotline_tenants.imports.mapping import Map, load_map
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.running import import_cases
from tests.conftest import House

MESSAGES = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")
REPLIES = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")

SHARED = Path(__file__).parents[3] / "shared" / "data"
"""Real messages with masked places; they are not part of the project."""


def message(number: object = "1001", **changed: object) -> list[object]:
    """A row of the messages map that nothing is wrong with, with some cells changed (by their English names)."""
    cells: dict[str, object] = {
        "number": number, "caller": "U0001", "title": "东湖区花桥路的路灯不亮", "written": "2025/2/28 11:25:05",
        "text": "东湖区花桥路 12 号门前的路灯三天没有亮。", "against": "0", "for": "3",
    }  # fmt: skip
    return list((cells | changed).values())


def reply(number: object = "2001", **changed: object) -> list[object]:
    """The same for the replies map."""
    cells: dict[str, object] = {
        "number": number, "caller": "U0001", "title": "东湖区花桥路的路灯不亮", "written": "2025/2/28 11:25:05",
        "text": "东湖区花桥路 12 号门前的路灯三天没有亮。", "answer": "您好，路灯已经修复。",
        "answered": "2025-03-03 09:00",
    }  # fmt: skip
    return list((cells | changed).values())


def workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, epoch_1904: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:  # fmt: skip
    """Write an xlsx. Dates become date cells; everything else is written as it is."""
    book = xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904, "strings_to_numbers": False})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        covered = {
            (row, column)
            for top, left, bottom, right in merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if (number, column) in covered:
                    continue
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value, moment)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
        for area in merged:
            sheet.merge_range(*area, rows[area[0]][area[1]])
    book.close()
    return path


def delimited(
    path: Path, rows: Sequence[Sequence[object]], *, encoding: str = "utf-8", separator: str = ","
) -> Path:
    """Write a csv."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)
    return path


def messages_file(folder: Path, *rows: Sequence[object], name: str = "messages.xlsx") -> Path:
    """A file for the messages map."""
    return workbook(folder / name, {"Sheet1": [MESSAGES, *rows]})


def replies_file(folder: Path, *rows: Sequence[object], name: str = "replies.xlsx") -> Path:
    """A file for the replies map."""
    return workbook(folder / name, {"Sheet1": [REPLIES, *rows]})


async def taken_over(house: House, file: Path, by: str | Map = "messages", **options: Any) -> ImportRun:
    """Import a file into the cast's city."""
    the_map = load_map(by) if isinstance(by, str) else by
    return await import_cases(
        house.database, house.cast.city, the_map, file, now=lambda: house.now, **options
    )


def groups(run: ImportRun) -> tuple[int, int, int, int]:
    """Imported, already there, refused, for review."""
    return run.imported, run.present, run.refused, run.queued
