"""Spreadsheets as people make them: what is wrong is named by its cell, and nothing of the file is taken."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.onboarding.spreadsheets import read_sheets
from hotline_web.i18n import Language
from hotline_web.onboarding.example import write_example
from tests.conftest import House
from tests.onboarding.making import CODE, HEADINGS, document, planned, reasons, workbook

UNIT = ("ORDER", "区城管局", None, "部门", None)


def refused(path: Path) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_sheets(path, CODE)
    return refusal.value


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_example_is_read_as_it_is_and_can_be_carried_out(
    house: House, tmp_path: Path, language: Language
) -> None:
    file = tmp_path / "example.xlsx"
    write_example(file, CODE, "南浦区", language)
    read = read_sheets(file, CODE)
    assert (len(read.units), len(read.people), len(read.closures)) == (4, 12, 1)
    assert read.units[3].parent == "S01"
    assert {one.role for one in read.people} >= {"operator", "unit_leader", "committee", "tenant_admin"}
    whole = document(units=[], people=[])
    assert (await planned(house, units=list(read.units), people=list(read.people))).mistakes == {}
    assert whole.units == []


def test_a_file_of_another_government_is_refused_whole(tmp_path: Path) -> None:
    assert "990199, not for 990102" in str(refused(workbook(tmp_path / "a.xlsx", "990199", units=[UNIT])))


def test_a_file_that_names_no_government_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("单位编码,单位名称,单位类型\nORDER,区城管局,部门\n")
    assert "does not say for which government" in str(refused(file))


def test_merged_cells_are_named_with_the_cell_that_holds_their_value(tmp_path: Path) -> None:
    rows: list[Any] = [
        ("A", "甲局", None, ("merge", "部门", 2), None),
        ("B", "乙局", None, None, None),
    ]
    found = reasons(refused(workbook(tmp_path / "merged.xlsx", units=rows)))
    assert found == {"merged.xlsx 单位 D4": "This cell is merged into D3. Split the cells, and fill in each."}


def test_a_renamed_heading_is_told_with_what_stands_there_instead(tmp_path: Path) -> None:
    named = {"单位": ("编号", *HEADINGS["单位"][1:])}
    said = str(refused(workbook(tmp_path / "renamed.xlsx", units=[UNIT], headings=named)))
    assert "单位编码" in said
    assert "A2 “编号”" in said


def test_a_formula_is_named_by_its_cell(tmp_path: Path) -> None:
    rows = [("A", ("formula", '="甲"&"局"'), None, "部门", None)]
    found = reasons(refused(workbook(tmp_path / "f.xlsx", units=rows)))
    assert found == {"f.xlsx 单位 B3": "A formula stands here. Put its value in its place."}


def test_dates_of_1904_are_the_days_that_the_sheet_shows(tmp_path: Path) -> None:
    day = dt.date(2027, 4, 12)
    for date_1904 in (True, False):
        file = workbook(tmp_path / f"{date_1904}.xlsx", days=[(day, "溪会节")], date_1904=date_1904)
        assert read_sheets(file, CODE).closures[0].day == day


def test_a_bare_number_in_place_of_a_day_is_refused(tmp_path: Path) -> None:
    found = reasons(refused(workbook(tmp_path / "serial.xlsx", days=[(46_489.5, "溪会节")])))
    assert found == {"serial.xlsx 停办日 A3": "This is a bare number and no date."}


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(
        f"行政区划代码,{CODE}\n单位编码,单位名称,单位类型,上级单位编码\nS0101,听松社区,社区,S01\nS01,松涛街道,街道,\n".encode(
            encoding
        )
    )
    assert [(one.code, one.kind, one.parent) for one in read_sheets(file, CODE).units] == [
        ("S0101", "committee", "S01"), ("S01", "street", ""),
    ]  # fmt: skip


async def test_a_parent_may_stand_below_its_child_and_a_circle_is_named_by_its_cells(
    house: House, tmp_path: Path
) -> None:
    late = [("S0101", "听松社区", None, "社区", "S01"), ("S01", "松涛街道", None, "街道", None)]
    read = read_sheets(workbook(tmp_path / "late.xlsx", units=late), CODE)
    assert (await planned(house, units=list(read.units), people=[])).mistakes == {}
    circle = [("A", "甲局", None, "部门", "B"), ("B", "乙局", None, "部门", "A")]
    read = read_sheets(workbook(tmp_path / "circle.xlsx", units=circle), CODE)
    found = (await planned(house, units=list(read.units), people=[])).mistakes
    assert set(found) == {"circle.xlsx 单位 E3", "circle.xlsx 单位 E4"}
    assert "A → B → A" in str(found["circle.xlsx 单位 E3"])
