"""The file formats of a spreadsheet: xlsx and csv as rows of plain values."""

import codecs
import contextlib
import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from hotline_platform.errors import N_, Refused

UNPACKED_AT_MOST = 2_000_000_000
"""Bytes of an unpacked workbook: a sheet is held in memory while it is read, about as large as its texts."""

TOP = 20
"""How far down the headings may stand: offices put a title above them."""

LONGEST_FIELD = 1_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


Area = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of merged cells, each as row and column from 0."""


@dataclass(frozen=True)
class RawSheet:
    """A sheet as its format gives it: `rows` from the first of the sheet, each beginning in column `first_column`.

    `top` are the first of them, read to find out whether this is the sheet that is meant.
    """

    name: str
    first_column: int
    rows: Callable[[], Iterable[Sequence[object]]]
    top: Sequence[Sequence[object]]
    merged: Sequence[Area] = ()


def raw_sheets(path: Path) -> list[RawSheet]:
    """Every sheet of a file; for a csv one for each separator that it may have been written with.

    Raises Refused where the file is of another kind, cannot be read or is in an unknown encoding.
    """
    if not path.is_file():
        raise Refused(N_("There is no file %(file)s.", file=str(path)))
    kind = path.suffix.lower()
    if kind in {".xlsx", ".xlsm"}:
        return _workbook(path)
    if kind in {".csv", ".txt", ".tsv"}:
        encoding = encoding_of(path)
        return [_delimited(path, encoding, separator) for separator in (",", "\t", ";")]
    raise Refused(N_("%(file)s is neither xlsx nor csv. Save it as one of them.", file=path.name))


def _workbook(path: Path) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_AT_MOST:
                raise Refused(N_("%(file)s is too large. Split it into several files.", file=path.name))
        book = CalamineWorkbook.from_path(str(path))
        names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        sheets = [book.get_sheet_by_name(name) for name in names]
    except PasswordError:
        raise Refused(
            N_("%(file)s is protected by a password. Save it without one.", file=path.name)
        ) from None
    except (CalamineError, zipfile.BadZipFile, OSError):
        raise Refused(
            N_("%(file)s cannot be read as a workbook. Open it and save it as xlsx again.", file=path.name)
        ) from None
    return [
        RawSheet(
            sheet.name,
            sheet.start[1],
            sheet.iter_rows,
            list(islice(sheet.iter_rows(), TOP)),
            tuple(sheet.merged_cell_ranges or ()),
        )
        for sheet in sheets
        if sheet.start is not None
    ]


def encoding_of(path: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030 (of which GBK and GB2312 are parts).

    Raises Refused with the line that is neither.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = ["utf-8", "gb18030"]
    reached = 0
    for encoding in candidates:
        line = _undecodable(path, encoding)
        if line is None:
            return encoding
        reached = max(reached, line)
    raise Refused(
        N_(
            "%(file)s is neither in UTF-8 nor in GBK or GB18030: line %(line)s cannot be read. Save it as CSV UTF-8.",
            file=path.name, line=reached,
        )
    )  # fmt: skip


def _undecodable(path: Path, encoding: str) -> int | None:
    """The first line that is not in this encoding, counted from 1; None where all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    try:
        with path.open("rb") as stream:
            while part := stream.read(1 << 20):
                lines += decoder.decode(part).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + 1 + error.object[: error.start].count(b"\n")
    return None


def _delimited(path: Path, encoding: str, separator: str) -> RawSheet:
    """A csv as if written with this separator. Only reading it as a whole is strict: a quotation mark that is not
    closed would otherwise swallow the rows behind it without a word.
    """

    def rows() -> Iterator[Sequence[object]]:
        with path.open(encoding=encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=separator, strict=True)
            try:
                yield from reader
            except csv.Error:
                raise Refused(
                    N_(
                        "%(file)s cannot be read at line %(line)s: a quotation mark is not closed, or stands alone.",
                        file=path.name, line=reader.line_num,
                    )
                ) from None  # fmt: skip

    csv.field_size_limit(LONGEST_FIELD)
    top: list[Sequence[object]] = []
    with path.open(encoding=encoding, newline="") as stream, contextlib.suppress(csv.Error):
        top.extend(islice(csv.reader(stream, delimiter=separator), TOP))
    return RawSheet("", 0, rows, top)
