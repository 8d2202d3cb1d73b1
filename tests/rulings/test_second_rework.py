"""The second rework has its own time rule where there is one, and marks the case for written supervision if it fails."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.identifiers import new_id
from hotline_platform.notices.model import Notice
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Assignment, CaseEvent
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.clocks.rules import Situation, choose, rules_at
from hotline_tenants.handling import reviewing
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.conftest import House
from tests.rulings.steps import act

NOT_DONE = Answers(contacted=True, solved="no", satisfied="dissatisfied")


async def answered(house: House, case_id: uuid.UUID) -> None:
    await unit_replies(house, "housing_officer", "housing_leader", case_id)
    _, assignment = await only_assignment(house, "reviewer", case_id)
    await act(house, "reviewer", reviewing.accept_reply, case_id, assignment.id)


async def reworked(house: House, case_id: uuid.UUID) -> Assignment:
    """The caller is not helped, and the unit handles it again."""
    await answered(house, case_id)
    await act(house, "callback_officer", call, case_id, NOT_DONE)
    await act(house, "callback_officer", rework, case_id, reason="还没有修好")
    return (await only_assignment(house, "reviewer", case_id))[1]


async def marks(house: House, case_id: uuid.UUID) -> list[int]:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        found = select(CaseEvent.data["round"].as_integer()).where(
            CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case_id, CaseEvent.act == "rework_failed"
        )
        return list((await db.execute(found)).scalars())


async def second_rule(house: House) -> None:
    """A government gives its second rework two working days where the first has three."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        db.put(
            TimeRule, id=new_id(), code="second_rework", version=1, effective_from=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
            name_zh="二次重办", name_en="Second rework", situation="second_rework", urgency=None, channels=None, types=None,
            category_code=None, desk="2wh", sign="4wh", return_within=None, contact="1wd", reply="2wd", review="4wh",
            callback="2wd", extension=None, extensions=0,
        )  # fmt: skip
        db.cache.forget("time_rules", db.tenant)


async def test_without_a_rule_of_its_own_the_second_rework_has_that_of_the_first(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    assert [(await reworked(house, opened.id)).rule_code for _ in range(2)] == ["rework", "rework"]


async def test_a_rule_of_its_own_serves_the_second_rework_and_no_other(house: House) -> None:
    await second_rule(house)
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    first, second = [await reworked(house, opened.id) for _ in range(2)]
    assert (first.rule_code, second.rule_code) == ("rework", "second_rework")
    assert first.situation == second.situation == "rework", "in figures both are rework"
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        rules = await rules_at(db, house.now)
    for situation, code in ((None, "general"), ("rework", "rework"), ("supervision", "supervision")):
        assert choose(rules, Situation("general", "phone", "help", (), situation)).code == code


async def test_a_second_rework_that_helps_nobody_is_marked_for_written_supervision_once(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await reworked(house, opened.id)
    assert await marks(house, opened.id) == []
    await reworked(house, opened.id)
    assert await marks(house, opened.id) == [], "the answer to the first rework marks nothing"
    await answered(house, opened.id)
    for _ in range(2):
        await act(house, "callback_officer", call, opened.id, NOT_DONE)
    assert await marks(house, opened.id) == [2]
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        told = select(Notice.account_id).where(Notice.tenant_id == db.tenant, Notice.kind == "rework_failed")
        assert house.cast.actors["duty_head"].account_id in (await db.execute(told)).scalars().all()


async def test_a_second_rework_that_helps_marks_nothing(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    for _ in range(2):
        await reworked(house, opened.id)
    await answered(house, opened.id)
    await act(
        house, "callback_officer", call, opened.id, Answers(contacted=True, solved="yes", satisfied="very")
    )
    assert await marks(house, opened.id) == []
