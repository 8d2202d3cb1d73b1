"""What a head follows on the morning page: each number leads to a list that holds as many, in one's own language."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest

from hotline_tenants.rectification import issuing as notices
from hotline_tenants.supervision import issuing
from tests.circulars.desk import YESTERDAY
from tests.circulars.desk import issued as circular_issued
from tests.conftest import House
from tests.guidance.test_sending import drafted as paper_drafted
from tests.guidance.test_sending import issued as sent_out
from tests.rectification.test_notices import a_notice, found
from tests.supervision.desk import drafted, staffed
from tests.web.browsing import Browser, browsing

PLACE = "/morning"


@pytest.fixture
async def desk(house: House, superuser: Any) -> House:
    """Two instructions, one of them late; a campaign, and a notice that is late; a circular that West has not read."""
    await staffed(house)
    house.now = dt.datetime.combine(YESTERDAY + dt.timedelta(days=1), dt.time(1), dt.UTC)
    await circular_issued(house)
    leader: dict[str, Any] = {"leader_id": house.cast.actors["leader"].account_id, "instructed_on": YESTERDAY}
    for unit in ("C-HOUSING", "C-WATER"):
        instruction = await drafted(house, form="instruction", unit=unit, **leader)
        async with house.acting("supervisor") as (db, actor):
            await issuing.issue(db, actor, instruction, version=None, at=house.now)
    campaign = await found(house)
    async with house.acting("inspector") as (db, actor):
        notice = await notices.draft(db, actor, a_notice(house, campaign), at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await notices.issue(db, actor, notice, version=None, at=house.now)
    # Whatever day this runs on.
    superuser.execute("UPDATE supervisions SET due_at = now() + interval '9 days' WHERE due_at IS NOT NULL")
    water = [house.cast.units["C-WATER"]]
    superuser.execute("UPDATE supervisions SET due_at = now() - interval '1 day' WHERE unit_id = %s", water)
    superuser.execute("UPDATE rectifications SET due_at = now() - interval '1 day'")
    superuser.execute(
        "UPDATE circular_receipts SET read_at = now() WHERE other_tenant_id = %s", [house.cast.east]
    )
    return house


async def in_english(browser: Browser, path: str = PLACE) -> str:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
    return (await browser.get(path)).text


def followed(page: str) -> Sequence[tuple[str, str]]:
    """What stands under the heading: the words of each link with its number, and where it leads."""
    section = re.findall(
        r'<section class="hl-card" aria-labelledby="under-way">.*?</section>', page, re.DOTALL
    )[0]
    links = re.findall(r'<a (?:class="[^"]+" )?href="([^"]+)">(.*?)</a>', section, re.DOTALL)
    return [(texts(words), url.replace("&amp;", "&")) for url, words in links]


def texts(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_each_number_leads_to_as_many_rows(desk: House) -> None:
    async with browsing(desk, "duty_head") as browser:
        lines = followed(await in_english(browser))
        assert [words for words, _ in lines] == [
            "Leaders’ instructions not closed 2", "1 overdue", "Inspections running 1",
            "Rectification notices to be answered 1", "1 overdue", "East Lake District: 1 overdue",
            "Circulars not read everywhere 1",
            "Supervised matters whose next rung is due 2",
        ]  # fmt: skip
        for words, url in lines:
            number = re.findall(r"\d+", words)[0]
            assert f"{number} in all" in texts((await browser.get(url)).text), url
        others = [
            (await browser.get(url.replace("overdue=yes", "overdue=no"))).text for _, url in lines[1:5:3]
        ]
        assert "1 in all" in texts(others[0]), "the other instruction"
        assert "1 in all" not in texts(others[1]), "no other notice"


async def test_a_district_sees_what_it_owes_and_what_it_has_not_read(desk: House) -> None:
    async with browsing(desk, "east_head") as browser:
        lines = followed(await in_english(browser))
        assert [words for words, _ in lines] == [
            "Rectification notices to be answered 1", "1 overdue", "Circulars from above to be read 1",
        ]  # fmt: skip
        for _, url in lines:
            assert "1 in all" in texts((await browser.get(url)).text), url
        assert "1 in all" not in texts((await browser.get("/circulars/received?read=yes")).text)


async def test_guidance_that_a_unit_has_not_read_is_followed(desk: House) -> None:
    paper = await sent_out(desk, await paper_drafted(desk), ["C-HOUSING"])
    async with browsing(desk, "duty_head") as browser:
        (line,) = [one for one in followed(await in_english(browser)) if "Guidance" in one[0]]
        assert line[0] == "Guidance not read everywhere 1"
        listed = (await browser.get(line[1])).text
        assert "1 in all" in texts(listed)
        assert f"/guidance/{paper}" in listed


async def test_where_nothing_is_under_way_the_page_says_so(house: House) -> None:
    async with browsing(house, "duty_head") as browser:
        assert "没有正在跟踪的批示、检查、整改或通报" in (await browser.get(PLACE)).text
