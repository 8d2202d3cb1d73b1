"""The real gateway: one JSON POST for a message, to an address of the settings, without redirects."""

import asyncio
import logging
import ssl
from functools import cache

import httpx
import msgspec

from hotline_platform.gateways.gateway import Outcome, Outgoing

SECONDS = 10.0
LONGEST_ANSWER = 4_096
LONGEST_REFERENCE = 200
_WORTH_ANOTHER_TRY = frozenset({401, 403, 404, 408, 409, 421, 425, 429})
"""A wrong secret or address is mended by people within the time of the attempts; the others pass by themselves."""

# The address may carry a provider's account, and what is sent is nobody's business in a log.
logging.getLogger("httpx").setLevel(logging.WARNING)


class _Answer(msgspec.Struct):
    id: str


def client() -> httpx.AsyncClient:
    """For the messages of one run. Proxies and certificates of the environment count for nothing."""
    return httpx.AsyncClient(verify=_tls(), timeout=SECONDS, follow_redirects=False, trust_env=False)


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading all authorities takes longer than a run with nothing to send."""
    return ssl.create_default_context()


class HttpGateway:
    """Posts `{"id", "channel", "to", "words"}` with the secret as bearer token and our id as Idempotency-Key too.

    Taken is only what is answered by 2xx and `{"id": "…"}`: the page of some proxy in between is no yes.
    """

    def __init__(self, http: httpx.AsyncClient, url: str, secret: str) -> None:
        self._http = http
        self._url = url
        self._headers = {
            "Authorization": f"Bearer {secret}", "Content-Type": "application/json", "User-Agent": "Hotline-12345",
        }  # fmt: skip

    async def hand_over(self, message: Outgoing) -> Outcome:
        body = msgspec.json.encode(
            {"id": message.id, "channel": message.channel, "to": message.number, "words": message.words}
        )
        try:
            async with asyncio.timeout(SECONDS):
                return await self._post(body, {**self._headers, "Idempotency-Key": message.id})
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(why="timeout")
        except httpx.NetworkError:
            return Outcome(why="unreachable")
        except (httpx.HTTPError, ssl.SSLError, ValueError):
            return Outcome(why="broken")

    async def _post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        async with self._http.stream("POST", self._url, content=body, headers=headers) as answer:
            if 200 <= answer.status_code < 300:
                return _taken(await _beginning(answer))
            if answer.status_code >= 500:
                return Outcome(why="troubled")
            if answer.status_code < 400:
                return Outcome(why="broken")
            return Outcome(why="refused", final=answer.status_code not in _WORTH_ANOTHER_TRY)


def _taken(body: bytes) -> Outcome:
    try:
        reference = msgspec.json.decode(body, type=_Answer).id.strip()
    except msgspec.MsgspecError:
        return Outcome(why="broken")
    if not 0 < len(reference) <= LONGEST_REFERENCE or not reference.isprintable():
        return Outcome(why="broken")
    return Outcome(reference=reference)


async def _beginning(answer: httpx.Response) -> bytes:
    """As much as an honest answer has; more is not even read."""
    found = b""
    async for chunk in answer.aiter_bytes():
        found += chunk
        if len(found) > LONGEST_ANSWER:
            break
    return found
