"""The invented city, seeded once; every test of this folder gets a copy of it."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator

import pytest

from hotline_platform.database.engine import database_from
from hotline_platform.embedded import Embedded
from hotline_tenants.demo.seeding import is_seeded, seed
from tests.cast import Cast
from tests.conftest import TEMPLATE, settings_for
from tests.copies import copied

COUNT = 40
NAME = "demo"
_COPIES = itertools.count(1)


@pytest.fixture(scope="session")
def lived(server: Embedded, seeded: Cast) -> Iterator[None]:
    """Two months of few demands, in a database that is only ever copied."""
    with copied(server, TEMPLATE, NAME):
        settings = settings_for(server, NAME)

        async def fill() -> None:
            database = database_from(settings)
            try:
                assert not await is_seeded(database)
                await seed(database, settings, now=dt.datetime.now(dt.UTC), count=COUNT)
                assert await is_seeded(database)
            finally:
                await database.close()

        asyncio.run(fill())
        yield


@pytest.fixture
def copy(server: Embedded, lived: None) -> Iterator[str]:
    """The name of a database of this test's own, with the invented city in it."""
    name = f"{NAME}_{next(_COPIES)}"
    with copied(server, NAME, name):
        yield name
