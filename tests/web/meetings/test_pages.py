"""Joint meetings through the front door: prepared, called, minuted, carried out; a unit, a district, and strangers."""

import datetime as dt
import re
import uuid

import pytest

from hotline_tenants.papers.keeping import keep
from tests.cases.test_the_main_road import registered
from tests.conftest import House
from tests.meetings.desk import MINUTES, called, furnished, minuted
from tests.papers.making import words_in
from tests.web.browsing import Browser, browsing
from tests.web.reading import texts


@pytest.fixture
async def desk(house: House) -> House:
    return await furnished(house)


async def version_of(browser: Browser, url: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', (await browser.get(url)).text)
    assert found
    return found[1]


async def test_a_meeting_is_prepared_and_called(desk: House) -> None:
    case = await registered(desk)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    given = {"title": "路面开挖协调会", "starts_at": f"{soon:%Y-%m-%dT09:30}", "place": "二号会议室", "chair": "副秘书长",
             "units": str(desk.cast.units["C-WATER"]), "topics": "施工时间\n交通组织"}  # fmt: skip
    async with browsing(desk, "supervisor") as browser:
        assert "尚无联席会议" in (await browser.get("/meetings")).text
        await browser.get("/meetings/new")
        wrong = await browser.post("/meetings/new", **{**given, "place": ""})
        assert wrong.status_code == 422
        assert "路面开挖协调会" in wrong.text, "what was typed is kept"
        url = (await browser.post("/meetings/new", **given)).headers["location"]
        assert "议题 2：交通组织" in texts((await browser.get(url)).text)
        lost = await browser.post(f"{url}/items", version="1", topic="个案", about="9901-0")
        assert lost.status_code == 422
        assert "没有编号为 9901-0 的工单或督办" in texts(lost.text)
        await browser.get(url)
        assert (
            await browser.post(f"{url}/items", version="1", topic="个案", about=case.number)
        ).status_code == 303
        shown = await browser.get(url)
        assert f"/cases/{case.id}" in shown.text
        assert "联席会议：路面开挖协调会" in texts((await browser.get(f"/cases/{case.id}")).text)
        assert (await browser.post(f"{url}/call", version="2")).status_code == 303
        assert (await browser.post(f"{url}/call", version="2")).status_code == 303, "a second press"
        stale = await browser.post(f"{url}/cancellation", version="2", reason="改期")
        assert stale.status_code == 409
        assert "改期" in stale.text
        over = await browser.post(f"{url}/cancellation", version="3", reason="改期")
        assert over.status_code == 303
        late = await browser.post(f"{url}/items", version="3", topic="停车秩序", about="")
        assert late.status_code == 409
        assert late.text.count("停车秩序") == 1, "what was typed is not lost, and stands there once"
        assert (await browser.get("/meetings.xlsx")).status_code == 200
    async with browsing(desk, "water_leader") as browser:
        assert "路面开挖协调会" in (await browser.get("/meetings")).text
        page = await browser.get(url)
        assert "个案" in page.text
        assert case.number not in page.text, "the unit does not handle it"
        assert f"{url}/cancellation" not in page.text
        assert (await browser.get("/meetings/decisions")).status_code == 403
        assert (await browser.get("/meetings/new")).status_code == 403
    async with browsing(desk, "dispatcher") as browser:
        assert url not in (await browser.get(f"/cases/{case.id}")).text, "who knows of no meeting"
    for stranger, status in (("housing_leader", 404), ("east_head", 404), ("operator", 403)):
        async with browsing(desk, stranger) as browser:
            assert (await browser.get(url)).status_code == status, stranger


async def test_minutes_are_written_and_the_unit_reports(desk: House) -> None:
    url = f"/meetings/{await called(desk)}"  # in March: it has taken place by the clock of these pages
    async with browsing(desk, "duty_head") as browser:
        page = await browser.get(url)
        (item,) = set(re.findall(rf"{url}/items/([0-9a-f-]{{36}})/minutes", page.text))
        assert "有议题尚未记录纪要" in texts(page.text)
        short = await browser.post(f"{url}/items/{item}/minutes", version="2", minutes="好")
        assert short.status_code == 422
        await browser.get(url)
        assert (
            await browser.post(f"{url}/items/{item}/minutes", version="2", minutes=MINUTES)
        ).status_code == 303
        due = str((dt.datetime.now(dt.UTC) + dt.timedelta(days=5)).date())
        decided = {"what": "同步更换管线", "unit_id": str(desk.cast.units["C-WATER"]), "due_on": due}
        for version in ("3", "4"):
            assert (
                await browser.post(f"{url}/items/{item}/decisions", version=version, **decided)
            ).status_code == 303
        page = await browser.get(url)
        decision, second = re.findall(rf"{url}/decisions/([0-9a-f-]{{36}})/drop", page.text)
        assert (await browser.post(f"{url}/decisions/{second}/drop", version="5")).status_code == 303
        there = str(desk.cast.units["C-WATER"])
        assert (await browser.post(f"{url}/minutes", version="6", attended=there)).status_code == 303
        page = await browser.get(url)
        assert page.text.count("同步更换管线") == 1, "what was dropped is no decision"
        assert "东湖区" in texts(page.text), "who was absent"
        paper = texts((await browser.get(f"{url}/paper")).text)
        assert re.search(r"纪要〔\d{4}〕1号", paper), "numbered at the issue"
        assert "缺席单位：东湖区、市住建局" in paper
        assert paper.count("同步更换管线") == 1
        assert "一、施工时间如何衔接" in paper
        (paper_id,) = set(
            re.findall(r"/papers/([0-9a-f-]{36})/paper.docx", (await browser.get(f"{url}/paper")).text)
        )
        await keep(desk.database, desk.settings, desk.cast.city, uuid.UUID(paper_id), at=desk.now)
        assert "一、施工时间如何衔接" in words_in(
            (await browser.get(f"/papers/{paper_id}/paper.docx")).content
        )
        assert "联席会议纪要" in (await browser.get("/papers")).text
    async with browsing(desk, "water_officer") as browser:
        assert (await browser.get(f"{url}/paper")).status_code == 403, "a unit reads item by item"
        page = await browser.get(url)
        assert MINUTES in page.text
        report = f"{url}/decisions/{decision}/report"
        assert report in page.text
        version = await version_of(browser, url)
        assert (await browser.post(report, version=version, report="好")).status_code == 422
        await browser.get(url)
        assert (await browser.post(report, version=version, report="管线已更换完毕。")).status_code == 303
    async with browsing(desk, "supervisor") as browser:
        listed = await browser.get("/meetings/decisions?late=no")
        assert "已报告，待确认" in listed.text
        assert (await browser.get("/meetings/decisions.xlsx")).status_code == 200
        version = await version_of(browser, url)
        assert (
            await browser.post(f"{url}/decisions/{decision}/confirmation", version=version)
        ).status_code == 303
        assert "议定事项全部落实" in texts((await browser.get(url)).text)


async def test_a_district_reads_and_reports_in_its_own_house(desk: House) -> None:
    meeting_id = await called(desk)
    decision = await minuted(desk, meeting_id, "990101")
    async with browsing(desk, "east_head") as browser:
        listed = await browser.get("/meetings/from-above")
        (url,) = set(re.findall(r'href="(/meetings/from-above/[0-9a-f-]{36})"', listed.text))
        page = await browser.get(url)
        assert MINUTES in page.text
        assert "已逾期" in texts(page.text)
        report = f"{url}/decisions/{decision}/report"
        assert (await browser.post(report, version="0", report="好")).status_code == 422
        await browser.get(url)
        assert (await browser.post(report, version="0", report="管线已更换完毕。")).status_code == 303
        assert (await browser.get(f"/meetings/{meeting_id}")).status_code == 404
    async with browsing(desk, "east_leader") as browser:
        page = await browser.get(url)
        assert "管线已更换完毕。" in page.text
        assert report not in page.text
        assert (await browser.post(report, version="0", report="管线已更换完毕。")).status_code == 403
    async with browsing(desk, "supervisor") as browser:
        assert (await browser.get(url)).status_code == 404
        assert "East Head" in (await browser.get(f"/meetings/{meeting_id}")).text
