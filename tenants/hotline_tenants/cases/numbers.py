"""Case numbers: the local day and six digits, from blocks, so that no two intakes wait for each other."""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.database.session import Db

BLOCK = 50
"""The increment of the sequence `case_numbers`: how many numbers a process takes at a time. Gaps are harmless."""


@dataclass
class _Block:
    first: int
    used: int


async def next_number(db: Db, on: dt.date) -> str:
    """A number unique among a million of one day: `20261123004711`."""
    blocks: list[_Block] = await db.cache.get(("case_numbers",), _no_block)
    while True:
        if blocks and blocks[-1].used < BLOCK:
            block = blocks[-1]
            block.used += 1
            return f"{on:%Y%m%d}{(block.first + block.used - 1) % 1_000_000:06d}"
        first = int(await db.driver.fetchval("SELECT nextval('case_numbers')"))
        blocks[:] = [_Block(first, 0)]


async def _no_block() -> list[_Block]:
    return []
