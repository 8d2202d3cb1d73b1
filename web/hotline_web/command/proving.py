"""What the commands share that prove something of every government."""

import asyncio
from collections.abc import Awaitable, Callable

import typer

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import Government, load_registry


def prove_everywhere(code: str | None, prove: Callable[[Database, Government], Awaitable[int]]) -> None:
    """Prove one government by its division code, or every one; `prove` counts what does not hold, and any ends with 1."""

    async def run() -> int:
        database = database_from(settings_from())
        try:
            async with database.transaction(NOWHERE, "admin") as db:
                registry = await load_registry(db)
            places = [registry.by_code(code)] if code else list(registry)
            return sum([await prove(database, place) for place in places])
        finally:
            await database.close()

    if asyncio.run(run()):
        raise typer.Exit(1)
