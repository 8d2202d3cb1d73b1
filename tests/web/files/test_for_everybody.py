"""Files in a real browser: axe finds nothing, nothing is too wide; added with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import registered
from tests.cast import Cast
from tests.conftest import House
from tests.enclosures import made
from tests.seeing import Theme, faults, sign_in, window
from tests.serving import filled
from tests.showing import showing


@pytest.fixture(scope="module")
def served(kept_settings: Settings) -> Iterator[str]:
    """The address of the product on this file's database."""
    with showing(kept_settings) as address:
        yield address


@pytest.fixture
def case_url(served: str, kept_settings: Settings, seeded: Cast) -> str:
    """The address of a case of this test's own."""

    async def life(house: House) -> str:
        return str((await registered(house)).id)

    return f"{served}/cases/{filled(kept_settings, seeded, life)}"


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


def home(case_url: str) -> str:
    return case_url.split("/cases/")[0]


def send(page: Page, *files: str) -> None:
    page.click("#files summary")
    page.set_input_files("#add-files-files", files)
    page.click("#add-files button")


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("zh", "light", 1440), ("en", "dark", 390), ("en", "light", 1440)]
)
def test_nobody_is_shut_out_of_adding_and_reading_files(
    case_url: str, browser: Browser, chosen: dict[str, str], language: str, theme: Theme, width: int
) -> None:
    with window(browser, language, theme, width, refusals=True) as page:
        sign_in(page, home(case_url), "operator", language)
        page.goto(case_url)
        found = faults(page, "the form")
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


def test_files_are_added_without_scripts(case_url: str, browser: Browser, chosen: dict[str, str]) -> None:
    with window(browser, scripts=False, refusals=True) as page:
        sign_in(page, home(case_url), "operator")
        page.goto(case_url)
        send(page, chosen["路灯.jpg"], chosen["标志.svg"])
        page.wait_for_selector(".hl-note-refused")
        assert "标志.svg" in page.inner_text(".hl-note-refused")
        assert "路灯.jpg" in page.inner_text(".hl-note-done")
        page.click("text=返回工单")
        send(page, chosen["来信.pdf"])
        page.wait_for_url("**#files")
        assert page.locator(".hl-file-name").all_inner_texts() == ["路灯.jpg", "来信.pdf"]


def test_a_recording_and_a_document_open_in_the_browser(
    case_url: str, browser: Browser, chosen: dict[str, str]
) -> None:
    with window(browser) as page:
        complaints: list[str] = []
        sign_in(page, home(case_url), "operator")
        page.goto(case_url)
        send(page, chosen["通话.wav"], chosen["路灯.jpg"])
        page.wait_for_selector(".hl-files")
        heard = "new Promise(done => { const a = document.querySelector('audio'); a.onloadedmetadata = () => done(a.duration); a.load(); })"
        assert page.evaluate(heard) == pytest.approx(1, abs=0.01)
        for link in page.locator(".hl-file-name a").all():
            other = page.context.new_page()
            other.on("console", lambda said: complaints.append(said.text))
            other.goto(home(case_url) + str(link.get_attribute("href")))
            other.wait_for_function(
                "document.querySelector('img')?.naturalWidth === 640 || document.querySelector('video')?.readyState > 0"
            )
            other.close()
        assert complaints == []


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_nobody_is_shut_out_of_setting_the_limits(
    case_url: str, browser: Browser, language: str, width: int
) -> None:
    with window(browser, language, width=width, refusals=True) as page:
        sign_in(page, home(case_url), "tenant_admin", language)
        page.goto(f"{home(case_url)}/file-limits")
        assert faults(page, "the limits") == []
        page.fill("#photo-size", "0")
        page.click("#photo button")
        page.wait_for_selector("#photo-errors")
        assert faults(page, "a wrong limit") == []
