"""A command of its own process: how long it takes, and the most memory that it has at a time."""

import contextlib
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from hotline_platform.errors import N_, Misconfigured

_OFTEN = 0.05
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, float]:
    """KiB at the peak, and seconds. Raises Misconfigured where it fails.

    Read from the running process: what the kernel tells of one that has ended begins with the memory of whoever started it.
    """
    began, peak = time.perf_counter(), 0
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while child.poll() is None:
        with contextlib.suppress(OSError):
            if found := _PEAK.search(Path(f"/proc/{child.pid}/status").read_text()):
                peak = int(found[1])
        time.sleep(_OFTEN)
    if child.returncode:
        raise Misconfigured(N_("%(command)s failed.", command=" ".join(command[1:4])))
    return peak, time.perf_counter() - began
