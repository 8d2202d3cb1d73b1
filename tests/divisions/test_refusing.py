"""Bad files and bad rows: named by cell and field with what would be right, and nothing half-done."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from hotline_platform.errors import Refused
from hotline_tenants.divisions.problems import PROBLEMS
from tests.conftest import House
from tests.divisions.bringing import (
    CITY,
    EAST,
    HEADINGS,
    LAKE,
    LOTUS,
    PINE,
    ROWS,
    STONE,
    WEST,
    fates,
    file_of,
    looked_at,
    refused,
)  # fmt: skip
from tests.imports.making import workbook

GOVERNMENTS = (CITY, EAST, WEST)

WRONG: list[tuple[list[tuple[object, ...]], list[tuple[str, str, str]]]] = [
    ([("", "无码街道", "990101", "street")], [("A5", "code", "empty")]),
    ([("9901-1", "短划街道", "990101", "street")], [("A5", "code", "no_code")]),
    ([("=A1", "公式街道", "990101", "street")], [("A5", "code", "formula")]),
    ([("990101001", " ", "990101", "street")], [("B5", "name", "empty")]),
    ([("990101001", "长" * 81, "990101", "street")], [("B5", "name", "too_long")]),
    ([("990101001", "荷风街道", "", "street")], [("C5", "parent_code", "empty")]),
    ([("990101001", "荷风街道", "990199", "street")], [("C5", "parent_code", "no_parent")]),
    ([("990101001", "荷风街道", "990101", "hamlet")], [("D5", "level", "no_level")]),
    ([LOTUS, ("990101001", "另一街道", "990101", "street")],
     [("A5", "code", "twice"), ("A6", "code", "twice")]),
    ([("990101001", "甲街道", "990101002", "street"), ("990101002", "乙街道", "990101001", "street")],
     [("C5", "parent_code", "cycle"), ("C6", "parent_code", "cycle")]),
    ([("990101001", "自己街道", "990101001", "street")], [("C5", "parent_code", "cycle")]),
    ([LOTUS, LAKE, ("990101003", "倒挂街道", LAKE[0], "street")], [("C7", "parent_code", "above")]),
    ([("990102", "未上线区", "9901", "area"), ("990102001", "其街道", "990102", "street")],
     [("A5", "code", "no_government"), ("C6", "parent_code", "parent_refused")]),
    ([("990101001", "", "990101", "street"), LAKE], [("B5", "name", "empty"), ("C6", "parent_code", "parent_refused")]),
    ([("990101009", "花桥街道", "990101", "street")], [("B5", "name", "same_name")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), WRONG, ids=[said[0][2] + str(len(rows)) for rows, said in WRONG])
async def test_a_wrong_row_is_refused_by_its_cell_and_field(
    house: House, tmp_path: Path, rows: list[tuple[object, ...]], said: list[tuple[str, str, str]]
) -> None:
    import_id = await looked_at(house, file_of(tmp_path, [*GOVERNMENTS, *rows, STONE]))
    assert await refused(house, import_id) == said
    assert (await fates(house, import_id))["create"] == 1 + len(rows) - len(said), "the others go their way"


def test_every_problem_has_words() -> None:
    told = {problem for _, said in WRONG for _, _, problem in said}
    assert told < set(PROBLEMS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
async def test_a_csv_is_read_in_whatever_an_office_saves_it(
    house: House, tmp_path: Path, encoding: str
) -> None:
    import_id = await looked_at(house, file_of(tmp_path, encoding=encoding))
    assert await fates(house, import_id) == {"keep": 1, "change": 2, "create": 5}


async def test_chinese_headings_and_levels_are_read_and_a_telephone_is_kept(
    house: House, tmp_path: Path
) -> None:
    rows = [(*CITY[:3], "市", ""), (*EAST[:3], "区县", ""), (*LOTUS[:3], "街道", "0531-8600 1111"),
            (*PINE[:3], "社区", "没有")]  # fmt: skip
    path = file_of(tmp_path, rows, headings=("区划代码", "名称", "上级代码", "级别", "电话"))
    import_id = await looked_at(house, path)
    assert await refused(house, import_id) == [("E5", "telephone", "no_telephone")]


async def test_numbers_of_a_workbook_are_codes_and_its_epoch_does_not_matter(
    house: House, tmp_path: Path
) -> None:
    rows = [[int(row[0]), row[1], int(row[2]) if row[2] else None, row[3]] for row in ROWS]
    for epoch in (False, True):
        path = workbook(tmp_path / "divisions.xlsx", {"区划": [HEADINGS, *rows]}, epoch_1904=epoch)
        assert await fates(house, await looked_at(house, path)) == {"keep": 1, "change": 2, "create": 5}


async def test_merged_cells_dates_and_formulas_are_named(house: House, tmp_path: Path) -> None:
    rows = [HEADINGS, *GOVERNMENTS, LOTUS, LAKE, PINE]
    merged = workbook(tmp_path / "merged.xlsx", {"区划": rows}, merged=[(5, 2, 6, 2)])
    assert await refused(house, await looked_at(house, merged)) == [("C7", "parent_code", "merged")]
    dated = [*rows[:4], (dt.date(2001, 1, 9), *LOTUS[1:])]
    for epoch in (False, True):
        path = workbook(tmp_path / "dated.xlsx", {"区划": dated}, epoch_1904=epoch)
        assert await refused(house, await looked_at(house, path)) == [("A5", "code", "date")]
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, *GOVERNMENTS]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(4, 0, "=A3*1000+1", value="")
        sheet.write_row(4, 1, LOTUS[1:])
    assert await refused(house, await looked_at(house, path)) == [("A5", "code", "empty")]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (
            ("code", "name", "上级", "level"),
            "The heading parent_code / 上级代码 is missing. In the same row stand: C1 “上级”",
        ),
        (("code", "code", "parent_code", "level"), "stands twice"),
        (("a", "b", "c", "d"), "None of the first rows holds the headings"),
    ],
)
async def test_a_renamed_heading_is_named_with_its_cell(
    house: House, tmp_path: Path, headings: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        await looked_at(house, file_of(tmp_path, headings=headings))


async def test_a_file_for_another_government_is_not_taken(house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="9901"):
        await looked_at(
            house, file_of(tmp_path, [("8801", "他市", "", "city"), ("880101", "他区", "8801", "area")])
        )


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\xff", b"PK\x03\x04nothing", b"code,name,parent_code,level\n"]
)
async def test_what_is_no_such_file_is_refused_with_a_reason(
    house: House, tmp_path: Path, content: bytes
) -> None:
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"broken{suffix}"
        path.write_bytes(content)
        with pytest.raises(Refused):
            await looked_at(house, path)
    path = tmp_path / "divisions.pdf"
    path.write_bytes(content)
    with pytest.raises(Refused, match="neither xlsx nor csv"):
        await looked_at(house, path)
