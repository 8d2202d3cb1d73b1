"""A staffed desk of supervision, a day ago."""

import datetime as dt

import pytest

from tests.conftest import House
from tests.supervision.desk import staffed


@pytest.fixture
async def desk(house: House) -> House:
    house.now = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    return await staffed(house)
