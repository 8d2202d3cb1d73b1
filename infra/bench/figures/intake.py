"""An intake through HTTP with all that belongs to it, beside one bare row through the same framework."""

import re
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil

from hotline_platform.errors import N_, Misconfigured
from infra.bench.founding import CITY
from infra.bench.ground import ROOT, WORK, Ground
from infra.bench.loading import Load, wrk
from infra.bench.serving import cpu, serving, signed_in, started
from infra.bench.verdict import Line, at_least, at_most

RATIO, PROCESSOR = 0.10, 12.0
ROUNDS, SECONDS, CONNECTIONS, CROWD = 5, 3, 16, 300
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def measure(ground: Ground) -> Iterator[Line]:
    """Requests per second and the server's processor time for each, in turns; then a crowd, for information."""
    bare_command = [sys.executable, "-m", "infra.bench.bare"]
    environment = ground.environment(WORK) | {"PYTHONPATH": str(ROOT)}
    with (
        tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder,
        serving(ground, WORK) as product,
        started(bare_command, environment, "/health") as (bare_url, bare_process),
    ):
        files = written(ground, product.url, Path(folder), operators=CROWD)
        taken = [
            (
                _loaded(product.url, product.process, files),
                _loaded(bare_url, bare_process, files),
                _loaded(f"{bare_url}/constant", bare_process, files),
            )
            for _ in range(ROUNDS)
        ]
        crowd = _send(product.url, files, CROWD)
    rate, bare, unread = (statistics.median(run[side][0].rate for run in taken) for side in range(3))
    each, bare_each, unread_each = (statistics.median(run[side][1] for run in taken) for side in range(3))
    yield at_least(
        "intake, requests/s beside a bare insert", rate / bare, RATIO, "", f"{rate:.0f} / {bare:.0f}/s"
    )
    yield at_most(
        "intake, processor time beside a bare insert", each / bare_each, PROCESSOR, " ×",
        f"{each:.2f} / {bare_each:.2f} ms",
    )  # fmt: skip
    yield Line(
        "the same beside an insert that does not read its form",
        f"{rate / unread:.3g} and {each / unread_each:.3g} × ({unread:.0f}/s, {unread_each:.2f} ms)",
    )
    yield Line(f"intake with {CROWD} operators at once", f"{crowd.rate:.0f}/s, median {crowd.median:.0f} ms")


def _loaded(url: str, process: psutil.Process, files: tuple[Path, ...]) -> tuple[Load, float]:
    """One run, and the milliseconds of processor that the server's processes used for each request."""
    before = cpu(process)
    load = _send(url, files, CONNECTIONS)
    return load, (cpu(process) - before) * 1000 / load.requests


def _send(url: str, files: tuple[Path, ...], connections: int) -> Load:
    load = wrk(f"{url}/intake", seconds=SECONDS, connections=connections, script="intake.lua", files=files)
    if load.wrong or not load.requests:
        raise Misconfigured(N_("%(wrong)s of %(all)s intakes failed.", wrong=load.wrong, all=load.requests))
    return load


def written(ground: Ground, url: str, folder: Path, *, operators: int) -> tuple[Path, Path]:
    """What wrk sends: the cookies of the operators, and the form with what its page put into it."""
    tokens = signed_in(ground, WORK, "operator", many=operators)
    given = form_token(url, tokens[0])
    cookies, form = folder / "cookies", folder / "form"
    cookies.write_text("".join(f"hotline={token}; hotline-form={given}\n" for token in tokens))
    form.write_text(urlencode({**demand(ground, WORK), "_csrf_token": given}) + "\n")
    return cookies, form


def form_token(url: str, token: str) -> str:
    """What the page of an operator's session puts into its forms; it fits every form, with its cookie beside it."""
    asked = urllib.request.Request(f"{url}/intake", headers={"Cookie": f"hotline={token}"})  # noqa: S310 - our own
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own address
        found = _TOKEN.search(answer.read().decode())
    assert found is not None
    return found[1]


def demand(ground: Ground, database: str) -> dict[str, str]:
    """The form of an intake in the city of one of the databases."""
    with ground.superuser(database) as connection:
        first, second, third, area = (
            connection.execute(
                "SELECT a.id, b.id, c.id, u.id FROM tenants t "
                "JOIN categories c ON c.tenant_id = t.id AND c.level = 3 "
                "JOIN categories b ON b.tenant_id = t.id AND b.id = c.parent_id "
                "JOIN categories a ON a.tenant_id = t.id AND a.id = b.parent_id "
                "JOIN units u ON u.tenant_id = t.id AND u.kind = 'government' WHERE t.code = %s LIMIT 1",
                [CITY],
            ).fetchone()
            or ()
        )
    return {
        "type": "help", "channel": "phone", "urgency": "general", "confidentiality": "normal",
        "title": "小区路灯不亮已有多日", "body": "居民反映夜间出行不便，请有关单位核实处理。" * 4,
        "place": "量城路 12 号", "caller_name": "量先生", "caller_phone": "138 0000 1234",
        "category_id.1": str(first), "category_id.2": str(second), "category_id.3": str(third), "area_id": str(area),
    }  # fmt: skip
