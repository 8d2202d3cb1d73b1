"""Joint meetings in a real browser: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.meetings.desk import called, drafted, furnished, minuted
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of each."""

    async def life(house: House) -> list[str]:
        await furnished(house)
        meeting = await called(house)
        await minuted(house, meeting)
        return [f"/meetings/{meeting}", f"/meetings/{await drafted(house)}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, [
            *(("duty_head", one) for one in ("/meetings", "/meetings/decisions", "/meetings/new", *pages)),
            ("water_leader", "/meetings"), ("water_leader", pages[0]), ("east_head", "/meetings/from-above"),
        ]  # fmt: skip


def test_joint_meetings_shut_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
