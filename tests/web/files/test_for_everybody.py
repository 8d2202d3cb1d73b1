"""Files in a real browser: axe finds nothing, nothing is too wide; added with scripts and without."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from hotline_platform.database.engine import database_from
from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import registered
from tests.cast import MONDAY, PASSWORD, Cast
from tests.conftest import House
from tests.enclosures import made
from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def case_url(settings: Settings, seeded: Cast) -> Iterator[str]:
    """The address of a case of the product on this test's database."""

    async def open_one() -> str:
        house = House(settings, database_from(settings), seeded, MONDAY)
        opened = await registered(house)
        await house.database.close()
        return str(opened.id)

    with ThreadPoolExecutor() as pool:  # the browser keeps an event loop of its own in this thread
        case_id = pool.submit(asyncio.run, open_one()).result()
    with serving(settings) as address:
        yield f"{address}/cases/{case_id}"


@pytest.fixture
def chosen(tmp_path: Path) -> dict[str, str]:
    """Files on somebody's own disk, by their names."""
    content = {
        "路灯.jpg": made.picture(located=True), "来信.pdf": made.pdf(), "通话.wav": made.sound(),
        "发票.pdf": made.picture(colour=3), "标志.svg": made.SVG,
    }  # fmt: skip
    for name, one in content.items():
        (tmp_path / name).write_bytes(one)
    return {name: str(tmp_path / name) for name in content}


def signed_in(page: Page, url: str, login: str, language: str = "zh") -> None:
    home = url.split("/cases/")[0]
    page.goto(f"{home}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("[href='/notices']")
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_selector(f"html[lang^={language}]")


def faults(page: Page, where: str) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    assert "color-contrast" in {one["id"] for one in results.response["passes"]}
    found = [
        f"{where} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{where} is {wide} px too wide"] if wide > 0 else [])


def send(page: Page, *files: str) -> None:
    page.click("#files summary")
    page.set_input_files("#add-files-files", files)
    page.click("#add-files button")


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390), ("en", "light", 1440)]
)
def test_nobody_is_shut_out_of_adding_and_reading_files(
    case_url: str, browser: Browser, chosen: dict[str, str], language: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    signed_in(page, case_url, "operator", language)
    page.goto(case_url)
    page.click("#files summary")
    found = faults(page, "the form")
    page.click("#files summary")
    send(page, chosen["路灯.jpg"], chosen["来信.pdf"], chosen["通话.wav"])
    page.wait_for_selector(".hl-files")
    assert page.locator(".hl-file").count() == 3
    page.locator(".hl-file img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.hl-file img').naturalWidth === 320")
    found += faults(page, "the files")
    send(page, chosen["发票.pdf"], chosen["标志.svg"], chosen["来信.pdf"])
    page.wait_for_selector(".hl-note-refused")
    assert page.locator(".hl-note-refused li").count() == 3
    assert "hl-note-refused" in page.evaluate("document.activeElement.className"), "it is read first"
    found += faults(page, "what was not added")
    assert found == []
    assert complaints == []
    context.close()


def test_files_are_added_without_scripts(case_url: str, browser: Browser, chosen: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, case_url, "operator")
    page.goto(case_url)
    send(page, chosen["路灯.jpg"], chosen["标志.svg"])
    page.wait_for_selector(".hl-note-refused")
    assert "标志.svg" in page.inner_text(".hl-note-refused")
    assert "路灯.jpg" in page.inner_text(".hl-note-done")
    page.click("text=返回工单")
    send(page, chosen["来信.pdf"])
    page.wait_for_url("**#files")
    assert page.locator(".hl-file-name").all_inner_texts() == ["路灯.jpg", "来信.pdf"]
    context.close()


def test_a_recording_and_a_document_open_in_the_browser(
    case_url: str, browser: Browser, chosen: dict[str, str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    signed_in(page, case_url, "operator")
    page.goto(case_url)
    send(page, chosen["通话.wav"], chosen["路灯.jpg"])
    page.wait_for_selector(".hl-files")
    heard = "new Promise(done => { const a = document.querySelector('audio'); a.onloadedmetadata = () => done(a.duration); a.load(); })"
    assert page.evaluate(heard) == pytest.approx(1, abs=0.01)
    for link in page.locator(".hl-file-name a").all():
        other = context.new_page()
        other.on("console", lambda said: complaints.append(said.text))
        other.goto(case_url.split("/cases/")[0] + str(link.get_attribute("href")))
        other.wait_for_function(
            "document.querySelector('img')?.naturalWidth === 640 || document.querySelector('video')?.readyState > 0"
        )
        other.close()
    assert complaints == []
    context.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_nobody_is_shut_out_of_setting_the_limits(
    case_url: str, browser: Browser, language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    signed_in(page, case_url, "tenant_admin", language)
    page.goto(case_url.split("/cases/")[0] + "/file-limits")
    assert faults(page, "the limits") == []
    page.fill("#photo-size", "0")
    page.click("#photo button")
    page.wait_for_selector("#photo-errors")
    assert faults(page, "a wrong limit") == []
    context.close()
