"""Special supervisions and instructions through the front door: cases of a topic, milestones, results and their papers."""

import datetime as dt

import pytest

from hotline_tenants.supervision import instructing, issuing
from hotline_tenants.supervision.tasks import Milestone
from hotline_tenants.supervision.topics import Topic
from tests.conftest import House
from tests.supervision.desk import (
    accepts,
    drafted,
    issued,
    late_case,
    reports,
)
from tests.web.browsing import browsing
from tests.web.reading import fields_of, texts


async def test_the_cases_of_a_topic_are_a_list_with_its_file_and_a_draft_is_written_anew(desk: House) -> None:
    await late_case(desk)
    plan = Topic(words="路灯").stored()
    special = await drafted(
        desk, form="special", days=20, plan=plan, look_back_on=dt.date(2030, 1, 1),
        milestones=[Milestone(desk.now.date() + dt.timedelta(days=4), "完成摸底")],
    )  # fmt: skip
    url = f"/supervision/{special}"
    async with browsing(desk, "supervisor") as browser:
        page = await browser.get(url)
        assert "路灯不亮" in page.text
        assert f'{url}/cases"' in page.text
        listed = await browser.get(f"{url}/cases")
        assert listed.status_code == 200
        assert "路灯不亮" in listed.text
        assert "路灯不亮" not in (await browser.get(f"{url}/cases?tab=closed")).text
        assert "路灯不亮" not in (await browser.get(f"{url}/cases?type=complaint")).text
        assert (await browser.get(f"{url}/cases.xlsx")).status_code == 200
        given = await fields_of(browser, url)
        assert given["milestones"].endswith("完成摸底")
        bad = await browser.post(f"{url}/words", **{**given, "milestones": "尽快完成"})
        assert bad.status_code == 422
        assert "第1行" in texts(bad.text)
        assert "尽快完成" in bad.text, "what was typed is kept"
        given["words"] = "停水"
        assert (await browser.post(f"{url}/words", **given)).status_code == 303
        assert "路灯不亮" not in (await browser.get(f"{url}/cases")).text
    letter = await issued(desk)
    async with browsing(desk, "supervisor") as browser:
        assert (await browser.get(f"/supervision/{letter}/cases")).status_code == 404, "it is about no case"
    async with browsing(desk, "water_leader") as browser:
        assert (await browser.get(f"{url}/cases")).status_code == 404


async def test_the_leader_reads_the_result_above_the_button_and_the_paper_says_who_instructed(
    desk: House,
) -> None:
    instruction = await drafted(
        desk, form="instruction",
        leader_id=desk.cast.actors["leader"].account_id, instructed_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, instruction, version=None, at=desk.now)
    await accepts(desk, instruction, await reports(desk, instruction, "housing_leader"))
    async with desk.acting("supervisor") as (db, actor):
        await instructing.feed_back(db, actor, instruction, result="全部修复。", version=None, at=desk.now)
    async with browsing(desk, "leader") as browser:
        page = texts((await browser.get(f"/supervision/{instruction}")).text)
        printed = texts((await browser.get(f"/supervision/{instruction}/print")).text)
    assert page.index("全部修复。") < page.index("当前可办理事项")
    assert "2026年3月1日，Leader同志批示：" in printed
    assert "“请查明原因，限期修复。”" in printed


@pytest.mark.parametrize(
    "day",
    [
        "{:%Y-%m-%d} ",
        "{0.year}年{0.month}月{0.day}日",
        "{0.month}月{0.day}日前，",
        "{0.year}/{0.month}/{0.day} ",
    ],
)
async def test_a_milestone_is_written_as_offices_write_days_and_stands_in_the_notice(
    desk: House, day: str
) -> None:
    step = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date()
    async with browsing(desk, "supervisor") as browser:
        given = await fields_of(browser, "/supervision/new?form=special")
        given |= {
            "title": "供水整治", "requirement": "逐一排查整改。", "words": "水", "unit_id": str(desk.cast.units["C-HOUSING"]),
            "co_ids": [str(desk.cast.units["C-WATER"])], "look_back_on": str(step + dt.timedelta(days=200)),
        }  # fmt: skip
        refused = await browser.post("/supervision/new", **given | {"milestones": "下周 完成排查"})
        assert refused.status_code == 422
        assert "第1行：请先写日期" in texts(refused.text)
        kept = await browser.post("/supervision/new", **given | {"milestones": day.format(step) + "完成排查"})
        assert kept.status_code == 303, texts(kept.text)
        printed = texts((await browser.get(f"{kept.headers['location']}/print")).text)
    assert f"工作节点：{step.year}年{step.month}月{step.day}日前，完成排查。" in printed
    assert "牵头，市水务" in printed
    assert "开展回头看。" in printed
