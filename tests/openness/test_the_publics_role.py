"""The role of the public pages: it reads no table, and writes one kind of row, where its page stands."""

import asyncpg
import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.exc import DBAPIError

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, Scope, at
from hotline_tenants.cases.opening import Demand, code_digest
from hotline_tenants.intake.registering import register
from hotline_tenants.models import metadata
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.places import public_areas
from hotline_tenants.openness.tracking import tracked
from tests.conftest import House
from tests.openness.the_public import how_many

OPEN = {"tenants", "calendar_years"}
"""What everybody may know: which governments there are, and which days are holidays."""


async def may(database: Database, tenant: int, statement: str) -> bool:
    try:
        async with database.transaction(at(tenant), "public") as db:
            await db.driver.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return False
    return True


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
async def test_it_reads_no_table(house: House, table: Table) -> None:
    seen = await may(house.database, house.cast.city, f"SELECT * FROM {table.name} LIMIT 1")
    assert seen == (table.name in OPEN)
    for change in (f"DELETE FROM {table.name}", f"UPDATE {table.name} SET {table.columns.keys()[0]} = NULL"):
        assert not await may(house.database, house.cast.city, change)
    if table.name != "submissions":
        assert not await may(house.database, house.cast.city, f"INSERT INTO {table.name} DEFAULT VALUES")


async def test_it_submits_where_its_page_stands_and_nowhere_else(house: House) -> None:
    async def put(tenant: int, scope: Scope) -> None:
        async with house.database.transaction(scope, "public") as db:
            await db.driver.execute(
                "INSERT INTO submissions (tenant_id, id, kind, payload, code_digest, made_at) "
                "VALUES ($1, gen_random_uuid(), 'demand', '{}', 'x', now())",
                tenant,
            )

    for scope in (at(house.cast.east), NOWHERE):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await put(house.cast.city, scope)
    await put(house.cast.city, at(house.cast.city))
    assert await how_many(house, Submission) == 1
    assert await how_many(house, Submission, "east_operator") == 0


async def test_it_cannot_read_again_what_it_submitted(house: House) -> None:
    async with house.database.transaction(at(house.cast.city), "public") as db:
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(select(Submission).where(Submission.tenant_id == db.tenant))


async def test_its_functions_look_into_the_tenant_of_the_page_only(house: House) -> None:
    async with house.acting("operator") as (db, actor):
        demand = Demand(
            title="停水", body="没有水。", type="help", channel="phone", caller_phone="13800001234"
        )
        opened = await register(db, actor, demand, at=house.now)
        assert opened.code
        digest = code_digest(db.secret, db.tenant, opened.code, "1234")
    found = {}
    for name, scope in (
        ("city", at(house.cast.city)), ("east", at(house.cast.east)), ("nowhere", NOWHERE),
    ):  # fmt: skip
        async with house.database.transaction(scope, "public") as db:
            holder = (await db.execute(text("SELECT hotline_code_holder(:d)"), {"d": digest})).scalar_one()
            areas = (await db.execute(text("SELECT count(*) FROM hotline_public_areas()"))).scalar_one()
            found[name] = (await tracked(db, digest) is not None, holder is not None, areas)
    assert found == {"city": (True, True, 2), "east": (False, False, 2), "nowhere": (False, False, 0)}


async def test_areas_are_districts_in_the_city_and_streets_in_a_district(house: House) -> None:
    seen = {}
    for tenant in (house.cast.city, house.cast.east):
        async with house.database.transaction(at(tenant), "public") as db:
            seen[tenant] = {unit.name_en for unit in await public_areas(db)}
    assert seen[house.cast.city] == {"East Lake District", "West Ridge County"}
    assert seen[house.cast.east] == {"Flower Bridge Street", "Willow Bank Street"}


async def test_nobody_else_may_call_the_publics_functions(house: House) -> None:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(text("SELECT * FROM hotline_tracked(:d)"), {"d": b"x"})


async def test_a_table_of_ones_own_does_not_come_before_those_that_are_meant(house: House) -> None:
    async with house.database.transaction(at(house.cast.city), "public") as db:
        await db.driver.execute("CREATE TEMP TABLE units AS SELECT 1 AS id")
        assert len(list(await public_areas(db))) == 2
