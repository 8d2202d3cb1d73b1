"""A gateway on loopback that keeps what it got, sends one text for each id, and answers as a test tells it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import msgspec

from hotline_platform.gateways.opening import open_gateway
from hotline_platform.settings import Settings
from hotline_tenants.messages.delivering import deliver
from tests.conftest import House
from tests.webhooks.receiving import Answering, Receiver, Writer, receiving, saying

SECRET = "a-secret-between-us-and-the-gateway-of-tests"
REPORT_SECRET = "a-secret-with-which-the-gateway-of-tests-signs"


@dataclass
class Far:
    """The gateway's side: every attempt that came, and what people got of it."""

    receiver: Receiver

    @property
    def attempts(self) -> list[dict[str, str]]:
        """Every body that came, in its order."""
        return [msgspec.json.decode(body) for _, body in self.receiver.got]

    @property
    def texts(self) -> dict[str, str]:
        """What went out to telephones: each id once, however often it came."""
        return {one["id"]: one["words"] for one in self.attempts}


def taking() -> Answering:
    """An honest gateway: its own id for each of ours."""

    async def answer(receiver: Receiver, writer: Writer) -> None:
        ours = msgspec.json.decode(receiver.got[-1][1])["id"]
        await saying(200, msgspec.json.encode({"id": f"far-{ours}"}))(receiver, writer)

    return answer


def one_after_the_other(*answers: Answering) -> Answering:
    """Each attempt is answered by the next; the last answers all that follow."""
    left = list(answers)

    async def answer(receiver: Receiver, writer: Writer) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        await now(receiver, writer)

    return answer


def with_gateway(settings: Settings, url: str) -> Settings:
    """The settings of a process whose gateway that is."""
    return replace(settings, messages_url=url, messages_secret=SECRET, messages_report_secret=REPORT_SECRET)


@asynccontextmanager
async def listening(house: House, answer: Answering) -> AsyncIterator[Far]:
    """Make the house's gateway one that answers so, until the block ends."""
    before = house.settings
    async with receiving(answer) as receiver:
        house.settings = with_gateway(before, receiver.url)
        yield Far(receiver)
    house.settings = before


async def sent(house: House) -> int:
    """Let everything that is due now be sent; returns how many attempts that were."""
    async with open_gateway(house.settings) as gateway:
        return await deliver(house.database, gateway, clock=lambda: house.now)
