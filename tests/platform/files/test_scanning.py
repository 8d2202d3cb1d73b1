"""The virus scanner: asked in its own protocol, and believed only when it says that a file is clean."""

import asyncio
from pathlib import Path

import pytest

from hotline_platform.errors import Refused
from hotline_platform.files import scanning
from hotline_platform.files.scanning import Infected, scan
from tests.platform.files.outside import EICAR, a_scanner


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


async def test_a_clean_file_passes_and_was_seen_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 2000
    async with a_scanner() as scanner:
        await scan(kept(tmp_path, content), scanner.address)
    assert scanner.seen == [len(content)]


async def test_a_virus_is_named(tmp_path: Path) -> None:
    async with a_scanner() as scanner:
        with pytest.raises(Infected, match="found Eicar-Test-Signature in it") as infected:
            await scan(kept(tmp_path, bytes(200_000) + EICAR), scanner.address)
    assert infected.value.signature == "Eicar-Test-Signature"


async def test_a_scanner_at_a_socket_of_the_machine_is_asked_too(tmp_path: Path) -> None:
    async def clean(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0\0\0\0")
        writer.write(b"stream: OK\0")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_unix_server(clean, tmp_path / "clamd"):
        await scan(kept(tmp_path, b"text"), f"unix:{tmp_path / 'clamd'}")


async def test_a_scanner_that_is_down_lets_nothing_pass(tmp_path: Path) -> None:
    async with a_scanner() as scanner:
        pass
    with pytest.raises(Refused, match="does not answer"):
        await scan(kept(tmp_path, b"text"), scanner.address)
    with pytest.raises(Refused, match="does not answer"):
        await scan(kept(tmp_path, b"text"), f"unix:{tmp_path / 'nobody'}")


@pytest.mark.parametrize("answer", [b"", b"UNKNOWN COMMAND\0", b"stream: OK", b"stream: lstat() ERROR\0"])
async def test_whatever_is_not_a_clear_word_lets_nothing_pass(tmp_path: Path, answer: bytes) -> None:
    async with a_scanner(answer=answer) as scanner:
        with pytest.raises(Refused, match="does not answer"):
            await scan(kept(tmp_path, b"text"), scanner.address)


async def test_a_file_too_large_for_the_scanner_is_refused_with_that_reason(tmp_path: Path) -> None:
    async with a_scanner(largest=100_000) as scanner:
        with pytest.raises(Refused, match="a file of this size"):
            await scan(kept(tmp_path, bytes(2_000_000)), scanner.address)


async def test_a_scanner_that_says_nothing_is_not_waited_for_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.2)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    hung_up = asyncio.Event()
    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        with pytest.raises(Refused, match="does not answer"):
            await scan(kept(tmp_path, b"text"), f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await hung_up.wait()
