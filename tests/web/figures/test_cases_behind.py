"""The list behind a number: paged by value, and as an Excel file."""

import html
import io
import re

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import EAST
from tests.conftest import House
from tests.figures.world import live_through
from tests.web.browsing import browsing

MARCH = "first=2026-03-01&last=2026-03-31"
NUMBER = re.compile(r'class="hl-row-link" href="/cases/[^"]+">(\d+)<')
NEXT = re.compile(r'href="([^"]+)" rel="next"')


async def test_a_long_list_is_paged_and_every_case_comes_once(house: House) -> None:
    expected = set()
    for _ in range(60):
        opened = await registered(house)
        expected.add(opened.number)
        await dispatched_to(house, opened, EAST)
    async with browsing(house, "inspector") as browser:
        address: str | None = f"/figures/cases?measure=dispatched&unit={EAST}&{MARCH}&size=25"
        seen: list[str] = []
        pages = 0
        while address is not None:
            page = (await browser.get(address)).text
            seen += NUMBER.findall(page)
            pages += 1
            following = NEXT.search(page)
            address = html.unescape(following[1]) if following else None
    assert pages == 3
    assert len(seen) == 60
    assert set(seen) == expected


async def test_the_list_leaves_as_an_excel_file_and_that_is_recorded(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        wanted = {}
        for query in (f"measure=dispatched&unit={EAST}", f"measure=received&tenant={EAST}"):
            wanted[query] = len(NUMBER.findall((await browser.get(f"/figures/cases?{query}&{MARCH}")).text))
        assert all(wanted.values())
        for query, rows in wanted.items():
            answer = await browser.get(f"/figures/cases.xlsx?{query}&{MARCH}")
            assert answer.status_code == 200
            sheet = (
                CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
            )
            assert len([row for row in sheet if str(row[0]).startswith("2026")]) == rows
        refused = await browser.get(f"/figures/cases.xlsx?measure=received&tenant=1234&{MARCH}")
        assert refused.status_code == 404
    async with house.acting("duty_head") as (db, actor):
        found = await db.scalars(
            select(AuditEntry.detail).where(AuditEntry.tenant_id == actor.tenant, AuditEntry.kind == "export")
        )
        taken = [(one["rows"], one["government"]) for one in found]
    assert taken == list(zip(wanted.values(), ("9901", EAST), strict=True))
