"""Merging on the page of a case: what agrees, one button, and what hangs together on both pages and in the lists."""

import uuid

import pytest

from hotline_platform.jobs.pending import run_pending
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.merging.joining import NEIGHBOUR, case_of, merged, two
from tests.web.browsing import browsing
from tests.web.cases.test_the_page_of_a_case import opened_page


async def test_a_likely_repeat_is_merged_with_one_button_and_parted_again(house: House) -> None:
    lead, repeat = await two(house)
    await run_pending(house.database)
    async with browsing(house, "dispatcher") as browser:
        assert "疑似 1 件" in (await browser.get("/dispatch")).text
        page, version = await opened_page(browser, repeat.id)
        assert "疑似重复诉求" in page
        assert "同一地点" in page
        assert f'name="into" value="{lead.number}"' in page
        answer = await browser.post(f"/cases/{repeat.id}/merger", version=version, into=lead.number)
        assert answer.headers["location"].endswith(f"/cases/{repeat.id}"), answer.text
        page, version = await opened_page(browser, repeat.id)
        assert f"已并入 {lead.number}" in page
        assert f'href="/cases/{lead.id}"' in page
        assert "疑似重复诉求" not in page
        assert repeat.number in (await browser.get(f"/cases/{lead.id}")).text
        cases = (await browser.get("/cases")).text
        assert "已并 1 件" in cases
        assert "已并单" in cases
        assert repeat.number not in (await browser.get("/dispatch")).text
        answer = await browser.post(f"/cases/{repeat.id}/merger-end", version=version, reason="另一盏灯。")
        assert answer.status_code == 303, answer.text
    assert (await case_of(house, repeat.id)).state == "accepted"


async def test_a_refused_merging_keeps_what_was_typed_at_its_field(house: House) -> None:
    _, repeat = await two(house)
    async with browsing(house, "dispatcher") as browser:
        _, version = await opened_page(browser, repeat.id)
        answer = await browser.post(f"/cases/{repeat.id}/merger", version=version, into=repeat.number)
    assert answer.status_code == 422
    assert "工单不能并入自身" in answer.text
    assert f'value="{repeat.number}"' in answer.text


@pytest.mark.parametrize("login", ["operator", "reviewer"])
async def test_who_does_not_dispatch_has_no_button(house: House, login: str) -> None:
    lead, repeat = await two(house)
    await run_pending(house.database)
    async with browsing(house, login) as browser:
        page, version = await opened_page(browser, repeat.id) if login == "operator" else ("", "1")
        assert "/merger" not in page
        assert ("疑似重复诉求" in page) == (login == "operator")
        answer = await browser.post(f"/cases/{repeat.id}/merger", version=version, into=lead.number)
    assert answer.status_code == 403
    assert (await case_of(house, repeat.id)).state == "registered"


async def test_the_unit_is_told_what_else_its_answer_is_for_and_opens_nothing_of_it(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    await dispatched_to(house, lead, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get(f"/cases/{lead.id}")).text
        assert "并入本单的工单" in page
        assert NEIGHBOUR.title in page
        assert f"/cases/{repeat.id}" not in page
        assert "周望舒" not in page
        assert "周**" not in page
        assert "已并 1 件" in (await browser.get("/inbox")).text
        assert (await browser.get(f"/cases/{repeat.id}")).status_code == 404
    async with browsing(house, "water_officer") as browser:
        assert (await browser.get(f"/cases/{lead.id}")).status_code == 404


async def test_the_operator_sees_likely_repeats_while_typing(house: House) -> None:
    lead = await registered(house)
    await run_pending(house.database)
    typed = {
        "title": NEIGHBOUR.title, "body": NEIGHBOUR.body, "place": NEIGHBOUR.place, "caller_phone": "", "type": "help",
        "channel": "phone", "urgency": "general", "confidentiality": "normal",
    }  # fmt: skip
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        browser.headers = {"HX-Request": "true"}
        fragment = (await browser.post("/intake/repeats", **typed)).text
        secret = (await browser.post("/intake/repeats", **{**typed, "confidentiality": "secret"})).text
        browser.headers = {}
        whole = (await browser.post("/intake/caller", **typed)).text
    assert lead.number in fragment
    assert "<html" not in fragment
    assert "/merger" not in fragment
    assert lead.number not in secret
    assert lead.number in whole
    assert NEIGHBOUR.body in whole
    async with browsing(house, "east_operator") as browser:
        await browser.get("/intake")
        assert lead.number not in (await browser.post("/intake/repeats", **typed)).text
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/dispatch")
        assert (await browser.post("/intake/repeats", **typed)).status_code == 403


async def test_another_governments_case_cannot_be_merged_or_named(house: House) -> None:
    lead, repeat = await two(house)
    async with browsing(house, "east_dispatcher") as browser:
        await browser.get("/dispatch")
        answer = await browser.post(f"/cases/{repeat.id}/merger", version="1", into=lead.number)
        assert answer.status_code == 404
        answer = await browser.post(f"/cases/{uuid.uuid4()}/merger", version="1", into=lead.number)
        assert answer.status_code == 404
