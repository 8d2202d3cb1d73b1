"""The city supervises a district: on both sides or on none, answered from the district's own desk."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Case
from hotline_tenants.handling import taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.rulings.conflicting import declare_conflict
from hotline_tenants.supervision import (
    exempting,
    following,
    issuing,
    objecting,
    queries,
    reporting,
    reviewing,
)
from hotline_tenants.supervision.model import Supervision, SupervisionLink, SupervisionTask
from hotline_tenants.supervision.reaching import found_here, supervision_for, tasks_of
from hotline_tenants.supervision.supervised import cases_under
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, registered
from tests.cast import EAST
from tests.clocks.test_noticing import clocks_of
from tests.conftest import House
from tests.supervision.desk import (
    REPORT,
    at_once,
    drafted,
    has_scan,
    issued,
    late_case,
    looked_at,
    proved,
    rules_read,
    staffed,
    time_passes,
)
from tests.supervision.test_cards import cards


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


async def dispatched_in_east(house: House, order: uuid.UUID) -> None:
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=5))


async def card_below(house: House, **wanted: str) -> Supervision:
    """The only card of the city that stands at the east's desk, of those that have these values."""
    async with house.acting("east_supervisor") as (db, _):
        found = (await db.execute(queries.of_tab(db.tenant, "all"))).mappings().all()
        ids = [row["supervision_id"] for row in found if row["side"] == "lower"]
        cards = [one for one in [await found_here(db, one) for one in ids] if one is not None]
        (card,) = [one for one in cards if all(getattr(one, key) == value for key, value in wanted.items())]
        return card


async def east_signs(house: House, order: uuid.UUID) -> None:
    """The district's desk gives its order to a street, which signs; that is reported to the city."""
    await dispatched_in_east(house, order)
    _, assignment = await only_assignment(house, "bridge_officer", order)
    async with house.acting("bridge_officer") as (db, actor):
        await taking_on.sign(db, actor, order, assignment.id, version=None, at=house.later(minutes=5))
    await rules_read(house, house.now)


REASON = "市级政务网当日中断，工单次日才到达，附网络记录。"


async def east_objects(house: House, card: uuid.UUID) -> None:
    async with house.acting("east_head") as (db, actor):
        await objecting.object_to(db, actor, card, reason=REASON, version=None, at=house.later(minutes=5))


async def test_a_card_of_the_city_stands_at_the_districts_desk_about_its_own_order_and_goes_the_same_way(
    desk: House,
) -> None:
    case_id = await late_case(desk, EAST)
    order = await order_in_east(desk, case_id)
    sign = (await clocks_of(desk, desk.cast.city, case_id))["sign"]
    await time_passes(desk, sign.near_at)
    upper, lower = next(one for one in await cards(desk) if one.clock == "sign"), await card_below(desk)
    assert (lower.number, lower.case_id, lower.unit_id, lower.level) == (
        upper.number,
        order,
        None,
        "reminder",
    )
    await time_passes(desk, sign.due_at)
    lower = await card_below(desk, clock="sign")
    assert (lower.rule, lower.level, lower.level_at) == ("unsigned", "yellow", sign.due_at)
    async with desk.acting("east_supervisor") as (db, _):
        for tab, among in (("cards_above", True), ("cards", False), ("from_above", False)):
            rows = (await db.execute(queries.of_tab(db.tenant, tab))).mappings().all()
            assert (lower.id in [row["supervision_id"] for row in rows]) == among, tab
        assert (await queries.count_ladder(db, ("yellow",)))["yellow"] == len(
            [one for one in await cards(desk, desk.cast.east) if (one.level, one.side) == ("yellow", "own")]
        )
    await east_signs(desk, order)
    lower = await card_below(desk, clock="sign")
    assert (lower.state, lower.outcome) == ("closed", "met")
    assert await proved(desk, EAST) == []


@pytest.mark.parametrize(("upheld", "ends"), [(True, ("lifted", "void")), (False, ("closed", "met"))])
async def test_a_district_objects_to_a_card_of_the_city_once_from_its_own_desk_and_the_city_decides(
    desk: House, upheld: bool, ends: tuple[str, str]
) -> None:
    case_id = await late_case(desk, EAST)
    order = await order_in_east(desk, case_id)
    await time_passes(desk, (await clocks_of(desk, desk.cast.city, case_id))["sign"].due_at)
    upper = next(one for one in await cards(desk) if one.clock == "sign")
    lower = await card_below(desk, clock="sign")
    with pytest.raises(Refused, match="attention"):
        async with desk.acting("east_head") as (db, actor):
            await objecting.object_to(db, actor, lower.id, reason="不对", version=None, at=desk.now)
    await east_objects(desk, lower.id)
    with pytest.raises(Refused, match="waits to be decided already"):
        await east_objects(desk, lower.id)
    found, _ = await looked_at(desk, "leader", upper.id)
    assert (found.objection, found.objecting_unit_id) == ("asked", desk.cast.units[EAST])
    await east_signs(desk, order)
    assert (await card_below(desk, clock="sign")).state == "reviewed", "it ends with the decision"
    with pytest.raises(Refused, match="above decides"):
        async with desk.acting("east_leader") as (db, actor):
            await objecting.decide(db, actor, lower.id, upheld=True, ruling="同意", version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await objecting.decide(
            db, actor, upper.id, upheld=upheld, ruling="已核实网络记录", version=None, at=desk.later(hours=1)
        )
    found, _ = await looked_at(desk, "leader", upper.id)
    lower = await card_below(desk, clock="sign")
    assert (found.state, found.outcome) == (lower.state, lower.outcome) == ends
    with pytest.raises(Refused):
        await east_objects(desk, lower.id)
    async with desk.acting("east_supervisor") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert f"supervision_objection_{'upheld' if upheld else 'rejected'}" in set(await db.scalars(told))


async def test_a_card_that_the_city_exempts_is_lifted_below_and_nobody_else_there_knows_of_it(
    desk: House,
) -> None:
    case_id = await late_case(desk, EAST)
    await time_passes(desk, (await clocks_of(desk, desk.cast.city, case_id))["sign"].due_at)
    upper, lower = next(one for one in await cards(desk) if one.clock == "sign"), await card_below(desk)
    await dispatched_in_east(desk, await order_in_east(desk, case_id))
    for login in ("bridge_leader", "west_dispatcher", "supervisor"):
        with pytest.raises(NotFound):
            await looked_at(desk, login, lower.id)
    with pytest.raises(Refused, match="Only the government above"):
        async with desk.acting("east_head") as (db, actor):
            await exempting.exempt(db, actor, lower.id, reason="台风", version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await exempting.exempt(db, actor, upper.id, reason="台风", version=None, at=desk.now)
    assert (await card_below(desk, clock="sign")).state == "lifted"


async def test_no_card_goes_below_about_an_order_that_is_withheld_from_the_district(desk: House) -> None:
    case_id = await late_case(desk, EAST)
    due = (await clocks_of(desk, desk.cast.city, case_id))["sign"].due_at
    async with desk.database.transaction(standing_in(desk.cast.city)) as db:
        assert await notice_due(db, at=due)
    async with desk.acting("dispatcher") as (db, actor):
        await declare_conflict(
            db,
            actor,
            case_id,
            unit_id=desk.cast.units[EAST],
            reason="投诉该区工作人员态度",
            version=None,
            at=due,
        )
    await rules_read(desk, due)
    assert [one.clock for one in await cards(desk)] == ["sign"]
    assert await cards(desk, desk.cast.east) == []
