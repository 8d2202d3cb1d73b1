"""A receiver that answers, that is slow, that is down, that lies; and what a page can see of it."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from hotline_platform.notices.model import Notice
from hotline_tenants.webhooks.addresses import Walls
from hotline_tenants.webhooks.delivering import AT_ONE_RECEIVER, PAUSES, deliver
from hotline_tenants.webhooks.model import Subscription
from hotline_tenants.webhooks.repeating import send_again, send_test
from hotline_tenants.webhooks.signing import secret_of
from hotline_tenants.webhooks.subscribing import end, pause, renew_secret, resume
from hotline_web.api.verifying import EXAMPLE
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.webhooks import receiving as far
from tests.webhooks.receiving import receiving
from tests.webhooks.telling import deliveries, subscribed, told


def verified() -> Callable[[str, dict[str, str], bytes], bool]:
    """The example of the document, as it stands."""
    known: dict[str, Any] = {}
    exec(compile(EXAMPLE, "the document's example", "exec"), known)
    return known["verified"]  # type: ignore[no-any-return]


async def test_every_event_is_told_once_signed_and_without_anything_personal(house: House) -> None:
    house.now = dt.datetime.now(dt.UTC)
    async with receiving(far.saying(204)) as receiver:
        subscription_id = await subscribed(house, receiver.url)
        opened = await registered(house)
        await dispatched_to(house, opened, "C-HOUSING")
        house.now = dt.datetime.now(dt.UTC)
        assert await told(house) == 2
        assert await told(house) == 0
    secret = secret_of(house.settings.secret, house.cast.city, subscription_id, 1)
    bodies = [msgspec.json.decode(body) for _, body in receiver.got]
    assert sorted(body["type"] for body in bodies) == ["case.dispatch", "case.register"]
    assert sorted((body["data"]["position"], body["data"]["seq"]) for body in bodies) == [(1, 1), (2, 2)]
    assert {body["data"]["case_id"] for body in bodies} == {str(opened.id)}
    for headers, body in receiver.got:
        assert verified()(secret, headers, body)
        assert not verified()(secret, headers, body + b" ")
        assert not verified()("whsec_" + "A" * 43 + "=", headers, body)
        assert not verified()(secret, {**headers, "webhook-timestamp": "1"}, body)
        assert "林" not in body.decode()
        assert "路灯" not in body.decode()
    assert {(one.state, one.attempts, one.status) for one in await deliveries(house)} == {
        ("delivered", 1, 204)
    }


async def test_only_what_was_asked_for_and_only_from_now_on(house: House) -> None:
    await registered(house)
    await told(house)
    async with receiving(far.saying(200)) as receiver:
        await subscribed(house, receiver.url, "dispatch")
        opened = await registered(house)
        await dispatched_to(house, opened, "C-HOUSING")
        assert await told(house) == 1
    assert [msgspec.json.decode(body)["type"] for _, body in receiver.got] == ["case.dispatch"]


async def test_a_district_is_not_told_of_the_citys_events(house: House) -> None:
    async with receiving(far.saying(200)) as receiver:
        await subscribed(house, receiver.url)
        opened = await registered(house)
        await dispatched_to(house, opened, "990101")
        await told(house)
    assert {msgspec.json.decode(body)["data"]["number"] for _, body in receiver.got} == {opened.number}


async def test_a_receiver_that_is_down_is_tried_again_for_a_day_and_then_given_up_with_a_notice(
    house: House,
) -> None:
    async with receiving(far.saying(503, b"not now")) as receiver:
        await subscribed(house, receiver.url)
        await registered(house)
        began = house.now
        for attempt, longest in enumerate(PAUSES, start=1):
            assert await told(house) == 1
            (one,) = await deliveries(house)
            assert (one.state, one.attempts, one.status, one.answer) == ("waiting", attempt, 503, "not now")
            assert longest * 0.9 <= one.next_at - house.now <= longest * 1.1
            house.now = one.next_at - dt.timedelta(seconds=1)
            assert await told(house) == 0
            house.now = one.next_at
        assert await told(house) == 1
        (one,) = await deliveries(house)
        assert (one.state, one.next_at) == ("dead", None)
        assert dt.timedelta(hours=20) < house.now - began < dt.timedelta(hours=27)
        house.later(days=2)
        assert await told(house) == 0
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    async with house.acting("tenant_admin") as (db, actor):
        wanted = select(Notice.account_id, Notice.detail).where(
            Notice.tenant_id == db.tenant, Notice.kind == "webhook_dead"
        )
        assert [tuple(row) for row in await db.execute(wanted)] == [
            (actor.account_id, {"name": "区里的系统"})
        ]


async def test_many_messages_given_up_are_one_notice(house: House) -> None:
    async with receiving(far.saying(500)) as receiver:
        await subscribed(house, receiver.url, "register")
        for _ in range(3):
            await registered(house)
        for _ in range(len(PAUSES) + 1):
            await told(house)
            house.later(hours=11)
    assert [one.state for one in await deliveries(house)] == ["dead"] * 3
    async with house.acting("tenant_admin") as (db, _):
        wanted = select(Notice.id).where(Notice.tenant_id == db.tenant, Notice.kind == "webhook_dead")
        assert len((await db.execute(wanted)).all()) == 1


async def test_a_slow_receiver_holds_up_nobody_else(house: House) -> None:
    quick_was_done = asyncio.Event()

    async def when_the_quick_one_is_done(receiver: far.Receiver, writer: far.Writer) -> None:
        await quick_was_done.wait()
        await far.saying(200)(receiver, writer)

    async with receiving(when_the_quick_one_is_done) as slow, receiving(far.saying(200)) as quick:
        await subscribed(house, slow.url, "register")
        fast = await subscribed(house, quick.url, "register")
        for _ in range(12):
            await registered(house)
        sending = asyncio.create_task(told(house))
        while (
            not all(one.state == "delivered" for one in await deliveries(house, fast)) or len(quick.got) < 12
        ):
            assert not sending.done(), "it waits for the slow one"
            await asyncio.sleep(0.02)
        assert len(slow.got) == AT_ONE_RECEIVER
        quick_was_done.set()
        assert await sending == 24
    assert slow.most == AT_ONE_RECEIVER
    assert {one.state for one in await deliveries(house)} == {"delivered"}


async def test_an_answer_that_does_not_come_in_time_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline_tenants.webhooks.sending.SECONDS", 0.2)
    async with receiving(far.dawdling(5, far.saying(200))) as receiver:
        await subscribed(house, receiver.url)
        await registered(house)
        assert await told(house) == 1
    (one,) = await deliveries(house)
    assert (one.state, one.status, one.answer) == ("waiting", None, "timeout")


LIES: dict[str, tuple[far.Answering, str | None]] = {
    "no HTTP at all": (far.writing(b"+OK ready\r\n"), "broken"),
    "a cut connection": (far.writing(b""), "broken"),
    "half a status line": (far.writing(b"HTTP/1.1 20"), "broken"),
    "a header without end": (far.writing(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 200_000), "broken"),
    "a redirect into our walls": (far.saying(302, Location="http://127.0.0.1:1/"), None),
    "a redirect to itself": (far.saying(307, Location="/hook"), None),
    "a very long refusal": (far.saying(500, b"x" * 3_000_000), None),
    "control characters": (far.saying(400, b"\x00\x1b[31mred\r\nnext"), None),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_receiver_that_lies_is_tried_again_and_breaks_nothing(house: House, lie: str) -> None:
    answer, failure = LIES[lie]
    async with receiving(answer) as receiver:
        await subscribed(house, receiver.url)
        await registered(house)
        assert await told(house) == 1
    assert len(receiver.got) == 1
    (one,) = await deliveries(house)
    assert (one.state, one.attempts) == ("waiting", 1)
    assert (one.status is None) == (failure is not None)
    if failure:
        assert one.answer == failure
    assert len(one.answer) <= 500
    assert one.answer.isprintable()


@pytest.mark.parametrize(
    "yes",
    [
        far.writing(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"),
        far.endless(),
        far.saying(200, b"\xff\xfe" * 400),
    ],
)
async def test_a_yes_is_a_yes_whatever_follows(house: House, yes: far.Answering) -> None:
    async with receiving(yes) as receiver:
        await subscribed(house, receiver.url)
        await registered(house)
        began = time.monotonic()
        assert await told(house) == 1
        assert time.monotonic() - began < 9, "nobody reads an answer to its end"
    (one,) = await deliveries(house)
    assert (one.state, one.status) == ("delivered", 200)


async def test_a_killed_sender_loses_nothing_and_says_it_twice_at_worst(house: House) -> None:
    came = asyncio.Event()

    async def answer(receiver: far.Receiver, writer: far.Writer) -> None:
        came.set()
        await far.dawdling(0.2, far.saying(200))(receiver, writer)

    async with receiving(answer) as receiver:
        await subscribed(house, receiver.url)
        await registered(house)
        sending = asyncio.create_task(told(house))
        await came.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert [one.state for one in await deliveries(house)] == ["waiting"]
        assert await told(house) == 0, "the claim of the dead one still stands"
        house.later(seconds=61)
        assert await told(house) == 1
    assert {one.state for one in await deliveries(house)} == {"delivered"}
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


async def test_two_senders_at_once_send_each_message_once(house: House) -> None:
    async with receiving(far.dawdling(0.05, far.saying(200))) as receiver:
        await subscribed(house, receiver.url, "register")
        for _ in range(10):
            await registered(house)
        await told(house, Walls())  # placed and spread; nothing goes out through closed walls
        house.later(minutes=5)
        receiver.got.clear()
        walls = Walls(loopback=True)
        made = await asyncio.gather(
            *(deliver(house.database, walls, clock=lambda: house.now) for _ in range(2))
        )
    assert sum(made) == 10
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(receiver.got) == 10


async def test_a_paused_subscription_is_told_everything_when_it_goes_on(house: House) -> None:
    async with receiving(far.saying(200)) as receiver:
        subscription_id = await subscribed(house, receiver.url, "register")
        await registered(house)
        async with house.acting("tenant_admin") as (db, actor):
            await pause(db, actor, subscription_id, at=house.now)
        await registered(house)
        assert await told(house) == 0
        async with house.acting("tenant_admin") as (db, actor):
            await resume(db, actor, subscription_id, at=house.now)
        assert await told(house) == 2
        async with house.acting("tenant_admin") as (db, actor):
            await end(db, actor, subscription_id, at=house.now)
        await registered(house)
        assert await told(house) == 0
    assert len(receiver.got) == 2


async def test_a_test_and_sending_again_by_hand(house: House) -> None:
    async with receiving(far.saying(500)) as broken, receiving(far.saying(200)) as receiver:
        subscription_id = await subscribed(house, broken.url, "register")
        await registered(house)
        for _ in range(len(PAUSES) + 1):
            await told(house)
            house.later(hours=11)
        (dead,) = await deliveries(house)
        async with house.acting("tenant_admin") as (db, actor):
            await send_test(db, actor, subscription_id, at=house.now)
            await send_again(db, actor, subscription_id, dead.id, at=house.now)
            wanted = select(Subscription).where(Subscription.tenant_id == db.tenant)
            (await db.execute(wanted)).scalar_one().url = receiver.url
        assert await told(house) == 2
    types = {msgspec.json.decode(body)["type"]: headers["webhook-id"] for headers, body in receiver.got}
    assert set(types) == {"test", "case.register"}
    assert types["case.register"] == str(dead.id)


async def test_a_renewed_secret_signs_what_comes_after(house: House) -> None:
    house.now = dt.datetime.now(dt.UTC)
    async with receiving(far.saying(200)) as receiver:
        subscription_id = await subscribed(house, receiver.url)
        old = secret_of(house.settings.secret, house.cast.city, subscription_id, 1)
        async with house.acting("tenant_admin") as (db, actor):
            new = await renew_secret(db, actor, subscription_id, at=house.now)
        await registered(house)
        await told(house)
    headers, body = receiver.got[0]
    assert (verified()(old, headers, body), verified()(new, headers, body)) == (False, True)
