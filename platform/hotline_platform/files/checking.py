"""One file before it is kept: what it is, whether the tenant accepts it, whether a virus scanner lets it pass."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from hotline_platform.errors import Refused
from hotline_platform.files.kinds import FileType
from hotline_platform.files.limits import Limits
from hotline_platform.files.recognising import recognise
from hotline_platform.files.scanning import scan
from hotline_platform.files.spool import Received

LOOKING = ThreadPoolExecutor(2, thread_name_prefix="looking")
"""Pictures are decoded and archives unpacked two at a time, so that a hundred uploads do not fill the memory."""


@dataclass(frozen=True)
class Checked:
    """A received file that may be kept. `scan` says whether a scanner looked at it: "clean" or "off"."""

    received: Received
    type: FileType
    located: bool
    thumbnail: bytes | None
    scan: str


async def check(received: Received, limits: Limits, scanner: str) -> Checked:
    """Raises Refused with the reason why this file is not kept. `scanner` is its address, empty without one."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(LOOKING, recognise, received.path, received.name)
    if refusal := limits.why_not(found.type, received.size):
        raise Refused(refusal)
    if scanner:
        await scan(received.path, scanner)
    picture = found.picture
    return Checked(
        received, found.type, picture is not None and picture.located, picture.thumbnail if picture else None,
        "clean" if scanner else "off",
    )  # fmt: skip
