"""A real browser before the product: windows that hear what it complains of, signing in, and what shuts people out."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.cast import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
REFUSED = "the server responded with a status of 422"
Theme = Literal["light", "dark"]
Pages = Sequence[tuple[str, str]]
"""Pages, each with the login of who opens it."""
LOOKS: tuple[tuple[str, Theme, int], ...] = (("zh", "light", 1440), ("en", "dark", 390))
# Of menus one at a time is open, for people as here.
FOLD_OUT = """() => {
  const menu = document.querySelector('main details[data-menu]:not([open])');
  const folded = [...document.querySelectorAll('details:not([data-menu]):not([open])'), ...(menu ? [menu] : [])];
  folded.forEach((each) => { each.open = true; });
  return folded;
}"""
OUT_OF_SIGHT = """() => [...document.querySelectorAll('.hl-tabs [aria-current]')].filter((tab) => {
  const [one, row] = [tab, tab.parentElement].map((each) => each.getBoundingClientRect());
  return one.left < row.left - 1 || one.right > row.right + 1;
}).length"""
FOLD_IN = "(folded) => folded.forEach((each) => { each.open = false; })"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine; the test is skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser, language: str = "zh", theme: Theme = "light", width: int = 1440, *,
    scripts: bool = True, refusals: bool = False,
) -> Iterator[Page]:  # fmt: skip
    """An empty page with cookies of its own; fails at the end if the browser complained meanwhile.

    `refusals`: the test itself sends what is refused, which the browser calls an error (422).
    """
    with browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=LOCALES[language],
        java_script_enabled=scripts,
    ) as context:  # fmt: skip
        page = context.new_page()
        complaints = heard(page, refusals=refusals)
        yield page
    assert not complaints, complaints


def heard(page: Page, *, refusals: bool = False) -> list[str]:
    """What the browser complains of from now on: a script that fails, a style that is refused, a file not found."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        wrong = said.type == "error" or "Content Security" in said.text
        if wrong and not (refusals and REFUSED in said.text):
            complaints.append(f"{page.url}: {said.text}")

    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", hear)
    return complaints


def sign_in(page: Page, address: str, login: str, language: str = "zh") -> None:
    """Sign a member of the cast in, who then stands on their first page in this language."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button")
    assert not page.url.endswith("/sign-in"), page.locator("main").inner_text()
    if not spoken(page).startswith(language):
        with page.expect_navigation():
            page.locator("form[action='/language'] button").first.click()
        assert spoken(page).startswith(language)


def spoken(page: Page) -> str:
    """The language in which the page says that it is."""
    return page.locator("html").get_attribute("lang") or ""


def shut_out(browser: Browser, address: str, pages: Pages) -> list[str]:
    """What shuts people out of these pages, in every look: whoever opens pages is signed in once for all of theirs."""
    found = []
    for (language, theme, width), login in itertools.product(LOOKS, dict.fromkeys(who for who, _ in pages)):
        with window(browser, language, theme, width) as page:
            sign_in(page, address, login, language)
            for path in (path for who, path in pages if who == login):
                answer = page.goto(address + path)
                assert answer is not None
                assert answer.ok, f"{login} {path}: {answer.status}"
                found += faults(page, f"{login} {path} {language} {width}")
    return found


def faults(page: Page, where: str) -> list[str]:
    """What shuts people out of this page, everything unfolded: what axe finds, what is wider than the screen, and an open
    tab out of sight.
    """
    folded = page.evaluate_handle(FOLD_OUT)
    # Of what is right only the name is told: describing every element of it takes twice as long as finding it.
    results = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    assert "color-contrast" in {one["id"] for one in results.response["passes"]}, f"{where} shows no text"
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        found.append(f"{where} is {wide} px too wide")
    if page.evaluate(OUT_OF_SIGHT):
        found.append(f"{where} shows another tab than the open one")
    page.evaluate(FOLD_IN, folded)
    return found
