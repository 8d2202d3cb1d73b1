"""The desk's page of messages, one message, and what the page of a case says of them."""

import io
import re
from dataclasses import replace

import pytest
import python_calamine

from hotline_tenants.intake import settling
from tests.cases.test_the_main_road import LAMP, registered
from tests.conftest import House
from tests.messages.gateway import listening, sent, taking
from tests.messages.steps import all_messages, extended, message, notices, written
from tests.rulings.steps import act, order_with_bridge
from tests.web.browsing import Browser, browsing
from tests.web.intake.test_registering import GIVEN
from tests.webhooks import receiving as far

NOTICE = re.compile(r'href="(/notices/[0-9a-f-]{36})"')
NOW = "2020-01-01T00:00"


async def failing(house: House) -> str:
    """A message to a caller that the gateway refused; its address."""
    opened = await registered(house, replace(LAMP, caller_phone=""))
    message_id = await written(house, case_id=opened.id)
    async with listening(house, far.saying(422)):
        await sent(house)
    return f"/messages/{message_id}"


def moment(house: House) -> str:
    """This moment as a form in the city has it."""
    return f"{house.now.replace(hour=house.now.hour + 8):%Y-%m-%dT%H:%M}"


async def test_what_did_not_arrive_comes_first_with_what_to_do_and_the_number_masked(house: House) -> None:
    async with browsing(house, "callback_officer") as browser:
        assert "没有需要电话告知的消息" in (await browser.get("/messages")).text
        assert "还没有消息" in (await browser.get("/messages?tab=all")).text
        url = await failing(house)
        page = (await browser.get("/messages")).text
        assert url in page
        assert "请改打电话：网关拒收该消息。" in page
        one = (await browser.get(url)).text
        everything = (await browser.get("/messages?tab=all")).text
    assert "138****1234" in page
    for shown in (page, one, everything):
        assert "13800001234" not in shown.replace(" ", "")
        assert "您的诉求已延期" not in shown


async def test_a_notice_leads_to_the_message_and_telephoning_closes_it(house: House) -> None:
    url = await failing(house)
    async with browsing(house, "callback_officer") as browser:
        (notice,) = NOTICE.findall((await browser.get("/notices?kind=message_failed")).text)
        assert (await browser.get(notice)).headers["location"] == url
        await browser.get(url)
        for wrong in ({"whom": "", "told_at": moment(house)}, {"whom": "本人", "told_at": "2099-01-01T10:00"},
                      {"whom": "本人", "told_at": NOW}, {"whom": "本人", "told_at": "tomorrow"}):  # fmt: skip
            refused = await browser.post(f"{url}/telephone", **wrong)
            assert refused.status_code == 422
            assert "本人" in refused.text or not wrong["whom"]
        done = await browser.post(f"{url}/telephone", whom="本人", told_at=moment(house))
        assert done.headers["location"] == "/messages"
        assert "没有需要电话告知的消息" in (await browser.get("/messages")).text
        shown = (await browser.get(url)).text
        assert "已电话告知" in shown
        assert "Callback Officer" in shown
        again = await browser.post(f"{url}/telephone", whom="家属", told_at=moment(house))
        assert again.status_code == 422
        assert "已有人电话告知" in again.text
    async with browsing(house, "auditor") as browser:
        assert "以电话代替消息告知" in (await browser.get("/log")).text


async def test_what_arrived_needs_nobody_to_telephone(house: House) -> None:
    message_id = await written(house)
    async with browsing(house, "callback_officer") as browser:
        await browser.get(f"/messages/{message_id}")
        early = await browser.post(f"/messages/{message_id}/telephone", whom="本人", told_at=moment(house))
        assert early.status_code == 422
        assert "尚未发出" in early.text
    assert (await message(house, message_id)).state == "queued"


@pytest.mark.parametrize("login", ["operator", "reviewer", "housing_officer", "tenant_admin", "inspector"])
async def test_who_has_no_business_there_is_refused(house: House, login: str) -> None:
    url = await failing(house)
    async with browsing(house, "dispatcher") as browser:
        assert [(await browser.get(one)).status_code for one in ("/messages", url)] == [200, 200]
        token = browser.token
    async with browsing(house, login) as browser:
        assert token
        for path in ("/messages", "/messages.xlsx", url):
            assert (await browser.get(path)).status_code == 403
        answer = await browser.post(f"{url}/telephone", whom="本人", told_at=moment(house))
        assert answer.status_code == 403


async def test_another_governments_message_does_not_exist(house: House) -> None:
    url = await failing(house)
    async with browsing(house, "east_callback") as browser:
        await browser.get("/messages")
        assert (await browser.get(url)).status_code == 404
        assert (await browser.post(f"{url}/telephone", whom="本人", told_at=moment(house))).status_code == 404
        assert url not in (await browser.get("/messages?tab=all")).text


async def test_the_list_is_filtered_paged_and_taken_away_as_excel(house: House) -> None:
    await failing(house)
    for _ in range(30):
        await written(house, on_duty="housing_officer", words="紧急工单。")
    async with browsing(house, "dispatcher") as browser:
        everything = (await browser.get("/messages?tab=all&size=25")).text
        assert "after=" in everything
        duty = (await browser.get("/messages?tab=all&kind=duty")).text
        assert "Housing Officer" in duty
        assert "答复延期</a>" not in duty
        queued = (await browser.get("/messages?tab=all&state=queued&case=nothing")).text
        assert "没有符合" in queued or "Nothing matches" in queued
        answer = await browser.get("/messages.xlsx?tab=all&kind=duty")
    sheet = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sum("紧急件通知值班人员" in row for row in sheet) == 30
    assert "紧急工单。" not in str(sheet)


async def test_the_page_says_when_nobody_gets_a_text(house: House) -> None:
    async with browsing(house, "dispatcher") as browser:
        assert "只写入日志" in (await browser.get("/messages")).text
    async with listening(house, taking()), browsing(house, "dispatcher") as browser:
        assert "尚未接入短信网关" not in (await browser.get("/messages")).text
    house.settings = replace(house.settings, environment="production")
    async with browsing(house, "dispatcher") as browser:
        assert "目前发不出短信" in (await browser.get("/messages")).text


async def case_page(browser: Browser, case_id: object) -> str:
    page = (await browser.get(f"/cases/{case_id}")).text
    found = re.search(r'<h2>短信与语音</h2>.*?(?=<section class="hl-card">)', page, re.DOTALL)
    return found[0] if found else ""


async def test_the_case_shows_what_was_told_and_the_words_only_beside_the_person(house: House) -> None:
    case_id = await extended(house)
    await written(house, on_duty="housing_leader", case_id=case_id, words="紧急工单。")
    async with browsing(house, "callback_officer") as browser:
        shown = await case_page(browser, case_id)
        assert "答复延期" in shown
        assert "Housing Leader" in shown
        assert "138****1234" in shown
        assert "还需要一些时间" not in shown
        looked = (await browser.post(f"/cases/{case_id}/look", purpose="callback")).text
        assert "还需要一些时间" in looked
    async with browsing(house, "housing_officer") as browser:
        shown = await case_page(browser, case_id)
        assert "答复延期" in shown
        assert "Housing Leader" not in shown, "whom the desk rouses is the desk's"
        assert 'href="/messages' not in shown


async def test_a_unit_sees_no_messages_of_a_protected_case(house: House) -> None:
    case_id = await extended(house, replace(LAMP, confidentiality="protected"))
    await written(house, case_id=case_id)
    async with browsing(house, "callback_officer") as browser:
        assert "答复延期" in await case_page(browser, case_id)
    async with browsing(house, "housing_officer") as browser:
        assert await case_page(browser, case_id) == ""
    assert "tell_caller_later" in await notices(house, "callback_officer")


async def test_who_wants_no_more_texts_gets_none_in_any_case_until_they_want_them_again(house: House) -> None:
    first, second = await registered(house), await registered(house)
    async with browsing(house, "callback_officer") as browser:
        assert "影响答复时间的事项会发短信" in await case_page(browser, first.id)
        answer = await browser.post(f"/cases/{first.id}/messages/refusal")
        assert answer.headers["location"] == f"/cases/{first.id}"
        assert "改打电话" in await case_page(browser, second.id)
    sent_before = len(await all_messages(house))
    await act(house, "operator", settling.not_accept, second.id, reason="court", guidance="请向法院反映。")
    assert len(await all_messages(house)) == sent_before
    async with browsing(house, "callback_officer") as browser:
        await browser.get(f"/cases/{first.id}")
        await browser.post(f"/cases/{first.id}/messages/welcome")
    await act(house, "operator", settling.not_accept, first.id, reason="court", guidance="请向法院反映。")
    assert len(await all_messages(house)) == sent_before + 1
    async with browsing(house, "housing_officer") as browser:
        await browser.get("/inbox")
        assert (await browser.post(f"/cases/{first.id}/messages/refusal")).status_code == 403
    async with browsing(house, "east_callback") as browser:
        await browser.get("/callbacks")
        assert (await browser.post(f"/cases/{first.id}/messages/refusal")).status_code == 404
    async with browsing(house, "auditor") as browser:
        assert "记录诉求人不接收短信" in (await browser.get("/log")).text


async def test_a_districts_order_has_no_caller_to_ask(house: House) -> None:
    _, order, _ = await order_with_bridge(house)
    async with browsing(house, "east_callback") as browser:
        assert await case_page(browser, order) == ""
        answer = await browser.post(f"/cases/{order}/messages/refusal")
        assert answer.status_code == 422
        assert "受理来电的政府" in answer.text


async def test_an_operator_notes_that_a_caller_wants_no_texts(house: House) -> None:
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        assert (await browser.post("/intake", **GIVEN, then="register")).status_code == 303
        assert len(await all_messages(house)) == 1
        await browser.get("/intake")
        declined = {**GIVEN, "declines_messages": "yes", "then": "register"}
        assert (await browser.post("/intake", **declined)).status_code == 303
        assert len(await all_messages(house)) == 1
