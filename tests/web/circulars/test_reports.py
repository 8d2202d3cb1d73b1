"""An inspection report from its campaign to the people who were inspected, page by page."""

import re

from tests.circulars.reports import finished, report_issued
from tests.conftest import House
from tests.papers.making import words_in
from tests.web.browsing import Browser, browsing
from tests.web.inspection.test_campaign_pages import version


async def test_a_report_goes_from_the_campaign_to_its_print_page(house: House) -> None:
    campaign = f"/inspection/{await finished(house)}"
    async with browsing(house, "inspector") as writer:
        await english(writer)
        assert "Draft the inspection report" in (await writer.get(campaign)).text
        drafted = await writer.post(f"{campaign}/report")
        url = drafted.headers["location"]
        page = await writer.get(url)
        assert "一、检查概况" in page.text
        assert "{抽样种子}" in page.text
        assert f'href="{campaign}"' in page.text
        assert (await writer.post(f"{campaign}/report")).headers["location"] == url
        assert f'href="{url}"' in (await writer.get(campaign)).text
        sent = await writer.post(f"{url}/submission", version=version(page.text))
        assert sent.status_code == 303
        assert "签发人" in words_in((await writer.get(f"{url}/paper.docx")).content)
        printed = await writer.get(f"{url}/print")
        assert "人民政府办公室" in printed.text
        assert "Inspection report" in (await writer.get("/circulars?every=inspection")).text
        assert 'value="inspection"' not in (await writer.get("/circulars/new")).text
    async with browsing(house, "east_head") as browser:
        assert (await browser.get(url)).status_code == 404
        assert (await browser.post(f"{campaign}/report")).status_code == 403


async def test_the_inspected_find_it_and_nobody_else(house: House) -> None:
    report_id = await report_issued(house)
    async with browsing(house, "housing_officer") as unit:
        await english(unit)
        listed = await unit.get("/circulars/unit")
        assert "Unread" in listed.text
        place = re.search(r'href="(/circulars/unit/[0-9a-f-]{36})"', listed.text)
        assert place
        assert "临江检〔2026〕1号" in (await unit.get(place[1])).text
        assert "Unread" not in (await unit.get("/circulars/unit")).text
        early = await unit.get(f"{place[1]}/paper.docx")
        assert early.status_code == 422
        assert "is being written" in early.text
        notices = await unit.get("/notices")
        link = re.search(
            r'href="(/notices/[0-9a-f-]{36})"[^>]*>\s*An inspection report was issued', notices.text
        )
        assert link
        assert (await unit.get(link[1])).headers["location"] == place[1]
    async with browsing(house, "water_officer") as other:
        await english(other)
        assert "No circular yet" in (await other.get("/circulars/unit")).text
        assert (await other.get(place[1])).status_code == 404
    async with browsing(house, "east_head") as district:
        await english(district)
        received = await district.get("/circulars/received")
        assert "临江检〔2026〕1号" in received.text
    async with browsing(house, "inspector") as writer:
        await english(writer)
        page = await writer.get(f"/circulars/{report_id}")
        assert re.search(r"read .{0,300}by [Hh]ousing", page.text, re.DOTALL), "the unit"
        assert "Not read yet" in page.text, "the district"


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
