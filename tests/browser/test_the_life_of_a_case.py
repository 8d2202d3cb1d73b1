"""The whole life of one case through its eight people, with a real browser, in both languages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline_web.i18n import Language, translate
from tests.cast import Cast
from tests.seeing import faults, sign_in, window

PUBLIC_ANSWER = {
    "zh": "您好，花桥路的路灯今天上午已经修好，感谢您的反映。",
    "en": "Good morning, the lamp in Flower Bridge Road works again since today. Thank you.",
}


@dataclass
class Desk:
    """One person at their screen."""

    page: Page
    language: Language

    def says(self, words: str) -> str:
        return translate(self.language, words)

    def press(self, words: str) -> None:
        """Press the button with these words and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile(f"^{re.escape(self.says(words))}")).first.click()
        self.fine()

    def unfold(self, words: str) -> None:
        summary = self.page.locator("summary", has_text=self.says(words)).first
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()

    def fill(self, words: str, value: str) -> None:
        self.page.get_by_label(self.says(words)).first.fill(value)

    def pick(self, group: str, words: str) -> None:
        """Choose a card of a group of radio buttons."""
        fieldset = self.page.locator("fieldset", has_text=self.says(group)).first
        fieldset.get_by_text(self.says(words), exact=True).click()

    def open_first(self, number: str | None = None) -> str:
        """Open the first row of the desk (that of `number`), which is this person's first page; its number."""
        row = self.page.locator("tr[data-open]", has_text=number or "").first
        link = row.locator("a").first
        shown = link.inner_text()
        with self.page.expect_navigation():
            link.click()
        self.fine()
        return shown

    def fine(self) -> None:
        """No error page, nothing wider than the screen, nothing that shuts anybody out."""
        assert self.page.locator(".hl-oops").count() == 0, self.page.locator("main").inner_text()
        assert faults(self.page, self.page.url) == []


@dataclass
class Office:
    """Everybody's screens, one browser."""

    browser: Browser
    address: str
    language: Language

    @contextmanager
    def desk(self, login: str) -> Iterator[Desk]:
        """Sign in, take the language, stand on one's first page; leave at the end."""
        with window(self.browser, self.language) as page:
            sign_in(page, self.address, login, self.language)
            yield Desk(page, self.language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_demand_goes_from_the_call_to_the_closing(
    served: str, browser: Browser, seeded: Cast, language: Language
) -> None:
    office = Office(browser, served, language)
    answer = PUBLIC_ANSWER[language]
    with office.desk("operator") as operator:
        operator.fill("Telephone", "138 0000 1234")
        operator.fill("Name", "林小满")
        operator.page.get_by_label(operator.says("Type"), exact=True).select_option("help")
        operator.fill("In one line", "花桥路路灯不亮")
        operator.fill("What the caller asks for", "花桥路 12 号门前的路灯三天没有亮。")
        operator.page.locator("select[name='category_id.1']").select_option(index=1)
        operator.page.locator("select[name='category_id.2']").select_option(index=1)
        operator.page.locator("select[name='category_id.3']").select_option(index=1)
        operator.press("Register and accept for dispatch")
        number = operator.page.locator("h1").inner_text()
        assert re.search(r"\d{10}", operator.page.locator(".hl-note-done").inner_text())
        assert operator.page.get_by_text("138****1234").first.is_visible()
    with office.desk("dispatcher") as dispatcher:
        dispatcher.open_first(number)
        dispatcher.page.get_by_label(dispatcher.says("Lead unit")).select_option(str(seeded.units["990101"]))
        dispatcher.press("Dispatch")
        expect(dispatcher.page.locator(".hl-case-lead")).to_contain_text(dispatcher.says("Dispatched"))
    with office.desk("east_dispatcher") as district:
        own_number = district.open_first()
        assert own_number != number
        assert number in district.page.locator("main").inner_text()
        district.page.get_by_label(district.says("Lead unit")).select_option(str(seeded.units["E-BRIDGE"]))
        district.press("Dispatch")
    with office.desk("bridge_officer") as officer:
        officer.open_first(own_number)
        officer.press("Sign for it")
        officer.unfold("Record a contact")
        officer.fill("How the caller was reached and what was said", "已电话联系诉求人。")
        officer.press("Record a contact")
        officer.fill("Inside: what was done", "更换灯泡和镇流器，附照片。")
        officer.fill("To the caller", answer)
        officer.press("Write the reply")
        expect(officer.page.locator(".hl-unit").first).to_contain_text(officer.says("Awaiting sign-off"))
    with office.desk("bridge_leader") as leader:
        leader.page.goto(f"{served}/inbox?tab=sign_off")
        leader.open_first(own_number)
        leader.press("Sign off the reply")
    with office.desk("east_reviewer") as reviewer:
        reviewer.open_first(own_number)
        reviewer.press("Accept the reply")
    with office.desk("reviewer") as reviewer:
        reviewer.open_first(number)
        assert answer in reviewer.page.locator("main").inner_text()
        reviewer.press("Accept the reply")
    with office.desk("callback_officer") as caller:
        caller.open_first(number)
        caller.pick("Was the caller reached?", "Yes")
        caller.pick("Did the unit get in touch with the caller?", "Yes")
        caller.pick("Is it solved?", "Solved")
        caller.pick("How satisfied is the caller?", "Very satisfied")
        caller.press("Record a callback")
        caller.unfold("Close case")
        caller.press("Close case")
        expect(caller.page.locator(".hl-case-lead")).to_contain_text(caller.says("Closed"))
    with office.desk("east_dispatcher") as district:
        district.page.goto(f"{served}/cases")
        district.open_first(own_number)
        expect(district.page.locator("main")).to_contain_text(district.says("Closed by the government above"))
