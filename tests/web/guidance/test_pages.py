"""Guidance through the front door: written, sent with a file, read below, asked and answered; every refusal as a page."""

import datetime as dt
import re

import pytest

from tests.cast import EAST, WEST
from tests.conftest import House
from tests.supervision.desk import issued as supervised
from tests.supervision.desk import staffed
from tests.web.browsing import Browser, browsing

PAPER = {"kind": "document", "title": "回访用语规范", "body": "先说明身份。", "follows": ""}


@pytest.fixture
async def desk(house: House) -> House:
    house.now = dt.datetime.now(dt.UTC)
    return await staffed(house)


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")


async def issued(desk: House, head: Browser, **paper: str) -> str:
    """The address of a paper that the head wrote and sent to both districts."""
    await head.get("/guidance/new?kind=document")
    kept = await head.post("/guidance", **(PAPER | paper))
    assert kept.status_code == 303, kept.text
    place = kept.headers["location"]
    sent = await head.post(
        f"{place}/issue", version="0", units=[str(desk.cast.units[one]) for one in (EAST, WEST)]
    )
    assert sent.status_code == 303, sent.text
    return str(place)


async def test_a_paper_is_written_sent_with_a_file_read_below_and_counted(desk: House) -> None:
    async with browsing(desk, "duty_head") as head, browsing(desk, "east_head") as below:
        await english(head)
        await english(below)
        assert "Typical case" in (await head.get("/guidance/new")).text
        await head.get("/guidance/new?kind=document")
        place = (await head.post("/guidance", **PAPER)).headers["location"]
        assert "Issue the paper" in (await head.get(place)).text
        assert (await below.get(place)).status_code == 404, "a draft is nobody else's"
        added = await head.post_files(f"{place}/files", [("附件.txt", "回访三问".encode())])
        assert added.status_code in (303, 422), added.text
        kept = (await head.get(place)).text
        removal = re.search(rf'action="({place}/files/[0-9a-f-]+/removal)"', kept)
        if removal:
            assert (await below.post(removal[1])).status_code == 404
            assert (await head.post(removal[1])).status_code == 303
            assert "附件.txt" not in (await head.get(place)).text
            assert (await head.post(removal[1])).status_code == 404
        nobody = await head.post(f"{place}/issue", version="0", units=[])
        assert nobody.status_code == 422
        await head.post(f"{place}/issue", version="0", units=[str(desk.cast.units[EAST])])
        listed = await below.get("/guidance")
        assert "回访用语规范" in listed.text
        page = await below.get(place)
        assert "I have read it" in page.text
        assert "Pass it on to our units" in page.text
        assert (await below.post(f"{place}/receipt")).status_code == 303
        assert "You have confirmed it" in (await below.get(place)).text
        assert "Everything is read" in (await below.get("/guidance")).text
        assert "Remind who has not read it" not in (await head.get(place)).text
        late = await head.post(f"{place}/reminder")
        assert (late.status_code, "everybody has read it" in late.text) == (422, True)
        assert "Receipts: 1 of 1" in (await head.get(place)).text
        assert "East Head" in (await head.get(place)).text
        assert "100.0%" in (await head.get("/guidance/reading")).text
        passed = await below.get(f"/guidance/new?pass={place.rsplit('/', 1)[1]}")
        assert "回访用语规范" in passed.text


async def test_two_who_write_in_a_draft_neither_loses_a_word(desk: House) -> None:
    async with browsing(desk, "duty_head") as one, browsing(desk, "supervisor") as two:
        await english(two)
        await one.get("/guidance/new?kind=document")
        place = (await one.post("/guidance", **PAPER)).headers["location"]
        assert "先说明身份。" in (await one.get(f"{place}/draft")).text
        assert "先说明身份。" in (await two.get(f"{place}/draft")).text
        first = await one.post(f"{place}/draft", version="0", title="回访用语规范", body="先问好。")
        assert first.headers["location"] == place
        second = await two.post(f"{place}/draft", version="0", title="回访用语", body="先致谢。")
        assert second.status_code == 409
        assert "Somebody has written in this draft after your page was loaded" in second.text
        assert "先致谢。" in second.text
        assert "先问好。" in second.text, "what the draft says now stands beside it"
        assert 'name="version" value="1"' in second.text
        blank = await two.post(f"{place}/draft", version="1", title="", body="先致谢。")
        assert blank.status_code == 422
        assert "先致谢。" in blank.text
        assert (await two.post(f"{place}/draft", version="1", title="用语", body="致谢。")).status_code == 303
        early = await one.post(f"{place}/issue", version="1", units=[str(desk.cast.units[EAST])])
        assert early.status_code == 409
        assert "致谢。" in early.text, "what would be sent is shown before it is sent"


async def test_a_draft_is_thrown_away_and_says_so(desk: House) -> None:
    async with browsing(desk, "duty_head") as head, browsing(desk, "operator") as other:
        await english(head)
        await head.get("/guidance/new?kind=document")
        place = (await head.post("/guidance", **PAPER)).headers["location"]
        assert "Throw the draft away" in (await head.get(place)).text
        await other.get("/guidance")
        assert (await other.post(f"{place}/discarding", version="0")).status_code == 403
        assert (await head.post(f"{place}/discarding", version="0")).status_code == 303
        page = await head.get(place)
        assert "The draft was thrown away" in page.text
        assert "Issue the paper" not in page.text
        assert "回访用语规范" not in (await head.get("/guidance?tab=drafts")).text
        assert (await head.get(f"{place}/draft")).status_code == 422


async def test_reading_a_withdrawn_paper_says_why_and_takes_no_receipt(desk: House) -> None:
    async with browsing(desk, "duty_head") as head, browsing(desk, "east_head") as below:
        await english(below)
        place = await issued(desk, head)
        await below.get(place)
        empty = await head.post(f"{place}/withdrawal", reason="")
        assert empty.status_code == 422
        assert (await head.post(f"{place}/withdrawal", reason="文号有误")).status_code == 303
        refused = await below.post(f"{place}/receipt")
        assert refused.status_code == 422
        assert "This paper was withdrawn: 文号有误" in refused.text
        assert "I have read it" in refused.text or "This paper was withdrawn" in (await below.get(place)).text


async def test_two_who_answer_at_once_the_second_keeps_what_was_typed(desk: House) -> None:
    async with browsing(desk, "east_head") as below:
        await below.get("/guidance/questions/new")
        blank = await below.post("/guidance/questions", title="", body="谁回访？")
        assert blank.status_code == 422
        assert "谁回访？" in blank.text
        asked = await below.post("/guidance/questions", title="回访责任", body="转办工单谁回访？")
        place = asked.headers["location"]
        assert (await below.get(place)).status_code == 200
    async with browsing(desk, "duty_head") as one, browsing(desk, "supervisor") as two:
        await english(two)
        assert 'name="answer"' in (await one.get(place)).text
        await two.get(place)
        first = await one.post(
            f"{place}/answer", answer="由受理地回访。", asked="转办工单谁回访？", to_all="yes"
        )
        assert first.status_code == 303, first.text
        second = await two.post(f"{place}/answer", answer="由承办地回访。", asked="", to_all="")
        assert second.status_code == 409
        assert "由承办地回访。" in second.text
        assert "由受理地回访。" in second.text
        assert "Somebody has answered this question meanwhile" in second.text
    async with browsing(desk, "west_reviewer") as other:
        listed = await other.get("/guidance")
        link = re.search(r'href="(/guidance/[0-9a-f-]{36})"', listed.text)
        assert link
        assert "由受理地回访。" in (await other.get(link[1])).text
        assert (await other.get(place)).status_code == 403


async def test_who_has_no_part_in_guidance_is_refused(desk: House) -> None:
    async with browsing(desk, "auditor") as browser:
        assert (await browser.get("/guidance")).status_code == 403
    async with browsing(desk, "operator") as browser:
        assert (await browser.get("/guidance")).status_code == 200
        assert (await browser.get("/guidance/new")).status_code == 403
        assert (await browser.get("/guidance/new?kind=case")).status_code == 403


async def test_a_notice_of_criticism_is_passed_on_by_one_act_from_its_page(desk: House) -> None:
    notice = await supervised(desk, form="circular", unit=EAST)
    place = f"/guidance/{notice}"
    async with browsing(desk, "east_head") as below:
        await english(below)
        page = (await below.get(place)).text
        assert "word for word" in page
        assert "/guidance/new?pass=" not in page, "nobody writes it anew"
        nobody = await below.post(f"{place}/passing-on", units=[])
        assert nobody.status_code == 422
        bridge = str(desk.cast.units["E-BRIDGE"])
        assert (await below.post(f"{place}/passing-on", units=[bridge])).status_code == 303
        page = (await below.get(place)).text
        own = re.search(r'href="(/guidance/[0-9a-f-]{36})">To the paper and its receipts', page)
        assert own
        assert "/passing-on" not in page, "once"
        assert "Receipts: 0 of 1" in (await below.get(own[1])).text
    async with browsing(desk, "bridge_leader") as unit:
        await english(unit)
        assert "I have read it" in (await unit.get(own[1])).text
        assert (await unit.post(f"{own[1]}/receipt")).status_code == 303
        assert (await unit.get(place)).status_code == 404
        assert (await unit.post(f"{place}/passing-on", units=[bridge])).status_code == 403
