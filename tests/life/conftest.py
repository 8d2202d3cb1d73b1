"""The city of the property tests: founded once, emptied of cases for every life."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from hotline_platform.database.engine import database_from
from hotline_platform.embedded import Embedded
from hotline_web.app import create_app
from tests.cast import Cast
from tests.conftest import TEMPLATE, settings_for
from tests.copies import copied
from tests.life.city import found
from tests.life.looking import Windows
from tests.life.world import World

NAME = "life"


@pytest.fixture(scope="session")
def world(server: Embedded, seeded: Cast) -> Iterator[World]:
    """A city with three districts in a database of its own."""
    settings = settings_for(server, NAME)
    database = database_from(settings)
    with (
        copied(server, TEMPLATE, NAME),
        asyncio.Runner() as runner,
        psycopg.connect(server.url("postgres", NAME), autocommit=True) as outside,
    ):
        city = runner.run(found(database, seeded))
        windows = Windows(create_app(settings, database))
        yield World(database, outside, city, runner, settings.seal_key, windows)
        runner.run(windows.open.aclose())
        runner.run(database.close())
