"""Axe finds nothing on any shared piece, in either language and theme, on a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ADDRESSES = (
    "/", "/?words=1", "/?empty=1&visiting=1&flash=1", "/?kind=zz", "/case", "/form", "/form?wrong=1", "/figures",
    "/form?anonymous=1", "/errors/stale", "/errors/broken",
)  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("zh", "light", 1440), ("zh", "dark", 390), ("en", "dark", 1440), ("en", "light", 390)],
)
def test_no_piece_shuts_anybody_out(
    gallery: str, browser: Browser, language: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    found: list[str] = []
    for address in ADDRESSES:
        page.goto(f"{gallery}{address}{'&' if '?' in address else '?'}language={language}")
        page.evaluate(
            "document.querySelectorAll('details:not([data-menu])').forEach((each) => { each.open = true })"
        )
        results = Axe().run(page, options={"runOnly": TAGS})
        assert "color-contrast" in {one["id"] for one in results.response["passes"]}
        found += [
            f"{address} {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in results.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{address} is {wide} px too wide"] if wide > 0 else []
    context.close()
    assert found == []
    assert complaints == []


def test_a_list_is_walked_by_keyboard(gallery: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(gallery)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "20260213-000420"
    page.keyboard.press("Enter")
    page.wait_for_url("**/case")
    page.close()


def test_a_filter_swaps_only_the_list_and_changes_the_address(gallery: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(gallery)
    page.evaluate("window.stayed = true")
    page.select_option("select[name=kind]", "a")
    page.wait_for_url("**/?kind=a")
    assert page.evaluate("window.stayed") is True
    assert page.locator(".hl-used a").count() == 1
    page.close()


def test_a_form_is_sent_once_and_cascades_narrow(gallery: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{gallery}/form")
    assert page.locator("select[name='category.3'] optgroup:not([disabled])").count() == 1
    page.select_option("select[name='category.1']", "2")
    assert page.input_value("select[name='category.3']") == ""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "() => { const button = document.querySelector('#form .btn'); button.click(); button.click(); }"
    )
    page.wait_for_selector("[role=alert]")
    assert len(sent) == 1
    page.close()


def test_a_page_works_without_javascript(gallery: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/form")
    page.locator("button.btn-primary").click()
    assert page.locator("[role=alert] li").count() >= 3
    page.goto(gallery)
    page.locator("summary:has-text('周敏')").click()
    assert page.get_by_role("link", name="修改密码").is_visible()
    context.close()
