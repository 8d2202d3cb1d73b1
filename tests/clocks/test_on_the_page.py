"""What the clock did stands on the page of the case, in the reader's language."""

import re

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.clocks.test_recomputing import WEDNESDAY, load_2027, recomputed
from tests.conftest import House
from tests.web.browsing import browsing


async def test_a_moved_moment_says_from_when_to_when_and_why(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await load_2027(house)
    await recomputed(house, house.cast.city)
    async with browsing(house, "dispatcher") as browser:
        zh = _plain((await browser.get(f"/cases/{opened.id}")).text)
        await browser.post("/language", language="en", next="/")
        en = _plain((await browser.get(f"/cases/{opened.id}")).text)
    assert "已载入日历 2027" in zh
    assert re.search(
        r"Working calendar loaded 2027 Reply by (2027 )?7 Jan.* 17:30 instead of (2027 )?6 Jan.* 17:30", en
    )


async def test_a_card_says_which_limit_of_which_unit(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await notice_due(db, at=house.later(hours=8))
    async with browsing(house, "dispatcher") as browser:
        page = _plain((await browser.get(f"/cases/{opened.id}")).text)
    assert "签收时限 12月30日 15:20 单位 市住建局" in page


def _plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
