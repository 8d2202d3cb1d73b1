"""Merged hotlines through the front door: the ledger, each step, the file, and the look from above."""

import io
import re

from python_calamine import CalamineWorkbook

from tests.conftest import House
from tests.hotlines.desk import merged, planned_below
from tests.web.browsing import browsing
from tests.web.reading import texts

WRITTEN = {"line": "12315", "name": "消费者投诉举报专线", "authority": "市市场监管局", "form": "whole"}


async def test_from_the_plan_to_the_closed_number(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        assert "尚无归并热线" in (await browser.get("/network/hotlines")).text
        await browser.get("/network/hotlines/new")
        wrong = await browser.post("/network/hotlines/new", **{**WRITTEN, "line": "热线"})
        assert wrong.status_code == 422
        assert "消费者投诉举报专线" in wrong.text, "what was typed is kept"
        made = await browser.post("/network/hotlines/new", **WRITTEN)
        url = made.headers["location"]
        assert (await browser.post("/network/hotlines/new", **WRITTEN)).status_code == 422
        page = await browser.get(url)
        assert "拟归并" in texts(page.text)
        assert f"{url}/parallel-run" not in page.text, "the officer approves nothing"
    async with browsing(house, "duty_head") as browser:
        assert "尚未填写议定日期和依据文件" in texts((await browser.get(url)).text)
    async with browsing(house, "network_officer") as browser:
        await browser.get(url)
        known = {**WRITTEN, "basis": "临政办发〔2026〕1号", "agreed_on": "2026-01-05", "seats": "12", "staff": "15",
                 "knowledge": "partly", "version": "1"}  # fmt: skip
        assert (await browser.post(f"{url}/particulars", **known)).status_code == 422, "without a reason"
        assert (await browser.post(f"{url}/particulars", **known, reason="协议已签")).status_code == 303
        said = texts((await browser.get(url)).text)
        assert "接收座席数" in said
        assert "– → 12" in said
        assert "– → 2026年1月5日" in said
    async with browsing(house, "duty_head") as browser:
        await browser.get(url)
        assert (
            await browser.post(f"{url}/parallel-run", version="2", running_from="2026-01-12")
        ).status_code == 303
        again = await browser.post(f"{url}/parallel-run", version="2", running_from="2026-01-12")
        assert again.status_code == 303, "a second press"
        stale = await browser.post(f"{url}/merging", version="2", merged_on="2026-02-09", fate="redirected")
        assert stale.status_code == 409
        assert 'value="2026-02-09"' in stale.text
        step = {"version": "3", "merged_on": "2026-02-09", "fate": "redirected"}
        assert (await browser.post(f"{url}/merging", **step)).status_code == 422
        assert (
            await browser.post(f"{url}/merging", **step, redirected_until="2026-03-02")
        ).status_code == 303
        assert (await browser.post(f"{url}/closing", version="4", closed_on="2026-03-02")).status_code == 303
        said = texts((await browser.get(url)).text)
        assert "号码已停用" in said
        assert "Duty Head" in said, "who approved"
        sheet = await browser.get("/network/hotlines.xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
        written = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
        assert {"12315", "临政办发〔2026〕1号", "部分移交", "来电转接至 12345"} <= written


async def test_the_city_reads_what_its_districts_keep_and_changes_nothing(house: House) -> None:
    own, below = await merged(house), await planned_below(house)
    async with browsing(house, "inspector") as browser:
        listed = await browser.get("/network/hotlines/below")
        assert "区政务服务热线" in listed.text
        assert "东湖区" in listed.text
        assert str(own) not in listed.text
        (url,) = set(re.findall(r'href="(/network/hotlines/below/[^"]+/[0-9a-f-]{36})"', listed.text))
        assert url.endswith(str(below))
        shown = await browser.get(url)
        assert "区政务服务热线" in shown.text
        assert "East Head" in shown.text
        assert "<form" not in shown.text.split("<main")[1], "nothing can be done there"
        assert (await browser.get("/network/hotlines/below.xlsx")).status_code == 200
        assert (await browser.get(f"/network/hotlines/{below}")).status_code == 404
        filtered = await browser.get(f"/network/hotlines/below?government={house.cast.west}")
        assert "区政务服务热线" not in filtered.text
    async with browsing(house, "east_head") as browser:
        assert (await browser.get("/network/hotlines/below/9901/" + str(own))).status_code == 404
        assert (await browser.get(f"/network/hotlines/{own}")).status_code == 404
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/network/hotlines")).status_code == 403
