"""The city supervises a district: on both sides or on none, answered from the district's own desk."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Case
from hotline_tenants.supervision import exempting, following, issuing, objecting, reporting, reviewing
from hotline_tenants.supervision.model import Supervision, SupervisionLink, SupervisionTask
from hotline_tenants.supervision.reaching import supervision_for, tasks_of
from hotline_tenants.supervision.supervised import cases_under
from tests.cases.test_the_main_road import dispatched_to, order_in_east, registered
from tests.cast import EAST
from tests.clocks.test_noticing import clocks_of
from tests.conftest import House
from tests.supervision.desk import REPORT, at_once, drafted, has_scan, issued, late_case, looked_at, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def below(house: House) -> Supervision:
    """The only supervision of the east that came from above."""
    async with house.acting("east_supervisor") as (db, _):
        wanted = select(Supervision).where(Supervision.tenant_id == db.tenant, Supervision.side == "lower")
        return (await db.execute(wanted)).scalar_one()


async def answers(house: House, lower_id: uuid.UUID, *, version: int | None = None) -> None:
    async with house.acting("east_head") as (db, actor):
        (task, *_) = await tasks_of(db, lower_id)
        await reporting.report(
            db, actor, lower_id, task.id, report=REPORT, version=version, at=house.later(hours=1)
        )


async def test_a_letter_to_a_district_stands_at_its_desk_with_the_citys_number_and_is_answered_there(
    desk: House,
) -> None:
    case_id = await late_case(desk, EAST)
    order = await order_in_east(desk, case_id)
    letter = await issued(desk, unit=EAST, cases=(case_id,))
    upper, (asked,) = await looked_at(desk, "supervisor", letter)
    lower = await below(desk)
    assert (lower.number, lower.state, lower.due_at) == (upper.number, "issued", asked.due_at)
    async with desk.acting("east_supervisor") as (db, _):
        assert await cases_under(db, lower.id) == [order]
    async with desk.acting("east_leader") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert list((await db.execute(told)).scalars()) == ["supervised_from_above"]
    with pytest.raises(Refused, match="scan of the signed report"):
        await answers(desk, lower.id)
    await has_scan(desk, lower.id, "east_head")
    await answers(desk, lower.id)
    _, (asked,) = await looked_at(desk, "supervisor", letter)
    assert (asked.state, (await tasks(desk, lower.id))[0].state) == ("reported", "reported")
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.send_back_report(
            db, actor, letter, asked.id, reason="缺少照片", due_at=None, version=None, at=desk.now
        )
    assert (await tasks(desk, lower.id))[0].state == "open"
    await answers(desk, lower.id)
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.accept_report(db, actor, letter, asked.id, version=None, at=desk.now)
    assert ((await below(desk)).state, (await looked_at(desk, "supervisor", letter))[0].state) == (
        "closed",
        "reviewed",
    )


async def tasks(house: House, lower_id: uuid.UUID) -> list[SupervisionTask]:
    async with house.acting("east_supervisor") as (db, _):
        return list(await tasks_of(db, lower_id))


async def test_the_districts_order_moves_nearer_with_the_citys_assignment(desk: House) -> None:
    case_id = await late_case(desk, EAST)
    await issued(desk, unit=EAST, cases=(case_id,))
    reply = (await clocks_of(desk, desk.cast.city, case_id))["reply"]
    async with desk.acting("east_dispatcher") as (db, _):
        due = await db.driver.fetchval(
            f"SELECT superior_due_at FROM referrals WHERE tenant_id = {db.tenant} AND side = 'lower'"
        )
        assert due == reply.due_at
        assert (await db.execute(select(Case.state).where(Case.tenant_id == db.tenant))).scalar_one()


async def test_it_exists_on_both_sides_or_on_none(desk: House) -> None:
    letter = await drafted(desk, unit=EAST)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, letter, version=None, at=desk.now)

    async def dies() -> None:
        async with desk.acting("duty_head") as (db, actor):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await dies()
    assert (await looked_at(desk, "supervisor", letter))[0].state == "to_sign"
    assert await links(desk) == []
    async with desk.acting("duty_head") as (db, actor):
        await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
    (upper, lower) = await links(desk)
    assert (upper.other_id, lower.other_id) == (lower.supervision_id, upper.supervision_id)
    assert upper.task_id == lower.task_id


async def links(house: House) -> list[SupervisionLink]:
    found: list[SupervisionLink] = []
    for tenant in (house.cast.city, house.cast.east, house.cast.west):
        async with house.database.transaction(standing_in(tenant)) as db:
            wanted = select(SupervisionLink).where(SupervisionLink.tenant_id == tenant)
            found += (await db.execute(wanted)).scalars().all()
    return found


async def test_the_district_objects_above_and_is_told_there(desk: House) -> None:
    letter = await issued(desk, unit=EAST)
    lower = await below(desk)
    async with desk.acting("east_head") as (db, actor):
        await objecting.object_to(
            db, actor, lower.id, reason="该事项属市级部门职责，附职责清单。", version=None, at=desk.now
        )
    assert (await looked_at(desk, "supervisor", letter))[0].objection == "asked"
    async with desk.acting("east_leader") as (db, actor):
        with pytest.raises(Refused, match="above decides"):
            await objecting.decide(db, actor, lower.id, upheld=True, ruling="同意", version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await objecting.decide(db, actor, letter, upheld=True, ruling="属实", version=None, at=desk.now)
    assert ((await below(desk)).state, (await looked_at(desk, "supervisor", letter))[0].state) == (
        "lifted",
        "lifted",
    )


async def test_an_exemption_above_ends_what_is_below_and_none_is_given_there(desk: House) -> None:
    letter = await issued(desk, unit=EAST)
    lower = await below(desk)
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(Refused, match="Only the government above"):
            await exempting.exempt(db, actor, lower.id, reason="台风", version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await exempting.exempt(db, actor, letter, reason="台风", version=None, at=desk.now)
    assert (await below(desk)).state == "lifted"


async def test_a_district_asks_its_own_units_and_reviews_them_itself(desk: House) -> None:
    await issued(desk, unit=EAST)
    lower = await below(desk)
    async with desk.acting("east_supervisor") as (db, actor):
        await following.add_task(
            db, actor, lower.id, unit_id=desk.cast.units["E-BRIDGE"], what="查明并修复",
            due_at=desk.now + dt.timedelta(days=2), version=None, at=desk.now,
        )  # fmt: skip
    found, own = await looked_at(desk, "bridge_leader", lower.id)
    task = next(one for one in own if one.unit_id == desk.cast.units["E-BRIDGE"])
    await has_scan(desk, lower.id, "bridge_leader")
    async with desk.acting("bridge_leader") as (db, actor):
        await reporting.report(db, actor, lower.id, task.id, report=REPORT, version=None, at=desk.now)
        with pytest.raises(NotFound):
            await supervision_for(db, desk.cast.actors["willow_leader"], lower.id)
    async with desk.acting("east_supervisor") as (db, actor):
        await reviewing.accept_report(db, actor, lower.id, task.id, version=None, at=desk.now)
    assert (await below(desk)).state == "issued", "the government above has not got its answer yet"
    assert found.number == (await below(desk)).number


async def test_one_district_never_sees_anothers(desk: House) -> None:
    letter = await issued(desk, unit=EAST)
    lower = await below(desk)
    for login in ("west_dispatcher", "stone_leader"):
        for one in (letter, lower.id):
            with pytest.raises(NotFound):
                await looked_at(desk, login, one)
    with pytest.raises(NotFound):
        await looked_at(desk, "east_head", letter)


async def test_the_district_answers_while_the_city_exempts_and_neither_waits_for_ever(desk: House) -> None:
    letter = await issued(desk, unit=EAST)
    lower = await below(desk)
    await has_scan(desk, lower.id, "east_head")

    async def exempts() -> None:
        async with desk.acting("duty_head") as (db, actor):
            await exempting.exempt(db, actor, letter, reason="台风", version=None, at=desk.now)

    outcomes = await at_once(*(deed for _ in range(2) for deed in (answers(desk, lower.id), exempts())))
    assert None in outcomes
    assert all(one is None or isinstance(one, Refused) for one in outcomes), outcomes
    states = ((await looked_at(desk, "supervisor", letter))[0].state, (await below(desk)).state)
    assert states == ("exempted", "lifted")


async def test_a_case_that_is_no_order_of_the_district_stands_for_itself(desk: House) -> None:
    opened = await registered(desk)
    await dispatched_to(desk, opened, "C-HOUSING")
    letter = await drafted(
        desk, unit="C-HOUSING", cases=(opened.id,), form="meeting", co_ids=(desk.cast.units[EAST],)
    )
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, letter, version=None, at=desk.now)
    lower = await below(desk)
    async with desk.acting("east_supervisor") as (db, _):
        assert (lower.subject, await cases_under(db, lower.id)) == ("unit", [])
