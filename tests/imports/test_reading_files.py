"""xlsx and csv in the shapes in which they come."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.imports.headings import Wanted, address
from hotline_tenants.imports.sheets import open_book
from tests.imports.making import delimited, workbook

WANTED = [
    Wanted("number", ("编号", "留言编号")),
    Wanted("text", ("内容",)),
    Wanted("note", ("备注",), required=False),
]
HEAD, ROW = ("留言编号", "内容"), ("1", "路灯不亮")


def read(file: Path) -> list[tuple[str, str]]:
    return [(str(row.value("number")), str(row.value("text"))) for row in open_book(file, WANTED)]


def refusal(file: Path) -> str:
    with pytest.raises(Refused) as caught:
        open_book(file, WANTED)
    return str(caught.value)


def test_headings_may_stand_below_a_title_with_stray_white_space(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["市长信箱留言表"],
        [None],
        [" 留言\n编号 ", "　内容＊"],
        ROW,
        [None, ""],
        ["2", "停水"],
    ]
    assert read(workbook(tmp_path / "a.xlsx", {"表": rows})) == [("1", "路灯不亮"), ("2", "停水")]


def test_a_cell_is_named_by_its_address_wherever_the_table_stands(tmp_path: Path) -> None:
    rows = [[None, None, *HEAD], [None, None, *ROW]]
    (row,) = open_book(workbook(tmp_path / "a.xlsx", {"表": rows}), WANTED)
    assert (row.sheet.name, row.cell("number"), row.cell("text")) == ("表", "C2", "D2")
    assert [address(0, 1), address(25, 9), address(26, 10), address(701, 2), address(702, 3)] == [
        "A1", "Z9", "AA10", "ZZ2", "AAA3",
    ]  # fmt: skip


def test_every_sheet_with_the_headings_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = open_book(
        workbook(
            tmp_path / "a.xlsx", {"一月": [HEAD, ROW], "说明": [["填表说明"]], "二月": [HEAD, ["2", "停水"]]}
        ),
        WANTED,
    )
    assert [(row.sheet.name, row.value("number")) for row in book] == [("一月", "1"), ("二月", "2")]
    assert (book.left_out, len(book)) == (("说明",), 2)


def test_columns_that_nobody_asked_for_are_named(tmp_path: Path) -> None:
    assert open_book(delimited(tmp_path / "a.csv", [(*HEAD, "经办人"), (*ROW, "")]), WANTED).unread == [
        "经办人"
    ]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_date_cells_are_dates_in_either_calendar_of_a_workbook(tmp_path: Path, epoch_1904: bool) -> None:
    moment = dt.datetime(2019, 2, 28, 11, 25, 5)  # noqa: DTZ001 - a date cell knows no zone
    file = workbook(tmp_path / "a.xlsx", {"表": [HEAD, ("1", moment)]}, epoch_1904=epoch_1904)
    (row,) = open_book(file, WANTED)
    assert row.value("text") == moment


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_of_the_country(tmp_path: Path, encoding: str, separator: str) -> None:
    file = delimited(
        tmp_path / "a.csv", [HEAD, ("1", "第一行\n第二行，带“引号”")], encoding=encoding, separator=separator
    )
    assert read(file) == [("1", "第一行\n第二行，带“引号”")]


def test_a_rare_character_of_gb18030_is_read(tmp_path: Path) -> None:
    assert read(delimited(tmp_path / "a.csv", [HEAD, ("1", "㐂𠮷")], encoding="gb18030")) == [("1", "㐂𠮷")]


def test_an_unknown_encoding_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("留言编号,内容\n1,好\n2,".encode() + b"\xff\xff\xfe\n")
    assert "line 3" in refusal(file)


@pytest.mark.parametrize("text", ['1,"路灯不亮\n2,停水\n3,停电\n', '1,"路灯"不亮\n'])
def test_a_quotation_mark_that_would_swallow_rows_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("留言编号,内容\n" + text)
    with pytest.raises(Refused, match="quotation mark"):
        list(open_book(file, WANTED))


def test_a_missing_heading_is_said_with_what_stands_in_its_place(tmp_path: Path) -> None:
    said = refusal(workbook(tmp_path / "a.xlsx", {"表": [["留言编号", "正文"], ROW]}))
    assert "内容" in said
    assert "B1 “正文”" in said


def test_a_heading_that_stands_twice_is_said_with_both_cells(tmp_path: Path) -> None:
    assert "A1, C1" in refusal(workbook(tmp_path / "a.xlsx", {"表": [["编号", "内容", "编号"], ROW]}))


def test_a_file_without_headings_is_refused_with_what_is_wanted(tmp_path: Path) -> None:
    assert "编号, 内容" in refusal(workbook(tmp_path / "a.xlsx", {"表": [["甲", "乙"], ROW]}))


def test_what_is_no_spreadsheet_is_refused_in_plain_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    other = tmp_path / "letter.docx"
    other.write_bytes(b"")
    assert "save it as xlsx again" in refusal(broken)
    assert "neither xlsx nor csv" in refusal(other)
    assert "There is no file" in refusal(tmp_path / "nowhere.xlsx")


def test_an_empty_workbook_has_no_headings(tmp_path: Path) -> None:
    assert "None of the first rows" in refusal(workbook(tmp_path / "a.xlsx", {"表": []}))
