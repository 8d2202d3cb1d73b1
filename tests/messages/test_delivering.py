"""A message leaves once, is tried again while that makes sense, and is given up aloud."""

import datetime as dt
import uuid
from contextlib import suppress
from dataclasses import replace

import pytest

from hotline_platform.gateways.opening import open_gateway
from hotline_tenants.messages.delivering import LEASE, PAUSES, claim, deliver
from hotline_tenants.messages.referring import our_id, read_id
from hotline_tenants.messages.writing import Recipient, write_message
from tests.conftest import House
from tests.messages.gateway import listening, one_after_the_other, sent, taking
from tests.messages.steps import all_messages, message, notices, written
from tests.webhooks import receiving as far


async def test_a_message_leaves_when_its_transaction_commits_and_never_otherwise(house: House) -> None:
    async with listening(house, taking()) as gateway:
        with suppress(LookupError):
            async with house.acting("dispatcher") as (db, _):
                to = Recipient(number="13800001234")
                await write_message(db, case_id=None, to=to, kind="extended", words="…", at=house.now)
                raise LookupError
        assert await sent(house) == 0
        message_id = await written(house)
        assert await sent(house) == 1
        assert await sent(house) == 0
    (attempt,) = gateway.attempts
    found = await message(house, message_id)
    assert (attempt["channel"], attempt["to"], attempt["words"]) == (
        "text",
        "13800001234",
        "您的诉求已延期。",
    )
    assert (found.state, found.attempts, found.sent_at, found.next_at) == ("sent", 1, house.now, None)
    assert found.reference == f"far-{attempt['id']}"


async def test_a_fault_of_the_gateway_is_tried_again_under_the_same_id(house: House) -> None:
    answers = one_after_the_other(far.saying(500), far.saying(200, b"<html>"), taking())
    async with listening(house, answers) as gateway:
        message_id = await written(house)
        for pause in (0, 6, 34):
            house.later(seconds=pause)
            assert await sent(house) == 1
            assert await sent(house) == 0, "not before its time"
    assert len(gateway.attempts) == 3
    assert len(gateway.texts) == 1
    found = await message(house, message_id)
    assert (found.state, found.why, found.attempts) == ("sent", None, 3)


@pytest.mark.parametrize(
    ("on_duty", "told", "notice", "longest"),
    [
        (None, "callback_officer", "message_failed", dt.timedelta(hours=1.1)),
        ("housing_officer", "dispatcher", "duty_message_failed", dt.timedelta(minutes=2.2)),
    ],
)
async def test_what_cannot_be_sent_is_given_up_and_the_desk_told_to_telephone(
    house: House, on_duty: str | None, told: str, notice: str, longest: dt.timedelta
) -> None:
    began = house.now
    message_id = await written(house, on_duty=on_duty)
    async with listening(house, far.saying(503)) as gateway:
        while (found := await message(house, message_id)).state == "queued":
            assert found.next_at is not None
            house.now = found.next_at
            await sent(house)
    assert len(gateway.attempts) == len(PAUSES["account" if on_duty else "caller"]) + 1
    assert (found.state, found.why, found.next_at) == ("failed", "troubled", None)
    assert house.now - began < longest
    assert await notices(house, told) == [notice]


async def test_a_number_that_the_gateway_refuses_is_not_tried_again(house: House) -> None:
    message_id = await written(house)
    async with listening(house, far.saying(422)) as gateway:
        await sent(house)
        house.later(hours=1)
        assert await sent(house) == 0
    assert len(gateway.attempts) == 1
    assert (await message(house, message_id)).why == "refused"
    assert await notices(house, "callback_officer") == ["message_failed"]


async def test_a_landline_is_not_texted_but_rung(house: House) -> None:
    texted = await written(house, number="0531-6660001")
    rung = await written(house, number="0531-6660001", on_duty="housing_officer", voice=True)
    async with listening(house, taking()) as gateway:
        assert await sent(house) == 1
    assert (await message(house, texted)).why == "no_number"
    assert (await message(house, rung)).state == "sent"
    assert [(one["channel"], one["to"]) for one in gateway.attempts] == [("voice", "05316660001")]
    assert await notices(house, "callback_officer") == ["message_failed"]


async def test_without_a_gateway_production_says_so_and_a_trial_writes_to_its_log(house: House) -> None:
    tried = await written(house)
    await sent(house)
    assert (await message(house, tried)).state == "sent"
    real = await written(house)
    async with open_gateway(replace(house.settings, environment="production")) as gateway:
        await deliver(house.database, gateway, clock=lambda: house.now)
    assert (await message(house, real)).why == "no_gateway"
    assert await notices(house, "callback_officer") == ["message_failed"]


async def test_people_on_duty_go_first_and_every_government_gets_a_share(house: House) -> None:
    for _ in range(3):
        await written(house)
    urgent = await written(house, on_duty="housing_officer")
    async with house.acting("dispatcher") as (db, _):
        assert [one.id for one in await claim(db, 1, now=house.now)] == [urgent]
    east = [await written(house, login="east_dispatcher") for _ in range(2)]
    async with listening(house, taking()) as gateway:
        assert await sent(house) == 5, "what another sender has is left to it"
    assert {one["id"].partition("-")[0] for one in gateway.attempts} == {
        str(house.cast.city), str(house.cast.east),
    }  # fmt: skip
    assert [one.state for one in await all_messages(house, "east_dispatcher")] == ["sent"] * len(east)


async def test_what_a_killed_sender_had_is_sent_by_another_under_the_same_id(house: House) -> None:
    message_id = await written(house)
    async with house.acting("dispatcher") as (db, _):
        await claim(db, 9, now=house.now)
    async with listening(house, taking()) as gateway:
        assert await sent(house) == 0
        house.now += LEASE
        assert await sent(house) == 1
    assert len(gateway.texts) == 1
    assert (await message(house, message_id)).attempts == 2


async def test_a_code_is_in_the_text_and_nowhere_after_it(house: House) -> None:
    message_id = await written(house, words="查询码{once}。", once="0123456789")
    async with listening(house, one_after_the_other(far.saying(500), taking())) as gateway:
        await sent(house)
        house.later(seconds=6)
        await sent(house)
    found = await message(house, message_id)
    assert set(gateway.texts.values()) == {"查询码0123456789。"}
    assert (found.words, found.once) == ("查询码******。", None)


def test_ids_lead_back_to_their_rows() -> None:
    one = uuid.uuid4()
    assert read_id(our_id(12, one)) == (12, one)
    for wrong in (
        "",
        "12",
        "-" + one.hex,
        "12-",
        "x-" + one.hex,
        "1234567890-" + one.hex,
        "12-" + "g" * 32,
        "²-" + one.hex,
    ):
        assert read_id(wrong) is None
