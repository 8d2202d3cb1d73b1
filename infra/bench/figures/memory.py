"""What the whole demo takes: PostgreSQL, web and worker, after people have worked with it."""

import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from hotline_platform.errors import N_, Misconfigured
from hotline_tenants.demo.city import PASSWORD
from infra.bench import ground as data
from infra.bench.ground import Ground
from infra.bench.loading import wrk
from infra.bench.serving import LOG, end, free_port, launched
from infra.bench.verdict import Line, at_most

FOLDER = data.FOLDER / "demo"
"""The demo in a folder of the benchmark's own: nobody's data are touched."""

BOUND = 1.0
READY_WITHIN = 300.0
SECONDS, CONNECTIONS = 3, 8
PAGES = (
    ("city-operator", "/intake"), ("city-dispatcher", "/dispatch"), ("city-dispatcher", "/cases"),
    ("d1-s01-unit-officer", "/inbox"), ("city-duty-head", "/overview"),
)  # fmt: skip
DEMO = """
from pathlib import Path
from hotline_web.command import app, trying
trying.FOLDER = Path({folder!r})
app(["demo", "--port", "{port}"])
"""
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def measure(ground: Ground) -> Iterator[Line]:
    """The proportional share of every process, once each kind of page has been asked for by several at a time."""
    port = free_port()
    program = DEMO.format(folder=str(FOLDER), port=port)
    child = launched([sys.executable, "-c", program])
    try:
        _wait(child, f"http://127.0.0.1:{port}")
        _work(f"http://127.0.0.1:{port}")
        shares = _shares(psutil.Process(child.pid))
    finally:
        end(child)
    told = ", ".join(f"{name} {amount / 2**20:,.0f}" for name, amount in sorted(shares.items()))
    ground.notes.append(f"MiB: {told}")
    yield at_most("memory of the whole demo", sum(shares.values()) / 2**30, BOUND, " GiB", f"MiB: {told}")


def _wait(child: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health", timeout=2).status_code == httpx.codes.OK:
                return
        time.sleep(0.5)
    raise Misconfigured(N_("The demo did not become ready; see %(log)s.", log=str(LOG)))


def _work(url: str) -> None:
    for login, path in PAGES:
        with httpx.Client(base_url=url) as client, tempfile.NamedTemporaryFile("w") as cookies:
            found = _TOKEN.search(client.get("/sign-in").text)
            assert found is not None
            client.post("/sign-in", data={"login": login, "password": PASSWORD, "_csrf_token": found[1]})
            cookies.write("; ".join(f"{name}={value}" for name, value in client.cookies.items()) + "\n")
            cookies.flush()
            load = wrk(url + path, seconds=SECONDS, connections=CONNECTIONS, files=(Path(cookies.name),))
            if load.wrong:
                raise Misconfigured(N_("%(path)s does not answer as it should.", path=path))


def _shares(demo: psutil.Process) -> dict[str, int]:
    """Bytes by kind of process; what several share counts once."""
    found: dict[str, int] = {}
    for one in (demo, *demo.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            words = one.cmdline()
            name = next((word for word in ("serve", "worker") if word in words), "launcher")
            name = "PostgreSQL" if "postgres" in words[0] else name
            found[name] = found.get(name, 0) + one.memory_full_info().pss
    return found
