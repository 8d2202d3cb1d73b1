"""A district applies with files; the city reads, sees what it would take out and decides; both read it on their pages."""

import re

from hotline_platform.jobs.pending import run_pending
from hotline_tenants.evaluation.reasons import FIRST
from hotline_tenants.evaluation.standing import standing_of
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_excluding import STORM, asked_for
from tests.evaluation.test_publishing import MARCH, drawn_up
from tests.web.browsing import Browser, browsing

STANDING = f"/evaluation/standings/{MARCH}"
GIVEN = {"reason": STORM.reason, "first_on": "2026-03-01", "last_on": "2026-03-03", "grounds": STORM.grounds}
PDF = ("气象证明.pdf", made.pdf())


async def test_an_application_is_decided_above_and_read_on_both_sides(house: House) -> None:
    await drawn_up(house, "adjusted")
    asked = await asked_for(house)
    place = f"/evaluation/exclusions/{asked}"
    async with browsing(house, "duty_head") as head, browsing(house, "east_head") as district:
        await english(head)
        await english(district)
        assert place in (await head.get(f"/evaluation?month={MARCH}")).text
        page = await head.get(place)
        assert "All work of this kind in the month, well done or not" in page.text
        assert re.search(r"Timely reply</th><td>1</td><td>2</td>", page.text)
        cases = await head.get(f"{place}/cases")
        assert "3 in all" in cases.text
        wrong = await head.post(place, verdict="granted", answer="")
        assert wrong.status_code == 422
        done = await head.post(place, verdict="granted", answer="情况属实。")
        assert done.status_code == 303
        waits = await head.get(f"/evaluation?month={MARCH}")
        assert "What was granted waits to be taken out of the figures" in waits.text
        assert "granted: being taken out of the figures" in (await district.get(place)).text
        await run_pending(house.database, queues=("bulk",))
        month = await head.get(f"/evaluation?month={MARCH}")
        assert "adjusted 40.0000" in month.text
        assert "raw 16.2500" in month.text
        assert "without what is excluded" in month.text
        own = await district.get(STANDING)
        assert "40.0000" in own.text
        assert "16.2500" in own.text
        assert "1/1 · 100.0%" in own.text
        assert "granted: 3 orders left out" in (await district.get(place)).text
        assert (await district.get(f"{place}/cases")).status_code == 404, "the cases above are the city's"
        notices = await district.get("/notices")
        link = re.search(
            r'href="(/notices/[0-9a-f-]{36})"[^>]*>\s*Your application for an exclusion', notices.text
        )
        assert link
        assert (await district.get(link[1])).headers["location"] == place


async def test_the_band_that_a_district_reads_is_that_by_which_its_score_is_made(house: House) -> None:
    await drawn_up(house, "adjusted")
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        (line,) = [one for one in standing.lines if one["indicator"] == "reply"]
        standing.lines = [{**line, "verdict": "worse"}]
        standing.adjusted_lines = [{**line, "verdict": "expected"}]
    async with browsing(house, "east_head") as browser:
        await english(browser)
        page = (await browser.get(STANDING)).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "as expected of everything counted: worse" in words


async def test_out_of_time_the_form_is_closed_and_what_was_typed_is_kept(house: House) -> None:
    await drawn_up(house)
    async with browsing(house, "east_head") as browser:
        await english(browser)
        assert "The preview is over" in (await browser.get(f"{STANDING}/exclusions")).text
        late = await browser.post_files(f"{STANDING}/exclusions", [PDF], **GIVEN)
        assert late.status_code == 422
        assert "nothing can be asked to be left out any more" in late.text
        assert STORM.grounds in late.text
        missing = await browser.post_files(f"{STANDING}/exclusions", [PDF], **{**GIVEN, "grounds": ""})
        assert missing.status_code == 422
        assert "Fill this in." in missing.text
        bare = await browser.post_files(
            f"{STANDING}/exclusions", [], **{**GIVEN, "first_on": "", "last_on": ""}
        )
        assert bare.status_code == 422
        wrong = await browser.post_files(f"{STANDING}/exclusions", [("virus.exe", b"MZ\x90")], **GIVEN)
        assert wrong.status_code == 422
        assert "virus.exe" in wrong.text


async def test_evidence_is_opened_by_both_sides_and_by_nobody_else(house: House) -> None:
    await drawn_up(house)
    place = f"/evaluation/exclusions/{await asked_for(house)}"
    async with browsing(house, "east_head") as browser:
        page = await browser.get(place)
        url = re.search(rf'href="({place}/files/[0-9a-f-]+)"', page.text)
        assert url
        opened = await browser.get(url[1])
        assert opened.content == made.pdf()
    async with browsing(house, "west_reviewer") as browser:
        assert (await browser.get(place)).status_code == 404
        assert (await browser.get(url[1])).status_code == 404
    async with browsing(house, "east_reviewer") as browser:
        assert (await browser.get(f"{STANDING}/exclusions")).status_code == 403
        assert (await browser.post(place, verdict="granted", answer="x")).status_code == 403


async def test_the_city_keeps_its_own_list_of_reasons_and_districts_choose_from_it(house: House) -> None:
    await drawn_up(house)
    async with browsing(house, "inspector") as keeper, browsing(house, "east_head") as district:
        await english(keeper)
        await english(district)
        page = await keeper.get("/evaluation/reasons")
        assert FIRST[0].name_en in page.text
        wrong = await keeper.post("/evaluation/reasons", code="Über", name_zh="洪水", name_en="Flood")
        assert wrong.status_code == 422
        assert 'value="Über"' in wrong.text
        assert (
            await keeper.post("/evaluation/reasons", code="flood", name_zh="洪水", name_en="Flood")
        ).status_code == 303
        again = await keeper.post("/evaluation/reasons", code="flood", name_zh="洪水", name_en="Flood")
        assert "There is a reason with this code already." in again.text
        assert (await keeper.post("/evaluation/reasons/court/end")).status_code == 303
        assert (await keeper.post("/evaluation/reasons/court/end")).status_code == 404
        listed = await keeper.get("/evaluation/reasons")
        assert ("Flood" in listed.text, "Before a court" in listed.text) == (True, False)
        assert (
            await district.post("/evaluation/reasons", code="x1", name_zh="x", name_en="x")
        ).status_code == 403
    async with browsing(house, "east_reviewer") as browser:
        assert (await browser.get("/evaluation/reasons")).status_code == 200


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
