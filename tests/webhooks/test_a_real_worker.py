"""A worker process as it is started in production: what happens reaches a receiver within seconds."""

import asyncio
import os
import signal

import msgspec
import pytest

from tests.api.calling import calling
from tests.conftest import House
from tests.serving import start_hotline
from tests.webhooks import receiving as far
from tests.webhooks.receiving import receiving
from tests.webhooks.telling import subscribed

pytestmark = pytest.mark.long

LONGEST_WAIT = 45


async def test_an_act_through_the_api_reaches_a_receiver_through_the_worker(house: House) -> None:
    came = asyncio.Event()

    async def answer(receiver: far.Receiver, writer: far.Writer) -> None:
        await far.saying(200)(receiver, writer)
        came.set()

    async with receiving(answer) as receiver, calling(house, "operator") as system:
        await subscribed(house, receiver.url, "register")
        case = await system.registered()
        worker = start_hotline(house.settings, "worker")
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await came.wait()
            assert (await system.get("/api/v1/events?after=0")).json()["events"]
        finally:
            os.killpg(worker.pid, signal.SIGTERM)
            await asyncio.to_thread(worker.wait, 15)
    assert msgspec.json.decode(receiver.got[0][1])["data"]["number"] == case["number"]
