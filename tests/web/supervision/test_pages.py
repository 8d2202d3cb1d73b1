"""Supervision through the front door: ledger, ladder, drafts, papers, what a unit is asked, and every refusal as a page."""

import datetime as dt
import io
import re
import uuid
import zipfile
from dataclasses import replace

import pytest

from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.supervision.keeping import keep
from tests.cases.test_the_main_road import LAMP, registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.supervision.desk import (
    drafted,
    issued,
    late_case,
    looked_at,
    proved,
    time_passes,
)
from tests.web.browsing import browsing
from tests.web.reading import fields_of, texts


async def test_the_supervisor_begins_at_the_ledger_and_finds_cards_there(desk: House) -> None:
    desk.now -= dt.timedelta(days=9)  # a working day lies within, whatever holiday this is
    await late_case(desk)
    await time_passes(desk, dt.datetime.now(dt.UTC))
    async with browsing(desk, "supervisor") as browser:
        first = await browser.get("/")
        assert first.headers["location"] == "/supervision"
        answer = await browser.get("/supervision?tab=cards")
        assert answer.status_code == 200
        assert "未按时签收" in answer.text or "临近到期" in answer.text
        ladder = await browser.get("/supervision/ladder")
        assert ladder.status_code == 200
        assert "黄牌" in texts(ladder.text)
        sheet = await browser.get("/supervision.xlsx?tab=cards")
        assert sheet.status_code == 200
        card, *_ = re.findall(r'href="(/supervision/[0-9a-f-]{36})"', answer.text)
        one = await browser.get(card)
        assert one.status_code == 200
        assert re.search(r"时限(临近|已过)：.*到期时间\d{4}年|应签收时间\d{4}年", texts(one.text)), (
            "why, and since when"
        )


async def test_a_draft_is_in_the_language_of_the_administration_whoever_writes_it(desk: House) -> None:
    case_id = await late_case(desk)
    async with browsing(desk, "supervisor") as browser:
        chinese = await fields_of(browser, f"/supervision/new?form=written&case={case_id}")
        await browser.post("/language", language="en")
        english = await fields_of(browser, f"/supervision/new?form=written&case={case_id}")
    assert "群众通过电话反映：" in chinese["facts"]
    assert "\n" not in chinese["facts"].strip(), "one paragraph"
    assert {name: english[name] for name in ("facts", "requirement")} == {
        name: chinese[name] for name in ("facts", "requirement")
    }
    assert "书面报告" not in chinese["requirement"], "the paper asks for the report in its own sentence"


async def test_a_letter_from_the_case_to_the_signed_paper(desk: House) -> None:
    case_id = await late_case(desk)
    async with browsing(desk, "supervisor") as browser:
        case = await browser.get(f"/cases/{case_id}")
        assert f"/supervision/new?case={case_id}" in case.text
        assert (await browser.get(f"/supervision/new?case={case_id}")).status_code == 200
        given = await fields_of(browser, f"/supervision/new?form=written&case={case_id}")
        assert "路灯不亮" in given["facts"]
        answer = await browser.post("/supervision/new", **given)
        assert answer.status_code == 303, texts(answer.text)
        again = await browser.post("/supervision/new", **given)
        assert again.headers["location"] == answer.headers["location"], "a double click"
        letter = answer.headers["location"]
        page = await browser.get(letter)
        assert page.status_code == 200
        assert "提交签发" in page.text
        draft = await browser.get(f"{letter}/paper.docx")
        assert draft.status_code == 200
        answer = await browser.post(f"{letter}/submission", version="1")
        assert answer.status_code == 303, texts(answer.text)
        stale = await browser.post(f"{letter}/discarding", version="1")
        assert stale.status_code == 409
        assert (await browser.post(f"{letter}/signature", version="2")).status_code == 403
    async with browsing(desk, "duty_head") as browser:
        ledger = await browser.get("/supervision")
        assert letter in ledger.text, "what waits for the signature is the head's first tab"
        await browser.get(letter)
        assert (await browser.post(f"{letter}/signature", version="2")).status_code == 303
        assert (await browser.post(f"{letter}/signature", version="2")).status_code == 303, "a second press"
        printed = texts((await browser.get(f"{letter}/print")).text)
        assert "临江市市长公开电话值班室" in printed
        assert "临江督〔2026〕1号" in printed
    supervision_id = letter.rsplit("/", 1)[1]
    for _ in range(2):
        await keep(desk.database, desk.settings, desk.cast.city, uuid.UUID(supervision_id), at=desk.now)
    async with browsing(desk, "housing_leader") as browser:
        inbox = await browser.get("/inbox")
        assert "/asked" in inbox.text
        assert letter in (await browser.get("/asked")).text
        answer = await browser.get(f"{letter}/paper.docx")
        kept = await browser.get(answer.headers["location"])
        assert kept.status_code == 200
        words = zipfile.ZipFile(io.BytesIO(kept.content)).read("word/document.xml").decode()
        assert "临江督〔2026〕1号" in words
        assert "{{" not in words
        case = await browser.get(f"/cases/{case_id}")
        assert letter in case.text
    assert await proved(desk, CITY) == []


async def test_a_unit_answers_with_a_scan_and_the_desk_reviews(desk: House) -> None:
    letter = await issued(desk)
    url = f"/supervision/{letter}"
    _, (task,) = await looked_at(desk, "supervisor", letter)
    async with browsing(desk, "housing_leader") as browser:
        await browser.get(url)
        early = await browser.post(
            f"{url}/tasks/{task.id}/report", version="3", report="已查明线路老化，已更换。"
        )
        assert early.status_code == 422
        assert "扫描件" in texts(early.text)
        assert "已查明线路老化" in early.text, "what was typed is kept"
        pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
        added = await browser.post_files(f"{url}/files", [("报告.pdf", pdf)])
        assert added.status_code == 303, texts(added.text)
        page = await browser.get(url)
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version
        done = await browser.post(
            f"{url}/tasks/{task.id}/report", version=version[1], report="已查明线路老化，已更换。"
        )
        assert done.status_code == 303, texts(done.text)
        (opened,) = set(re.findall(rf"{url}/files/[0-9a-f-]+", (await browser.get(url)).text))
        assert (await browser.get(opened)).content == pdf
    async with browsing(desk, "water_leader") as browser:
        assert (await browser.get(url)).status_code == 404
        assert (await browser.get(opened)).status_code == 404
    async with browsing(desk, "supervisor") as browser:
        page = await browser.get("/supervision?tab=to_review")
        assert url in page.text
        page = await browser.get(url)
        asked = page.text.split('class="hl-unit"')[1].split("</section>")[0]
        assert "已查明线路老化，已更换。" in asked, "who judges the report has it beside the task"
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version
        assert (
            await browser.post(f"{url}/tasks/{task.id}/acceptance", version=version[1])
        ).status_code == 303
        assert "已审核" in (await browser.get(url)).text


async def test_the_district_finds_it_at_its_desk(desk: House) -> None:
    letter = await issued(desk, unit=EAST)

    async with browsing(desk, "east_dispatcher") as browser:
        page = await browser.get("/supervision")
        assert "临江督〔2026〕1号" in page.text
        assert f"/supervision/{letter}" not in page.text
    async with browsing(desk, "east_head") as browser:
        found = re.search(r'href="(/supervision/[0-9a-f-]{36})"', (await browser.get("/supervision")).text)
        assert found
        page = await browser.get(found[1])
        assert "签署报告" in page.text
        assert "待报告" in page.text, "to the government above, not a milestone of one's own"
        assert "东湖区人民政府：" in texts((await browser.get(f"{found[1]}/print")).text)
        assert (await browser.get(f"/supervision/{letter}")).status_code == 404


async def test_a_district_finds_a_card_of_the_city_at_its_desk_and_objects_from_there(desk: House) -> None:
    desk.now -= dt.timedelta(days=9)  # a working day lies within, whatever holiday this is
    await late_case(desk, EAST)
    await time_passes(desk, dt.datetime.now(dt.UTC))
    async with browsing(desk, "east_supervisor") as browser:
        assert "上级亮牌" in (await browser.get("/supervision")).text
        listed = await browser.get("/supervision?tab=cards_above")
        card, *_ = re.findall(r'href="(/supervision/[0-9a-f-]{36})"', listed.text)
        page = await browser.get(card)
        assert "由上级政府的督办规则发起" in page.text
        assert "提出异议" not in texts(page.text), "the head objects, or the leader"
        assert (await browser.post(f"{card}/objection", version="1", reason="长" * 12)).status_code == 403
    async with browsing(desk, "east_head") as browser:
        await browser.get(card)
        short = await browser.post(f"{card}/objection", version="1", reason="不服")
        assert short.status_code == 422
        assert "不服" in short.text, "what was typed is kept"
        reason = "市级政务网当日中断，附网络记录。"
        version = re.search(r'name="version" value="(\d+)"', short.text)
        assert version
        made = await browser.post(f"{card}/objection", version=version[1], reason=reason)
        assert made.status_code == 303, texts(made.text)
        page = await browser.get(card)
        assert reason in page.text
        assert "/objection" not in page.text, "once"
    async with browsing(desk, "duty_head") as browser:
        waiting = await browser.get("/supervision?tab=objections")
        (above,) = set(re.findall(r'href="(/supervision/[0-9a-f-]{36})"', waiting.text))
        assert reason in (await browser.get(above)).text


async def test_every_form_can_be_begun(desk: House) -> None:
    case_id = await late_case(desk)
    async with browsing(desk, "supervisor") as browser:
        choice = await browser.get("/supervision/new")
        forms = re.findall(r"/supervision/new\?form=(\w+)", choice.text)
        assert len(set(forms)) == 8
        for form in dict.fromkeys(forms):
            given = await fields_of(browser, f"/supervision/new?form={form}&case={case_id}")
            leader = desk.cast.actors["leader"].account_id
            extra = {"leader_id": str(leader), "instructed_on": "2026-03-01", "look_back_on": "2027-05-01"}
            given |= {key: value for key, value in extra.items() if key not in given or not given[key]}
            answer = await browser.post("/supervision/new", **given)
            assert answer.status_code == 303, (form, texts(answer.text))
            page = await browser.get(answer.headers["location"])
            assert page.status_code == 200
            assert (await browser.get(f"{answer.headers['location']}/print")).status_code == 200


async def test_what_is_wrong_with_a_draft_stands_at_its_field(desk: House) -> None:
    async with browsing(desk, "supervisor") as browser:
        given = await fields_of(browser, "/supervision/new?form=written")
        answer = await browser.post("/supervision/new", **{**given, "cases": "20269999999999", "title": "灯"})
        assert answer.status_code == 422
        unit = str(desk.cast.units["C-HOUSING"])
        answer = await browser.post(
            "/supervision/new",
            **{
                **given,
                "cases": "20269999999999",
                "title": "灯",
                "requirement": "请尽快修复",
                "unit_id": unit,
            },
        )
        assert answer.status_code == 422
        assert "没有编号为 20269999999999 的工单" in texts(answer.text)
        assert (
            await browser.get("/supervision/new?form=written&case=00000000-0000-0000-0000-000000000000")
        ).status_code == 404
    async with browsing(desk, "dispatcher") as browser:
        assert (await browser.get("/supervision/new")).status_code == 403


async def test_thresholds_are_read_by_all_of_supervision_and_change_by_proposals(desk: House) -> None:
    change = "/settings/proposal?of=threshold.no_progress"
    async with browsing(desk, "tenant_admin") as browser:
        assert change in (await browser.get("/supervision-rules")).text
        form = {"of": "threshold.no_progress", "effective_on": "2099-01-01", "reason": "督办例会"}
        wrong = await browser.post("/settings/proposal", **form, **{"threshold.no_progress.value": "0"})
        assert wrong.status_code == 422
    async with browsing(desk, "supervisor") as browser:
        page = await browser.get("/supervision-rules")
        assert (page.status_code, change in page.text) == (200, False)


@pytest.mark.parametrize("login", ["operator", "committee", "auditor"])
async def test_who_has_no_business_there_stays_out(desk: House, login: str) -> None:
    letter = await drafted(desk)
    if login not in desk.cast.actors:
        return
    async with browsing(desk, login) as browser:
        for path in ("/supervision", "/supervision/ladder", f"/supervision/{letter}", "/asked"):
            assert (await browser.get(path)).status_code == 403


async def test_a_unit_finds_in_a_supervision_of_several_only_its_own_cases(desk: House) -> None:
    own, shared = await late_case(desk), await late_case(desk)
    async with desk.acting("dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=desk.cast.category(CITY, "路灯"), lead_id=desk.cast.units["C-HOUSING"],
            co_ids=[desk.cast.units["C-WATER"]],
        )  # fmt: skip
        opened = await registered(desk)
        await dispatch(db, actor, opened.id, decision, version=None, at=desk.later(minutes=20))
    cases = (own, shared, opened.id)
    letter = await issued(desk, form="special", cases=cases, co_ids=(desk.cast.units["C-WATER"],),
                          look_back_on=desk.now.date() + dt.timedelta(days=30))  # fmt: skip
    seen = {}
    for login in ("supervisor", "housing_leader", "water_leader"):
        async with browsing(desk, login) as browser:
            page = (await browser.get(f"/supervision/{letter}")).text
            seen[login] = {one for one in cases if f"/cases/{one}" in page}
    assert seen == {"supervisor": set(cases), "housing_leader": set(cases), "water_leader": {opened.id}}


async def test_the_draft_about_a_protected_report_leaves_the_person_out(desk: House) -> None:
    report = replace(LAMP, title="林小满举报占道", type="report", confidentiality="protected")
    opened = await registered(desk, report)
    async with desk.acting("dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=desk.cast.category(CITY, "路灯"), lead_id=desk.cast.units["C-HOUSING"],
            struck_title="举报占道", struck_body="有人占道。",
        )  # fmt: skip
        await dispatch(db, actor, opened.id, decision, version=None, at=desk.later(minutes=20))
    async with browsing(desk, "supervisor") as browser:
        given = await fields_of(browser, f"/supervision/new?form=written&case={opened.id}")
        assert given["title"] == "举报占道"
        assert "林小满" not in given["facts"]
