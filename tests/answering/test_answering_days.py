"""A leader answers the telephone: the day is planned and told, its calls are marked, and each is followed to its answer."""

import datetime as dt
import uuid
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.answering import calls, planning
from hotline_tenants.answering.public import public_days
from hotline_tenants.answering.reaching import day_for
from hotline_tenants.answering.results import figures_of
from hotline_tenants.answering.watching import watch
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.handling import reviewing
from tests.answering.desk import TUESDAY, does, faults, given, planned, results, seen
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.conftest import House
from tests.supervision.desk import staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def told(house: House, login: str) -> list[str]:
    async with house.acting(login) as (db, actor):
        wanted = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id,
            Notice.subject_kind == "answering_day",
        )  # fmt: skip
        return list(await db.scalars(wanted.order_by(Notice.id)))


async def refused(house: House, login: str, verb: Any, *ids: uuid.UUID, **more: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        await does(house, login, verb, *ids, **more)
    return set(refusal.value.fields)


async def answered(house: House, unit: str = "housing") -> uuid.UUID:
    """A case registered now, answered in time by a unit, its caller content."""
    opened = await registered(house)
    await dispatched_to(house, opened, f"C-{unit.upper()}")
    await unit_replies(house, f"{unit}_officer", f"{unit}_leader", opened.id)
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, case.id, assignment.id, version=None, at=house.later(hours=1))
    async with house.acting("callback_officer") as (db, actor):
        said = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, case.id, said, version=None, at=house.later(hours=1))
    return opened.id


async def test_who_is_concerned_is_told_and_reminded_once_the_day_before(desk: House) -> None:
    unit = desk.cast.units["C-WATER"]
    await planned(
        desk,
        unit_id=unit,
        starts_at=TUESDAY + dt.timedelta(days=1),
        ends_at=TUESDAY + dt.timedelta(days=1, hours=2),
    )
    for login in ("leader", "operator", "water_leader", "water_officer"):
        assert await told(desk, login) == ["answering_day_planned"], login
    found = []
    for days in (0, 1, 0):
        async with desk.acting("supervisor") as (db, _):
            found.append(await watch(db, at=desk.later(days=days, minutes=1)))
    assert found == [0, 1, 0]
    assert await told(desk, "leader") == ["answering_day_planned", "answering_day_near"]
    assert await told(desk, "water_leader") == ["answering_day_planned", "answering_day_near"]
    assert await told(desk, "housing_leader") == []


async def test_what_the_operator_beside_registers_in_the_hours_is_marked_by_itself(desk: House) -> None:
    day_id = await planned(desk)
    before = await registered(desk)
    desk.now = TUESDAY + dt.timedelta(minutes=10)
    during = await registered(desk)
    for _ in range(2):
        async with desk.acting("supervisor") as (db, _actor):
            await watch(db, at=desk.later(minutes=10))
    assert [one.case.id for one in await results(desk, day_id)] == [during.id]
    later = await registered(desk)
    assert await does(desk, "operator", calls.gather, day_id) == 1
    assert [one.case.id for one in await results(desk, day_id)] == [during.id, later.id]
    with pytest.raises(Refused, match="Nothing new"):
        await does(desk, "operator", calls.gather, day_id)
    assert before.id not in {one.case.id for one in await results(desk, day_id)}
    assert await faults(desk) == []


async def test_a_call_is_added_by_its_number_on_its_day_only_and_to_one_day_only(desk: House) -> None:
    old = await registered(desk)
    day_id = await planned(desk, operator_id=None)
    other = await planned(desk, topic="另一场")
    desk.now = TUESDAY + dt.timedelta(minutes=10)
    opened = await registered(desk)
    assert await refused(desk, "operator", calls.tie, day_id, number="9901-0") == {"number"}
    assert await refused(desk, "operator", calls.tie, day_id, number=old.number) == {"number"}
    await does(desk, "operator", calls.tie, day_id, number=opened.number)
    for again in (day_id, other):
        assert await refused(desk, "operator", calls.tie, again, number=opened.number) == {"number"}
    with pytest.raises(Refused, match="Nobody is named"):
        await does(desk, "operator", calls.gather, day_id)
    await does(desk, "operator", calls.instruct, day_id, opened.id, instruction="请住建局三天内办结")
    assert (await results(desk, day_id))[0].call.instruction == "请住建局三天内办结"
    assert await refused(desk, "operator", calls.instruct, day_id, opened.id, instruction=" ") == {
        "instruction"
    }
    with pytest.raises(NotFound):
        await does(desk, "operator", calls.instruct, day_id, old.id, instruction="请办理")
    assert await faults(desk) == []


async def test_the_result_list_is_closed_when_every_call_is_answered_and_its_figures_are_those_of_the_list(
    desk: House,
) -> None:
    day_id = await planned(desk)
    desk.now = TUESDAY + dt.timedelta(minutes=10)
    first = await answered(desk)
    second = await registered(desk)
    desk.now = TUESDAY + dt.timedelta(hours=1)
    async with desk.acting("operator") as (db, actor):
        day = await day_for(db, actor, day_id, lock=True)
        assert await calls.gather_into(db, actor, day, at=desk.now) == 1
    await does(desk, "operator", calls.tie, day_id, number=second.number)
    with pytest.raises(Refused, match="not over"):
        await does(desk, "supervisor", calls.close, day_id)
    desk.now = TUESDAY + dt.timedelta(days=1)
    with pytest.raises(Refused, match="1 calls are not answered"):
        await does(desk, "supervisor", calls.close, day_id)
    assert {one.case.id: one.outcome for one in await results(desk, day_id)}[first] == "timely"
    found = figures_of(await results(desk, day_id))
    assert (found.calls, found.answered, found.timely, found.valid, found.satisfied) == (2, 1, 1, 1, 1)
    desk.now = TUESDAY + dt.timedelta(days=30)
    assert {one.outcome for one in await results(desk, day_id)} == {"timely", "late"}


async def test_a_day_without_calls_left_open_is_closed_and_stays_so(desk: House) -> None:
    day_id = await planned(desk)
    desk.now = TUESDAY + dt.timedelta(days=1)
    await does(desk, "supervisor", calls.close, day_id)
    assert (await seen(desk, day_id)).state == "closed"
    with pytest.raises(Refused):
        await does(desk, "supervisor", planning.cancel, day_id, reason="改期")
    assert await faults(desk) == []


async def test_citizens_read_of_it_once_it_is_public_and_no_longer_when_it_is_called_off(desk: House) -> None:
    starts_at = dt.datetime.now(dt.UTC).replace(hour=1, minute=0) + dt.timedelta(days=3)
    desk.now = starts_at - dt.timedelta(days=2)
    unit = desk.cast.units["C-WATER"]
    day_id = await planned(desk, unit_id=unit, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))

    async def public(tenant: int) -> list[str]:
        async with desk.database.transaction(at(tenant), "public") as db:
            db.cache.forget("public_answering_days", tenant)
            return [one.topic for one in await public_days(db)]

    assert await public(desk.cast.city) == []
    await does(desk, "supervisor", planning.publish, day_id)
    assert await public(desk.cast.city) == ["供水与路灯"]
    assert await public(desk.cast.east) == []
    assert await refused(desk, "supervisor", planning.cancel, day_id, reason=" ") == {"reason"}
    await does(desk, "supervisor", planning.cancel, day_id, reason="另行安排")
    assert await public(desk.cast.city) == []
    assert (await told(desk, "water_leader"))[-1] == "answering_day_cancelled"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"leader": " "}, "leader"), ({"topic": ""}, "topic"), ({"ends_at": TUESDAY}, "ends_at"),
        ({"ends_at": TUESDAY + dt.timedelta(hours=20)}, "ends_at"), ({"unit_id": uuid.UUID(int=7)}, "unit_id"),
        ({"leader_id": uuid.UUID(int=7)}, "leader_id"), ({"operator_id": uuid.UUID(int=7)}, "operator_id"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_named_at_its_field(desk: House, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await planned(desk, **wrong)
    assert set(refusal.value.fields) == {field}


async def test_roles_districts_units_and_older_pages(desk: House) -> None:
    day_id = await planned(desk, unit_id=desk.cast.units["C-WATER"])
    assert (await seen(desk, day_id, "water_officer")).topic == "供水与路灯"
    for stranger in ("housing_officer", "east_supervisor", "dispatcher"):
        with pytest.raises(NotFound):
            await seen(desk, day_id, stranger)
    for login in ("operator", "inspector", "leader"):
        with pytest.raises(NotAllowed):
            await does(desk, login, planning.publish, day_id)
    with pytest.raises(NotAllowed):
        await does(desk, "water_leader", calls.tie, day_id, number="1")
    with pytest.raises(NotAllowed):
        await planned(desk, "operator")
    with pytest.raises(Stale):
        await does(desk, "supervisor", planning.publish, day_id, version=0)
    await does(desk, "supervisor", planning.change, day_id, given=given(desk, topic="供水"))
    assert (await told(desk, "water_leader"))[-1] == "answering_day_changed"
    assert await faults(desk) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE answered_calls SET instruction = '不必办理'", "does not say what its last entry carries"),
        ("DELETE FROM answered_calls", "does not say what its last entry carries"),
        ("UPDATE answering_days SET leader = '别人'", "does not say what its last entry carries"),
        ("DELETE FROM answering_entries WHERE seq = 2", "events are missing"),
    ],
)
async def test_a_hand_laid_on_a_day_is_found(
    desk: House, superuser: psycopg.Connection, statement: str, what: str
) -> None:
    day_id = await planned(desk)
    desk.now = TUESDAY + dt.timedelta(minutes=10)
    opened = await registered(desk)
    await does(desk, "operator", calls.tie, day_id, number=opened.number)
    await does(desk, "operator", calls.instruct, day_id, opened.id, instruction="请住建局办理")
    assert await faults(desk) == []
    superuser.execute(statement.encode())
    assert any(what in one for one in await faults(desk))
