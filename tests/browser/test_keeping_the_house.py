"""Axe finds nothing on the pages of those who keep the house, in either language, on a desk and on a phone."""

import pytest
from playwright.sync_api import Browser

from tests.cast import Cast
from tests.seeing import faults, sign_in, window


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_no_page_of_the_house_shuts_anybody_out(
    seeded: Cast, shown: str, browser: Browser, language: str, width: int
) -> None:
    operator = seeded.actors["operator"].account_id
    places = {
        "tenant_admin": (
            "/people", "/people?who=nobody-of-this-name", "/people/ended", "/people/new", f"/people/{operator}",
            "/units", "/units/new", f"/units/{seeded.units['C-WATER']}", "/classification", "/catalogue",
            "/catalogue/new", "/calendar?year=2026", "/calendar?year=2027", "/time-rules",
        ),
        "system_admin": ("/governments", "/governments/new", "/governments/990101"),
        "auditor": ("/log", "/log/deployment"),
        "security_officer": ("/handbook/roles",),
    }  # fmt: skip
    found: list[str] = []
    for login, paths in places.items():
        with window(browser, language, width=width) as page:
            sign_in(page, shown, login, language)
            for path in paths:
                page.goto(shown + path)
                found += faults(page, path)
    with window(browser, language, width=width, refusals=True) as page:
        sign_in(page, shown, "tenant_admin", language)
        page.goto(f"{shown}/people/new")
        page.click("#new button")
        page.wait_for_load_state()
        assert page.locator("#new [aria-invalid=true]").count() == 3
        found += faults(page, "/people/new with faults")
        page.fill("#new-name", "苏晓棠")
        page.fill("#new-login", "su.xiaotang")
        page.select_option("#new-role", "dispatcher")
        page.click("#new button")
        page.wait_for_load_state()
        assert page.locator(".hl-secret-word").count() == 1
        found += faults(page, "the first password")
    assert not found, "\n".join(found)
