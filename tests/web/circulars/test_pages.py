"""Circulars through the front door: drafted, written, checked, approved, read below; and every refusal as a page."""

import datetime as dt
import re

import pytest

from tests.circulars.desk import busy
from tests.conftest import House
from tests.papers.making import words_in
from tests.web.browsing import Browser, browsing
from tests.web.reading import fields_of, texts

DAY = "2026-03-02"


@pytest.fixture
async def desk(house: House) -> House:
    return await busy(house)


async def version_of(browser: Browser, url: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', (await browser.get(url)).text)
    assert found
    return found[1]


async def test_from_the_draft_to_the_desk_of_a_district(desk: House) -> None:
    async with browsing(desk, "supervisor") as browser:
        assert "尚无通报" in (await browser.get("/circulars")).text
        await browser.get("/circulars/new")
        future = (dt.datetime.now(dt.UTC) + dt.timedelta(days=40)).date()
        refused = await browser.post("/circulars/new", every="daily", day=str(future))
        assert refused.status_code == 422
        assert str(future) in refused.text, "what was typed is kept"
        answer = await browser.post("/circulars/new", every="daily", day=DAY)
        url = answer.headers["location"]
        assert (await browser.post("/circulars/new", every="daily", day=DAY)).headers["location"] == url
        page = await browser.get(url)
        assert "受理群众诉求2件" in texts(page.text)
        assert f"/figures/cases?measure=registered&amp;first={DAY}&amp;last={DAY}" in page.text
        typed = {name: value for name, value in (await fields_of(browser, url)).items() if "_" in name}
        typed = {"title": "三月二日通报", **{f"text_{n}": typed.get(f"text_{n}", "") for n in (0, 1, 3)}}
        await browser.get(url)
        wrong = await browser.post(f"{url}/words", version="1", **{**typed, "text_0": "共{受理数}件"})
        assert wrong.status_code == 422
        assert "没有名为 {受理数} 的数据" in texts(wrong.text)
        assert "共{受理数}件" in wrong.text, "what was typed is kept"
        done = await browser.post(f"{url}/words", version="1", **{**typed, "text_0": "共{受理件数}。"})
        assert done.status_code == 303, texts(done.text)
        await browser.get(url)
        assert (await browser.post(f"{url}/figures", version="2")).status_code == 303
        assert (await browser.post(f"{url}/submission", version="3")).status_code == 303
        assert (await browser.post(f"{url}/submission", version="3")).status_code == 303, "a second press"
        own = await browser.get(url)
        assert "须由他人核稿和签发" in texts(own.text)
    async with browsing(desk, "inspector") as browser:
        version = await version_of(browser, url)
        assert (await browser.post(f"{url}/check", version=version)).status_code == 303
    async with browsing(desk, "duty_head") as browser:
        version = await version_of(browser, url)
        assert (await browser.post(f"{url}/approval", version=version)).status_code == 303
        assert (await browser.post(f"{url}/approval", version=version)).status_code == 303, "a second press"
        said = texts((await browser.get(url)).text)
        assert "临江通〔2026〕1号" in said
        assert "尚未阅读" in said or "未读" in said
    async with browsing(desk, "east_head") as browser:
        listed = await browser.get("/circulars/received")
        (below,) = set(re.findall(r'href="(/circulars/received/[0-9a-f-]{36})"', listed.text))
        assert "共2件。" in texts((await browser.get(below)).text)
        assert (await browser.get(f"{below}/paper.docx")).status_code == 422, "not kept yet"
        assert (await browser.get(url)).status_code == 404
    async with browsing(desk, "supervisor") as browser:
        assert "East Head" in (await browser.get(url)).text, "the receipt"


async def test_a_page_that_is_older_than_the_circular_keeps_what_was_typed(desk: House) -> None:
    async with browsing(desk, "supervisor") as browser:
        await browser.get("/circulars/new")
        url = (await browser.post("/circulars/new", every="daily", day=DAY)).headers["location"]
        await browser.get(url)
    async with browsing(desk, "inspector") as other:
        await other.get(url)
        assert (await other.post(f"{url}/figures", version="1")).status_code == 303
    async with browsing(desk, "supervisor") as browser:
        await browser.get(url)
        stale = await browser.post(f"{url}/words", version="1", title="我的标题", text_0="我写的话。")
        assert stale.status_code == 409
        assert "我的标题" in stale.text
        assert "我写的话。" in stale.text


async def test_the_word_file_and_the_page_to_print_say_the_same(desk: House) -> None:
    async with browsing(desk, "supervisor") as browser:
        await browser.get("/circulars/new")
        url = (await browser.post("/circulars/new", every="daily", day=DAY)).headers["location"]
        said = words_in((await browser.get(f"{url}/paper.docx")).content)
        printed = texts((await browser.get(f"{url}/print")).text)
        for words in ("受理群众诉求2件", "各单位办理情况", "东湖区", "群众反映集中的问题", "路灯"):
            assert words in said
            assert words in printed
        assert (await browser.get("/circulars.xlsx")).status_code == 200
    for stranger, status in (("operator", 403), ("east_supervisor", 404), ("dispatcher", 404)):
        async with browsing(desk, stranger) as browser:
            assert (await browser.get(url)).status_code == status
