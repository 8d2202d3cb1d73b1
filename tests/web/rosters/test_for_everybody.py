"""Duty rosters in a real browser: axe finds nothing and nothing is too wide; one key opens the note of a transfer."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hotline_platform.settings import Settings
from tests.cast import Cast
from tests.conftest import House
from tests.ladders.climbing import sent, urgent
from tests.rosters.on_the_roster import on_duty, stands
from tests.seeing import Pages, shut_out, sign_in, window
from tests.serving import filled
from tests.showing import showing


@pytest.fixture
def places(settings: Settings, seeded: Cast) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with who opens each."""

    async def life(house: House) -> list[tuple[str, str]]:
        shift = await on_duty(house, "water_officer")
        await stands(house, "water_leader")
        opened = await urgent(house)
        await sent(house, opened.id, "C-WATER")
        water = f"/rosters/{house.cast.units['C-WATER']}"
        return [
            ("network_officer", "/rosters"), ("network_officer", "/rosters/gaps"), ("network_officer", water),
            ("network_officer", f"{water}?span=month"), ("network_officer", f"{water}/filling"),
            ("network_officer", "/rosters/desk"), ("network_officer", "/rosters/desk/filling"),
            ("network_officer", f"/rosters/shifts/{shift}"), ("dispatcher", f"/cases/{opened.id}"),
            ("operator", "/intake"),
        ]  # fmt: skip

    pages = filled(settings, seeded, life, at=dt.datetime.now(dt.UTC).replace(microsecond=0))
    with showing(settings) as address:
        yield address, pages


def test_nobody_is_shut_out_of_the_rosters(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []


def test_one_key_puts_a_caller_through(places: tuple[str, list[tuple[str, str]]], browser: Browser) -> None:
    with window(browser) as page:
        sign_in(page, places[0], "operator")
        page.goto(f"{places[0]}/intake")
        # What a keyboard sends for Alt+9; Playwright's own press leaves out the text by which access keys are found.
        key = {
            "modifiers": 1, "key": "9", "code": "Digit9", "windowsVirtualKeyCode": 57, "unmodifiedText": "9", "text": "",
        }  # fmt: skip
        page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        page.wait_for_url("**/cases/*?transfer=119#transfer")
        assert page.locator("[name=line][value='119']").is_checked()
        assert page.locator("#transfer").is_visible()
