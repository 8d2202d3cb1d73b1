"""A district looks at its own month and objects; the city decides; both read the outcome on their pages."""

import io
import re
import zipfile

from hotline_tenants.evaluation.objecting import object_to
from tests.conftest import House
from tests.evaluation.test_publishing import MARCH, drawn_up
from tests.web.browsing import Browser, browsing

PLACE = f"/evaluation/standings/{MARCH}"


async def test_what_a_district_objects_to_is_decided_above_and_read_below(house: House) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, actor):
        objection = await object_to(db, actor, MARCH, "reply", "工单已按时答复。", at=house.now)
    async with browsing(house, "duty_head") as head, browsing(house, "east_head") as district:
        await english(head)
        await english(district)
        month = await head.get(f"/evaluation?month={MARCH}")
        assert f"/evaluation/objections/{objection}" in month.text
        asked = (await head.get(f"/evaluation/objections/{objection}")).text
        assert "工单已按时答复。" in asked
        assert "<strong>2/4 · 50.0%</strong>" in asked, "whoever decides sees what was drawn up"
        cases = re.search(r'href="(/figures/cases[^"]+)">Those that it is counted over', asked)
        assert cases
        assert "4 in all" in (await head.get(cases[1].replace("&amp;", "&"))).text
        wrong = await head.post(
            f"/evaluation/objections/{objection}", verdict="upheld", answer="属实", counted="3", of="2"
        )
        assert wrong.status_code == 422
        assert "so many of so many" in wrong.text
        done = await head.post(
            f"/evaluation/objections/{objection}", verdict="upheld", answer="属实", counted="1", of="1"
        )
        assert done.status_code == 303
        page = await district.get(PLACE)
        assert "upheld: 1 of 1" in page.text
        assert re.search(r"<dt>Score</dt><dd><strong>26.2500</strong>", page.text)
        assert re.search(r"<dt>As drawn up</dt><dd>16.2500</dd>", page.text)
        assert PLACE in (await district.get("/evaluation/standings")).text
        notices = await district.get("/notices")
        assert "Your objection to the evaluation is decided on" in notices.text
        link = re.search(r'href="(/notices/[0-9a-f-]{36})"', notices.text)
        assert link
        assert (await district.get(link[1])).headers["location"] == PLACE


async def test_an_objection_out_of_time_keeps_what_was_typed(house: House) -> None:
    await drawn_up(house)
    async with browsing(house, "east_head") as browser:
        await english(browser)
        page = await browser.get(PLACE)
        assert "Your lines" in page.text
        assert "Object to an indicator" not in page.text, "the period of March is long over"
        late = await browser.post(f"{PLACE}/objections", indicator="reply", reason="迟到的异议")
        assert late.status_code == 422
        assert "The period for objections is over." in late.text


async def test_the_pack_is_taken_from_the_page_by_those_who_may(house: House) -> None:
    await drawn_up(house)
    async with browsing(house, "east_head") as browser:
        await english(browser)
        assert f"{PLACE}/pack" in (await browser.get(PLACE)).text
        taken = await browser.get(f"{PLACE}/pack")
        assert taken.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(taken.content)) as made:
            assert {"rows.csv", "recompute.py", "README.md", "说明.md"} <= set(made.namelist())
        assert (await browser.get("/evaluation/standings/2026-02-01/pack")).status_code == 404
    async with browsing(house, "east_reviewer") as browser:
        assert f"{PLACE}/pack" not in (await browser.get(PLACE)).text
        assert (await browser.get(f"{PLACE}/pack")).status_code == 403


async def test_an_empty_list_a_strangers_month_and_a_missing_right(house: House) -> None:
    async with browsing(house, "east_head") as browser:
        await english(browser)
        assert "No month has been shown to you yet" in (await browser.get("/evaluation/standings")).text
        assert (await browser.get(PLACE)).status_code == 404
    async with browsing(house, "east_reviewer") as browser:
        assert (await browser.post(f"{PLACE}/objections", indicator="reply", reason="x")).status_code == 403
    async with browsing(house, "bridge_officer") as browser:
        assert (await browser.get("/evaluation/standings")).status_code == 403


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
