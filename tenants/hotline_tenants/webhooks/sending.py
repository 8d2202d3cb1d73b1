"""One attempt to hand a message over: to the address that was looked at, without redirects, within ten seconds."""

import asyncio
import ipaddress
import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlunsplit

import httpx

from hotline_tenants.webhooks.addresses import Address, Walled, Walls, vetted

SECONDS = 10.0
KEPT = 500
"""Characters kept of what a receiver says; more is not even read."""

# Every delivery is shown on its page; a log of addresses would only carry receivers' secrets around.
logging.getLogger("httpx").setLevel(logging.WARNING)

FAILURES = ("timeout", "unreachable", "walled", "broken")


@dataclass(frozen=True)
class Outcome:
    """What came of it. Without `status` nobody answered: then `answer` is one of FAILURES."""

    status: int | None
    answer: str
    milliseconds: int

    @property
    def received(self) -> bool:
        """Only a plain yes counts: a redirect is followed by nobody."""
        return self.status is not None and 200 <= self.status < 300


def client() -> httpx.AsyncClient:
    """For many sendings. No connection serves twice: it was opened for one name and one address, and proved for it."""
    return httpx.AsyncClient(
        verify=ssl.create_default_context(), timeout=SECONDS, follow_redirects=False, trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )  # fmt: skip


async def send(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], body: bytes, walls: Walls
) -> Outcome:
    """Send once and tell what came of it; raises nothing for whatever a receiver does."""
    began = time.monotonic()
    status: int | None = None
    try:
        async with asyncio.timeout(SECONDS):
            parts, address = await vetted(url, walls)
            status, answer = await _post(client, parts, address, headers, body)
    except Walled:
        answer = "walled"
    except (TimeoutError, httpx.TimeoutException):
        answer = "timeout"
    except httpx.NetworkError:
        answer = "unreachable"
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError):
        answer = "broken"
    return Outcome(status, answer, int((time.monotonic() - began) * 1000))


async def _post(
    client: httpx.AsyncClient, parts: SplitResult, address: Address, headers: Mapping[str, str], body: bytes
) -> tuple[int, str]:
    host = f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else str(address)
    place = host if parts.port is None else f"{host}:{parts.port}"
    request = client.build_request(
        "POST", urlunsplit((parts.scheme, place, parts.path or "/", parts.query, "")), content=body,
        headers={**headers, "Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Hotline-12345"},
        extensions={"sni_hostname": parts.hostname},
    )  # fmt: skip
    answer = await client.send(request, stream=True)
    try:
        return answer.status_code, await _beginning(answer)
    finally:
        await answer.aclose()


async def _beginning(answer: httpx.Response) -> str:
    """The first words of an answer as they came; what was cut off or never ends is no failure of a delivery."""
    found = b""
    try:
        async with asyncio.timeout(1):
            async for chunk in answer.aiter_raw():
                found += chunk
                if len(found) >= KEPT:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    text = found[:KEPT].decode(errors="replace")
    return "".join(one if one.isprintable() else " " for one in text).strip()
