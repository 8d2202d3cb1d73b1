"""Two governments with a row in every table, on both PostgreSQL versions of the wheel."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Table

from hotline_platform.database.engine import database_from
from hotline_platform.database.migrating import migrate
from hotline_platform.embedded import Embedded, bootstrap, start
from tests.cast import seed
from tests.conftest import TEMPLATE, settings_for
from tests.isolation.rows import generations, row, tables

HERE, THERE = 101, 102
"""Two governments that only these tests know; nothing else of the database is theirs."""

VERSIONS = (18, 16)


@dataclass
class World:
    """A database with one row of HERE and one of THERE in every table, and ways to look at it."""

    server: Embedded
    name: str
    version: int
    connections: dict[tuple[str, bool], psycopg.Connection] = field(default_factory=dict)

    @contextmanager
    def standing(
        self, role: str, tenant: int | None = None, reads: tuple[int, ...] = ()
    ) -> Iterator[psycopg.Connection]:
        """A transaction of one role in a scope; nothing of it stays."""
        with self._as(role, scoped=True) as connection:
            listed = ",".join(map(str, reads))
            here = "" if tenant is None else str(tenant)
            connection.execute(f"SET LOCAL hotline.tenant = '{here}'".encode())
            connection.execute(f"SET LOCAL hotline.reads = '{{{listed}}}'".encode())
            yield connection

    @contextmanager
    def forgetting(self, role: str) -> Iterator[psycopg.Connection]:
        """A transaction of one role on a connection on which nobody has ever set a scope."""
        with self._as(role, scoped=False) as connection:
            yield connection

    @contextmanager
    def _as(self, role: str, *, scoped: bool) -> Iterator[psycopg.Connection]:
        """One connection of each role is kept: thousands of new ones would take most of the time."""
        if (role, scoped) not in self.connections:
            self.connections[(role, scoped)] = psycopg.connect(self.server.url(role, self.name))
        connection = self.connections[(role, scoped)]
        try:
            yield connection
        finally:
            connection.rollback()


@pytest.fixture(scope="session", params=VERSIONS, ids=lambda version: f"PostgreSQL {version}")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Filled from outside, past every policy, with the cast beside it."""
    folder = tmp_path_factory.mktemp(f"isolation-{request.param}") / "server"
    with start(folder, version=request.param, durable=False) as server:
        bootstrap(server, TEMPLATE)
        settings = settings_for(server, TEMPLATE)
        migrate(settings)

        async def fill() -> None:
            database = database_from(settings)
            await seed(database)
            await database.close()

        asyncio.run(fill())
        with psycopg.connect(server.url("postgres", TEMPLATE)) as connection:
            for table, tenant in itertools.product(tables(), (HERE, THERE)):
                for generation in range(1, generations(table) + 1):
                    insert(connection, table, row(table, tenant, generation, above=generation))
        world = World(server, TEMPLATE, request.param)
        yield world
        for connection in world.connections.values():
            connection.close()


def insert(connection: psycopg.Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row; returns how many came to be."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    return connection.execute(statement, list(values.values())).rowcount
