"""A city inspector reads a district's case and changes nothing there; the district sees each look in a list of its own."""

import re
from collections.abc import Sequence

import pytest

from tests.cases.test_the_main_road import through_the_district
from tests.cast import EAST
from tests.conftest import House
from tests.web.browsing import Browser, browsing

ACTS = ("dispatch", "closure", "look", "files", "rework")


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")


def main_of(page: str) -> str:
    """A page without its frame: the frame's own forms switch the language and sign out."""
    return page[page.index('<main id="main"') :]


def texts(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def replied_order(house: House) -> str:
    """An order of the East with everything on its page: signed, contacted, replied."""
    _, order = await through_the_district(house)
    return str(order)


@pytest.mark.parametrize(("language", "bar"), [("zh", "您正在查看"), ("en", "You are looking at")])
async def test_the_inspector_reads_the_whole_case_below_the_bar_and_finds_no_button(
    house: House, language: str, bar: str
) -> None:
    order = await replied_order(house)
    async with browsing(house, "inspector") as browser:
        if language == "en":
            await english(browser)
        page = await browser.get(f"/cases/{order}")
        assert page.status_code == 200
        assert bar in texts(page.text)
        assert "您好，路灯已经修复，请您放心。" in page.text
        assert "138 0000 1234" not in page.text, "the person stays masked"
        for sign in ("<form", "<button", 'method="post"', f"/cases/{order}/"):
            assert sign not in main_of(page.text), sign
        for act in ACTS:
            answer = await browser.post(f"/cases/{order}/{act}", version="1", reason="看看")
            assert answer.status_code in (403, 404), act
    async with browsing(house, "east_dispatcher") as browser:
        before = (await browser.get(f"/cases/{order}")).text
    assert before.count("您好，路灯已经修复，请您放心。") == 1


async def looks(house: House, login: str) -> Sequence[str]:
    """The rows of the district's list, as one line each."""
    async with browsing(house, login) as browser:
        await english(browser)
        page = await browser.get("/looked-in")
        assert page.status_code == 200
        rows = re.findall(r'<tr role="row"[^>]*>(?:(?!</tr>).)*role="cell".*?</tr>', page.text, re.DOTALL)
        return [texts(row) for row in rows]


async def test_each_look_stands_in_the_districts_own_list_with_who_and_what(house: House) -> None:
    order = await replied_order(house)
    assert await looks(house, "east_head") == []
    async with browsing(house, "inspector") as browser:
        await browser.get(f"/cases/{order}")
        await browser.get(f"/overview/{EAST}")
        await browser.get(f"/figures/cases?tenant={EAST}&measure=dispatched&first=2026-03-01&last=2026-03-31")
    figure, list_, case = sorted(await looks(house, "east_head"), key=lambda row: "A case" in row)
    assert "Inspector" in case
    assert "Linjiang City" in case
    assert "Figures of our units" in figure + list_
    assert "The cases behind a figure" in figure + list_
    async with browsing(house, "east_head") as browser:
        page = (await browser.get("/looked-in")).text
        assert f'href="/cases/{order}"' in page
        assert "Inspector" in (await browser.get(f"/cases/{order}")).text, "on the page of the case too"


async def test_nobody_else_reads_that_list_and_another_government_has_its_own(house: House) -> None:
    order = await replied_order(house)
    async with browsing(house, "inspector") as browser:
        await browser.get(f"/cases/{order}")
        assert (await browser.get("/looked-in")).status_code == 403
    assert await looks(house, "duty_head") == []
    async with browsing(house, "west_dispatcher") as browser:
        assert (await browser.get("/looked-in")).status_code == 403
