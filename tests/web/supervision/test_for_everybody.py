"""Supervision in a real browser: axe finds nothing, and no page is too wide."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from hotline_tenants.supervision.topics import Topic
from tests.cast import Cast
from tests.conftest import House
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing
from tests.supervision.desk import issued, late_case, staffed, time_passes


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of a supervisor there."""

    async def life(house: House) -> list[str]:
        await staffed(house)
        case_id = await late_case(house)
        await time_passes(house, house.later(hours=8))
        letter = await issued(house, cases=(case_id,))
        plan = Topic(words="路灯").stored()
        special = await issued(house, form="special", look_back_on=dt.date(2027, 1, 1), plan=plan)
        notice = await issued(house, form="circular")
        pages = [
            f"/supervision/{letter}",
            f"/supervision/{special}",
            f"/supervision/{special}/cases",
            f"/supervision/{notice}",
            f"/supervision/{letter}/print",
        ]
        return [*pages, f"/supervision/new?form=written&case={case_id}", f"/cases/{case_id}"]

    pages = filled(settings, seeded, life)
    fixed = ["/supervision?tab=open", "/supervision?tab=all", "/supervision?tab=cards", "/supervision/ladder", "/supervision/new",
             "/supervision-rules"]  # fmt: skip
    with showing(settings) as address:
        yield address, [("supervisor", one) for one in (*fixed, *pages)]


def test_the_desk_of_supervision_shuts_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
