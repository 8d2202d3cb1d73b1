"""The pages of corrections in a real browser, above and below: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.evaluation.test_correcting import confirmed, proposed
from tests.evaluation.test_packing import published
from tests.evaluation.test_publishing import MARCH
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of each side there."""

    async def life(house: House) -> list[str]:
        await published(house)
        done = await proposed(house)
        await confirmed(house, done)
        waiting = await proposed(house, counted=2)
        return [f"/evaluation/corrections/{one}" for one in (done, waiting)]

    done, waiting = filled(settings, seeded, life)
    month = f"/evaluation?month={MARCH}"
    with showing(settings) as address:
        yield address, [
            ("inspector", f"/evaluation/corrections/of/{MARCH}"), ("inspector", month),
            ("duty_head", waiting), ("duty_head", done),
            ("east_head", f"/evaluation/standings/{MARCH}"), ("east_head", done),
        ]  # fmt: skip


def test_corrections_shut_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
