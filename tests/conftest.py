"""One PostgreSQL for each test worker; one copy of the seeded database for each test."""

import asyncio
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
import pytest
from playwright.sync_api import Browser

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.migrating import migrate
from hotline_platform.database.session import Db
from hotline_platform.embedded import Embedded, bootstrap, start
from hotline_platform.settings import Settings
from tests.cast import MONDAY, Cast, seed
from tests.copies import copied, kept_in_memory
from tests.naming_the_tenant import refusing
from tests.seeing import chromium

TEMPLATE = "hotline"
WHOLE_ROADS = {"boundaries", "handover", "life"}
"""Here every test goes a whole road and proves the whole house at its end."""
_COPIES = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs a browser, or goes a whole road, is long. Files of long tests are begun first, so that no worker is left alone with one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) or item.path.parent.name in WHOLE_ROADS:
            item.add_marker("long")
    first = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in first)


def settings_for(server: Embedded, database: str) -> Settings:
    """The settings of a process that works on one database of the test server."""
    return Settings(
        environment="test",
        urls={
            role: server.url(f"hotline_{role}", database)
            for role in ("app", "reader", "admin", "public", "owner")
        },
        secret="a-secret-of-the-tests-and-nothing-else",
        seal_key="a-seal-key-of-the-tests-and-nothing-else",
        pool_size=3,
        cookie_secure=False,
    )


@dataclass
class House:
    """Everything a test needs: the database as the application sees it, a cast of its own, and a way to act."""

    settings: Settings
    database: Database
    cast: Cast
    now: dt.datetime = MONDAY

    def __post_init__(self) -> None:
        self.cast = self.cast.copy()  # whoever joins it here is not in the database of the next test

    @asynccontextmanager
    async def acting(self, login: str) -> AsyncIterator[tuple[Db, Actor]]:
        """A transaction of one member of the cast, in their tenant."""
        actor = self.cast.actors[login]
        async with self.database.transaction(actor.scope) as db:
            yield db, actor

    def later(self, **amount: float) -> dt.datetime:
        """Let time pass; returns the new moment."""
        self.now += dt.timedelta(**amount)
        return self.now


@pytest.fixture(scope="session", autouse=True)
def _every_statement_names_its_tenant() -> Iterator[None]:
    """The rule of the schema holds for whatever the suite makes the product do."""
    with refusing():
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A PostgreSQL of this test worker's own."""
    with start(tmp_path_factory.mktemp("postgresql") / "server", durable=False) as running:
        bootstrap(running, TEMPLATE)
        with kept_in_memory(running, TEMPLATE):
            yield running
            running.stop()


@pytest.fixture(scope="session")
def seeded(server: Embedded) -> Cast:
    """Migrate and seed the template that every test copies."""
    settings = settings_for(server, TEMPLATE)
    migrate(settings)

    async def fill() -> Cast:
        database = database_from(settings)
        try:
            return await seed(database)
        finally:
            await database.close()

    cast = asyncio.run(fill())
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [TEMPLATE]
        )
    return cast


@pytest.fixture
def copy(server: Embedded, seeded: Cast) -> Iterator[str]:
    """The name of a database of this test's own."""
    name = f"copy_{next(_COPIES)}"
    with copied(server, TEMPLATE, name):
        yield name


@pytest.fixture
def settings(server: Embedded, copy: str) -> Settings:
    """The settings of a process on this test's database."""
    return settings_for(server, copy)


@pytest.fixture(scope="module")
def kept_copy(server: Embedded, seeded: Cast) -> Iterator[str]:
    """The name of a database for the whole file: its tests look, or touch nothing that another one looks at."""
    name = f"copy_{next(_COPIES)}"
    with copied(server, TEMPLATE, name):
        yield name


@pytest.fixture(scope="module")
def kept_settings(server: Embedded, kept_copy: str) -> Settings:
    """The settings of a process on this file's database."""
    return settings_for(server, kept_copy)


@pytest.fixture
def superuser(server: Embedded, copy: str) -> Iterator[psycopg.Connection]:
    """A look at this test's database from outside, past every policy and grant."""
    with psycopg.connect(server.url("postgres", copy), autocommit=True) as connection:
        yield connection


@pytest.fixture
async def house(settings: Settings, seeded: Cast) -> AsyncIterator[House]:
    """The cast in a database of its own."""
    database = database_from(settings)
    yield House(settings, database, seeded)
    await database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser. Of one module: its event loop must not stand in the way of the tests of another."""
    with chromium() as running:
        yield running
