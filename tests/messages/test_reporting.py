"""Delivery reports: only signed ones are believed, each says its word once, and silence is not delivery."""

import datetime as dt
import uuid

import httpx
import pytest

from hotline_platform.gateways.gateway import Outcome
from hotline_tenants.messages.delivering import claim, settle
from hotline_tenants.messages.referring import our_id
from hotline_tenants.messages.reporting import give_up_waiting
from tests.api.calling import http_on
from tests.conftest import House
from tests.messages.gateway import listening, sent, taking
from tests.messages.steps import message, notices, report, written

PATH = "/gateway/reports"


async def reported(house: House, http: httpx.AsyncClient, message_id: uuid.UUID, state: str) -> int:
    body, headers = report(our_id(house.cast.city, message_id), state)
    return (await http.post(PATH, content=body, headers=headers)).status_code


@pytest.mark.parametrize("state", ["delivered", "failed"])
async def test_a_signed_report_says_what_became_of_it_and_a_second_one_nothing(
    house: House, state: str
) -> None:
    async with listening(house, taking()), http_on(house) as http:
        message_id = await written(house)
        await sent(house)
        assert await reported(house, http, message_id, "buffered") == 204
        assert (await message(house, message_id)).state == "sent"
        assert await reported(house, http, message_id, state) == 204
        first = await message(house, message_id)
        assert await reported(house, http, message_id, state) == 204
        again = await message(house, message_id)
    assert (first.state, first.why) == (state, "reported" if state == "failed" else None)
    assert first.reported_at == again.reported_at is not None
    assert await notices(house, "callback_officer") == (["message_failed"] if state == "failed" else [])


async def test_what_arrived_has_arrived_and_what_was_given_up_may_still_arrive(house: House) -> None:
    async with listening(house, taking()), http_on(house) as http:
        arrived, given_up = await written(house), await written(house)
        await sent(house)
        await reported(house, http, arrived, "delivered")
        await reported(house, http, arrived, "failed")
        await reported(house, http, given_up, "failed")
        await reported(house, http, given_up, "delivered")
    assert {(await message(house, one)).state for one in (arrived, given_up)} == {"delivered"}


async def test_a_report_may_be_quicker_than_our_own_commit(house: House) -> None:
    message_id = await written(house)
    async with listening(house, taking()), http_on(house) as http:
        assert await reported(house, http, message_id, "delivered") == 204
        assert (await message(house, message_id)).state == "queued", "nobody can have got it yet"
        async with house.acting("dispatcher") as (db, _):
            ((claimed),) = await claim(db, 1, now=house.now)
        assert await reported(house, http, message_id, "delivered") == 204
    async with house.acting("dispatcher") as (db, _):
        await settle(db, message_id, claimed.attempts, Outcome(reference="far-1"), at=house.now)
    found = await message(house, message_id)
    assert (found.state, found.reference, found.next_at) == ("delivered", "far-1", None)


async def test_an_unknown_id_is_answered_like_a_known_one(house: House) -> None:
    async with listening(house, taking()), http_on(house) as http:
        known = await written(house)
        await sent(house)
        strangers = (
            "7-" + known.hex,
            our_id(house.cast.east, known),
            our_id(house.cast.city, uuid.uuid4()),
            "?",
        )
        answers = []
        for one in (our_id(house.cast.city, known), *strangers):
            body, headers = report(one, "delivered")
            answer = await http.post(PATH, content=body, headers=headers)
            answers.append((answer.status_code, answer.content))
    assert answers == [(204, b"")] * 5


async def test_who_cannot_sign_is_not_believed(house: House) -> None:
    async with listening(house, taking()), http_on(house) as http:
        message_id = await written(house)
        await sent(house)
        body, headers = report(our_id(house.cast.city, message_id), "delivered")
        old = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)
        _, recorded = report(our_id(house.cast.city, message_id), "delivered", at=old)
        _, foreign = report(our_id(house.cast.city, message_id), "delivered", secret="another" * 9)
        forged = [
            {}, foreign, recorded, {**headers, "webhook-timestamp": "1"}, {**headers, "webhook-id": "other"},
            {**headers, "webhook-signature": "v1,!"}, {**headers, "webhook-timestamp": "9" * 30},
        ]  # fmt: skip
        answers = [(await http.post(PATH, content=body, headers=one)).status_code for one in forged]
        answers.append((await http.post(PATH, content=body + b" ", headers=headers)).status_code)
        assert answers == [401] * 8
        assert (await message(house, message_id)).state == "sent"
        nonsense, signed = report("x", "delivered")
        assert (await http.post(PATH, content=nonsense, headers=signed)).status_code == 204
        assert (await http.get(PATH)).status_code in (303, 404, 405), "nothing to read here"
        assert (await http.post(PATH, content=body, headers=headers)).status_code == 204
        assert (await message(house, message_id)).state == "delivered"


async def test_without_a_secret_of_its_own_nobody_reports(house: House) -> None:
    message_id = await written(house)
    body, headers = report(our_id(house.cast.city, message_id), "delivered", secret="")
    async with http_on(house) as http:
        assert (await http.post(PATH, content=body, headers=headers)).status_code == 401


async def test_where_nobody_reports_in_a_day_nobody_knows(house: House) -> None:
    async with listening(house, taking()), http_on(house) as http:
        silent, arrived = await written(house), await written(house, login="east_dispatcher")
        await sent(house)
        assert await give_up_waiting(house.database, at=house.now + dt.timedelta(hours=23)) == 0
        body, headers = report(our_id(house.cast.east, arrived), "delivered")
        await http.post(PATH, content=body, headers=headers)
        assert await give_up_waiting(house.database, at=house.now + dt.timedelta(hours=25)) == 1
        assert (await message(house, silent)).state == "unknown"
        assert await reported(house, http, silent, "delivered") == 204
    assert (await message(house, silent)).state == "delivered"
    assert (await message(house, arrived, "east_dispatcher")).state == "delivered"
