"""The intake desk: a demand is registered once, nothing typed is lost, earlier demands of the number are found."""

import re
import uuid

from sqlalchemy import func, select

from hotline_tenants.cases.model import Case
from tests.cases.test_the_main_road import registered
from tests.conftest import House
from tests.web.browsing import browsing

GIVEN = {
    "title": "路灯不亮", "body": "花桥路的路灯三天没有亮。", "type": "help", "channel": "phone", "urgency": "general",
    "confidentiality": "normal", "caller_phone": "138 0000 1234", "caller_name": "林小满",
}  # fmt: skip


async def cases(house: House) -> int:
    async with house.acting("dispatcher") as (db, _):
        counted = await db.execute(select(func.count()).select_from(Case).where(Case.tenant_id == db.tenant))
        return counted.scalar_one()


async def test_a_demand_is_registered_and_the_query_code_is_told_once(house: House) -> None:
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        answer = await browser.post("/intake", **GIVEN, then="accept")
        assert answer.status_code == 303
        page = (await browser.get(answer.headers["location"])).text
        assert re.search(r"查询码：\d{10}", page)
        assert not re.search(r"查询码：\d{10}", (await browser.get(answer.headers["location"])).text)
    async with house.acting("dispatcher") as (db, _):
        assert (
            await db.execute(select(Case.state).where(Case.tenant_id == db.tenant))
        ).scalar_one() == "accepted"


async def test_a_double_click_is_one_case(house: House) -> None:
    form_id = str(uuid.uuid4())
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        answers = [await browser.post("/intake", **GIVEN, form_id=form_id, then="register") for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await cases(house) == 1


async def test_a_form_with_wrong_fields_keeps_everything_and_registers_nothing(house: House) -> None:
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        wrong = {**GIVEN, "title": "", "caller_phone": "call me", "type": "nonsense"}
        answer = await browser.post("/intake", **wrong, then="accept")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 3
    assert "花桥路的路灯三天没有亮。" in answer.text
    assert 'value="call me"' in answer.text
    assert await cases(house) == 0


async def test_earlier_demands_of_the_number_appear_as_a_fragment_and_without_a_script(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        browser.headers = {"HX-Request": "true"}
        fragment = await browser.post("/intake/caller", caller_phone="13800001234")
        browser.headers = {}
        whole = await browser.post("/intake/caller", **GIVEN)
    assert opened.number in fragment.text
    assert "<html" not in fragment.text
    assert opened.number in whole.text
    assert "花桥路的路灯三天没有亮。" in whole.text
    async with browsing(house, "east_operator") as browser:
        await browser.get("/intake")
        assert opened.number not in (await browser.post("/intake/caller", caller_phone="13800001234")).text


async def test_only_those_who_register_may_register(house: House) -> None:
    async with browsing(house, "reviewer") as browser:
        assert (await browser.get("/intake")).status_code == 403
        assert (await browser.post("/intake", **GIVEN)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/intake")).status_code == 303
    assert await cases(house) == 0
