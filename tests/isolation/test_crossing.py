"""Crossing a border: by a stored link of one's own, on both sides or on none, and never by a number from outside."""

from contextlib import suppress

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.scope import NOWHERE, Scope
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.clocks.model import Closure
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from tests.cases.test_the_main_road import dispatched_to, order_in_east, registered
from tests.cast import CITY, EAST, MONDAY
from tests.conftest import House


async def closures(db: Db) -> int:
    return (
        await db.execute(select(func.count()).select_from(Closure).where(Closure.tenant_id == db.tenant))
    ).scalar_one()


def close(db: Db) -> None:
    db.put(Closure, id=new_id(), day=MONDAY.date(), reason_zh="停电", reason_en="Power cut")


async def test_what_is_written_across_belongs_to_the_other_and_what_follows_to_oneself(house: House) -> None:
    cast = house.cast
    async with house.database.transaction(standing_in(cast.city)) as db:
        close(db)
        async with across(db, because=NewLink(cast.city, cast.east)):
            assert await closures(db) == 0, "the city's own row is the city's"
            close(db)
        assert await closures(db) == 1
    async with house.database.transaction(standing_in(cast.east)) as db:
        assert await closures(db) == 1


async def test_a_link_of_another_tenant_opens_no_border(house: House) -> None:
    cast = house.cast
    async with house.database.transaction(standing_in(cast.east)) as db:
        with pytest.raises(RuntimeError):
            async with across(db, because=NewLink(cast.city, cast.west)):
                pass
        async with across(db, because=NewLink(cast.east, cast.city)):
            assert db.tenant == cast.city


async def test_a_failure_on_one_side_leaves_nothing_on_either(house: House) -> None:
    opened = await registered(house)
    decision = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units[EAST])
    with suppress(ConnectionAbortedError):
        async with house.acting("dispatcher") as (db, actor):
            await dispatch(db, actor, opened.id, decision, version=None, at=house.now)
            raise ConnectionAbortedError
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        assert (
            await db.execute(select(func.count()).select_from(Case).where(Case.tenant_id == db.tenant))
        ).scalar_one() == 0
    async with house.acting("dispatcher") as (db, actor):
        assert (await case_for(db, actor, opened.id)).state == "registered"
        await dispatch(db, actor, opened.id, decision, version=None, at=house.now)
    assert await order_in_east(house, opened.id) != opened.id


async def test_each_side_reaches_its_own_case_of_a_referral_and_not_the_others(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    for login, own, others in (("dispatcher", opened.id, order), ("east_dispatcher", order, opened.id)):
        async with house.acting(login) as (db, actor):
            assert (await case_for(db, actor, own)).id == own
            with pytest.raises(NotFound):
                await case_for(db, actor, others)


async def test_without_a_tenant_nothing_is_written_and_nothing_guessed(house: House) -> None:
    async with house.database.transaction(NOWHERE) as db:
        with pytest.raises(RuntimeError):
            close(db)
        db.add(
            Closure(tenant_id=house.cast.city, id=new_id(), day=MONDAY.date(), reason_zh="x", reason_en="x")
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            await db.flush()
        await db.abandon()


async def test_a_scope_takes_numbers_and_nothing_else(house: House) -> None:
    for tenant in ("1'; SET ROLE hotline_owner; --", "1, 2", ""):
        with pytest.raises(ValueError, match="invalid literal"):
            Scope(tenant).statement()  # type: ignore[arg-type]
    async with house.database.transaction(Scope(house.cast.east, (house.cast.east,)), "reader") as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text("UPDATE cases SET number = '1' WHERE tenant_id = 1"))
        await db.abandon()
