"""The statements that a page really sends, caught on their way to the database."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
from sqlalchemy import event

from hotline_platform.database.engine import Database, database_from
from hotline_platform.errors import N_, Misconfigured
from hotline_web.app import create_app
from infra.bench.ground import Ground
from infra.bench.serving import signed_in

ABOUT = (" cases", " assignments", " figure", " clocks")
"""What a statement that is worth looking at reads."""


@dataclass(frozen=True)
class Statement:
    """A statement with the values it was sent with, as asyncpg takes it."""

    text: str
    values: Sequence[Any]


def of_page(ground: Ground, database: str, path: str, role: str) -> list[Statement]:
    """What the page at `path` sends for a person with that role. Raises Misconfigured where it does not open."""
    (token,) = signed_in(ground, database, role)
    return asyncio.run(opened(ground, database, path, token))


async def opened(ground: Ground, database: str, path: str, token: str) -> list[Statement]:
    """Open a page inside this process."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = ground.settings(database)
    used = database_from(settings)
    transport = httpx.ASGITransport(app=create_app(settings, used))  # type: ignore[arg-type]
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            client.cookies.set("hotline", token)
            with _caught(used) as statements:
                answer = await client.get(path)
    finally:
        await used.close()
    if answer.status_code != 200:
        raise Misconfigured(N_("%(path)s does not answer as it should.", path=path))
    return statements


@contextmanager
def _caught(database: Database) -> Iterator[list[Statement]]:
    found: list[Statement] = []

    def keep(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        if any(word in text for word in ABOUT):
            found.append(Statement(text, tuple(values)))

    engines = [database.engine("app").sync_engine, database.engine("reader").sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", keep)


async def explain(connection: "asyncpg.Connection[Any]", statement: Statement, options: str) -> list[str]:
    """The lines of EXPLAIN with these options."""
    rows = await connection.fetch(f"EXPLAIN ({options}) {statement.text}", *statement.values)
    return [str(row[0]) for row in rows]
