"""A supervision of several cases is about each of them: in its history, its limits, its callback and on the ladder."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline_platform.errors import Refused
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.cases.model import Assignment, CaseEvent
from hotline_tenants.handling import reviewing as replies
from hotline_tenants.supervision import issuing, reviewing
from hotline_tenants.supervision.ladder import RUNGS
from hotline_tenants.supervision.queries import on_ladder
from hotline_tenants.supervision.supervised import cases_under
from tests.cases.test_the_main_road import only_assignment, order_in_east, unit_replies
from tests.cast import EAST
from tests.conftest import House
from tests.supervision.desk import (
    accepts,
    drafted,
    has_scan,
    issued,
    late_case,
    looked_at,
    reports,
    staffed,
    time_passes,
)
from tests.supervision.test_both_sides import below


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def acts(house: House, act: str) -> list[uuid.UUID]:
    """The cases in whose history an act stands."""
    async with house.acting("dispatcher") as (db, _):
        wanted = select(CaseEvent.case_id).where(CaseEvent.tenant_id == db.tenant, CaseEvent.act == act)
        return sorted((await db.execute(wanted)).scalars())


async def called_back(house: House, case_id: uuid.UUID) -> None:
    await unit_replies(house, "housing_officer", "housing_leader", case_id)
    _, assignment = await only_assignment(house, "reviewer", case_id)
    async with house.acting("reviewer") as (db, actor):
        await replies.accept_reply(db, actor, case_id, assignment.id, version=None, at=house.later(minutes=5))
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="yes", satisfied="very")
        await call(db, actor, case_id, answers, version=None, at=house.later(minutes=5))


async def test_each_case_stands_under_the_letter_with_its_history_and_its_limits(desk: House) -> None:
    cases = sorted([await late_case(desk), await late_case(desk)])
    other = await late_case(desk)
    letter = await issued(desk, cases=tuple(cases))
    assert (await looked_at(desk, "supervisor", letter))[0].subject == "cases"
    assert await acts(desk, "supervise") == cases
    async with desk.acting("dispatcher") as (db, _):
        wanted = select(Assignment.case_id, Assignment.situation).where(Assignment.tenant_id == db.tenant)
        situations = {row.case_id: row.situation for row in await db.execute(wanted)}
    assert situations == {**dict.fromkeys(cases, "supervision"), other: None}


async def test_it_is_not_issued_once_one_of_its_cases_is_over(desk: House) -> None:
    cases = (await late_case(desk), await late_case(desk))
    letter = await drafted(desk, cases=cases)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
    case, _ = await only_assignment(desk, "dispatcher", cases[1])
    async with desk.acting("callback_officer") as (db, actor):
        await withdraw(db, actor, cases[1], reason="已自行解决", confirmed=True, version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match=f"{case.number} was closed meanwhile"):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)


async def test_whoever_handled_one_of_them_neither_issues_nor_closes_it(desk: House) -> None:
    cases = (await late_case(desk), await late_case(desk))
    urged = await drafted(desk, form="phone", cases=cases)
    handled = replace(desk.cast.actors["supervisor"], account_id=desk.cast.actors["dispatcher"].account_id)
    async with desk.database.transaction(handled.scope) as db:
        with pytest.raises(Refused, match="handled this case yourself"):
            await issuing.issue(db, handled, urged, version=None, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, urged, version=None, at=desk.now)
    await accepts(desk, urged, await reports(desk, urged))
    async with desk.database.transaction(handled.scope) as db:
        with pytest.raises(Refused, match="handled this case yourself"):
            await reviewing.close(db, handled, urged, note="已办结", version=None, at=desk.now)


async def test_a_further_letter_about_one_of_them_is_the_second(desk: House) -> None:
    first, second, third = [await late_case(desk) for _ in range(3)]
    levels = []
    for cases in ((first, second), (second, third), (third,), (first,)):
        letter = await issued(desk, cases=cases)
        levels.append((await looked_at(desk, "supervisor", letter))[0].level)
    assert levels == ["written", "second_written", "second_written", "second_written"]
    alone = await issued(desk, cases=(await late_case(desk),))
    assert (await looked_at(desk, "supervisor", alone))[0].level == "written"


async def test_it_closes_when_the_caller_of_every_case_was_called_back(desk: House) -> None:
    cases = sorted([await late_case(desk), await late_case(desk)])
    letter = await issued(desk, cases=tuple(cases))
    await has_scan(desk, letter, "housing_leader")
    await accepts(desk, letter, await reports(desk, letter))
    await called_back(desk, cases[0])
    other, _ = await only_assignment(desk, "dispatcher", cases[1])
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match=f"called back first.*: {other.number}"):
            await reviewing.close(db, actor, letter, note="已办结", version=None, at=desk.now)
    await called_back(desk, cases[1])
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.close(db, actor, letter, note="已办结", version=None, at=desk.now)
    assert await acts(desk, "supervision_over") == cases


async def test_a_card_of_one_of_them_is_no_second_matter_on_the_ladder(desk: House) -> None:
    cases = {await late_case(desk), await late_case(desk)}
    other = await late_case(desk)
    await time_passes(desk, desk.later(hours=8))

    async def standing() -> set[uuid.UUID | None]:
        async with desk.acting("supervisor") as (db, actor):
            rows = [row for level in RUNGS for row in await db.execute(on_ladder(actor.tenant, level))]
            return {row.case_id for row in rows}

    assert await standing() == {*cases, other}
    await issued(desk, cases=tuple(cases))
    assert await standing() == {None, other}, "the letter, and the case that is not under it"


async def test_a_districts_copy_carries_its_own_orders_among_them_and_no_others(desk: House) -> None:
    theirs = [await late_case(desk, EAST), await late_case(desk, EAST)]
    orders = sorted([await order_in_east(desk, case_id) for case_id in theirs])
    await late_case(desk, EAST)
    letter = await issued(desk, unit=EAST, cases=tuple(theirs))
    lower = await below(desk)
    assert (lower.subject, (await looked_at(desk, "supervisor", letter))[0].subject) == ("cases", "cases")
    async with desk.acting("east_supervisor") as (db, _):
        assert await cases_under(db, lower.id) == orders
        under = select(func.count()).where(
            Assignment.tenant_id == db.tenant, Assignment.situation == "supervision"
        )
        assert (await db.execute(under)).scalar_one() == 0, "its orders were not given to units yet"
