"""The one place that begins, scopes and commits a transaction."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from hotline_platform.database.caching import Cache
from hotline_platform.database.scope import Scope
from hotline_platform.database.session import Db
from hotline_platform.settings import DatabaseRole, Settings


class Database:
    """An engine for each database role, opened when first used, on the event loop that uses it."""

    def __init__(
        self, urls: Mapping[DatabaseRole, str], *, secret: str, pool_size: int = 5, pgbouncer: bool = False,
        hurried: bool = False,
    ) -> None:  # fmt: skip
        """`hurried` commits do not wait for the disk: a power cut may take the last of them, and nothing before."""
        self._urls = urls
        self._secret = secret
        self._pool_size = pool_size
        self._pgbouncer = pgbouncer
        self._hurried = hurried
        self.cache = Cache()
        self._engines: dict[DatabaseRole, AsyncEngine] = {}

    @asynccontextmanager
    async def transaction(self, scope: Scope, role: DatabaseRole = "app") -> AsyncIterator[Db]:
        """Begin and set the scope in one round trip, commit at the end; whatever is raised inside rolls back.

        A connection whose rollback fails is thrown away: it must never reach the pool inside a transaction.
        """
        async with self.engine(role).connect() as connection:
            driver = await _driver(connection)
            await driver.execute("BEGIN; " + scope.statement())
            db = Db(connection, driver, scope, self.cache, self._secret)
            try:
                yield db
                if not db.abandoned:
                    await db.write()
                await driver.execute("ROLLBACK" if db.abandoned else "COMMIT")
            except BaseException:
                try:
                    await asyncio.shield(driver.execute("ROLLBACK"))
                except Exception:  # noqa: BLE001 - what went wrong first is what must be told
                    await connection.invalidate()
                raise
            finally:
                await db.close()

    @asynccontextmanager
    async def outside(self, role: DatabaseRole = "app") -> AsyncIterator["asyncpg.Connection[Any]"]:
        """A bare connection outside any transaction and scope: for functions that filter by a scope of their own."""
        async with self.engine(role).connect() as connection:
            yield await _driver(connection)

    def engine(self, role: DatabaseRole) -> AsyncEngine:
        """The engine of a role. SQLAlchemy stays in autocommit: `transaction` sends BEGIN with the scope itself."""
        if role not in self._engines:
            arguments: dict[str, Any] = {
                "server_settings": {"application_name": f"hotline-{role}", "jit": "off"}
            }
            if self._hurried:
                arguments["server_settings"]["synchronous_commit"] = "off"
            query: dict[str, str] = {}
            if self._pgbouncer:
                arguments["statement_cache_size"] = 0
                query["prepared_statement_cache_size"] = "0"
            url = make_url(self._urls[role]).set(drivername="postgresql+asyncpg").update_query_dict(query)
            self._engines[role] = create_async_engine(
                url,
                pool_size=self._pool_size,
                max_overflow=self._pool_size,
                pool_reset_on_return=None,
                isolation_level="AUTOCOMMIT",
                connect_args=arguments,
                query_cache_size=2000,
            )
        return self._engines[role]

    async def close(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            await engine.dispose()
        self._engines.clear()


async def _driver(connection: AsyncConnection) -> "asyncpg.Connection[Any]":
    raw = await connection.get_raw_connection()
    return cast("asyncpg.Connection[Any]", raw.driver_connection)


def database_from(settings: Settings, *, hurried: bool = False) -> Database:
    """The database that the settings name; see Database for `hurried`."""
    return Database(
        settings.urls, secret=settings.secret, pool_size=settings.pool_size, pgbouncer=settings.pgbouncer,
        hurried=hurried,
    )  # fmt: skip
