"""Two governments with a row in every table, on both PostgreSQL versions of the wheel."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
from tests.isolation.rows import parents, row, tables

HERE, THERE = 101, 102
"""Two governments that only these tests know; nothing else of the database is theirs."""

VERSIONS = (18, 16)


@dataclass
class World:
    """A database with one row of HERE and one of THERE in every table, and ways to look at it."""

    server: Embedded
    name: str
    version: int

    @contextmanager
    def standing(
        self, role: str, tenant: int | None = None, reads: tuple[int, ...] = ()
    ) -> Iterator[psycopg.Connection]:
        """A transaction of one role in a scope; nothing of it stays."""
        with psycopg.connect(self.server.url(role, self.name)) as connection:
            listed = ",".join(map(str, reads))
            here = "" if tenant is None else str(tenant)
            connection.execute(f"SET LOCAL hotline.tenant = '{here}'".encode())
            connection.execute(f"SET LOCAL hotline.reads = '{{{listed}}}'".encode())
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
                for generation in (1, 2) if table.name in parents() else (1,):
                    insert(connection, table, row(table, tenant, generation, above=generation))
        yield World(server, TEMPLATE, request.param)


def insert(connection: psycopg.Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row; returns how many came to be."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    return connection.execute(statement, list(values.values())).rowcount
