"""A citizen submits: one case at the desk, one code, nothing lost, nothing doubled."""

import asyncio
import re
import uuid

import pytest
from sqlalchemy import update

from hotline_platform.database.scope import NOWHERE
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.cases.model import Case
from hotline_tenants.openness.model import Submission
from hotline_web.openness.pages import PER_HOUR
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.openness.the_public import (
    LAMP,
    code_on,
    form_id_on,
    how_many,
    looked_up,
    submitted,
    taken_up,
    the_case,
)
from tests.web.browsing import app_on, browser_on, browsing

XSS = "<script>alert(1)</script>"


async def becomes(house: House, code: str, status: str) -> None:
    async with house.database.transaction(NOWHERE, "admin") as db:
        await db.execute(update(Tenant).where(Tenant.code == code).values(status=status))
    house.database.cache.forget("registry")


async def test_a_demand_reaches_the_dispatcher_and_its_code_follows_it(house: House) -> None:
    async with browsing(house) as citizen:
        code = await submitted(citizen)
        assert len(code) == 10
        waiting = await looked_up(citizen, code, "1234")
        assert await taken_up(house) == 1
        at_the_desk = await looked_up(citizen, code, "1234")
    case = await the_case(house)
    assert "您的诉求已收到" in waiting.text
    assert case.number not in waiting.text
    assert case.number in at_the_desk.text
    async with browsing(house, "dispatcher") as dispatcher:
        queue = (await dispatcher.get("/dispatch")).text
    assert "花桥路路灯不亮" in queue
    assert case.number in queue


async def test_a_district_has_a_page_of_its_own(house: House) -> None:
    async with browsing(house) as citizen:
        form = (await citizen.get(f"/p/{EAST}/submit")).text
        assert "花桥街道" in form
        assert "青石镇" not in form
        await submitted(citizen, EAST, area_id=str(house.cast.units["E-BRIDGE"]))
    await taken_up(house)
    assert (await the_case(house, "east_dispatcher")).area_id == house.cast.units["E-BRIDGE"]
    assert await how_many(house, Case) == 0


async def test_two_clicks_make_one_demand_and_show_one_code(house: House) -> None:
    async with browsing(house) as citizen:
        form_id = form_id_on(await citizen.get(f"/p/{CITY}/submit"))
        at_once = await asyncio.gather(
            *(citizen.post(f"/p/{CITY}/submit", form_id=form_id, **LAMP) for _ in range(3))
        )
        code = code_on(await citizen.get(f"/p/{CITY}/receipt"))
        await taken_up(house)
        late = await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **LAMP)
        assert {answer.status_code for answer in (*at_once, late)} == {303}
        assert code_on(await citizen.get(f"/p/{CITY}/receipt")) == code
    assert await taken_up(house) == 0
    assert await how_many(house, Submission) == 1
    assert await how_many(house, Case) == 1


async def test_the_same_form_with_other_words_is_not_lost_and_not_sent_unasked(house: House) -> None:
    async with browsing(house) as citizen:
        form_id = form_id_on(await citizen.get(f"/p/{CITY}/submit"))
        await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **LAMP)
        first = code_on(await citizen.get(f"/p/{CITY}/receipt"))
        changed = {**LAMP, "body": "现在整条路都不亮了。"}
        told = await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **changed)
        assert told.status_code == 409
        assert "现在整条路都不亮了。" in told.text
        assert await how_many(house, Submission) == 1
        again = await citizen.post(f"/p/{CITY}/submit", form_id=form_id_on(told), **changed)
        assert again.status_code == 303
        assert code_on(await citizen.get(f"/p/{CITY}/receipt")) != first
    assert await taken_up(house) == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("type", "rhyme", "选项已不存在"),
        ("title", "", "请填写此项"),
        ("title", "长" * 201, "最多 200 个字符"),
        ("body", " ", "请填写此项"),
        ("area_id", "aa388457-7958-4395-ba26-2c62363bf4e6", "选项已不存在"),
        ("caller_phone", "call me", "请用数字填写电话号码"),
        ("caller_phone", "1 - - -", "电话号码"),
        ("pin", "12ab", "查询密码为 4 至 8 位数字"),
        ("consent", "", "请勾选后继续"),
    ],
)
async def test_a_wrong_field_has_its_own_message_and_nothing_typed_is_lost(
    house: House, field: str, value: str, message: str
) -> None:
    async with browsing(house) as citizen:
        form_id = form_id_on(await citizen.get(f"/p/{CITY}/submit"))
        answer = await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **{**LAMP, field: value})
    assert answer.status_code == 422
    wrong = re.search(rf'id="form-{field}-error">.*?</p>', answer.text, re.DOTALL)
    assert wrong is not None
    assert message in wrong[0]
    assert len(re.findall(r'class="hl-error"', answer.text)) == 1
    for name, typed in LAMP.items():
        if name not in ("type", "consent", field):
            assert typed in answer.text, name
    assert form_id_on(answer) == form_id
    assert await how_many(house, Submission) == 0


async def test_what_a_citizen_types_is_shown_as_text_everywhere(house: House) -> None:
    async with browsing(house) as citizen:
        form_id = form_id_on(await citizen.get(f"/p/{CITY}/submit"))
        wrong = await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **{**LAMP, "title": XSS, "body": ""})
        assert XSS not in wrong.text
        assert "&lt;script&gt;alert(1)" in wrong.text
        await submitted(citizen, title=XSS, body=XSS)
    await taken_up(house)
    async with browsing(house, "dispatcher") as dispatcher:
        queue = await dispatcher.get("/dispatch")
    assert XSS not in queue.text
    assert "&lt;script&gt;alert(1)" in queue.text


async def test_what_fills_in_the_hidden_field_is_asked_once_more(house: House) -> None:
    async with browsing(house) as machine:
        form_id = form_id_on(await machine.get(f"/p/{CITY}/submit"))
        answer = await machine.post(
            f"/p/{CITY}/submit", form_id=form_id, website="https://buy.example", **LAMP
        )
        assert answer.status_code == 422
        assert LAMP["body"] in answer.text
        assert "buy.example" not in answer.text
        assert await how_many(house, Submission) == 0
        person = await machine.post(f"/p/{CITY}/submit", form_id=form_id_on(answer), website="", **LAMP)
        assert person.status_code == 303


@pytest.mark.parametrize(
    ("changed", "length", "check", "said"),
    [
        ({}, 10, "1234", "电话号码的后四位"),
        ({"caller_phone": "", "pin": "20261"}, 10, "20261", "自设的查询密码"),
        ({"pin": "20261"}, 10, "20261", "自设的查询密码"),
        ({"caller_phone": "", "caller_name": ""}, 16, "", "请勿告知他人"),
    ],
)
async def test_the_receipt_says_what_the_code_is_used_with(
    house: House, changed: dict[str, str], length: int, check: str, said: str
) -> None:
    async with browsing(house) as citizen:
        code = await submitted(citizen, **changed)
        receipt = (await citizen.get(f"/p/{CITY}/receipt")).text
        assert len(code) == length
        assert said in receipt
        await taken_up(house)
        assert "/demand" in str((await looked_up(citizen, code, check)).url)


async def test_the_code_stands_in_no_address_and_in_no_other_browser(house: House) -> None:
    app = app_on(house)
    async with browser_on(app) as citizen, browser_on(app) as other:
        await submitted(citizen)
        assert (await other.get(f"/p/{CITY}/receipt")).headers["location"] == f"/p/{CITY}"
        kept = citizen._client.cookies["hotline-receipt"]
        other._client.cookies.set("hotline-receipt", kept)
        assert (await other.get(f"/p/{CITY}/receipt")).status_code == 200
        assert (await other.get(f"/p/{EAST}/receipt")).status_code == 303
        packed, _, seal = kept.partition(".")
        for forged in (f"{packed}.{'0' * len(seal)}", f"A{packed[1:]}.{seal}", packed, ".", kept + "0"):
            other._client.cookies.clear()
            other._client.cookies.set("hotline-receipt", forged)
            assert (await other.get(f"/p/{CITY}/receipt")).status_code == 303
        assert (await citizen.post(f"/p/{CITY}/leaving")).status_code == 303
        assert (await citizen.get(f"/p/{CITY}/receipt")).status_code == 303


@pytest.mark.parametrize(
    ("status", "said"),
    [("preparing", "尚未开通"), ("suspended", "暂停网上受理"), ("archived", "页面已关闭")],
)
async def test_a_government_that_is_not_live_says_so_and_has_no_form(
    house: House, status: str, said: str
) -> None:
    async with browsing(house) as citizen:
        form_id = form_id_on(await citizen.get(f"/p/{EAST}/submit"))
        await becomes(house, EAST, status)
        home = await citizen.get(f"/p/{EAST}")
        assert said in home.text
        assert f"/p/{EAST}/submit" not in home.text
        assert (await citizen.get(f"/p/{EAST}/submit")).headers["location"] == f"/p/{EAST}"
        answer = await citizen.post(f"/p/{EAST}/submit", form_id=form_id, **LAMP)
        assert answer.status_code == 422
        assert said in answer.text
        assert LAMP["body"] in answer.text
        listed = (await citizen.get("/p")).text
        assert (f"/p/{EAST}" in listed) == (status == "suspended")
        assert (await citizen.get(f"/p/{CITY}/submit")).status_code == 200
    assert await how_many(house, Submission, "east_operator") == 0


async def test_a_flood_from_one_address_is_stopped_and_the_form_is_kept(house: House) -> None:
    async with browsing(house) as citizen:
        for _ in range(PER_HOUR):
            await submitted(citizen)
        form_id = form_id_on(await citizen.get(f"/p/{CITY}/submit"))
        answer = await citizen.post(f"/p/{CITY}/submit", form_id=form_id, **LAMP)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert LAMP["body"] in answer.text
    assert await how_many(house, Submission) == PER_HOUR


async def test_a_government_that_is_not_there_is_a_designed_page(house: House) -> None:
    async with browsing(house) as citizen:
        for path in ("/p/424242", "/p/424242/submit", "/p/x/track", f"/p/{CITY}/nowhere"):
            answer = await citizen.get(path)
            assert answer.status_code == 404, path
            assert "<h1>" in answer.text


async def test_a_form_without_its_token_is_refused(house: House) -> None:
    async with browsing(house) as citizen:
        await citizen.get(f"/p/{CITY}/submit")
        answer = await citizen.post(
            f"/p/{CITY}/submit", _csrf_token="forged", form_id=str(uuid.uuid4()), **LAMP
        )
    assert answer.status_code == 403
    assert await how_many(house, Submission) == 0


async def test_a_clerk_sees_the_page_of_the_government_asked_for(house: House) -> None:
    async with browsing(house, "east_dispatcher") as clerk:
        page = (await clerk.get(f"/p/{CITY}")).text
    assert "临江市" in page
    assert "东湖" not in page
    assert "east_dispatcher" not in page


async def test_every_page_is_there_in_both_languages_and_the_door_leads_here(house: House) -> None:
    async with browsing(house) as citizen:
        assert 'href="/p"' in (await citizen.get("/sign-in")).text
        await submitted(citizen)
        for path, zh, en in (
            ("/p", "东湖区", "East Lake District"),
            (f"/p/{EAST}", "东湖区", "East Lake District"),
            (f"/p/{CITY}/submit", "用于办理诉求", "to handle my demand"),
            (f"/p/{CITY}/receipt", "请立即记下查询码", "Write the code down"),
            (f"/p/{CITY}/track", "查询诉求", "Look up a demand"),
        ):
            for language, said, other in (("zh", zh, en), ("en", en, zh)):
                await citizen.get(path)
                back = await citizen.post("/language", language=language, next=path)
                page = (await citizen.get(back.headers["location"])).text
                assert said in page, path
                assert other not in page, path
