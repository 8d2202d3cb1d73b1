"""Units, people and closed days from a spreadsheet: three sheets of a workbook, or one of them as csv.

A file carries the division code of its government, so that one made for another is refused before anything is read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.imports.cells import day_of, line_of, number_of
from hotline_tenants.imports.formats import RawSheet, raw_sheets
from hotline_tenants.imports.headings import Wanted, places_of, plain, why_no_headings
from hotline_tenants.imports.problems import PROBLEMS, Wrong
from hotline_tenants.imports.sheets import Book, Row, open_book
from hotline_tenants.onboarding.document import ClosurePart, PersonPart, UnitPart
from hotline_tenants.onboarding.formulas import formulas_of

CODE = ("行政区划代码", "Division code")
"""Stands above the headings; the cell to its right holds the code."""


@dataclass(frozen=True)
class Kind:
    """A sheet that is looked for: by its name in a workbook, by its headings in a csv."""

    names: tuple[str, str]
    wanted: tuple[Wanted, ...]


UNITS = Kind(
    ("单位", "Units"),
    (
        Wanted("code", ("单位编码", "Unit code")),
        Wanted("name_zh", ("单位名称", "Chinese name")),
        Wanted("name_en", ("英文名称", "English name"), required=False),
        Wanted("kind", ("单位类型", "Kind")),
        Wanted("parent", ("上级单位编码", "Code of the unit above"), required=False),
    ),
)
PEOPLE = Kind(
    ("人员", "People"),
    (
        Wanted("login", ("登录名", "Sign-in name")),
        Wanted("name", ("姓名", "Name")),
        Wanted("role", ("角色", "Role")),
        Wanted("unit", ("所在单位编码", "Code of the unit"), required=False),
        Wanted("language", ("语言", "Language"), required=False),
    ),
)
CLOSURES = Kind(
    ("停办日", "Closed days"),
    (
        Wanted("day", ("日期", "Day")),
        Wanted("reason_zh", ("停办原因", "Reason in Chinese")),
        Wanted("reason_en", ("英文原因", "Reason in English"), required=False),
    ),
)

KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "department": ("部门", "department"),
    "public_service": ("公共服务单位", "public service", "public service unit"),
    "street": ("街道", "乡镇", "镇", "乡", "街道（乡镇）", "street", "street or township"),
    "committee": (
        "社区",
        "村",
        "居委会",
        "村委会",
        "社区（村）",
        "committee",
        "community or village committee",
    ),
}
ROLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "operator": ("话务员",), "shift_leader": ("班长",), "dispatcher": ("派单员",), "reviewer": ("审核员",),
    "callback_officer": ("回访员",), "supervisor": ("督办员",), "unit_officer": ("承办人",),
    "unit_leader": ("分管领导",), "mailbox_clerk": ("信件员",), "knowledge_editor": ("知识员",),
    "network_officer": ("网络建设员",), "duty_head": ("值班室负责人",), "leader": ("领导",), "inspector": ("检查员",),
    "overseer": ("监督代表",), "committee": ("居委会", "村委会", "居（村）委会"), "tenant_admin": ("管理员", "租户管理员"),
}  # fmt: skip
"""What people call kinds and roles in a cell, beside the words of the product itself."""


@dataclass(frozen=True)
class Sheets:
    """What a file holds."""

    units: tuple[UnitPart, ...] = ()
    people: tuple[PersonPart, ...] = ()
    closures: tuple[ClosurePart, ...] = ()


def read_sheets(path: Path, code: str) -> Sheets:
    """Read a file that was made for the government with this code. Raises Refused: for another one's file, for what
    is no spreadsheet, and by cell for what is merged, a formula or no date.
    """
    raws = raw_sheets(path)
    _refuse_another(raws, path.name, code)
    reading = _Reading(path)
    units = [UnitPart(**one) for one in reading.rows(raws, UNITS)]
    people = [PersonPart(**one) for one in reading.rows(raws, PEOPLE)]
    closures = [ClosurePart(**one) for one in reading.rows(raws, CLOSURES)]
    if reading.wrong:
        raise Refused(
            N_("Nothing was taken from %(file)s. Mistakes: %(mistakes)s.", file=path.name, mistakes=len(reading.wrong)),
            reading.wrong,
        )  # fmt: skip
    if not (units or people or closures):
        raise Refused(why_no_headings(raws, UNITS.wanted))
    return Sheets(tuple(units), tuple(people), tuple(closures))


def _refuse_another(raws: Sequence[RawSheet], name: str, code: str) -> None:
    found = {written for raw in raws for written in _codes(raw)}
    if not found:
        raise Refused(
            N_(
                "%(file)s does not say for which government it is: beside a cell “%(heading)s” above the headings "
                "stands its code. Start from the example.",
                file=name, heading=CODE[0],
            )
        )  # fmt: skip
    if found != {code}:
        raise Refused(
            N_(
                "%(file)s was made for the government with the code %(other)s, not for %(code)s.",
                file=name, other=", ".join(sorted(found - {code})), code=code,
            )
        )  # fmt: skip


def _codes(raw: RawSheet) -> Iterator[str]:
    heads = {plain(one) for one in CODE}
    for values in raw.top:
        for place, value in enumerate(values):
            if plain(value) in heads:
                yield next((number_of(each) for each in values[place + 1 :] if line_of(each)), "–")


class _Reading:
    """One file on its way: the rows of each kind, and every wrong cell."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._formulas = formulas_of(path)
        self.wrong: dict[str, Message] = {}

    def rows(self, raws: Sequence[RawSheet], kind: Kind) -> Iterator[dict[str, Any]]:
        """The rows of the sheets of this kind, field by field, with their addresses."""
        for row in self._book(raws, kind):
            found: dict[str, Any] = {}
            cells: dict[str, str] = {}
            for one in kind.wanted:
                if one.field in row.sheet.places:
                    cells[one.field] = f"{self._path.name} {row.sheet.name} {row.cell(one.field)}".replace(
                        "  ", " "
                    )
                    found[one.field] = self._value(row, one, cells[one.field])
            if any(found.values()):
                yield {**found, "cells": cells}

    def _book(self, raws: Sequence[RawSheet], kind: Kind) -> Iterator[Row]:
        """A sheet by that name must have the headings; any other is read if it happens to have them."""
        named = [raw for raw in raws if raw.name in kind.names]
        for raw in named:
            if not any(_is_headed(raw, kind, number) for number in range(1, len(raw.top) + 1)):
                raise Refused(why_no_headings([raw], kind.wanted))
        if not any(_is_headed(raw, kind, number) for raw in raws for number in range(1, len(raw.top) + 1)):
            return iter(())
        book: Book = open_book(self._path, kind.wanted)
        return (row for row in book if not named or row.sheet.name in kind.names)

    def _value(self, row: Row, one: Wanted, cell: str) -> Any:
        address = (row.sheet.name, row.cell(one.field))
        value = row.value(one.field)
        if address in self._formulas:
            self.wrong[cell] = N_("A formula stands here. Put its value in its place.")
            return ""
        if (into := row.merged_into(one.field)) is not None:
            self.wrong[cell] = N_(
                "This cell is merged into %(cell)s. Split the cells, and fill in each.", cell=into
            )
            return ""
        try:
            return _READERS.get(one.field, line_of)(value)
        except Wrong as wrong:
            why, _ = PROBLEMS[wrong.problem]
            self.wrong[cell] = Message(why.text, wrong.params)
            return ""


def _is_headed(raw: RawSheet, kind: Kind, number: int) -> bool:
    places = places_of(raw, number, raw.top[number - 1], kind.wanted)
    return all(one.field in places for one in kind.wanted if one.required)


def _word(words: Mapping[str, tuple[str, ...]]) -> Callable[[object], str]:
    known = {plain(name).lower(): key for key, names in words.items() for name in (key, *names)}

    def read(value: object) -> str:
        written = line_of(value)
        return known.get(plain(written).lower(), written)

    return read


_READERS: Mapping[str, Callable[[object], Any]] = {
    "code": number_of, "parent": number_of, "unit": number_of, "day": day_of, "kind": _word(KIND_WORDS),
    "role": _word({role: (*ROLE_WORDS.get(role, ()), str(name)) for role, name in ROLE_NAMES.items()}),
    "language": _word({"zh": ("中文", "chinese"), "en": ("英文", "english")}),
}  # fmt: skip
