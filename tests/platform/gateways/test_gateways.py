"""A gateway that answers, is slow, is down, lies; and one that only writes to the log."""

import asyncio
import logging

import pytest

from hotline_platform.errors import Misconfigured
from hotline_platform.gateways import posting
from hotline_platform.gateways.gateway import Outcome, Outgoing
from hotline_platform.gateways.opening import open_gateway
from hotline_platform.settings import DEVELOPMENT_SECRET, Settings, settings_from
from tests.messages.gateway import SECRET, taking, with_gateway
from tests.webhooks import receiving as far
from tests.webhooks.receiving import Answering, receiving

MESSAGE = Outgoing("1-0af", "text", "13800001234", "您的诉求已延期。")
URLS = {f"HOTLINE_{role}_URL": "postgresql://u@h/d" for role in ("DATABASE", "READER", "ADMIN", "PUBLIC")}
PLAIN = Settings(environment="test", urls={}, secret="", seal_key="")


async def handed_over(answer: Answering) -> tuple[Outcome, far.Receiver]:
    async with receiving(answer) as receiver, open_gateway(with_gateway(PLAIN, receiver.url)) as gateway:
        return await gateway.hand_over(MESSAGE), receiver


async def test_a_message_is_posted_once_with_its_secret_and_its_id() -> None:
    outcome, receiver = await handed_over(taking())
    ((headers, body),) = receiver.got
    assert outcome == Outcome(reference="far-1-0af")
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["idempotency-key"] == "1-0af"
    assert body.decode() == '{"id":"1-0af","channel":"text","to":"13800001234","words":"您的诉求已延期。"}'


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (far.saying(500, b"oops"), Outcome(why="troubled")),
        (far.saying(503), Outcome(why="troubled")),
        (far.saying(429), Outcome(why="refused")),
        (far.saying(401), Outcome(why="refused")),
        (far.saying(400, b"no such number"), Outcome(why="refused", final=True)),
        (far.saying(422), Outcome(why="refused", final=True)),
        (far.saying(302, Location="https://example.org/"), Outcome(why="broken")),
        (far.saying(200, b"<html>Welcome to our network</html>"), Outcome(why="broken")),
        (far.saying(200, b'{"id": ""}'), Outcome(why="broken")),
        (far.saying(200, b'{"id": 7}'), Outcome(why="broken")),
        (far.saying(200, b'{"id": "' + b"x" * 300 + b'"}'), Outcome(why="broken")),
        (far.writing(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"), Outcome(why="broken")),
        (far.writing(b"nonsense\r\n\r\n"), Outcome(why="broken")),
    ],
)
async def test_only_a_yes_with_an_id_is_a_yes(answer: Answering, outcome: Outcome) -> None:
    found, receiver = await handed_over(answer)
    assert found == outcome
    assert len(receiver.got) == 1, "nobody follows a redirect, and nothing is repeated here"


async def test_an_endless_answer_is_read_no_further_than_an_honest_one_goes() -> None:
    async with asyncio.timeout(5):
        found, _ = await handed_over(far.endless())
    assert found == Outcome(why="broken")


async def test_a_slow_gateway_costs_one_attempt_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.1)
    found, _ = await handed_over(far.dawdling(5, taking()))
    assert found == Outcome(why="timeout")


async def test_a_gateway_that_is_down_is_unreachable() -> None:
    async with receiving(taking()) as receiver:
        url = receiver.url
    async with open_gateway(with_gateway(PLAIN, url)) as gateway:
        assert await gateway.hand_over(MESSAGE) == Outcome(why="unreachable")


async def test_the_log_gets_the_id_and_neither_words_nor_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_gateway(PLAIN) as gateway:
        assert (await gateway.hand_over(MESSAGE)).reference == "log"
    await handed_over(taking())
    assert "1-0af" in caplog.text
    for secret in ("13800001234", "延期", SECRET):
        assert secret not in caplog.text
        assert secret not in repr(MESSAGE)


async def test_in_production_the_log_is_no_gateway() -> None:
    production = Settings(environment="production", urls={}, secret="", seal_key="")
    async with open_gateway(production) as gateway:
        assert await gateway.hand_over(MESSAGE) == Outcome(why="no_gateway", final=True)


GATEWAY = {
    "HOTLINE_MESSAGES_URL": "https://gateway.example/messages",
    "HOTLINE_MESSAGES_SECRET": "x" * 32,
    "HOTLINE_MESSAGES_REPORT_SECRET": "y" * 32,
}
PRODUCTION = {"HOTLINE_ENVIRONMENT": "production", "HOTLINE_SECRET": "s" * 32, "HOTLINE_SEAL_KEY": "k" * 32}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"HOTLINE_MESSAGES_URL": "gateway.example"}, "HOTLINE_MESSAGES_URL"),
        ({"HOTLINE_MESSAGES_URL": "ftp://gateway.example/"}, "HOTLINE_MESSAGES_URL"),
        ({"HOTLINE_MESSAGES_URL": "https://me:secret@gateway.example/"}, "HOTLINE_MESSAGES_URL"),
        ({"HOTLINE_MESSAGES_URL": "http://gateway.example/"}, "https:// in production"),
        ({"HOTLINE_MESSAGES_SECRET": ""}, "HOTLINE_MESSAGES_SECRET is missing"),
        ({"HOTLINE_MESSAGES_REPORT_SECRET": ""}, "HOTLINE_MESSAGES_REPORT_SECRET is missing"),
        ({"HOTLINE_MESSAGES_SECRET": "short"}, "HOTLINE_MESSAGES_SECRET must have"),
        ({"HOTLINE_MESSAGES_SECRET": DEVELOPMENT_SECRET}, "HOTLINE_MESSAGES_SECRET still holds"),
        (
            {"HOTLINE_MESSAGES_REPORT_SECRET": DEVELOPMENT_SECRET},
            "HOTLINE_MESSAGES_REPORT_SECRET still holds",
        ),
    ],
)
def test_a_gateway_that_is_set_up_wrongly_stops_the_process(change: dict[str, str], named: str) -> None:
    whole = URLS | PRODUCTION | GATEWAY
    assert settings_from(whole).messages_url == GATEWAY["HOTLINE_MESSAGES_URL"]
    assert settings_from(URLS | PRODUCTION).messages_url == ""
    with pytest.raises(Misconfigured, match=named):
        settings_from(whole | change)
