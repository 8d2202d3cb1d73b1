"""Notices reach the people concerned, lead to what they are about, and are nobody else's."""

import re

from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.web.browsing import browsing

ROW = re.compile(r'href="(/notices/[0-9a-f-]{36})"')


async def test_a_unit_hears_of_a_dispatch_and_reads_on_from_the_notice(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get("/notices")).text
        assert opened.number in page
        answer = await browser.get(ROW.findall(page)[0])
        assert answer.headers["location"] == f"/cases/{opened.id}"
        assert opened.number not in (await browser.get("/notices?unread=yes")).text


async def test_all_notices_can_be_marked_as_read(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_leader") as browser:
        await browser.get("/notices")
        assert (await browser.post("/notices/all-read")).status_code == 303
        assert opened.number not in (await browser.get("/notices?unread=yes")).text
        assert opened.number in (await browser.get("/notices")).text


async def test_anothers_notice_does_not_exist(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        url = ROW.findall((await browser.get("/notices")).text)[0]
    async with browsing(house, "water_officer") as browser:
        assert (await browser.get(url)).status_code == 404
        assert opened.number not in (await browser.get("/notices")).text
