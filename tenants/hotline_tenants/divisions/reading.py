"""Reading a file of divisions row by row: what a cell says, or what is wrong with it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as more
from pathlib import Path
from typing import Any

from hotline_platform.errors import N_, Refused
from hotline_tenants.imports.cells import line_of, number_of
from hotline_tenants.imports.headings import Wanted
from hotline_tenants.imports.problems import Wrong as WrongNumber
from hotline_tenants.imports.sheets import Row, open_book
from hotline_tenants.points.telephones import why_not_telephone

WANTED = (
    Wanted("code", ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码")),
    Wanted("name", ("name", "名称", "区划名称")),
    Wanted("parent_code", ("parent_code", "上级代码", "父级代码", "上级区划代码")),
    Wanted("level", ("level", "级别", "层级")),
    Wanted("telephone", ("telephone", "电话", "联系电话"), required=False),
)

RANKS: Mapping[str, int] = {"city": 0, "area": 1, "street": 2, "village": 3}
LEVELS: Mapping[str, str] = {
    **{level: level for level in RANKS},
    "市": "city", "地市": "city", "地级市": "city", "区县": "area", "县区": "area", "区": "area", "县": "area", "县级市": "area",
    "街道": "street", "乡镇": "street", "镇": "street", "乡": "street", "乡镇街道": "street",
    "村": "village", "社区": "village", "村居": "village", "村委会": "village", "居委会": "village",
}  # fmt: skip

LONGEST_NAME = 80
MOST_ROWS = 50_000
_CODE = re.compile(r"\d{4}|\d{6}|\d{9}|\d{12}")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, and at which of its fields."""

    field: str
    problem: str
    params: Mapping[str, Any] = more(default_factory=dict)


@dataclass
class Division:
    """A row as it was read; `fault` is the first thing wrong with it. `cells` are the addresses of its fields."""

    line: int
    code: str
    name: str
    parent_code: str
    level: str
    telephone: str
    cells: Mapping[str, str]
    fault: Fault | None = None

    @property
    def rank(self) -> int:
        """How far down it stands: 0 for a city."""
        return RANKS.get(self.level, 0)


def read_divisions(path: Path) -> tuple[list[Division], list[str]]:
    """Every row of the file, and the headings that nobody asked for. Raises Refused where the file itself cannot be
    read, has no such headings, or holds no row or too many.
    """
    book = open_book(path, WANTED)
    found: list[Division] = []
    for line, row in enumerate(book, start=1):
        if line > MOST_ROWS:
            raise Refused(N_("The file has more than %(most)s rows. Split it.", most=MOST_ROWS))
        found.append(_division(line, row))
    if not found:
        raise Refused(N_("There is no row below the headings."))
    return found, book.unread


def _division(line: int, row: Row) -> Division:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for wanted in WANTED:
        try:
            texts[wanted.field] = _text(row, wanted.field)
        except _Wrong as wrong:
            texts[wanted.field] = ""
            faults.append(wrong.fault)
    level = LEVELS.get(texts["level"].lower(), "")
    faults += _faults(row, texts, level, {fault.field for fault in faults})
    cells = {one.field: row.cell(one.field) for one in WANTED if one.field in row.sheet.places}
    return Division(
        line, texts["code"], texts["name"], texts["parent_code"], level, texts["telephone"], cells,
        faults[0] if faults else None,
    )  # fmt: skip


def _faults(row: Row, texts: Mapping[str, str], level: str, told: set[str]) -> list[Fault]:
    found: list[Fault] = []
    for name in ("code", "name", "level", *(("parent_code",) if level != "city" else ())):
        if not texts[name] and name not in told:
            into = row.merged_into(name)
            found.append(Fault(name, "merged", {"into": into}) if into else Fault(name, "empty"))
    found += [
        Fault(name, "no_code", {"value": texts[name][:40]})
        for name in ("code", "parent_code")
        if texts[name] and not _CODE.fullmatch(texts[name])
    ]
    if len(texts["name"]) > LONGEST_NAME:
        found.append(Fault("name", "too_long", {"longest": LONGEST_NAME}))
    if texts["level"] and not level:
        found.append(Fault("level", "no_level", {"value": texts["level"][:40]}))
    if texts["telephone"] and why_not_telephone(texts["telephone"]):
        found.append(Fault("telephone", "no_telephone", {"value": texts["telephone"][:40]}))
    return found


class _Wrong(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.problem)
        self.fault = fault


def _text(row: Row, name: str) -> str:
    value = row.value(name)
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        raise _Wrong(Fault(name, "date"))
    text = line_of(value)
    if text.startswith("="):
        raise _Wrong(Fault(name, "formula"))
    if name not in ("code", "parent_code"):
        return unicodedata.normalize("NFKC", text) if name in ("level", "telephone") else text
    try:
        return number_of(value)
    except WrongNumber as wrong:
        raise _Wrong(Fault(name, wrong.problem)) from None
