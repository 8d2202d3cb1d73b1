"""Duty rosters as pages: who is on duty, filling, swaps, numbers, gaps; and the alerts on a case's page."""

import datetime as dt
import re
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_tenants.messages.model import Message
from hotline_tenants.rosters.filling import CELLS
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.on_duty import on_duty as holding
from tests.conftest import House
from tests.ladders.climbing import sent, urgent
from tests.rosters.on_the_roster import NUMBERS, on_duty, stands
from tests.web.browsing import browsing

HOUR = dt.timedelta(hours=1)
ZONE = dt.timezone(8 * HOUR)


@pytest.fixture(autouse=True)
def _now(house: House) -> None:
    """Pages live now."""
    house.now = dt.datetime.now(dt.UTC).replace(microsecond=0)


async def only(house: House, model: type[DutyPerson] | type[DutyShift] | type[DutySwap]) -> uuid.UUID:
    async with house.acting("network_officer") as (db, _):
        return (await db.execute(select(model.id).where(model.tenant_id == db.tenant))).scalar_one()


def typed(moment: dt.datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(("language", "nobody"), [("zh", "无人值班"), ("en", "nobody on duty")])
async def test_the_board_says_who_is_on_duty_and_where_nobody_is(
    house: House, language: str, nobody: str
) -> None:
    await on_duty(house, "water_officer")
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/rosters")
        await browser.post("/language", language=language, next="/rosters")
        page = (await browser.get("/rosters")).text
    assert "Water Officer" in page
    assert nobody in page
    assert NUMBERS["water_officer"] not in page


async def test_people_of_a_unit_have_their_own_roster_and_no_other(house: House) -> None:
    water, housing = house.cast.units["C-WATER"], house.cast.units["C-HOUSING"]
    async with browsing(house, "water_officer") as browser:
        assert (await browser.get("/rosters")).headers["location"] == f"/rosters/{water}"
        assert (await browser.get(f"/rosters/{water}")).status_code == 200
        for place in (housing, "desk", uuid.UUID(int=1), "nowhere", house.cast.units["E-BRIDGE"]):
            assert (await browser.get(f"/rosters/{place}")).status_code == 404
        assert (await browser.get("/rosters/gaps")).status_code == 403
        assert (await browser.post(f"/rosters/{water}/shifts")).status_code == 403
    async with browsing(house, "network_officer") as browser:
        for place in (water, housing, "desk"):
            assert (await browser.get(f"/rosters/{place}")).status_code == 200
        assert (await browser.get(f"/rosters/{house.cast.units['E-BRIDGE']}")).status_code == 404
    async with browsing(house) as browser:
        assert (await browser.get("/rosters")).status_code == 303
    async with browsing(house, "auditor") as browser:
        assert (await browser.get("/rosters")).status_code == 403


async def test_a_leader_fills_the_month_from_the_first_person_on(house: House) -> None:
    url = f"/rosters/{house.cast.units['C-WATER']}"
    async with browsing(house, "water_leader") as browser:
        assert "尚无人员" in (await browser.get(url)).text
        account = str(house.cast.actors["water_officer"].account_id)
        added = await browser.post(f"{url}/people", account_id=account, phone="138 0000 0001")
        assert added.status_code == 303, added.text
        page = (await browser.get(url)).text
        assert "138****0001" in page
        assert "13800000001" not in page
        person, today = str(await only(house, DutyPerson)), house.now.astimezone(ZONE).date()
        week = dict.fromkeys(CELLS, person)
        days = {"first": str(today), "last": str(today + dt.timedelta(days=27))}
        filled = await browser.post(
            f"{url}/filling", post="duty", day_from="08:30", night_from="17:30", **days, **week
        )
        assert filled.status_code == 303, filled.text
        assert "新排班次" in (await browser.get(filled.headers["location"])).text
        whole_week = (await browser.get(f"{url}?from={today + dt.timedelta(days=7)}")).text
        assert whole_week.count("Water Officer") > 10
        week_page = (await browser.get(f"{url}/filling")).text
        assert f'<option value="{person}" selected>' in week_page, "the week is remembered"
        assert " selected" not in (await browser.get(f"{url}/filling?post=leader")).text.split("day1")[1]
    async with house.acting("dispatcher") as (db, _):
        assert (await holding(db, house.cast.units["C-WATER"], at=house.now))["duty"].name == "Water Officer"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day_from": "half past"}, "day_from"),
        ({"last": "2020-01-01"}, "last"),
        ({"first": "soon"}, "first"),
        ({"night2": "00000000-0000-0000-0000-000000000001"}, "night2"),
    ],
)
async def test_what_was_typed_stays_and_the_wrong_field_is_named(
    house: House, given: dict[str, str], field: str
) -> None:
    person, today = str(await stands(house, "water_officer")), house.now.astimezone(ZONE).date()
    sent_form = {
        "post": "duty", "day_from": "08:15", "night_from": "17:30", "first": str(today), "last": str(today),
        "day1": person, **dict.fromkeys(CELLS, person), **given,
    }  # fmt: skip
    async with browsing(house, "water_leader") as browser:
        await browser.get(f"/rosters/{house.cast.units['C-WATER']}")
        answer = await browser.post(f"/rosters/{house.cast.units['C-WATER']}/filling", **sent_form)
    assert answer.status_code == 422
    assert f'href="#fill-{field}"' in answer.text
    assert "17:30" in answer.text


async def test_a_shift_by_hand_and_the_same_hours_twice(house: House) -> None:
    person, url = str(await stands(house, "operator")), "/rosters/desk"
    hours = {"starts_at": typed(house.now - HOUR), "ends_at": typed(house.now + 8 * HOUR)}
    async with browsing(house, "duty_head") as browser:
        await browser.get(url)
        first = await browser.post(f"{url}/shifts", post="duty", person_id=person, **hours)
        second = await browser.post(f"{url}/shifts", post="duty", person_id=person, **hours)
    assert (first.status_code, second.status_code) == (303, 422)
    assert 'href="#shift-starts_at"' in second.text


async def test_who_has_a_post_for_a_week_stands_on_each_of_its_days(house: House) -> None:
    await on_duty(house, "operator", "leader", lasts=dt.timedelta(days=7))
    tomorrow = (house.now + dt.timedelta(days=1)).astimezone(ZONE).date()
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get(f"/rosters/desk?from={tomorrow}")).text
    assert re.search(r"全天</span>\s*<a href=\"/rosters/shifts/", page)


async def test_a_number_is_shown_to_who_has_to_telephone_and_the_look_is_recorded(house: House) -> None:
    person = await stands(house, "water_officer")
    url = f"/rosters/{house.cast.units['C-WATER']}"
    async with browsing(house, "dispatcher") as browser:
        assert NUMBERS["water_officer"] not in (await browser.get(url)).text
        assert NUMBERS["water_officer"] in (await browser.post(f"{url}/people/{person}/look")).text
        assert NUMBERS["water_officer"] not in (await browser.get(url)).text
        other = f"/rosters/{house.cast.units['C-HOUSING']}/people/{person}/look"
        assert (await browser.post(other)).status_code == 404
    async with browsing(house, "water_officer") as browser:
        await browser.get(url)
        assert (await browser.post(f"{url}/people/{person}/look")).status_code == 403
    async with house.acting("dispatcher") as (db, actor):
        wanted = select(AuditEntry.subject, AuditEntry.account_id).where(
            AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "duty_number_shown"
        )
        seen = (await db.execute(wanted)).all()
    assert seen == [(house.cast.actors["water_officer"].account_id, actor.account_id)]


async def test_a_number_is_tried_and_what_became_of_it_stands_beside_it(house: House) -> None:
    person = await stands(house, "water_officer")
    url = f"/rosters/{house.cast.units['C-WATER']}"
    async with browsing(house, "water_leader") as browser:
        await browser.get(url)
        assert (await browser.post(f"{url}/people/{person}/test")).status_code == 303
        assert "最近测试" in (await browser.get(url)).text
        wrong = await browser.post(f"{url}/people/{person}/number", phone="0531 1234567")
        assert wrong.status_code == 422
        assert (await browser.post(f"{url}/people/{person}/number", phone="139 0000 0009")).status_code == 303
        assert (await browser.post(f"{url}/people/{person}/ending")).status_code == 303
        assert "尚无人员" in (await browser.get(url)).text
    async with house.acting("water_leader") as (db, _):
        assert (
            await db.execute(select(Message.kind).where(Message.tenant_id == db.tenant))
        ).scalars().all() == ["duty_test"]


async def test_a_swap_from_the_question_to_the_answer(house: House) -> None:
    await on_duty(house, "water_officer", begins=house.now + HOUR)
    leader = await stands(house, "water_leader")
    shift = await only(house, DutyShift)
    async with browsing(house, "housing_officer") as browser:
        assert (await browser.get(f"/rosters/shifts/{shift}")).status_code == 404
    async with browsing(house, "water_officer") as browser:
        await browser.get(f"/rosters/shifts/{shift}")
        assert (await browser.post(f"/rosters/shifts/{shift}/swaps")).status_code == 422
        asked = await browser.post(f"/rosters/shifts/{shift}/swaps", person_id=str(leader))
        assert asked.status_code == 303, asked.text
        assert (await browser.post(f"/rosters/shifts/{shift}/cancellation")).status_code == 403
    swap = await only(house, DutySwap)
    async with browsing(house, "water_leader") as browser:
        notices = (await browser.get("/notices")).text
        assert "请您接替一个班次" in notices
        assert "有换班请求" in (await browser.get(f"/rosters/{house.cast.units['C-WATER']}")).text
        await browser.get(f"/rosters/shifts/{shift}")
        agreed = await browser.post(f"/rosters/shifts/{shift}/swaps/{swap}/agreement")
        assert agreed.status_code == 303, agreed.text
        again = await browser.post(f"/rosters/shifts/{shift}/swaps/{swap}/agreement")
        assert again.status_code == 404
        assert "Water Leader" in (await browser.get(f"/rosters/shifts/{shift}")).text


async def test_gaps_and_the_steps_of_the_ladder(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        assert "市水务集团" in (await browser.get("/rosters/gaps")).text
        assert "/settings/proposal" not in (await browser.get("/rosters/gaps")).text
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get("/rosters/gaps")).text
        place = page.split('href="/settings/proposal?')[1].split('"')[0].replace("&amp;", "&")
        assert (await browser.get(f"/settings/proposal?{place}")).status_code == 200
    async with browsing(house, "water_leader") as browser:
        page = (await browser.get("/rosters/gaps")).text
        assert "市水务集团" in page
        assert "市住建局" not in page


async def test_the_page_of_an_urgent_case_shows_whom_it_reached(house: House) -> None:
    await on_duty(house, "water_officer")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    async with browsing(house, "dispatcher") as browser:
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "已通知值班人员" in page
        assert "Water Officer" in page
        assert "等待发送" in page or "待发送" in page
        assert "通知下一级" in page
        assert "Link(" not in page
        url = page.split('/told-by-telephone"')[0].rsplit('action="', 1)[1] + "/told-by-telephone"
        version = page.split('name="version" value="')[1].split('"')[0]
        told = await browser.post(url, told="王主任，值班室", told_at=typed(house.now), version=version)
        assert told.status_code == 303, told.text
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "王主任，值班室" in page
        assert "通知下一级" not in page


async def test_one_key_at_the_intake_registers_and_opens_the_note_of_the_call(house: House) -> None:
    async with browsing(house, "operator") as browser:
        form = (await browser.get("/intake")).text
        for line, key in (("110", "1"), ("119", "9"), ("120", "0"), ("122", "2")):
            assert f'value="{line}" accesskey="{key}"' in form
        pressed = await browser.post(
            "/intake", then="119", channel="phone", confidentiality="normal", body="楼上着火了"
        )
        assert pressed.status_code == 303, pressed.text
        where = pressed.headers["location"]
        assert where.endswith("?transfer=119#transfer")
        page = (await browser.get(where.split("#")[0])).text
        assert 'value="119" checked' in page
        version = page.split('name="version" value="')[1].split('"')[0]
        url = where.split("?")[0] + "/transfer"
        for left_out in ("line", "three_way", "answered_by", "agreed"):
            whole = {
                "line": "119",
                "three_way": "yes",
                "answered_by": "工号 3107",
                "agreed": "已出动",
                "version": version,
            }
            answer = await browser.post(url, **{**whole, left_out: ""})
            assert answer.status_code == 422
            assert f'href="#transfer-{left_out}"' in answer.text
        assert (await browser.post(url, **whole)).status_code == 303
        page = (await browser.get(where.split("?")[0])).text
        for said in ("119", "三方通话", "工号 3107", "已出动"):
            assert said in page


async def test_who_may_not_put_callers_through_has_no_such_key(house: House) -> None:
    opened = await urgent(house)
    async with browsing(house, "callback_officer") as browser:
        page = (await browser.get(f"/cases/{opened.id}?transfer=119")).text
        assert "accesskey" not in page
        assert (await browser.post(f"/cases/{opened.id}/transfer", line="119")).status_code == 403
    async with browsing(house, "operator") as browser:
        assert 'accesskey="9"' in (await browser.get(f"/cases/{opened.id}")).text
    await sent(house, opened.id, "C-WATER")
    async with browsing(house, "operator") as browser:
        assert 'accesskey="9"' not in (await browser.get(f"/cases/{opened.id}?transfer=119")).text
