"""A city with history, lived through once; every test of this folder gets a copy of it."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hotline_platform.audit.recording import record
from hotline_platform.database.engine import database_from
from hotline_platform.database.scope import at as standing_in
from hotline_platform.embedded import Embedded
from hotline_platform.identifiers import new_id
from hotline_tenants.history.sealing import seal_tenant
from tests.cases.test_the_main_road import registered, through_the_district
from tests.cast import Cast
from tests.conftest import TEMPLATE, House, settings_for
from tests.copies import copied

_COPIES = itertools.count(1)


@dataclass
class Lived:
    """The numbers of the cases under the first seal, under the second, and not yet under one; and when it ended."""

    first: str
    second: str
    third: str
    now: dt.datetime


async def sealed(house: House, tenant: int | None = None) -> None:
    """One night: everything that there is goes under the next seal."""
    async with house.database.transaction(standing_in(house.cast.city if tenant is None else tenant)) as db:
        await seal_tenant(db, key=house.settings.seal_key, upto=new_id(), at=house.later(days=1))


async def a_look(house: House) -> None:
    """Something for the log."""
    await record(
        house.database, house.cast.city, "person_seen", account_id=new_id(), at=house.now, purpose="call"
    )


async def live(house: House) -> Lived:
    """A referral answered, two looks at a person, three nights under seal and a day that is not yet."""
    first, _ = await through_the_district(house)
    await a_look(house)
    await sealed(house)
    second = await registered(house)
    await a_look(house)
    await sealed(house)
    await sealed(house)
    third = await registered(house)
    return Lived(first.number, second.number, third.number, house.now)


@pytest.fixture(scope="module")
def lived(server: Embedded, seeded: Cast) -> Iterator[Lived]:
    """The history, in a database that is only ever copied."""
    with copied(server, TEMPLATE, "lived"):
        settings = settings_for(server, "lived")

        async def fill() -> Lived:
            database = database_from(settings)
            try:
                return await live(House(settings, database, seeded))
            finally:
                await database.close()

        yield asyncio.run(fill())


@pytest.fixture
def copy(server: Embedded, lived: Lived) -> Iterator[str]:
    """The name of a database of this test's own, with the history in it."""
    name = f"lived_{next(_COPIES)}"
    with copied(server, "lived", name):
        yield name
