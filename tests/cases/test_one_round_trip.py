"""An act reads a row once and sends what it changes together, and still sees what it did itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, select

from hotline_platform.database.session import about
from hotline_platform.notices.model import Notice
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import open_assignment
from hotline_tenants.cases.reaching import assignments_of, case_for, locked
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import stop_clocks, stop_each_clock
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import link_up
from tests.cases.test_the_main_road import LAMP, dispatched_to, registered
from tests.conftest import House


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements that leave meanwhile through the engine: queries and changes of loaded rows."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        statements.append(text.split(maxsplit=1)[0])

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


async def test_a_question_about_another_table_does_not_send_what_is_pending(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        case = await case_for(db, actor, opened.id, lock=True)
        await tell(db, "reply_to_review", subject_id=case.id, at=house.now, roles=("reviewer",))
        case.attempts += 1
        with sent() as statements:
            await link_up(db, case.id)
        assert statements == ["SELECT"]
        with sent() as statements:
            told = (await db.execute(select(Notice.kind).where(Notice.tenant_id == db.tenant))).scalars()
        assert statements == ["UPDATE", "SELECT"], "any other question is asked after everything is there"
        assert "reply_to_review" in set(told)


async def test_a_question_about_its_own_table_finds_what_was_pending(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with house.acting("dispatcher") as (db, actor):
        case = await case_for(db, actor, opened.id)
        (one,) = await assignments_of(db, case)
        one.contact_denied = True
        with sent() as statements:
            assert (await assignments_of(db, case))[0].contact_denied
        assert statements == ["UPDATE", "SELECT"]


async def test_assignments_of_a_locked_case_are_read_once_until_the_act_opens_another(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        case = await case_for(db, actor, opened.id, lock=True)
        assert await assignments_of(db, case) == []
        with sent() as statements:
            assert await assignments_of(db, case) == []
        assert statements == []
        unit = (await unit_tree(db)).by_code("C-HOUSING")
        row = await open_assignment(db, case, unit, lead=True, at=house.now)
        (one,) = await assignments_of(db, case)
        assert one.id == row["id"]


async def test_a_stopped_clock_leaves_with_the_rows_of_the_act_and_is_seen_by_a_question_about_clocks(
    house: House,
) -> None:
    opened = await registered(house)
    clocks = about(Clock, select(Clock.outcome).where(Clock.tenant_id == house.cast.city))
    async with house.acting("operator") as (db, _):
        await stop_clocks(db, opened.id, ("desk",), at=house.now)
        await tell(db, "reply_to_review", subject_id=opened.id, at=house.now, roles=("reviewer",))
        assert (await db.execute(clocks)).scalars().all() == ["met"]
        again = {"desk": house.now, "reply": house.now}
        await stop_each_clock(db, opened.id, again, void=True)
        await db.abandon()
    async with house.acting("operator") as (db, _):
        assert (await db.execute(clocks)).scalars().all() == [None], "an act that was abandoned stops nothing"


async def test_a_clock_that_started_in_the_same_act_is_stopped(house: House) -> None:
    async with house.acting("operator") as (db, actor):
        opened = await register(db, actor, LAMP, at=house.now)
        await stop_clocks(db, opened.id, ("desk",), at=house.now)
    async with house.acting("operator") as (db, _):
        clock = (await db.execute(select(Clock).where(Clock.tenant_id == db.tenant))).scalar_one()
    assert (clock.stopped_at, clock.outcome, clock.next_at) == (house.now, "met", None)


async def test_a_case_that_is_locked_is_not_read_again_until_the_act_is_abandoned(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        case = await case_for(db, actor, opened.id, lock=True)
        with sent() as statements:
            assert await locked(db, opened.id) is case
        assert statements == []
        await db.abandon()
        with sent() as statements:
            assert await locked(db, opened.id) is not case
        assert statements == ["SELECT"]


async def test_a_case_that_was_only_looked_at_is_read_again_when_it_is_locked(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        seen = (await case_for(db, actor, opened.id)).version
        async with house.acting("shift_leader") as (other, colleague):
            (await case_for(other, colleague, opened.id, lock=True)).version += 1
        assert (await case_for(db, actor, opened.id, lock=True)).version == seen + 1
