"""The citizen objects on the page of the demand, reads how far it is, and which offices looked."""

import datetime as dt

import pytest

from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling.merging import merge
from tests.cases.test_the_main_road import registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.openness.the_public import looked_up, submitted, taken_up, the_case
from tests.web.browsing import Browser, browsing
from tests.web.openness.test_following import ANSWER, answered, at_the_desk

WORDS = "路灯晚上还是不亮，没有人来过。"


async def closed(house: House, citizen: Browser) -> tuple[str, Opened]:
    """A demand from the web that was answered and closed an hour before the citizen looks."""
    code, opened = await at_the_desk(house, citizen)
    await answered(house, opened)
    await closing(house, opened)
    return code, opened


async def closing(house: House, opened: Opened) -> None:
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="yes", satisfied="very")
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
        await close(db, actor, opened.id, version=None, at=house.now)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_an_objection_is_sent_once_and_followed_to_its_end(house: House, language: str) -> None:
    form, sent, examined = {
        "zh": ("问题未解决，提出异议", "您的异议已收到", "正由未参与办理的人员核查"),
        "en": ("It is not done: object", "We have received your objection", "had no part in the matter"),
    }[language]
    async with browsing(house) as citizen:
        code, _ = await closed(house, citizen)
        await citizen.get("/p")
        await citizen.post("/language", language=language, next="/")
        page = await looked_up(citizen, code, "1234")
        assert form in page.text
        short = await citizen.post(f"/p/{CITY}/objection", reason="不行")
        assert short.status_code == 422
        assert 'aria-invalid="true"' in short.text
        answer = await citizen.post(f"/p/{CITY}/objection", reason=WORDS)
        assert answer.headers["location"] == f"/p/{CITY}/demand"
        page = await citizen.get(f"/p/{CITY}/demand")
        assert sent in page.text
        assert form not in page.text
        again = await citizen.post(f"/p/{CITY}/objection", reason=WORDS)
        assert again.status_code == 422
        house.now = dt.datetime.now(dt.UTC)
        await taken_up(house)
        assert examined in (await citizen.get(f"/p/{CITY}/demand")).text
    async with browsing(house, "duty_head") as head:
        case = await the_case(house)
        assert WORDS in (await head.get(f"/cases/{case.id}")).text


async def test_nobody_objects_without_having_looked_the_demand_up(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await closed(house, citizen)
        await citizen.get(f"/p/{CITY}/track")
        answer = await citizen.post(f"/p/{CITY}/objection", reason=WORDS)
        assert answer.headers["location"] == f"/p/{CITY}/track"
        await looked_up(citizen, code, "1234")
        elsewhere = await citizen.post(f"/p/{EAST}/objection", reason=WORDS)
        assert elsewhere.headers["location"] == f"/p/{EAST}/track"
        assert await taken_up(house) == 0
        assert (await citizen.post(f"/p/{CITY}/objection", reason=WORDS)).status_code == 303


async def test_what_is_open_offers_no_objection_and_refuses_one_in_plain_words(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        await answered(house, opened)
        page = await looked_up(citizen, code, "1234")
        assert "/objection" not in page.text
        refused = await citizen.post(f"/p/{CITY}/objection", reason=WORDS)
        assert refused.status_code == 422
        assert "没有可提出异议的办结答复" in refused.text


async def test_one_address_cannot_send_objections_without_end(house: House) -> None:
    async with browsing(house) as citizen:
        code, _ = await closed(house, citizen)
        await looked_up(citizen, code, "1234")
        codes = [(await citizen.post(f"/p/{CITY}/objection", reason=WORDS)).status_code for _ in range(31)]
    assert codes[:2] == [303, 422]
    assert codes[-1] == 429


async def test_a_joined_demand_reads_the_answer_and_nothing_of_the_other(house: House) -> None:
    lead = await registered(house)
    async with browsing(house) as citizen:
        code = await submitted(citizen, caller_phone="139 1111 2222", caller_name="周望舒")
        house.now = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        await taken_up(house)
        case = await the_case(house)
        async with house.acting("dispatcher") as (db, actor):
            await merge(db, actor, case.id, into=lead.number, version=None, at=house.now)
        page = (await looked_up(citizen, code, "2222")).text
        assert "合并" in page
        assert lead.number not in page
        await answered(house, lead)
        page = (await citizen.get(f"/p/{CITY}/demand")).text
        assert ANSWER in page
        assert "市住建局已经答复" in page
        for strange in (lead.number, "林小满"):
            assert strange not in page
        rated = await citizen.post(f"/p/{CITY}/rating", solved="no", satisfied="dissatisfied")
        assert rated.status_code == 303
        house.now = dt.datetime.now(dt.UTC)
        assert await taken_up(house) == 1
        assert "/rating" not in (await citizen.get(f"/p/{CITY}/demand")).text


async def test_the_offices_that_looked_stand_on_the_page_without_a_name(house: House) -> None:
    async with browsing(house) as citizen:
        code, opened = await at_the_desk(house, citizen)
        assert "哪些单位" not in (await looked_up(citizen, code, "1234")).text
        async with browsing(house, "operator") as operator:
            await operator.get(f"/cases/{opened.id}")
            assert (await operator.post(f"/cases/{opened.id}/look", purpose="callback")).status_code == 200
        page = (await citizen.get(f"/p/{CITY}/demand")).text
        assert "哪些单位" in page
        assert "临江市热线" in page
        assert "Operator" not in page
