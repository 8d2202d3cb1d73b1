"""Callers are told by text, by the government that took the call; and by telephone where a text would not do."""

import datetime as dt
import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.jobs.model import Job
from hotline_platform.jobs.pending import run_pending
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import locked
from hotline_tenants.intake import settling
from hotline_tenants.messages.texts import TEXTS, text_of
from hotline_tenants.messages.words import KINDS
from hotline_tenants.privacy.erasing import erase_content, erase_person
from hotline_tenants.rulings import (
    deferring,
    extending,
    granting_deferrals,
    granting_extensions,
    pausing,
    running_on,
)
from tests.cases.test_the_main_road import LAMP, registered
from tests.conftest import House
from tests.messages.gateway import listening, sent, taking
from tests.messages.steps import WORKS, all_messages, extended, notices, written
from tests.rulings.steps import EVIDENCE, act, handled_by_housing, order_with_bridge, seen


async def texts(house: House, login: str = "dispatcher") -> list[tuple[str, str]]:
    """Kind and words of every message of a government, but for the receipts."""
    return [(one.kind, one.words) for one in await all_messages(house, login) if one.kind != "received"]


async def test_the_receipt_goes_out_with_number_and_code_and_says_nothing_of_the_demand(house: House) -> None:
    opened = await registered(house)
    async with listening(house, taking()) as gateway:
        await sent(house)
    (text,) = gateway.texts.values()
    assert opened.code is not None
    assert opened.number in text
    assert opened.code in text
    for private in ("林", "路灯", "花桥", "1234，"):
        assert private not in text
    (kept,) = await all_messages(house)
    assert opened.code not in kept.words, "only a digest of the code is kept, here too"


async def test_a_granted_extension_is_told_by_text_instead_of_by_an_officer(house: House) -> None:
    case_id = await extended(house)
    case, _, _ = await seen(house, "dispatcher", case_id)
    assert await texts(house) == [
        (
            "extended",
            f"【临江12345】您的诉求{case.number}还需要一些时间办理，答复时间延至3月16日17:30前。如有疑问，请拨打12345。",
        )
    ]
    assert "tell_caller_later" not in await notices(house, "callback_officer")


@pytest.mark.parametrize(
    "demand",
    [
        replace(LAMP, caller_phone="0531 666 0001"),
        replace(LAMP, caller_phone=""),
        replace(LAMP, declines_messages=True),
        replace(LAMP, confidentiality="protected"),
        replace(LAMP, confidentiality="secret"),
    ],
    ids=["a landline", "no number", "declined", "protected", "secret"],
)
async def test_where_no_text_may_go_the_officer_telephones_as_before(house: House, demand: Demand) -> None:
    await extended(house, demand)
    assert await all_messages(house) == []
    assert "tell_caller_later" in await notices(house, "callback_officer")


async def test_a_text_that_does_not_arrive_brings_the_officer_after_all(house: House) -> None:
    await extended(house)
    house.settings = replace(house.settings, environment="production")
    await sent(house)
    assert [(one.kind, one.state) for one in await all_messages(house)] == [
        ("received", "lost"), ("extended", "failed"),
    ]  # fmt: skip
    told = await notices(house, "callback_officer")
    assert told.count("message_failed") == 1, "the code was read out when it was registered"


async def test_what_a_district_was_granted_is_told_by_the_city_that_took_the_call(house: House) -> None:
    opened, order, assignment = await order_with_bridge(house)
    await act(house, "bridge_officer", extending.ask, order, assignment, **WORKS)
    _, (above,), _ = await seen(house, "dispatcher", opened.id)
    await act(house, "reviewer", granting_extensions.rule, opened.id, above.id, granted=True, ruling="")
    ((kind, words),) = await texts(house)
    assert kind == "extended"
    assert words.startswith("【临江12345】")
    assert opened.number in words
    assert await all_messages(house, "east_dispatcher") == []
    assert "tell_caller_later" not in await notices(house, "east_callback")


async def test_a_question_is_announced_by_text_and_asked_by_the_officer(house: House) -> None:
    opened, order, assignment = await order_with_bridge(house)
    await act(house, "bridge_officer", pausing.await_caller, order, assignment, question="请问是哪一盏路灯？")
    ((kind, words),) = await texts(house)
    assert kind == "asked"
    assert "哪一盏" not in words
    assert "question_to_caller" in await notices(house, "callback_officer")
    await run_pending(house.database, now=house.now + dt.timedelta(days=4))
    case, _, _ = await seen(house, "dispatcher", opened.id)
    assert [kind for kind, _ in await texts(house)] == ["asked", "went_on"]
    assert case.number in (await texts(house))[1][1]
    assert await all_messages(house, "east_dispatcher") == []


async def test_who_has_just_answered_on_the_telephone_is_told_nothing_twice(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    await act(house, "housing_officer", pausing.await_caller, opened.id, assignment, question="请问门牌号？")
    await act(house, "callback_officer", running_on.pass_answer, opened.id, assignment, answer="十二号")
    assert [kind for kind, _ in await texts(house)] == ["asked"]


async def test_long_pending_is_told_with_the_day_on_which_it_is_looked_at_again(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    await act(
        house, "housing_officer", deferring.ask, opened.id, assignment, reason="season", evidence=EVIDENCE,
        review_on=dt.date(2026, 6, 1),
    )  # fmt: skip
    await act(
        house, "duty_head", granting_deferrals.rule, opened.id, assignment, granted=True, ruling="同意。"
    )
    ((kind, words),) = await texts(house)
    assert kind == "deferred"
    assert "6月1日" in words
    assert "tell_caller_deferred" not in await notices(house, "callback_officer")


async def test_who_is_not_accepted_is_told_where_to_read_why(house: House) -> None:
    opened = await registered(house)
    await act(house, "operator", settling.not_accept, opened.id, reason="court", guidance="请向法院反映。")
    assert [kind for kind, _ in await texts(house)] == ["not_accepted"]


async def test_a_refused_act_sends_nothing(house: House) -> None:
    opened = await registered(house)
    with pytest.raises(Exception, match="attention"):
        await act(house, "operator", settling.not_accept, opened.id, reason="court", guidance=" ")
    assert await texts(house) == []


async def test_neither_number_nor_words_stand_in_jobs_notices_events_or_logs(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = await extended(house)
    async with listening(house, taking()):
        await sent(house)
    async with house.acting("dispatcher") as (db, _):
        jobs = [str(one) for one in (await db.execute(select(Job.arguments))).scalars()]
        wanted = select(CaseEvent.data).where(CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case_id)
        events = [str(one) for one in (await db.execute(wanted)).scalars()]
    for place in (*jobs, *events, caplog.text):
        assert "13800001234" not in place.replace(" ", "")
        assert "还需要一些时间" not in place


def house_of(language: str, government: Government) -> Government:
    return replace(government, language=language)


async def test_texts_are_short_in_both_languages_and_every_kind_has_one(house: House) -> None:
    async with house.acting("dispatcher") as (db, _):
        city = (await registry_of(db)).get(db.tenant)
    assert set(TEXTS) == {kind for kind in KINDS if not kind.startswith("duty")}
    for kind, texts_ in TEXTS.items():
        assert set(texts_) == {"zh", "en"}
        for language, longest in (("zh", 134), ("en", 306)):
            words = text_of(kind, house_of(language, city), number="99012026030200001", at=house.now)
            assert len(words.replace("{once}", "0123456789")) <= longest, words
            assert "12345" in words
            assert "http" not in words
            assert language == "zh" or words.isascii()


async def test_what_a_caller_was_told_is_erased_with_the_person(house: House) -> None:
    case_id = await extended(house)
    duty = await written(house, on_duty="housing_officer", case_id=case_id, words="紧急工单。")
    for erase, emptied in ((erase_person, 2), (erase_content, 3)):
        async with house.acting("dispatcher") as (db, actor):
            await erase(db, system_actor(actor.tenant), await locked(db, case_id), at=house.now)
        found = await all_messages(house)
        assert sum(one.number == one.words == "" and one.erased_at is not None for one in found) == emptied
    assert {one.why for one in found if one.recipient == "caller"} == {"erased"}, "they had not been sent yet"
    assert found[-1].id == duty
