"""Axe finds nothing on any shared piece, in either language and theme, on a desk and on a phone."""

import pytest
from playwright.sync_api import Browser

from tests.seeing import Theme, faults, window

ADDRESSES = (
    "/", "/?words=1", "/?empty=1&visiting=1&flash=1", "/?kind=zz", "/case", "/form", "/form?wrong=1", "/figures",
    "/form?anonymous=1", "/errors/stale", "/errors/broken",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("zh", "light", 1440), ("zh", "dark", 390), ("en", "dark", 1440), ("en", "light", 390)],
)
def test_no_piece_shuts_anybody_out(
    gallery: str, browser: Browser, language: str, theme: Theme, width: int
) -> None:
    found: list[str] = []
    with window(browser, language, theme, width) as page:
        for address in ADDRESSES:
            page.goto(f"{gallery}{address}{'&' if '?' in address else '?'}language={language}")
            found += faults(page, address)
    assert not found, "\n".join(found)


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
