"""The spreadsheet for units, people and closed days, filled in with invented ones."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from hotline_tenants.onboarding.sheet_kinds import CLOSURES, KIND_WORDS, PEOPLE, ROLE_WORDS, UNITS, Kind
from hotline_tenants.onboarding.spreadsheets import CODE

_UNITS = (
    ("ORDER", "城市管理局", "Urban Management Bureau", "部门", ""),
    ("WATER", "自来水公司", "Water Company", "公共服务单位", ""),
    ("S01", "松涛街道", "Pine Wave Street", "街道", ""),
    ("S0101", "听松社区居委会", "Listening Pine Community Committee", "社区", "S01"),
)
_PEOPLE = (
    ("admin.one", "林知夏", "管理员", "", "中文"),
    ("operator.one", "苏一诺", "话务员", "", "中文"),
    ("dispatcher.one", "顾清川", "派单员", "", "中文"),
    ("reviewer.one", "沈明漪", "审核员", "", "中文"),
    ("callback.one", "陆南枝", "回访员", "", "中文"),
    ("order.officer", "江以恒", "承办人", "ORDER", "中文"),
    ("order.leader", "许归舟", "分管领导", "ORDER", "中文"),
    ("water.officer", "宋云起", "承办人", "WATER", "中文"),
    ("water.leader", "叶知秋", "分管领导", "WATER", "中文"),
    ("s01.officer", "方见微", "承办人", "S01", "中文"),
    ("s01.leader", "程长风", "分管领导", "S01", "中文"),
    ("s0101.committee", "何小满", "居委会", "S0101", "中文"),
)
_CLOSURES = (("2027-04-12", "松涛节", "Pine Wave Festival"),)
_ROWS_OFFERED = 2_000
"""How far down a cell offers its choices."""


def write_example(path: Path, code: str, name: str) -> None:
    """Three sheets; the code of the government stands above the headings of each, as text."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        for kind, rows in ((UNITS, _UNITS), (PEOPLE, _PEOPLE), (CLOSURES, _CLOSURES)):
            _sheet(book, kind, rows, code, name)
    finally:
        book.close()


def _sheet(
    book: "xlsxwriter.Workbook", kind: Kind, rows: Sequence[Sequence[str]], code: str, name: str
) -> None:
    sheet = book.add_worksheet(kind.names[0])
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True})
    sheet.set_column(0, len(kind.wanted) - 1, 22, text)
    for place, value in enumerate((CODE[0], code, name)):
        sheet.write_string(0, place, value, text)
    for place, one in enumerate(kind.wanted):
        sheet.write_string(2, place, one.headings[0], head)
        chosen = {
            "kind": [words[0] for words in KIND_WORDS.values()],
            "role": [words[0] for words in ROLE_WORDS.values()],
        }
        if one.field in chosen:
            sheet.data_validation(
                3, place, _ROWS_OFFERED, place, {"validate": "list", "source": chosen[one.field]}
            )
    for number, row in enumerate(rows, 3):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value, text)
    sheet.freeze_panes(3, 0)
