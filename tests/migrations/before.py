"""A database as it stood before a migration, with rows of that time."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from alembic import command
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from hotline_platform.database.migrating import configuration, migrate
from hotline_platform.embedded import Embedded, bootstrap
from tests.conftest import settings_for

NAME = "before"
FIRST, SECOND = 1, 2
"""Two governments: what is counted for one must not be counted for the other."""

_COLUMNS = """
SELECT column_name, data_type, is_nullable = 'NO' AND column_default IS NULL FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s
"""
_PLAIN: Mapping[str, Any] = {
    "text": "plain", "integer": 1, "smallint": 1, "bigint": 1, "boolean": False, "bytea": b"\0" * 32,
    "date": "2026-03-02", "timestamp with time zone": "2026-03-02T01:00Z", "jsonb": Jsonb({}),
}  # fmt: skip


class Before:
    """A database at some revision. `put` fills in whatever a row must have besides what a test says of it."""

    def __init__(self, server: Embedded, connection: psycopg.Connection) -> None:
        self._settings = settings_for(server, NAME)
        self._connection = connection

    def put(self, table: str, tenant: int = FIRST, **given: Any) -> uuid.UUID:
        """Add a row and return its id; whether the rows that it names are there is not asked."""
        columns = self.rows(_COLUMNS, table)
        given |= {"tenant_id": tenant, "id": given.get("id") or uuid.uuid4()}
        row = {name: given[name] for name, _, _ in columns if name in given}
        for name, kind, required in columns:
            if required and name not in row:
                row[name] = uuid.uuid4() if kind == "uuid" else _PLAIN[kind]
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        )
        self._connection.execute(statement, list(row.values()))
        found: uuid.UUID = given["id"]
        return found

    def upgrade(self) -> None:
        """Everything that has come since, as the owner runs it: held to row security as everybody is."""
        migrate(self._settings)

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(question.encode(), values).fetchall()

    def dicts(self, question: str) -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        return self._connection.cursor(row_factory=dict_row).execute(question.encode()).fetchall()

    def of(self, table: str, wanted: str) -> dict[uuid.UUID, Any]:
        """One column of every row of a table, by the rows' ids."""
        return dict(self.rows(f"SELECT id, {wanted} FROM {table}"))


@contextlib.contextmanager
def before(server: Embedded, revision: str) -> Iterator[Before]:
    """A database that has come as far as the migration before `revision`, with two governments in it."""
    bootstrap(server, NAME)
    config = configuration(settings_for(server, NAME).urls["owner"])
    script = ScriptDirectory.from_config(config).get_revision(revision)
    assert script is not None
    try:
        command.upgrade(config, str(script.down_revision))
        with psycopg.connect(server.url("postgres", NAME), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # no foreign key, no trigger
            old = Before(server, connection)
            for number in (FIRST, SECOND):
                old.put("tenants", id=number, code=f"88000{number}", tier="city", status="live")
            yield old
    finally:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
