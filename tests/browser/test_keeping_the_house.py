"""Axe finds nothing on the pages of those who keep the house, in either language, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD, Cast

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sign_in(page: Page, served: str, login: str) -> None:
    page.goto(f"{served}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form#form button")
    page.wait_for_load_state()


def listening(page: Page) -> list[str]:
    """What the browser complains about from now on: a refused style, a script that fails."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return complaints


def faults(page: Page, place: str) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    page.evaluate(
        "document.querySelectorAll('details:not([data-menu])').forEach((each) => { each.open = true })"
    )
    results = Axe().run(page, options={"runOnly": TAGS})
    found = [
        f"{place} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{place} is {wide} px too wide"] if wide > 0 else found


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_no_page_of_the_house_shuts_anybody_out(
    seeded: Cast, served: str, chromium: Browser, language: str, width: int
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
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        complaints = listening(page)
        sign_in(page, served, login)
        if not page.evaluate("document.documentElement.lang").startswith(language):
            page.click("form[action='/language'] button")
            page.wait_for_load_state()
        for path in paths:
            page.goto(served + path)
            found += faults(page, path)
        found += complaints
        if login == "tenant_admin":
            page.goto(f"{served}/people/new")
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
        context.close()
    assert found == []
