"""A killed web or worker process loses nothing that was acknowledged."""

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from hotline_platform.settings import Settings
from tests.cast import CITY, PASSWORD, Cast
from tests.serving import free_port, serving, start_hotline, wait_for

pytestmark = pytest.mark.long

TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
LONGEST_WAIT = 60


@contextmanager
def signed_in(address: str) -> Iterator[tuple[httpx.Client, str]]:
    """A client of the operator's, and the form token of its session."""
    with httpx.Client(base_url=address, timeout=10) as client:
        token = TOKEN.findall(client.get("/sign-in").text)[0]
        answer = client.post(
            "/sign-in", data={"_csrf_token": token, "login": "operator", "password": PASSWORD}
        )
        assert answer.status_code == 303
        yield client, TOKEN.findall(client.get("/intake").text)[0]


def demand(cast: Cast, token: str) -> dict[str, str]:
    return {
        "_csrf_token": token, "form_id": str(uuid.uuid4()), "type": "help", "channel": "phone", "urgency": "general",
        "confidentiality": "normal", "title": "自来水停了", "body": "整栋楼没有水。",
        "category_id.3": str(cast.category(CITY, "供水")),
    }  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def test_every_acknowledged_case_outlives_a_killed_web_process(settings: Settings, seeded: Cast) -> None:
    port = free_port()
    process = start_hotline(settings, "serve", "--port", str(port))
    acknowledged: list[str] = []
    address = f"http://127.0.0.1:{port}"

    def registers() -> None:
        with signed_in(address) as (client, token), contextlib.suppress(httpx.HTTPError):
            for _ in range(200):
                answer = client.post("/intake", data=demand(seeded, token))
                if answer.status_code == 303:
                    acknowledged.append(answer.headers["location"])

    typing = threading.Thread(target=registers)
    try:
        wait_for(address)
        typing.start()
        while len(acknowledged) < 15 and typing.is_alive():
            time.sleep(0.02)
    finally:
        kill(process)
    typing.join(30)
    assert 15 <= len(acknowledged) < 200, "the process was killed in the middle of the work"
    with serving(settings) as address, signed_in(address) as (client, _):
        assert [client.get(url).status_code for url in acknowledged] == [200] * len(acknowledged)
    with psycopg.connect(settings.urls["owner"]) as connection:
        jobs = connection.execute("SELECT arguments ->> 'case_id' FROM jobs").fetchall()
    waiting = {row[0] for row in jobs}
    assert {url.rsplit("/", 1)[1] for url in acknowledged} <= waiting


def test_every_job_runs_although_its_worker_is_killed(settings: Settings, seeded: Cast) -> None:
    with serving(settings) as address, signed_in(address) as (client, token):
        for _ in range(60):
            assert client.post("/intake", data=demand(seeded, token)).status_code == 303
    for _ in range(2):
        worker = start_hotline(settings, "worker")
        time.sleep(1.6)  # about when it has begun to claim; wherever it stands, nothing may be lost
        kill(worker)
    worker = start_hotline(settings, "worker")
    try:
        assert _all_done(settings), "jobs were left over"
    finally:
        worker.terminate()
        worker.wait(15)
    with psycopg.connect(settings.urls["app"]) as connection:
        connection.execute(f"SET hotline.tenant = '{seeded.city}'")
        proposed = connection.execute(
            "SELECT count(*), count(proposed_unit_id) FROM cases WHERE tenant_id = %s", [seeded.city]
        ).fetchone()
    assert proposed == (60, 60)


def _all_done(settings: Settings) -> bool:
    deadline = time.monotonic() + LONGEST_WAIT
    with psycopg.connect(settings.urls["owner"], autocommit=True) as connection:
        while time.monotonic() < deadline:
            left = connection.execute("SELECT count(*) FROM jobs WHERE actor = 'propose_unit'").fetchone()
            if left == (0,):
                return True
            time.sleep(0.1)
    return False
