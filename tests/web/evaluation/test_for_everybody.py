"""The pages of the evaluation in a real browser, above and below: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.evaluation.test_excluding import asked_for, granted
from tests.evaluation.test_publishing import MARCH, drawn_up
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of each side there."""

    async def life(house: House) -> list[str]:
        await drawn_up(house, "adjusted")
        await granted(house, await asked_for(house))
        return [f"/evaluation/exclusions/{await asked_for(house)}"]

    (waiting,) = filled(settings, seeded, life)
    above = [f"/evaluation?month={MARCH}", f"/evaluation/signals?month={MARCH}", "/evaluation/formulas",
             "/evaluation/formulas/1", "/evaluation/reasons", waiting, f"{waiting}/cases"]  # fmt: skip
    standing = f"/evaluation/standings/{MARCH}"
    below = ["/evaluation/standings", standing, f"{standing}/exclusions", waiting]
    with showing(settings) as address:
        yield address, [*(("duty_head", path) for path in above), *(("east_head", path) for path in below)]


def test_the_evaluation_shuts_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []
