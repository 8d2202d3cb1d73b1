"""An imported demand becomes today's work by a person's word, and only then."""

from pathlib import Path

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.queries import waiting_for_dispatch
from hotline_tenants.clocks.model import Clock
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.imports.queries import imported_waiting
from hotline_tenants.imports.taking_up import take_up
from hotline_tenants.intake.settling import accept
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.imports.looking import case_with, everything_is_proved, figures, rows_of
from tests.imports.making import message, messages_file, replies_file, reply, taken_over


async def imported(house: House, tmp_path: Path) -> Case:
    await taken_over(house, messages_file(tmp_path, message("1001")))
    return await case_with(house, house.cast.city, "1001")


async def taken_up(house: House, case: Case, login: str = "dispatcher", version: int | None = 1) -> None:
    async with house.acting(login) as (db, actor):
        await take_up(db, actor, case.id, version=version, at=house.now)


async def test_it_waits_for_dispatch_from_now_on_with_its_proposal(house: House, tmp_path: Path) -> None:
    case = await imported(house, tmp_path)
    await taken_up(house, case)
    async with house.acting("dispatcher") as (db, _):
        (row,) = (await db.execute(waiting_for_dispatch(db.tenant))).all()
        assert (await db.execute(imported_waiting(db.tenant))).all() == []
    assert (row.case_id, row.proposed_unit_id) == (case.id, house.cast.units[EAST])
    (clock,) = await rows_of(house, house.cast.city, Clock)
    assert (clock.kind, clock.started_at) == ("desk", house.now)
    assert row.due_at == clock.due_at


async def test_no_other_act_makes_work_of_history(house: House, tmp_path: Path) -> None:
    case = await imported(house, tmp_path)
    decision = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units[EAST])
    async with house.acting("dispatcher") as (db, actor):
        with pytest.raises(Refused):
            await dispatch(db, actor, case.id, decision, version=None, at=house.now)
        with pytest.raises(Refused):
            await accept(db, actor, case.id, version=None, at=house.now)
    assert await rows_of(house, house.cast.city, Clock) == []
    await taken_up(house, case)
    async with house.acting("dispatcher") as (db, actor):
        await dispatch(db, actor, case.id, decision, version=None, at=house.now)
    assert len(await rows_of(house, house.cast.east, Case)) == 1


async def test_it_counts_as_live_work_and_no_more_as_history(house: House, tmp_path: Path) -> None:
    case = await imported(house, tmp_path)
    await taken_up(house, case)
    assert await figures(house, house.cast.city, "imported") == {}
    assert await figures(house, house.cast.city, "live") == {("registered", None): 1}
    await everything_is_proved(house)


async def test_it_is_done_once(house: House, tmp_path: Path) -> None:
    case = await imported(house, tmp_path)
    await taken_up(house, case)
    with pytest.raises(Stale):
        await taken_up(house, case)
    with pytest.raises(Refused):
        await taken_up(house, case, version=None)


async def test_what_was_answered_is_not_work_any_more(house: House, tmp_path: Path) -> None:
    await taken_over(house, replies_file(tmp_path, reply("2001")), "replies")
    with pytest.raises(Refused):
        await taken_up(house, await case_with(house, house.cast.city, "2001"), version=None)


async def test_only_who_may_import_takes_up_and_only_at_home(house: House, tmp_path: Path) -> None:
    case = await imported(house, tmp_path)
    with pytest.raises(NotAllowed):
        await taken_up(house, case, "reviewer")
    with pytest.raises(NotFound):
        await taken_up(house, case, "east_dispatcher")
    await taken_up(house, case)
