"""Answering days for the tests: a leader of the city answers on Tuesday morning, with an operator beside."""

import datetime as dt
import uuid
from typing import Any

from hotline_platform.database.scope import at
from hotline_tenants.answering import planning
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.planning import Planned
from hotline_tenants.answering.reaching import day_for
from hotline_tenants.answering.results import Result, results_of
from hotline_tenants.answering.verifying import answering_faults
from tests.conftest import House

TUESDAY = dt.datetime(2026, 3, 3, 1, 0, tzinfo=dt.UTC)
"""Nine in the morning in the city."""


def given(house: House, **other: Any) -> Planned:
    actors = house.cast.actors
    known = {
        "leader": "周副市长", "leader_id": actors["leader"].account_id, "operator_id": actors["operator"].account_id,
        "topic": "供水与路灯", "starts_at": TUESDAY, "ends_at": TUESDAY + dt.timedelta(hours=2),
    }  # fmt: skip
    return Planned(**{**known, **other})


async def planned(house: House, login: str = "supervisor", **other: Any) -> uuid.UUID:
    async with house.acting(login) as (db, actor):
        return await planning.plan(db, actor, given(house, **other), at=house.later(minutes=1))


async def does(house: House, login: str, verb: Any, *ids: uuid.UUID, **more: Any) -> Any:
    async with house.acting(login) as (db, actor):
        return await verb(db, actor, *ids, **{"version": None, **more}, at=house.later(minutes=1))


async def seen(house: House, day_id: uuid.UUID, login: str = "supervisor") -> AnsweringDay:
    async with house.acting(login) as (db, actor):
        return await day_for(db, actor, day_id)


async def results(house: House, day_id: uuid.UUID) -> list[Result]:
    async with house.acting("supervisor") as (db, _):
        return await results_of(db, day_id, at=house.now)


async def faults(house: House) -> list[str]:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        return [str(one) async for one in answering_faults(db, "9901")]
