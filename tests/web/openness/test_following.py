"""A citizen follows a demand: with code and check, in plain words, and sees nothing that is not for them."""

import datetime as dt
import re

import httpx
import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.cases.model import Callback, QueryCode
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling import reviewing
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake import settling
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, unit_replies
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.openness.the_public import LAMP, looked_up, submitted, taken_up, the_case
from tests.web.browsing import Browser, browsing

INNER = "已更换灯泡，附照片。"
ANSWER = "您好，路灯已经修复，请您放心。"


def what_it_says(page: httpx.Response) -> str:
    """A page without what was typed into it and without its tokens."""
    return re.sub(r'value="[^"]*"', "", page.text)


async def at_the_desk(house: House, citizen: Browser) -> tuple[str, Opened]:
    """A demand from the web that the job has taken up today; its code and its case."""
    code = await submitted(citizen)
    house.now = dt.datetime.now(dt.UTC)
    await taken_up(house)
    case = await the_case(house)
    return code, Opened(case.id, case.number, code)


async def answered(house: House, opened: Opened) -> None:
    house.now -= dt.timedelta(days=1)  # so that the answer lies behind the citizen's next look
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(minutes=10)
        )


async def test_the_way_of_a_demand_in_the_citizens_words(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        assert "您的诉求已收到" in (await looked_up(citizen, code, "1234")).text
        await answered(house, opened)
        page = (await citizen.get(f"/p/{CITY}/demand")).text
        assert "市住建局已经答复" in page
        assert ANSWER in page
        async with house.acting("callback_officer") as (db, actor):
            answers = Answers(contacted=True, solved="yes", satisfied="very")
            await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
            await close(db, actor, opened.id, version=None, at=house.now)
        page = (await citizen.get(f"/p/{CITY}/demand")).text
    assert "您的诉求已办结" in page
    assert ANSWER in page


async def test_while_a_unit_works_its_public_name_and_the_due_moment_are_shown(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        await dispatched_to(house, opened, "C-HOUSING")
        page = (await looked_up(citizen, code, "1234")).text
        await citizen.post("/language", language="en", next="/")
        english = (await citizen.get(f"/p/{CITY}/demand")).text
    assert "市住建局正在办理您的诉求" in page
    assert "答复时限" in page
    assert "Housing Bureau is handling your demand" in english


async def test_no_page_says_anything_personal_or_inner(house: House) -> None:
    personal = [
        LAMP["caller_name"],
        LAMP["caller_phone"],
        "13800001234",
        LAMP["body"],
        LAMP["title"],
        LAMP["place"],
    ]
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        pages = [await looked_up(citizen, code, "1234")]
        await dispatched_to(house, opened, "C-HOUSING")
        pages.append(await citizen.get(f"/p/{CITY}/demand"))
        house.now -= dt.timedelta(hours=1)
        await unit_replies(house, "housing_officer", "housing_leader", opened.id)
        pages.append(await citizen.get(f"/p/{CITY}/demand"))
        assert ANSWER not in pages[-1].text, "a reply that was not reviewed is not an answer"
        _, assignment = await only_assignment(house, "reviewer", opened.id)
        async with house.acting("reviewer") as (db, actor):
            await reviewing.accept_reply(
                db, actor, opened.id, assignment.id, version=None, at=house.later(minutes=10)
            )
        pages.append(await citizen.get(f"/p/{CITY}/demand"))
    assert ANSWER in pages[-1].text
    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        for secret in (*personal, INNER, "已电话联系", "housing_officer", "Housing Officer", code):
            assert secret not in page.text


async def test_a_wrong_code_and_a_wrong_check_get_the_very_same_answer(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await at_the_desk(house, citizen)
        assert "/demand" in str((await looked_up(citizen, code, "1234")).url)
        wrong_code = f"{(int(code) + 1) % 10**10:010d}"
        answers = [
            await looked_up(citizen, wrong_code, "1234"), await looked_up(citizen, code, "4321"),
            await looked_up(citizen, code, ""), await looked_up(citizen, "ABCD EFGH JKLM NPQR", ""),
        ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert len({what_it_says(answer) for answer in answers}) == 1
    assert not [answer for answer in answers if "hotline-tracked" in answer.headers.get("set-cookie", "")]


async def test_another_governments_code_is_not_found(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await at_the_desk(house, citizen)
        assert (await looked_up(citizen, code, "1234", EAST)).status_code == 422
        await looked_up(citizen, code, "1234")
        kept = citizen._client.cookies["hotline-tracked"]
        citizen._client.cookies.set("hotline-tracked", kept, path=f"/p/{EAST}")
        assert (await citizen.get(f"/p/{EAST}/demand")).headers["location"] == f"/p/{EAST}/track"


async def test_ten_looks_in_ten_minutes_from_one_address(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await at_the_desk(house, citizen)
        for number in range(10):
            assert (await looked_up(citizen, f"{number:010d}", "1234")).status_code == 422
        stopped = await looked_up(citizen, code, "1234")
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    assert code in stopped.text, "what was typed is still there"


async def test_a_code_is_not_guessed_at_from_many_addresses(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await at_the_desk(house, citizen)
    for check in range(10):
        async with browsing(house) as guesser:
            transport = guesser._client._transport
            assert isinstance(transport, httpx.ASGITransport)
            transport.client = (f"10.0.0.{check}", 1)
            assert (await looked_up(guesser, code, f"{check:04d}")).status_code == 422
    async with browsing(house) as guesser:
        transport = guesser._client._transport
        assert isinstance(transport, httpx.ASGITransport)
        transport.client = ("10.0.1.1", 1)
        assert (await looked_up(guesser, f"{code[:4]} {code[4:]}", "1234")).status_code == 429
        assert (await looked_up(guesser, "0000000000", "1234")).status_code == 422


async def test_a_referred_demand_is_tracked_where_the_call_was_taken(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        await dispatched_to(house, opened, EAST)
        order = await order_in_east(house, opened.id)
        async with house.acting("east_dispatcher") as (db, actor):
            decision = Dispatch(
                category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
            )
            await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=1))
            codes = await db.execute(select(QueryCode).where(QueryCode.tenant_id == db.tenant))
            assert codes.first() is None, "the district holds no code"
        page = (await looked_up(citizen, code, "1234")).text
    assert "东湖区正在办理您的诉求" in page
    assert "花桥街道" not in page


@pytest.mark.parametrize("ending", ["answer", "not_accept", "transfer"])
async def test_what_the_desk_settles_at_once_is_told_as_well(house: House, ending: str) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        async with house.acting("shift_leader") as (db, actor):
            if ending == "answer":
                await settling.answer(
                    db, actor, opened.id, answer="请在窗口办理。", version=None, at=house.now
                )
            elif ending == "not_accept":
                await settling.not_accept(
                    db,
                    actor,
                    opened.id,
                    reason="court",
                    guidance="请向法院咨询。",
                    version=None,
                    at=house.now,
                )
            else:
                given = settling.Transfer(
                    line="119", three_way=True, answered_by="内部备注", agreed="内部备注"
                )
                await settling.transfer(db, actor, opened.id, given, version=None, at=house.now)
        page = (await looked_up(citizen, code, "1234")).text
    said = {
        "answer": ("热线已直接答复", "请在窗口办理。"),
        "not_accept": ("不属于热线受理范围", "请向法院咨询。"),
        "transfer": ("紧急救助专线", "已办结"),
    }[ending]
    assert all(each in page for each in said)
    assert "内部备注" not in page
    assert "提交评价" not in page


async def test_an_answer_is_rated_once_and_the_desk_hears_of_it(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        await looked_up(citizen, code, "1234")
        await answered(house, opened)
        assert "提交评价" in (await citizen.get(f"/p/{CITY}/demand")).text
        wrong = await citizen.post(f"/p/{CITY}/rating", comment="灯很亮")
        assert wrong.status_code == 422
        assert "灯很亮" in wrong.text
        assert wrong.text.count('class="hl-error"') == 2
        good = {"solved": "yes", "satisfied": "very", "comment": "灯很亮"}
        first = await citizen.post(f"/p/{CITY}/rating", **good)
        assert first.headers["location"] == f"/p/{CITY}/demand"
        page = (await citizen.get(f"/p/{CITY}/demand")).text
        assert "评价已收到" in page
        assert "您已评价本次答复" in page
        assert "提交评价" not in page
        await citizen.post(f"/p/{CITY}/rating", **{**good, "solved": "no"})
        assert "以第一次评价为准" in (await citizen.get(f"/p/{CITY}/demand")).text
    await taken_up(house)
    async with house.acting("callback_officer") as (db, _):
        kept = (await db.execute(select(Callback).where(Callback.tenant_id == db.tenant))).scalar_one()
    assert (kept.source, kept.solved, kept.satisfied, kept.account_id) == ("caller", "yes", "very", None)
    async with browsing(house, "callback_officer") as officer:
        assert "灯很亮" in (await officer.get(f"/cases/{opened.id}")).text


async def test_nobody_rates_or_looks_without_having_shown_the_code(house: House) -> None:
    async with browsing(house) as citizen:
        _, opened = await at_the_desk(house, citizen)
        await answered(house, opened)
        assert (await citizen.get(f"/p/{CITY}/demand")).headers["location"] == f"/p/{CITY}/track"
        answer = await citizen.post(f"/p/{CITY}/rating", solved="yes", satisfied="very")
        assert answer.headers["location"] == f"/p/{CITY}/track"
    assert await taken_up(house) == 0
    async with house.database.transaction(at(house.cast.city)) as db:
        assert (await db.execute(select(Callback).where(Callback.tenant_id == db.tenant))).first() is None


async def test_a_browser_forgets_when_told(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await at_the_desk(house, citizen)
        await looked_up(citizen, code, "1234")
        assert (await citizen.get(f"/p/{CITY}/demand")).status_code == 200
        await citizen.post(f"/p/{CITY}/leaving")
        assert (await citizen.get(f"/p/{CITY}/demand")).status_code == 303
