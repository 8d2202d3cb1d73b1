"""A notice goes from the findings of a campaign to the district's desk and back, through its pages."""

import re

from httpx import Response

from tests.conftest import House
from tests.papers.making import words_in
from tests.rectification.test_notices import REPORT, found, issued, reported, with_evidence
from tests.rectification.test_own_units import issued as issued_to_own
from tests.web.browsing import Browser, browsing


async def test_a_notice_is_drafted_from_findings_and_issued_by_somebody_else(house: House) -> None:
    campaign_id = await found(house)
    async with browsing(house, "inspector") as inspector, browsing(house, "duty_head") as head:
        await english(inspector)
        await english(head)
        url = f"/inspection/{campaign_id}/rectification"
        form = await inspector.get(url)
        assert "答复未说明依据。" in form.text
        late = {
            "title": "三月办件",
            "requirement": "",
            "due_at": "2027-01-10T17:30",
            "look_back_on": "2027-04-10",
        }
        unit = re.search(r'<option value="([0-9a-f-]{36})"', form.text)
        assert unit
        refused = await inspector.post(url, unit_id=unit[1], **late)
        assert refused.status_code == 422
        assert "三月办件" in refused.text
        kept = await inspector.post(url, unit_id=unit[1], **late | {"requirement": "逐件整改。"})
        notice = kept.headers["location"]
        page = await inspector.get(notice)
        assert "Throw the draft away" in page.text
        assert "Issue the notice" not in page.text, "that is not the inspector's"
        page = await head.get(notice)
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version
        assert (await head.post(f"{notice}/issue", version=version[1])).status_code == 303
        assert "整改通知" in (await head.get(f"{notice}/print")).text
        issued_as = said(await head.get(f"{notice}/paper.docx"))
    async with browsing(house, "east_head") as below:
        await english(below)
        assert "From the government above" in (await below.get("/rectifications")).text
        page = await below.get(notice)
        assert "Report what was put right" in page.text
        assert "To the campaign" not in page.text
        printed = texts((await below.get(f"{notice}/print")).text)
        assert "东湖区人民政府：" in printed
        assert "一、检查发现的问题" in printed
        assert said(await below.get(f"{notice}/paper.docx")) == issued_as
        assert (await below.get("/rectifications.xlsx")).status_code == 200


async def test_what_was_typed_stays_when_the_report_does_not_pass(house: House) -> None:
    notice_id = await issued(house)
    async with browsing(house, "east_head") as browser:
        await english(browser)
        page = await browser.get(f"/rectifications/{notice_id}")
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version
        refused = await browser.post(f"/rectifications/{notice_id}/report", version=version[1], report=REPORT)
        assert refused.status_code == 422
        assert "Add the evidence first" in refused.text
        assert REPORT in refused.text
        stale = await browser.post(f"/rectifications/{notice_id}/report", version="77", report=REPORT)
        assert stale.status_code == 409
        assert REPORT in stale.text


async def test_the_inspectors_find_the_report_and_its_evidence(house: House) -> None:
    notice_id = await reported(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = await browser.get(f"/rectifications/{notice_id}")
        assert REPORT in page.text
        assert "photo.jpg" in page.text
        assert "Close after the re-check" in page.text
    for login, answer in (("bridge_officer", 404), ("west_reviewer", 403)):
        async with browsing(house, login) as browser:
            assert (await browser.get(f"/rectifications/{notice_id}")).status_code == answer


async def test_a_unit_of_ones_own_finds_its_notice_and_answers_it_from_its_page(house: House) -> None:
    notice_id = await issued_to_own(house)
    await with_evidence(house, notice_id, login="housing_leader")
    url = f"/rectifications/{notice_id}"
    async with browsing(house, "housing_leader") as unit:
        await english(unit)
        assert url in (await unit.get("/rectifications")).text
        page = await unit.get(url)
        assert "Report what was put right" in page.text
        assert "Close after the re-check" not in page.text
        assert "To the campaign" not in page.text
        assert "整改通知" in said(await unit.get(f"{url}/paper.docx"))
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version
        short = await unit.post(f"{url}/report", version=version[1], report="已改")
        assert short.status_code == 422
        assert "已改" in short.text
        assert (await unit.post(f"{url}/report", version=version[1], report=REPORT)).status_code == 303
        assert (await unit.post(f"{url}/acceptance", version="1", note="自查")).status_code == 403
    async with browsing(house, "water_leader") as other:
        assert url not in (await other.get("/rectifications")).text
        assert (await other.get(url)).status_code == 404
        assert (await other.get(f"{url}/print")).status_code == 404
        assert (await other.get(f"{url}/paper.docx")).status_code == 404
    async with browsing(house, "inspector") as inspector:
        await english(inspector)
        listed = await inspector.get(f"/rectifications?unit={house.cast.units['C-HOUSING']}")
        assert url in listed.text
        page = await inspector.get(url)
        assert REPORT in page.text
        assert "Close after the re-check" in page.text
        assert "Report what was put right" not in page.text


def texts(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def said(answer: Response) -> str:
    """What a Word file says."""
    assert answer.status_code == 200, answer.text
    return words_in(answer.content)


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
