"""Signals stand beside the rates with their method and the class's own share; every number leads to its very cases."""

import html
import re

from hotline_tenants.evaluation.model import ReckonedMonth, Signal
from tests.conftest import House
from tests.evaluation.test_signals import answered, reckoned
from tests.figures.world import MARCH as DAYS
from tests.web.browsing import Browser, browsing

MARCH = DAYS[0]
PAGE = f"/evaluation/signals?month={MARCH}"


async def test_a_signal_is_shown_with_its_method_and_leads_to_its_cases(house: House) -> None:
    for _ in range(3):
        await answered(house)
    await reckoned(house)
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = await browser.get(PAGE)
        assert "without signs and digits, stand in at least 2 other answers" in page.text
        link = re.search(r'href="(/evaluation/signals/cases\?[^"]*signal=identical)">3/3<', page.text)
        assert link
        cases = await browser.get(html.unescape(link[1]))
        assert "3 in all" in cases.text
        assert "Housing Bureau" in cases.text
        for wrong in ("signal=gossip", "unit=NOBODY", "month=1999-01-01"):
            name, value = wrong.split("=")
            address = re.sub(rf"{name}=[^&]*", f"{name}={value}", html.unescape(link[1]))
            assert (await browser.get(address)).status_code == 404


async def test_what_a_unit_shows_clearly_more_often_than_its_class_is_marked(house: House) -> None:
    async with house.acting("duty_head") as (db, _):
        db.put(ReckonedMonth, month=MARCH, reckoned_at=house.now)
        for code, counted in (("C-HOUSING", 300), ("C-WATER", 5)):
            db.put(
                Signal, month=MARCH, unit_id=house.cast.units[code], signal="last_minute", counted=counted, of=1_000
            )  # fmt: skip
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = await browser.get(PAGE)
        assert "more than the others" not in page.text, "they are of two classes: nobody to compare with"
        assert "30.0%" in page.text
        assert "All together" in page.text


async def test_without_a_month_out_of_reach_or_without_the_right(house: House) -> None:
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        assert "No month has been reckoned yet" in (await browser.get("/evaluation/signals")).text
    await reckoned(house)
    async with browsing(house, "duty_head") as browser:
        assert "Nothing to look at in this month" in (await browser.get(PAGE)).text
        wrong = await browser.get("/evaluation/signals?month=1999-01-01")
        assert wrong.status_code == 422
        assert "There is no such month here" in wrong.text
    async with browsing(house, "east_reviewer") as browser:
        assert "Housing" not in (await browser.get(PAGE)).text
    async with browsing(house, "bridge_officer") as browser:
        assert (await browser.get(PAGE)).status_code == 403


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
