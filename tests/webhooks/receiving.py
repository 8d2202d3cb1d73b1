"""A receiver on loopback that does what a test tells it: answer, refuse, dawdle, lie. It keeps what it got."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Writer = asyncio.StreamWriter
Answering = Callable[["Receiver", Writer], Awaitable[None]]


@dataclass
class Receiver:
    """Where it listens, and every message that came: headers by small letters, and the body."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    now: int = 0
    most: int = 0
    """How many were being answered at the same time at most."""


def saying(status: int, body: bytes = b"", **headers: str) -> Answering:
    """An honest answer."""

    async def answer(_: Receiver, writer: Writer) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return answer


def writing(raw: bytes) -> Answering:
    """Whatever bytes, and the connection is cut."""

    async def answer(_: Receiver, writer: Writer) -> None:
        writer.write(raw)

    return answer


def dawdling(seconds: float, then: Answering) -> Answering:
    """The same later."""

    async def answer(receiver: Receiver, writer: Writer) -> None:
        await asyncio.sleep(seconds)
        await then(receiver, writer)

    return answer


def endless() -> Answering:
    """A yes that never comes to its end."""

    async def answer(_: Receiver, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


@asynccontextmanager
async def receiving(answer: Answering) -> AsyncIterator[Receiver]:
    """Listen on a port of loopback until the block ends."""
    receiver = Receiver()

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        receiver.now += 1
        receiver.most = max(receiver.most, receiver.now)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            headers = {name.lower(): value for name, value in headers.items()}
            receiver.got.append((headers, await reader.readexactly(int(headers["content-length"]))))
            await answer(receiver, writer)
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            receiver.now -= 1
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
