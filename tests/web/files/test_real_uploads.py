"""Uploads to real processes: bounded memory, and nothing half-done when a connection breaks."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import registered
from tests.cast import PASSWORD
from tests.conftest import House
from tests.enclosures import made
from tests.serving import free_port, start_hotline, wait_for

pytestmark = pytest.mark.long

TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
EDGE = "edge-of-a-part"
MEGABYTE = 1_000_000


@pytest.fixture
def product(settings: Settings) -> Iterator[tuple[str, int]]:
    """The address of a server of this test's own, and its process."""
    port = free_port()
    process = start_hotline(settings, "serve", "--port", str(port))
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def operator_at(address: str) -> Iterator[tuple[httpx.Client, str]]:
    """Somebody signed in, and their form token."""
    with httpx.Client(base_url=address, timeout=60) as client:
        token = TOKEN.findall(client.get("/sign-in").text)[0]
        answer = client.post(
            "/sign-in", data={"_csrf_token": token, "login": "operator", "password": PASSWORD}
        )
        assert answer.status_code == 303
        yield client, token


def body(token: str, name: str, content: Iterator[bytes]) -> Iterator[bytes]:
    """A form with one file, made as it is sent."""
    yield f'--{EDGE}\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n{token}\r\n'.encode()
    yield f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    yield from content
    yield f"\r\n--{EDGE}--\r\n".encode()


def recording(megabytes: int) -> Iterator[bytes]:
    yield made.sound()
    for number in range(megabytes):
        yield number.to_bytes(2, "big") * (MEGABYTE // 2)


def peak(process: int) -> int:
    """The most memory that any process of the server ever had, in megabytes."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    found = [
        int(re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text())[0])
        for one in (process, *children)
    ]
    return max(found) // 1000


def in_store(house: House) -> list[Path]:
    return [one for one in Path(house.settings.files_dir, "store").rglob("*") if one.is_file()]


def soon(what: Callable[[], bool]) -> bool:
    """Whether it becomes true while one can wait for it."""
    for _ in range(200):
        if what():
            return True
        time.sleep(0.05)
    return False


async def test_a_long_recording_goes_through_little_memory(house: House, product: tuple[str, int]) -> None:
    opened = await registered(house)
    address, process = product
    with operator_at(address) as (client, token):
        path, kind = f"/cases/{opened.id}/files", {"content-type": f"multipart/form-data; boundary={EDGE}"}
        first = client.post(path, content=b"".join(body(token, "short.wav", recording(1))), headers=kind)
        assert first.status_code == 303, first.text
        before = peak(process)
        sent = client.post(path, content=body(token, "long.wav", recording(150)), headers=kind)
        assert sent.status_code == 303, sent.text
        assert peak(process) - before < 40
        page = client.get(f"/cases/{opened.id}").text
        got = 0
        with client.stream("GET", re.findall(rf'href="({path}/[0-9a-f-]+)">long.wav', page)[0]) as answer:
            for piece in answer.iter_bytes():
                got += len(piece)
        assert got == len(made.sound()) + 150 * MEGABYTE
        assert peak(process) - before < 40
    stored = [one.stat().st_size for one in in_store(house)]
    assert sorted(stored) == [len(made.sound()) + MEGABYTE, got]


async def test_a_connection_cut_in_mid_upload_leaves_nothing_behind(
    house: House, product: tuple[str, int], superuser: psycopg.Connection
) -> None:
    opened = await registered(house)
    address, _ = product
    incoming = Path(house.settings.files_dir, "incoming")
    with operator_at(address) as (client, token):
        whole = b"".join(body(token, "call.wav", recording(8)))
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        head = (
            f"POST /cases/{opened.id}/files HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            f"Content-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {len(whole)}\r\n\r\n"
        ).encode()
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port)) as line:
            line.sendall(head + whole[: 5 * MEGABYTE])
            assert soon(lambda: any(one.stat().st_size for one in incoming.glob("*"))), "it was on its way"
        assert soon(lambda: not list(incoming.glob("*")))
        counted = superuser.execute(
            "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM blobs)"
        ).fetchone()
        assert counted == (0, 0)
        assert in_store(house) == []
        kind = {"content-type": f"multipart/form-data; boundary={EDGE}"}
        assert client.post(f"/cases/{opened.id}/files", content=whole, headers=kind).status_code == 303
