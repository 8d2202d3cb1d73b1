"""The spreadsheet for units, people and closed days, filled in with invented ones."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from hotline_tenants.onboarding.sheet_kinds import CLOSURES, KIND_WORDS, PEOPLE, ROLE_WORDS, UNITS, Kind
from hotline_tenants.onboarding.spreadsheets import CODE
from hotline_web.i18n import Language

_UNITS = (
    ("ORDER", "城市管理局", "Urban Management Bureau", "department", ""),
    ("WATER", "自来水公司", "Water Company", "public_service", ""),
    ("S01", "松涛街道", "Pine Wave Street", "street", ""),
    ("S0101", "听松社区居委会", "Listening Pine Community Committee", "committee", "S01"),
)
_PEOPLE = (
    ("admin.one", "林知夏", "tenant_admin", "", "zh"),
    ("operator.one", "苏一诺", "operator", "", "zh"),
    ("dispatcher.one", "顾清川", "dispatcher", "", "zh"),
    ("reviewer.one", "沈明漪", "reviewer", "", "zh"),
    ("callback.one", "陆南枝", "callback_officer", "", "zh"),
    ("order.officer", "江以恒", "unit_officer", "ORDER", "zh"),
    ("order.leader", "许归舟", "unit_leader", "ORDER", "zh"),
    ("water.officer", "宋云起", "unit_officer", "WATER", "zh"),
    ("water.leader", "叶知秋", "unit_leader", "WATER", "zh"),
    ("s01.officer", "方见微", "unit_officer", "S01", "zh"),
    ("s01.leader", "程长风", "unit_leader", "S01", "zh"),
    ("s0101.committee", "何小满", "committee", "S0101", "zh"),
)
_CLOSURES = (("2027-04-12", "松涛节", "Pine Wave Festival"),)
_ROWS_OFFERED = 2_000
"""How far down a cell offers its choices."""


def write_example(path: Path, code: str, name: str, language: Language = "zh") -> None:
    """Three sheets in the language of whoever fills them in; the code of the government stands above the headings of
    each, as text.
    """
    said = {
        "kind": {key: _one(words, language) for key, words in KIND_WORDS.items()},
        "role": {key: _one(words, language) for key, words in ROLE_WORDS.items()},
        "language": {"zh": _one(("中文", "Chinese"), language)},
    }
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        for kind, rows in ((UNITS, _UNITS), (PEOPLE, _PEOPLE), (CLOSURES, _CLOSURES)):
            _sheet(book, kind, rows, (_one(CODE, language), code, name), said, language)
    finally:
        book.close()


def _one(words: Sequence[str], language: Language) -> str:
    """The first of them in that language."""
    return next(one for one in words if one.isascii() == (language == "en"))


def _sheet(
    book: "xlsxwriter.Workbook", kind: Kind, rows: Sequence[Sequence[str]], above: Sequence[str],
    said: Mapping[str, Mapping[str, str]], language: Language,
) -> None:  # fmt: skip
    sheet = book.add_worksheet(_one(kind.names, language))
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True})
    sheet.set_column(0, len(kind.wanted) - 1, 22, text)
    for place, value in enumerate(above):
        sheet.write_string(0, place, value, text)
    for place, one in enumerate(kind.wanted):
        sheet.write_string(2, place, _one(one.headings, language), head)
        if one.field in ("kind", "role"):
            offered = {"validate": "list", "source": [*said[one.field].values()]}
            sheet.data_validation(3, place, _ROWS_OFFERED, place, offered)
    for number, row in enumerate(rows, 3):
        for place, (one, value) in enumerate(zip(kind.wanted, row, strict=True)):
            sheet.write_string(number, place, said.get(one.field, {}).get(value, value), text)
    sheet.freeze_panes(3, 0)
