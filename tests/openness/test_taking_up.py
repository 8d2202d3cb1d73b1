"""The job takes up what the public sent: each once, whatever happens to the worker or to the world meanwhile."""

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text, update

from hotline_tenants.cases.model import Case, CasePerson, CaseText
from hotline_tenants.cases.opening import Demand
from hotline_tenants.network.model import Unit
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.submitting import Receipt, submit
from tests.conftest import House
from tests.openness.the_public import how_many, taken_up, the_case
from tests.serving import start_hotline

pytestmark = pytest.mark.long

LAMP = Demand(
    title="路灯不亮", body="花桥路 12 号门前的路灯三天没有亮。", type="help", channel="web", caller_name="林小满",
    caller_phone="138 0000 1234", place="花桥路 12 号",
)  # fmt: skip


async def sent(house: House, demand: Demand = LAMP, tenant: int | None = None) -> Receipt:
    return await submit(house.database, tenant or house.cast.city, demand, form_id=uuid.uuid4(), at=house.now)


async def payloads(house: House) -> list[dict[str, Any]]:
    async with house.acting("operator") as (db, _):
        found = await db.execute(select(Submission.payload).where(Submission.tenant_id == db.tenant))
        return list(found.scalars())


async def test_it_becomes_a_case_of_the_moment_it_was_sent_and_is_emptied(house: House) -> None:
    began = house.now
    await sent(house)
    assert [payload["caller_name"] for payload in await payloads(house)] == ["林小满"]
    house.later(minutes=7)
    assert await taken_up(house) == 1
    case = await the_case(house)
    assert (case.channel, case.state, case.registered_at, case.registered_by) == (
        "web",
        "registered",
        began,
        None,
    )
    async with house.acting("operator") as (db, _):
        body = await db.execute(select(CaseText.body).where(CaseText.tenant_id == db.tenant))
        phone = await db.execute(select(CasePerson.phone).where(CasePerson.tenant_id == db.tenant))
        row = (await db.execute(select(Submission).where(Submission.tenant_id == db.tenant))).scalar_one()
    assert (body.scalar_one(), phone.scalar_one()) == (LAMP.body, LAMP.caller_phone)
    assert (row.payload, row.case_id, row.taken_up_at) == ({}, case.id, house.now)


async def test_running_again_and_twice_at_once_makes_no_second_case(house: House) -> None:
    for _ in range(3):
        await sent(house)
    done = await asyncio.gather(*(taken_up(house) for _ in range(3)))
    assert sum(done) == 3
    assert await taken_up(house) == 0
    assert await how_many(house, Case) == 3


async def test_a_killed_worker_leaves_the_submission_for_the_next(
    house: House, superuser: psycopg.Connection
) -> None:
    async def until(statement: str) -> None:
        for _ in range(600):
            if superuser.execute(statement).fetchone():
                return
            await asyncio.sleep(0.05)
        raise TimeoutError(statement)

    await sent(house)
    with superuser.transaction():
        superuser.execute("LOCK TABLE cases IN SHARE MODE")  # the registration gets so far and no further
        killed = start_hotline(house.settings, "worker")
        await until("SELECT 1 FROM pg_locks WHERE relation = 'cases'::regclass AND NOT granted")
        killed.kill()
        killed.wait()
    assert await how_many(house, Case) == 0
    assert (await payloads(house))[0]["title"] == LAMP.title
    next_one = start_hotline(house.settings, "worker")
    try:
        await until("SELECT 1 FROM submissions WHERE taken_up_at IS NOT NULL")
    finally:
        next_one.terminate()
        next_one.wait(15)
    assert await how_many(house, Case) == 1


async def test_an_area_that_was_closed_meanwhile_stops_nothing(house: House) -> None:
    street = house.cast.units["E-BRIDGE"]
    await sent(house, replace(LAMP, area_id=street), house.cast.east)
    await sent(house, replace(LAMP, area_id=house.cast.units["E-WILLOW"]), house.cast.east)
    async with house.acting("east_operator") as (db, _):
        closing = (
            update(Unit).where(Unit.tenant_id == db.tenant, Unit.id == street).values(closed_at=house.now)
        )
        await db.execute(closing)
    house.database.cache.forget("units")
    assert await taken_up(house) == 2
    async with house.acting("east_operator") as (db, _):
        areas = await db.execute(select(Case.area_id).where(Case.tenant_id == db.tenant))
    assert set(areas.scalars()) == {None, house.cast.units["E-WILLOW"]}


async def test_one_that_cannot_be_taken_up_holds_up_no_other(house: House) -> None:
    await sent(house)
    async with house.acting("operator") as (db, _):
        spoilt = update(Submission).where(Submission.tenant_id == db.tenant).values(payload={"title": "only"})
        await db.execute(spoilt)
    await sent(house)
    await sent(house, tenant=house.cast.east)
    with pytest.raises(Exception, match="missing required field"):
        await taken_up(house)
    assert await how_many(house, Case) == 1
    assert await how_many(house, Case, "east_operator") == 1


async def test_a_kind_of_demand_that_is_no_longer_known_becomes_another(house: House) -> None:
    await sent(house)
    async with house.acting("operator") as (db, _):
        await db.execute(
            text(
                'UPDATE submissions SET payload = payload || \'{"type": "rhyme"}\' WHERE tenant_id = :tenant'
            ),
            {"tenant": db.tenant},
        )
    assert await taken_up(house) == 1
    assert (await the_case(house)).type == "other"


async def test_a_report_of_a_violation_is_protected(house: House) -> None:
    await sent(house, replace(LAMP, type="report"))
    await taken_up(house)
    assert (await the_case(house)).confidentiality == "protected"
