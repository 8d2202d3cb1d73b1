"""The map in a real browser: axe finds nothing, no page is too wide, the row of a case takes one line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import Cast
from tests.conftest import House
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing

LINES = """() => new Set([...document.querySelectorAll('.hl-standing > li')].map((each) => {
  const box = each.getBoundingClientRect(); return Math.round((box.top + box.bottom) / 2) })).size"""


@pytest.fixture
def served(settings: Settings, seeded: Cast) -> Iterator[tuple[str, str]]:
    """The address of the product on this test's database, and the path of a dispatched case."""

    async def life(house: House) -> str:
        opened = await registered(house)
        await dispatched_to(house, opened, "C-HOUSING")
        return f"/cases/{opened.id}"

    case = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, case


@pytest.mark.parametrize(
    ("language", "views"),
    [("zh", [("light", 1440), ("dark", 390)]), ("en", [("dark", 1440), ("light", 390)])],
)
def test_the_map_shuts_nobody_out(
    served: tuple[str, str],
    browser: Browser,
    language: str,
    views: list[tuple[Theme, int]],
) -> None:
    address, case = served
    found: list[str] = []
    with window(browser, language) as page:
        sign_in(page, address, "dispatcher", language)
        for theme, width in views:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            for path in ("/handbook", "/handbook/case", "/handbook/assignment", case):
                page.goto(address + path)
                found += faults(page, f"{path} {theme} {width}")
            page.evaluate(
                "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
            )
            assert page.evaluate(LINES) == 1
    assert not found, "\n".join(found)
