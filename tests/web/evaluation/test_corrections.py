"""A published month is corrected on its pages: proposed with evidence, confirmed by somebody else, read on both sides."""

import re

from tests.cast import EAST
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_correcting import proposed
from tests.evaluation.test_packing import published
from tests.evaluation.test_publishing import MARCH, drawn_up
from tests.web.browsing import browsing
from tests.web.evaluation.test_exclusions import english

MONTH = f"/evaluation?month={MARCH}"
FORM = f"/evaluation/corrections/of/{MARCH}"
PDF = ("更正说明.pdf", made.pdf())
WHY = "系统故障期间的答复未计入。"


async def test_it_is_proposed_with_evidence_confirmed_by_another_and_read_on_both_sides(house: House) -> None:
    await published(house)
    given = {
        "unit_id": str(house.cast.units[EAST]),
        "indicator": "reply",
        "counted": "3",
        "of": "4",
        "beside_counted": "1",
        "beside_of": "4",
        "reason": WHY,
    }
    async with (
        browsing(house, "inspector") as inspector,
        browsing(house, "duty_head") as head,
        browsing(house, "east_head") as district,
    ):
        for browser in (inspector, head, district):
            await english(browser)
        assert FORM in (await inspector.get(MONTH)).text
        assert FORM not in (await head.get(MONTH)).text, "who confirms does not propose"
        wrong = await inspector.post_files(FORM, [PDF], **{**given, "counted": "9"})
        assert wrong.status_code == 422
        assert "so many of so many" in wrong.text
        assert WHY in wrong.text
        lacking = await inspector.post_files(FORM, [PDF], **{**given, "beside_of": ""})
        assert lacking.status_code == 422
        assert "Something is excluded in this month" in lacking.text
        turned_away = await inspector.post_files(FORM, [("virus.exe", b"MZ\x90")], **given)
        assert turned_away.status_code == 422
        assert "virus.exe" in turned_away.text
        sent = await inspector.post_files(FORM, [PDF], **given)
        place = sent.headers["location"]
        assert "Somebody else has to" not in (await inspector.get(place)).text
        assert "Decide" not in (await inspector.get(place)).text
        assert (await district.get(place)).status_code == 404, "nothing is corrected yet"
        assert place in (await head.get(MONTH)).text
        missing = await head.post(place, verdict="confirmed", answer="")
        assert missing.status_code == 422
        assert (await head.post(place, verdict="confirmed", answer="核实属实。")).status_code == 303
        own = (await district.get(f"/evaluation/standings/{MARCH}")).text
        assert "Corrected since the publication" in own
        assert "3/4 · 75.0%" in own
        assert "<strong>20.0000</strong>" in own
        assert "<strong>25.0000</strong>" in own, "what was published stays beside it"
        assert "on the other basis 1/4 · 25.0%" in own
        lines = own.split("Corrected since the publication")[-1]
        assert lines.count("too few to say") >= 3, "until then, and anew on both bases"
        page = (await district.get(place)).text
        assert WHY in page
        link = re.search(rf'href="({place}/files/[0-9a-f-]+)"', page)
        assert link
        notices = await district.get("/notices")
        found = re.search(
            r'href="(/notices/[0-9a-f-]{36})"[^>]*>\s*Your published evaluation was corrected', notices.text
        )
        assert found
        assert (await district.get(found[1])).headers["location"] == place


async def test_before_the_publication_the_form_says_how_else_it_is_corrected(house: House) -> None:
    await drawn_up(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        assert "This month is not published yet" in (await browser.get(FORM)).text
        assert FORM not in (await browser.get(MONTH)).text


async def test_only_who_may_proposes_decides_and_reads(house: House) -> None:
    await published(house)
    place = f"/evaluation/corrections/{await proposed(house)}"
    async with browsing(house, "duty_head") as browser:
        assert (await browser.get(FORM)).status_code == 403
    async with browsing(house, "inspector") as browser:
        assert (await browser.post(place, verdict="confirmed", answer="属实。")).status_code == 403
        file = re.search(rf'href="({place}/files/[0-9a-f-]+)"', (await browser.get(place)).text)
        assert file
        assert (await browser.get(file[1])).content == PDF[1]
    async with browsing(house, "west_dispatcher") as browser:
        assert (await browser.get(place)).status_code == 404
        assert (await browser.get(file[1])).status_code == 404
    async with browsing(house, "housing_leader") as browser:
        assert (await browser.get(place)).status_code == 404
