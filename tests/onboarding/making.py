"""Documents and spreadsheets for the tests of onboarding: a district below the city of the cast."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import Refused
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.changes.values import put
from hotline_tenants.onboarding.applying import Outcome, onboard
from hotline_tenants.onboarding.document import Document, structured
from hotline_tenants.onboarding.planning import Plan, plan
from tests.cast import CITY
from tests.conftest import House

CODE = "990102"
OPERATOR: Actor = system_actor(DEPLOYMENT)
"""Whoever runs the deployment."""

GOVERNMENT = {
    "code": CODE, "name_zh": "南浦区", "name_en": "South Bank District", "short_zh": "南浦", "short_en": "South Bank",
    "tier": "district", "parent": CITY,
}  # fmt: skip
UNITS = (
    {"code": "ORDER", "name_zh": "区城管局", "kind": "department"},
    {"code": "S01", "name_zh": "松涛街道", "kind": "street"},
    {"code": "S0101", "name_zh": "听松社区", "kind": "committee", "parent": "S01"},
)
PEOPLE = (
    {"login": "nan.admin", "name": "林知夏", "role": "tenant_admin"},
    {"login": "nan.officer", "name": "江以恒", "role": "unit_officer", "unit": "ORDER"},
)


def document(**parts: Any) -> Document:
    """A district with three units and two people; `parts` take the place of its own."""
    whole = {"government": GOVERNMENT, "units": list(UNITS), "people": list(PEOPLE), **parts}
    return structured(msgspec.to_builtins(whole))


def government(**changed: str) -> dict[str, str]:
    return {**GOVERNMENT, **changed}


async def planned(house: House, **parts: Any) -> Plan:
    return await plan(house.database, document(**parts), at=house.now)


async def wrong(house: House, **parts: Any) -> dict[str, str]:
    """What is wrong with a document, by key or cell."""
    return {place: str(message) for place, message in (await planned(house, **parts)).mistakes.items()}


async def brought(house: House, **parts: Any) -> Outcome:
    return await onboard(house.database, OPERATOR, document(**parts), cheap=True, at=house.now)


async def held(house: House, code: str, values: Mapping[str, Any]) -> None:
    """A live government has these values of its own, as a change of settings leaves them."""
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(code).id
    await put(house.database, tenant, dict(values))


def reasons(refusal: Refused) -> dict[str, str]:
    return {place: str(message) for place, message in refusal.fields.items()}


Rows = Sequence[Sequence[Any]]

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "单位": ("单位编码", "单位名称", "英文名称", "单位类型", "上级单位编码"),
    "人员": ("登录名", "姓名", "角色", "所在单位编码", "语言"),
    "停办日": ("日期", "停办原因"),
}


def workbook(
    path: Path, code: str = CODE, *, headings: Mapping[str, Sequence[str]] | None = None,
    date_1904: bool = False, **sheets: Rows,
) -> Path:  # fmt: skip
    """A workbook with the sheets 单位 (`units`), 人员 (`people`) and 停办日 (`days`); a cell may be ("formula", text)
    or ("merge", text, rows). Rows stand from the third row on, below the code and the headings.
    """
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "date_1904": date_1904})
    for name, key in (("单位", "units"), ("人员", "people"), ("停办日", "days")):
        if key not in sheets:
            continue
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["行政区划代码", code])
        sheet.write_row(1, 0, (headings or {}).get(name, HEADINGS[name]))
        for number, row in enumerate(sheets[key], 2):
            for place, value in enumerate(row):
                if isinstance(value, tuple) and value[0] == "formula":
                    sheet.write_formula(number, place, value[1])
                elif isinstance(value, tuple):
                    sheet.merge_range(number, place, number + value[2] - 1, place, value[1])
                elif value is not None:
                    sheet.write(number, place, value)
    book.close()
    return path
