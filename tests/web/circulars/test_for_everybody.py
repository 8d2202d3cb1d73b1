"""Circulars, papers and templates in a real browser: axe finds nothing, and no page is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.circulars.desk import busy, drafted, issued
from tests.circulars.reports import report_issued
from tests.conftest import House
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing

HEAD, ADMINISTRATOR = "duty_head", "tenant_admin"


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product on this test's database, and the pages of each."""

    async def life(house: House) -> list[str]:
        await busy(house)
        told = await issued(house)
        draft = await drafted(house, every="weekly", day=house.now.date().replace(day=1))
        return [f"/circulars/{told}", f"/circulars/{told}/print", f"/circulars/{draft}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        own = ["/circulars", "/circulars/received", "/papers", *pages]
        yield address, [*((HEAD, one) for one in own), (ADMINISTRATOR, "/paper-templates")]


@pytest.fixture
def reported(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The same of a report on an inspection, which an inspected unit reads as well."""

    async def life(house: House) -> list[str]:
        return [f"/circulars/{await report_issued(house)}"]

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, [*((HEAD, one) for one in pages), ("housing_officer", "/circulars/unit")]


def test_circulars_and_papers_shut_nobody_out(served: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *served) == []


def test_a_report_on_an_inspection_shuts_nobody_out(reported: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *reported) == []
