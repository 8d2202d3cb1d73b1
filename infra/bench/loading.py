"""Load from wrk, which costs the machine little: a Python client would be the thing measured."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hotline_platform.errors import N_, Misconfigured

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Load:
    """What wrk saw; the median latency in milliseconds. `wrong` counts answers that were not the expected one, and
    sockets that failed.
    """

    requests: int
    seconds: float
    median: float
    wrong: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def wrk(
    url: str, *, seconds: float, connections: int = 1, script: str = "pages.lua", files: tuple[Path, ...] = ()
) -> Load:
    """Run wrk against `url` with one of our scripts, which gets `files`. Raises Misconfigured where there is no wrk."""
    program = shutil.which("wrk")
    if program is None:
        raise Misconfigured(N_("The load generator wrk is not installed (Debian's package of that name)."))
    threads = min(connections, 2)
    done = subprocess.run(
        [program, f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s",
         "-s", str(HERE / script), url, "--", *map(str, files)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return Load(found["requests"], found["microseconds"] / 1e6, found["median"] / 1e3, found["wrong"])
