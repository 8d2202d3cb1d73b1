"""Asking a virus scanner, in the protocol of ClamAV's daemon (INSTREAM), before anything is kept."""

import asyncio
import contextlib
import struct
from pathlib import Path
from urllib.parse import urlsplit

from hotline_platform.errors import N_, Message, Refused

PIECE = 64 * 1024
SECONDS = 120.0
CONNECT_SECONDS = 5.0

NO_ANSWER: Message = N_(
    "The virus scanner does not answer, and without it no file is taken. Try again later."
)
TOO_LARGE: Message = N_("The virus scanner does not take a file of this size.")


class Infected(Refused):
    """The scanner found something; `signature` is what it calls it."""

    def __init__(self, signature: str) -> None:
        super().__init__(N_("The virus scanner found %(signature)s in it.", signature=signature))
        self.signature = signature


async def scan(path: Path, address: str) -> None:
    """Have the scanner at `tcp://host:port` or `unix:/path` look at a file.

    Raises Infected, and Refused where the scanner is down, slow or answers anything but that the file is clean.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await _connection(address)
    except (OSError, TimeoutError) as error:
        raise Refused(NO_ANSWER) from error
    try:
        async with asyncio.timeout(SECONDS):
            _judge(await _ask(path, reader, writer))
    except (OSError, TimeoutError, EOFError) as error:
        raise Refused(NO_ANSWER) from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _connection(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return await asyncio.open_unix_connection(parts.path)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def _ask(path: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    # Read from the beginning: where a file is larger than it takes, it says so and hangs up in the middle.
    answer = asyncio.ensure_future(reader.readuntil(b"\0"))
    try:
        await _send(path, writer, answer)
        return (await answer)[:-1].decode(errors="replace")
    finally:
        answer.cancel()


async def _send(path: Path, writer: asyncio.StreamWriter, answer: asyncio.Future[bytes]) -> None:
    stream = await asyncio.to_thread(path.open, "rb")
    try:
        writer.write(b"zINSTREAM\0")
        while not answer.done() and (piece := await asyncio.to_thread(stream.read, PIECE)):
            writer.write(struct.pack("!L", len(piece)) + piece)
            await writer.drain()
        writer.write(struct.pack("!L", 0))
        await writer.drain()
    except ConnectionError:
        await asyncio.wait([answer])
    finally:
        await asyncio.to_thread(stream.close)


def _judge(answer: str) -> None:
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise Refused(TOO_LARGE if "size limit exceeded" in answer else NO_ANSWER)
