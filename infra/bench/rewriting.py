"""The rows that an act wrote, and the same rows written into a copy of the database by bare SQL through asyncpg."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
import psutil

from infra.bench.ground import Ground
from infra.bench.serving import Meter

NOT_OF_THE_ACT = ("sessions", "attempts", "categories")
"""What the request writes besides, and what no act does and takes long to look through."""

_TABLES = """
SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns,
    (SELECT array_agg(k.attname::text ORDER BY k.attnum) FROM pg_index i
     JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
     WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.oid
"""
_NOW = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint & 4294967295"

Rows = dict[str, list[asyncpg.Record]]
Connection: TypeAlias = "asyncpg.Connection[Any]"


@dataclass(frozen=True)
class _Table:
    columns: list[str]
    key: list[str]


@dataclass
class Rewriting:
    """Two databases that were the same: acts happen in the first, and are followed in the second."""

    first: Connection
    second: Connection
    tables: dict[str, _Table]

    @classmethod
    async def between(cls, ground: Ground, first: str, second: str) -> "Rewriting":
        """Connect to both, past row security and foreign keys: nothing but the rows is written."""
        one, other = [
            await asyncpg.connect(ground.server.url("postgres", name), statement_cache_size=1_000)
            for name in (first, second)
        ]
        await other.execute("SET session_replication_role = replica")
        tables = {row["table"]: _Table(row["columns"], row["key"]) for row in await one.fetch(_TABLES)}
        for name in NOT_OF_THE_ACT:
            del tables[name]
        return cls(one, other, tables)

    async def now(self) -> int:
        """The first transaction that has not begun."""
        return int(await self.first.fetchval(_NOW))

    async def written_since(self, transaction: int) -> Rows:
        """The rows of every table as transactions from this one on have left them."""
        newer = "WHERE xmin::text::bigint >= $1"
        counted = " UNION ALL ".join(
            f"SELECT '{table}' AS name WHERE EXISTS (SELECT 1 FROM {table} {newer})"  # noqa: S608 - our own tables
            for table in self.tables
        )
        return {
            row["name"]: await self.first.fetch(f"SELECT * FROM {row['name']} {newer}", transaction)  # noqa: S608
            for row in await self.first.fetch(counted, transaction)
        }

    async def write(self, rows: Rows, server: psutil.Process) -> tuple[float, float]:
        """Write them into the second database in one transaction; returns its seconds, and those of processor that it
        took here and in the server.
        """
        statements = [one for table, some in rows.items() for one in await self._of(table, some)]
        meter, own, began = Meter(server), time.process_time(), time.perf_counter()
        async with self.second.transaction():
            for statement, many in statements:
                await self.second.executemany(statement, many)
        took, own = time.perf_counter() - began, time.process_time() - own
        return took, own + meter.used()

    async def _of(self, table: str, rows: Iterable[asyncpg.Record]) -> list[tuple[str, list[list[Any]]]]:
        """One insert of the rows that are new, one update of each that was there."""
        shape = self.tables[table]
        found = " AND ".join(f"{name} = ${place}" for place, name in enumerate(shape.key, 1))
        new: list[list[Any]] = []
        statements: list[tuple[str, list[list[Any]]]] = []
        for row in rows:
            key = [row[name] for name in shape.key]
            there = await self.second.fetchrow(f"SELECT * FROM {table} WHERE {found}", *key)  # noqa: S608
            if there is None:
                new.append([row[name] for name in shape.columns])
            elif changed := [name for name in shape.columns if there[name] != row[name]]:
                places = enumerate(changed, len(key) + 1)
                values = ", ".join(f'"{name}" = ${place}' for place, name in places)
                update = f"UPDATE {table} SET {values} WHERE {found}"  # noqa: S608
                statements.append((update, [[*key, *(row[name] for name in changed)]]))
        if new:
            names = ", ".join(f'"{name}"' for name in shape.columns)
            marks = ", ".join(f"${place}" for place in range(1, len(shape.columns) + 1))
            insert = f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({marks})"  # noqa: S608
            statements.append((insert, new))
        return statements

    async def close(self) -> None:
        """Let both go."""
        await self.first.close()
        await self.second.close()
