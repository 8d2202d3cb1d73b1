"""System supervision: what the rules open and close without a person, each once, and why."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.reaching import assignments_of, case_for, locked
from hotline_tenants.feed.placing import place_all
from hotline_tenants.handling import reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from hotline_tenants.rulings import returning
from hotline_tenants.standstill.outages import enter_outage
from hotline_tenants.standstill.settling import settle_all
from hotline_tenants.supervision.cards import read_on
from hotline_tenants.supervision.exempting import exempt
from hotline_tenants.supervision.idling import look_for_idle
from hotline_tenants.supervision.model import Supervision, SupervisionEntry
from hotline_tenants.supervision.thresholds import every_threshold, set_threshold, thresholds_of
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import (
    dispatched_to,
    only_assignment,
    registered,
    unit_replies,
)
from tests.cast import CITY
from tests.clocks.test_noticing import clocks_of
from tests.conftest import House
from tests.supervision.desk import at_once, late_case, rules_read, staffed, time_passes


async def cards(house: House, tenant: int | None = None) -> list[Supervision]:
    tenant = tenant or house.cast.city
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(Supervision).where(Supervision.tenant_id == tenant, Supervision.form == "system")
        return list((await db.execute(wanted.order_by(Supervision.opened_at, Supervision.id))).scalars())


async def entries(house: House, card: Supervision) -> list[SupervisionEntry]:
    async with house.database.transaction(standing_in(card.tenant_id)) as db:
        wanted = select(SupervisionEntry).where(
            SupervisionEntry.tenant_id == card.tenant_id, SupervisionEntry.supervision_id == card.id
        )
        return list((await db.execute(wanted.order_by(SupervisionEntry.seq))).scalars())


async def signs(house: House, case_id: uuid.UUID) -> None:
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, case_id, assignment.id, version=None, at=house.later(minutes=5))


async def looks(house: House, moment: dt.datetime) -> int:
    """How many are found that do nothing."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        return await look_for_idle(db, at=moment)


async def test_a_card_that_the_sweep_gave_becomes_one_supervision_that_says_why(house: House) -> None:
    case_id = await late_case(house)
    sign = (await clocks_of(house, house.cast.city, case_id))["sign"]
    for _ in range(2):
        await time_passes(house, sign.near_at)
    (card,) = await cards(house)
    assert (card.rule, card.level, card.clock, card.state) == ("near_due", "reminder", "sign", "issued")
    assert card.unit_id == house.cast.units["C-HOUSING"]
    (entry,) = await entries(house, card)
    assert (entry.act, entry.role, entry.data["rule"]) == ("opened_by_rule", "clock", "near_due")
    assert dt.datetime.fromisoformat(entry.data["due_at"]) == sign.due_at


async def test_one_matter_climbs_and_is_not_counted_twice(house: House) -> None:
    case_id = await late_case(house)
    sign = (await clocks_of(house, house.cast.city, case_id))["sign"]
    await time_passes(house, sign.near_at)
    await time_passes(house, sign.due_at)
    (card,) = await cards(house)
    assert (card.rule, card.level, card.level_at) == ("unsigned", "yellow", sign.due_at)
    assert [one.act for one in await entries(house, card)] == ["opened_by_rule", "climb"]


async def test_both_cards_read_in_one_batch_are_one_matter_too(house: House) -> None:
    case_id = await late_case(house)
    reply = (await clocks_of(house, house.cast.city, case_id))["reply"]
    await signs(house, case_id)
    for moment in (reply.near_at, reply.due_at):
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            await notice_due(db, at=moment)
    await rules_read(house, reply.due_at)
    found = {(card.clock, card.level) for card in await cards(house)}
    assert found == {("reply", "red"), ("contact", "red")}


async def test_the_act_that_was_missing_closes_it(house: House) -> None:
    case_id = await late_case(house)
    await time_passes(house, house.later(days=2))
    await signs(house, case_id)
    await rules_read(house, house.now)
    signed = next(card for card in await cards(house) if card.clock == "sign")
    assert (signed.state, signed.outcome, signed.closed_at) == ("closed", "met", house.now)
    assert (await entries(house, signed))[-1].data["by"] == "sign"
    assert {card.state for card in await cards(house) if card.clock != "sign"} == {"issued"}


async def test_a_submitted_reply_closes_the_card_and_one_that_is_sent_back_may_bring_a_new_one(
    house: House,
) -> None:
    case_id = await late_case(house)
    house.later(days=10)
    await time_passes(house, house.now)
    await unit_replies(house, "housing_officer", "housing_leader", case_id)
    await rules_read(house, house.now)
    assert {card.state for card in await cards(house)} == {"closed"}
    _, assignment = await only_assignment(house, "reviewer", case_id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.send_back(
            db, actor, case_id, assignment.id, reason="没有说明原因", version=None, at=house.later(hours=1)
        )
    await time_passes(house, house.later(minutes=1))
    assert [card.clock for card in await cards(house) if card.state == "issued"] == ["reply"]


async def test_time_lost_to_a_wrong_dispatch_is_held_against_nobody(house: House) -> None:
    case_id = await late_case(house)
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    async with house.acting("housing_officer") as (db, actor):
        await returning.ask(
            db, actor, case_id, assignment.id, reason="other_duty", evidence="现场核实不属本单位职责，照片见附件。",
            version=None, at=house.later(minutes=30),
        )  # fmt: skip
    await time_passes(house, house.later(hours=7))
    assert [card.state for card in await cards(house)] == ["issued"]
    async with house.acting("dispatcher") as (db, actor):
        await returning.rule(
            db,
            actor,
            case_id,
            assignment.id,
            granted=True,
            ruling="同意",
            version=None,
            at=house.later(minutes=5),
        )
    await rules_read(house, house.now)
    assert {(card.state, card.outcome) for card in await cards(house)} == {("closed", "void")}


async def test_a_second_return_gives_a_card_and_the_unit_hears_of_it(house: House) -> None:
    case_id = await late_case(house)
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    for _ in range(2):
        async with house.acting("housing_officer") as (db, actor):
            await returning.ask(
                db, actor, case_id, assignment.id, reason="other_duty", evidence="现场核实不属本单位职责，照片见附件。",
                version=None, at=house.later(minutes=10),
            )  # fmt: skip
        async with house.acting("dispatcher") as (db, _):
            await db.driver.execute(
                f"UPDATE rulings SET state = 'refused' WHERE tenant_id = {house.cast.city}"
            )
    await rules_read(house, house.now)
    (card,) = await cards(house)
    assert (card.rule, card.level, card.clock) == ("repeated_return", "yellow", None)
    assert (await entries(house, card))[0].data["number"] == 2
    async with house.acting("housing_leader") as (db, actor):
        told = await db.execute(
            select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        )
        assert "rule_fired" in set(told.scalars())


async def test_a_third_demand_of_one_caller_about_the_same_gives_a_card(house: House) -> None:
    for _ in range(3):
        opened = await registered(house)
        await dispatched_to(house, opened, "C-HOUSING")
    await rules_read(house, house.now)
    (card,) = await cards(house)
    assert (card.rule, card.case_id) == ("repeated_demand", opened.id)


async def test_twice_dissatisfied_gives_a_red_card_which_a_content_caller_closes(house: House) -> None:
    case_id = await late_case(house)
    for answers in (("no", "dissatisfied"), ("no", "dissatisfied"), ("yes", "very")):
        await unit_replies(house, "housing_officer", "housing_leader", case_id)
        _, assignment = await only_assignment(house, "reviewer", case_id)
        async with house.acting("reviewer") as (db, actor):
            await reviewing.accept_reply(
                db, actor, case_id, assignment.id, version=None, at=house.later(minutes=5)
            )
        async with house.acting("callback_officer") as (db, actor):
            given = Answers(contacted=True, solved=answers[0], satisfied=answers[1])
            await call(db, actor, case_id, given, version=None, at=house.later(minutes=5))
            if answers[0] == "no":
                await rework(db, actor, case_id, reason="仍未解决", version=None, at=house.now)
        await rules_read(house, house.now)
        states = [(card.level, card.state) for card in await cards(house) if card.rule == "dissatisfied"]
        house.later(days=1)
    assert states == [("red", "closed")]


async def test_a_unit_that_does_nothing_for_days_is_found_once_and_its_next_act_closes_the_card(
    house: House,
) -> None:
    case_id = await late_case(house)
    await signs(house, case_id)
    await rules_read(house, house.now)

    assert await looks(house, house.later(days=1)) == 0
    assert sum(await at_once(*(looks(house, house.later(days=6)) for _ in range(3)))) == 1
    assert await looks(house, house.later(days=1)) == 0
    (card,) = await cards(house)
    assert (card.rule, card.unit_id) == ("no_progress", house.cast.units["C-HOUSING"])
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.contact(
            db, actor, case_id, assignment.id, note="已联系", version=None, at=house.later(hours=1)
        )
    await rules_read(house, house.now)
    assert [(card.state, card.outcome) for card in await cards(house)] == [("closed", "met")]


async def test_a_unit_that_is_spared_for_doing_nothing_is_spared_until_it_acts_and_rests_again(
    house: House,
) -> None:
    case_id = await late_case(house)
    await signs(house, case_id)
    await rules_read(house, house.now)

    assert await looks(house, house.later(days=6)) == 1
    (card,) = await cards(house)
    async with house.acting("duty_head") as (db, actor):
        await exempt(db, actor, card.id, reason="等待专家鉴定", version=None, at=house.later(hours=1))
    assert await looks(house, house.later(days=1)) == 0
    other = await late_case(house)
    await signs(house, other)
    assert await looks(house, house.later(days=8)) == 1, "what is spared holds nothing up"
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.contact(
            db, actor, case_id, assignment.id, note="已联系", version=None, at=house.later(hours=1)
        )
    assert await looks(house, house.later(days=8)) == 1
    states = [(one.case_id == case_id, one.state) for one in await cards(house)]
    assert states == [(True, "exempted"), (False, "issued"), (True, "issued")]


async def test_two_units_that_do_nothing_in_one_case_get_a_card_each(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["C-HOUSING"],
            co_ids=(house.cast.units["C-WATER"],),
        )  # fmt: skip
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=20))
    async with house.acting("dispatcher") as (db, actor):
        given = await assignments_of(db, await case_for(db, actor, opened.id))
    for officer in ("housing_officer", "water_officer"):
        async with house.acting(officer) as (db, actor):
            own = next(one for one in given if one.unit_id == actor.unit_id)
            await taking_on.sign(db, actor, opened.id, own.id, version=None, at=house.later(minutes=5))
    moment = house.later(days=6)
    assert await looks(house, moment) == 2
    found = await cards(house)
    assert {card.unit_id for card in found} == {house.cast.units["C-HOUSING"], house.cast.units["C-WATER"]}
    assert len({card.number for card in found}) == 2


async def test_a_batch_that_dies_in_the_middle_leaves_nothing_and_two_readers_open_each_card_once(
    house: House,
) -> None:
    number = 12
    for _ in range(number):
        await late_case(house)
    late = house.later(hours=7)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        assert await notice_due(db, at=late) == number
    await place_all(house.database)

    async def dies() -> None:
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            assert await read_on(db, at=late)
            await db.write()
            raise ConnectionAbortedError

    async def reads() -> int:
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            return await read_on(db, at=late, limit=5)

    with pytest.raises(ConnectionAbortedError):
        await dies()
    assert await cards(house) == []
    while any(await at_once(*(reads() for _ in range(3)))):
        pass
    found = [card for card in await cards(house) if card.clock == "sign"]
    assert len(found) == len({card.case_id for card in found}) == number


async def test_an_exemption_names_person_and_reason_and_others_may_not_give_it(house: House) -> None:
    await staffed(house)
    await late_case(house)
    await time_passes(house, house.later(hours=7))
    (card,) = await cards(house)
    async with house.acting("supervisor") as (db, actor):
        with pytest.raises(NotAllowed):
            await exempt(db, actor, card.id, reason="停电", version=None, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="attention"):
            await exempt(db, actor, card.id, reason=" ", version=None, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await exempt(db, actor, card.id, reason="全市停电", version=1, at=house.later(minutes=1))
    (card,) = await cards(house)
    assert (card.state, card.outcome) == ("exempted", "void")
    last = (await entries(house, card))[-1]
    assert (last.act, last.account_id) == ("exempt", house.cast.actors["duty_head"].account_id)
    assert "reason" in last.data["remarks"]


async def test_a_district_may_be_stricter_than_the_city_and_never_looser(house: House) -> None:
    async with house.acting("tenant_admin") as (db, actor):
        await set_threshold(db, actor, "repeated_demand", 4, at=house.now)
    east = house.cast.actors["east_head"]
    stand_in = type(east)(tenant=east.tenant, role="tenant_admin", name="admin", account_id=east.account_id)
    async with house.database.transaction(stand_in.scope) as db:
        assert (await thresholds_of(db))["repeated_demand"] == 3, "the district keeps its default"
        with pytest.raises(Refused) as refusal:
            await set_threshold(db, stand_in, "repeated_demand", 5, at=house.now)
        assert "at most 4" in str(refusal.value.fields["value"])
    async with house.database.transaction(stand_in.scope) as db:
        await set_threshold(db, stand_in, "repeated_demand", 2, at=house.now)
        assert (await thresholds_of(db))["repeated_demand"] == 2
    async with house.acting("tenant_admin") as (db, actor):
        await set_threshold(db, actor, "repeated_demand", 1, at=house.now)
    async with house.database.transaction(stand_in.scope) as db:
        assert (await thresholds_of(db))["repeated_demand"] == 1


async def test_what_a_city_has_set_is_the_floor_of_a_district_that_comes_later(house: House) -> None:
    async with house.acting("tenant_admin") as (db, actor):
        await set_threshold(db, actor, "repeated_demand", 2, at=house.now)
    north = NewTenant(code="990102", name_zh="北门区", name_en="North Gate District", short_zh="北门",
                      short_en="North Gate", tier="district", parent=CITY)  # fmt: skip
    tenant = await add_tenant(house.database, north, at=house.now)
    async with house.database.transaction(standing_in(tenant)) as db:
        known = {one.code: one for one in await every_threshold(db)}
    assert (known["repeated_demand"].value, known["repeated_demand"].floor) == (2, 2)
    assert known["dissatisfied"].floor is None


async def test_cards_of_one_government_are_nobody_elses(house: House) -> None:
    await late_case(house)
    await time_passes(house, house.later(hours=7))
    assert len(await cards(house)) == 1
    assert await cards(house, house.cast.east) == []
    async with house.acting("dispatcher") as (db, _):
        case = await locked(db, (await cards(house))[0].case_id or uuid.UUID(int=0))
        assert len(await assignments_of(db, case)) == 1


async def test_a_card_for_time_in_which_the_platform_was_out_ends_without_judgement(house: House) -> None:
    case_id = await late_case(house)
    sign = (await clocks_of(house, house.cast.city, case_id))["sign"]
    await time_passes(house, sign.due_at)
    (card,) = await cards(house)
    assert (card.rule, card.state) == ("unsigned", "issued")
    lost = dt.timedelta(minutes=30)
    await enter_outage(
        house.database, house.cast.actors["system_admin"], begin=sign.started_at,
        end=sign.started_at + lost, reason="机房停电", at=sign.due_at,
    )  # fmt: skip
    await settle_all(house.database, at=sign.due_at)
    await rules_read(house, sign.due_at)
    (card,) = await cards(house)
    assert (card.state, card.outcome) == ("closed", "void")
    assert (await entries(house, card))[-1].data["by"] == "recompute"
    await time_passes(house, sign.due_at + lost)
    assert {(one.rule, one.state) for one in await cards(house)} == {
        ("unsigned", "closed"),
        ("unsigned", "issued"),
    }
