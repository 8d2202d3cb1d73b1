"""A worker that is killed between the gateway's yes and its own commit makes no second text."""

import asyncio
import os
import signal
import subprocess

import msgspec
import pytest
from sqlalchemy import update

from hotline_tenants.messages.model import Message
from tests.cast import MONDAY
from tests.conftest import House
from tests.messages.gateway import Far, taking, with_gateway
from tests.messages.steps import message, written
from tests.serving import start_hotline
from tests.webhooks.receiving import Receiver, Writer, receiving

pytestmark = pytest.mark.long

LONGEST_WAIT = 60


async def let_the_lease_run_out(house: House) -> None:
    async with house.acting("dispatcher") as (db, _):
        await db.execute(update(Message).where(Message.tenant_id == db.tenant).values(next_at=MONDAY))


def stop(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(15)


async def test_a_worker_killed_after_the_gateway_took_it_makes_no_second_text(house: House) -> None:
    message_id = await written(house, words="您的诉求已延期。")
    workers: list[subprocess.Popen[bytes]] = []
    second = asyncio.Event()

    async def kill_then_take(receiver: Receiver, writer: Writer) -> None:
        if len(receiver.got) == 1:
            os.killpg(workers[0].pid, signal.SIGKILL)
            await taking()(receiver, writer)
            return
        await taking()(receiver, writer)
        second.set()

    async with receiving(kill_then_take) as receiver:
        settings = with_gateway(house.settings, receiver.url)
        workers.append(start_hotline(settings, "worker"))
        try:
            await asyncio.to_thread(workers[0].wait, LONGEST_WAIT)
            assert workers[0].returncode == -signal.SIGKILL
            assert (await message(house, message_id)).state == "queued", "it never heard the yes"
            await let_the_lease_run_out(house)
            workers.append(start_hotline(settings, "worker"))
            async with asyncio.timeout(LONGEST_WAIT):
                await second.wait()
            await asyncio.to_thread(stop, workers[1])  # it ends what it has begun
        finally:
            for worker in workers:
                await asyncio.to_thread(stop, worker)
    far, found = Far(receiver), await message(house, message_id)
    assert len(far.attempts) == 2
    assert list(far.texts.values()) == ["您的诉求已延期。"]
    assert {headers["idempotency-key"] for headers, _ in receiver.got} == set(far.texts)
    assert (found.state, found.attempts) == ("sent", 2)
    assert found.reference == f"far-{msgspec.json.decode(receiver.got[0][1])['id']}"
