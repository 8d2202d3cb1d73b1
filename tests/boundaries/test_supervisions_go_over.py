"""An open supervision goes over with what it is about: letters, cards and what was asked by the city, whole or in part."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.carrying_out import carry_out, carry_out_due
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.cases.model import Assignment
from hotline_tenants.supervision import drafting, issuing, objecting, reporting, reviewing
from hotline_tenants.supervision.model import (
    SupervisedCase,
    Supervision,
    SupervisionEntry,
    SupervisionLink,
    SupervisionTask,
)
from hotline_tenants.supervision.topics import Topic
from tests.boundaries.moving import (
    all_is_proved,
    approved,
    bridge_to_west,
    carried_out,
    clocks_in,
    drafted,
    looked_at,
)
from tests.boundaries.test_moving_a_street import in_bridge, in_west, of_the_city
from tests.boundaries.test_reviving import closed, objects
from tests.boundaries.test_splitting import NORTH, a_new_district
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.supervision import desk as city
from tests.supervision.desk import REPORT, staffed, time_passes
from tests.web.browsing import browsing


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def letter_in_east(
    house: House, *units: str, cases: tuple[uuid.UUID, ...] = (), form: str = "written", **given: Any
) -> uuid.UUID:  # fmt: skip
    """Issued by East Lake District itself, to one unit and perhaps others."""
    lead, *others = [house.cast.units[unit] for unit in units]
    due = house.now + dt.timedelta(days=5)
    async with house.acting("east_supervisor") as (db, actor):
        new = drafting.Draft(
            form=form, title="路灯长期不亮", requirement="请查明原因，限期修复。", unit_id=lead, co_ids=others, due_at=due,
            cases=cases, **given,
        )  # fmt: skip
        supervision_id = await drafting.draft(db, actor, new, at=house.later(minutes=5))
        await issuing.submit(db, actor, supervision_id, version=None, at=house.later(minutes=5))
    async with house.acting("east_head") as (db, actor):
        await issuing.sign_issue(db, actor, supervision_id, version=None, at=house.later(minutes=5))
    return supervision_id


async def of(house: House, tenant: int, model: Any, *which: Any) -> list[Any]:
    async with house.database.transaction(standing_in(tenant)) as db:
        return list((await db.execute(select(model).where(model.tenant_id == tenant, *which))).scalars())


async def one_of(house: House, tenant: int, supervision_id: uuid.UUID) -> Supervision | None:
    found = await of(house, tenant, Supervision, Supervision.id == supervision_id)
    return found[0] if found else None


async def tasks_in(house: House, tenant: int, supervision_id: uuid.UUID) -> dict[uuid.UUID | None, str]:
    """The state of what is asked, by unit."""
    rows = await of(house, tenant, SupervisionTask, SupervisionTask.supervision_id == supervision_id)
    return {row.unit_id: row.state for row in rows}


async def cases_in(house: House, tenant: int, supervision_id: uuid.UUID) -> set[uuid.UUID]:
    rows = await of(house, tenant, SupervisedCase, SupervisedCase.supervision_id == supervision_id)
    return {row.case_id for row in rows}


async def acts_in(house: House, tenant: int, supervision_id: uuid.UUID) -> list[str]:
    rows = await of(house, tenant, SupervisionEntry, SupervisionEntry.supervision_id == supervision_id)
    return [row.act for row in sorted(rows, key=lambda row: row.seq)]


def the_wests(house: House, role: str) -> Actor:
    """Somebody of the county's own duty room."""
    actor = house.cast.actors["east_head"]
    return dataclasses.replace(actor, tenant=house.cast.west, role=role, account_id=None)


async def test_a_letter_goes_over_with_its_case_and_is_answered_and_closed_there(desk: House) -> None:
    case_id = await in_bridge(desk)
    letter = await letter_in_east(desk, "E-BRIDGE", cases=(case_id,))
    before, bridge = await one_of(desk, desk.cast.east, letter), desk.cast.units["E-BRIDGE"]
    clocks = await clocks_in(desk, desk.cast.east)
    plan_id = await drafted(desk, bridge_to_west(desk))
    seen = await looked_at(desk, plan_id)
    assert before is not None
    assert (seen.blocks, seen.supervised, [one.number for one in seen.supervisions]) == (
        [],
        1,
        [before.number],
    )
    async with browsing(desk, "system_admin") as browser:
        assert (before.number or "–") in (await browser.get(f"/boundaries/{plan_id}")).text
    await carry_out(desk.database, await approved(desk, plan_id), at=desk.now)
    assert (await plan_of(desk.database, plan_id)).supervisions == 1

    after = await one_of(desk, desk.cast.west, letter)
    assert after is not None
    assert (after.number, after.state, after.due_at, after.unit_id, after.opened_at) == (
        before.number, "issued", before.due_at, bridge, before.opened_at,
    )  # fmt: skip
    assert await tasks_in(desk, desk.cast.west, letter) == {bridge: "open"}
    assert await cases_in(desk, desk.cast.west, letter) == {case_id}
    assert await clocks_in(desk, desk.cast.west) == clocks, "under the limits of supervision, as before"
    left = await one_of(desk, desk.cast.east, letter)
    assert left is not None
    assert (left.state, left.due_at) == ("moved", None)
    assert await cases_in(desk, desk.cast.east, letter) == set()
    history = await acts_in(desk, desk.cast.east, letter)
    assert history[-1] == "hand_over"
    assert await acts_in(desk, desk.cast.west, letter) == [*history[:-1], "take_over"]
    await all_is_proved(desk)

    reason = in_west(desk, "bridge_leader")
    async with desk.database.transaction(reason.scope) as db:
        await objecting.object_to(
            db, reason, letter, reason="灯杆产权属于供电公司。", version=None, at=desk.later(hours=1)
        )
    head = the_wests(desk, "duty_head")
    async with desk.database.transaction(head.scope) as db:
        await objecting.decide(
            db, head, letter, upheld=True, ruling="情况属实。", version=None, at=desk.later(hours=1)
        )
    closed_there = await one_of(desk, desk.cast.west, letter)
    assert closed_there is not None
    assert closed_there.state == "lifted"
    await all_is_proved(desk)


async def test_a_card_stands_in_the_new_house_as_it_stood(desk: House) -> None:
    await in_bridge(desk)
    await time_passes(desk, desk.later(days=12))
    cards = await of(desk, desk.cast.east, Supervision, Supervision.form == "system")
    standing = {(card.id, card.level, card.state, card.outcome, card.clock) for card in cards}
    assert "red" in {card.level for card in cards if card.state == "issued"}
    (before,) = await of(desk, desk.cast.east, Assignment)
    assert before.supervised
    await carried_out(desk, bridge_to_west(desk))
    await time_passes(desk, desk.later(minutes=5))
    await city.rules_read(desk, desk.now)
    there = await of(desk, desk.cast.west, Supervision, Supervision.form == "system")
    assert {(card.id, card.level, card.state, card.outcome, card.clock) for card in there} == standing
    here = await of(desk, desk.cast.east, Supervision, Supervision.form == "system")
    assert {card.state for card in here} <= {"moved", "closed"}
    (after,) = await of(desk, desk.cast.west, Assignment)
    assert after.supervised
    await all_is_proved(desk)


async def test_each_goes_on_with_its_part_of_what_is_asked_in_both(desk: House) -> None:
    bridge, willow = desk.cast.units["E-BRIDGE"], desk.cast.units["E-WILLOW"]
    going, staying = await in_bridge(desk), await in_bridge(desk, area="E-WILLOW", lead="E-WILLOW")
    plan = Topic(words="路灯", units=(bridge, willow)).stored()
    special = await letter_in_east(
        desk, "E-BRIDGE", "E-WILLOW", form="special", plan=plan, look_back_on=desk.now.date() + dt.timedelta(days=60)
    )  # fmt: skip
    letter = await letter_in_east(desk, "E-BRIDGE", cases=(going,))
    other = await letter_in_east(desk, "E-WILLOW", cases=(staying,))
    plan_id = await drafted(desk, bridge_to_west(desk))
    seen = await looked_at(desk, plan_id)
    assert {one.id: one.whole for one in seen.supervisions} == {special: False, letter: True}
    await carry_out(desk.database, await approved(desk, plan_id), at=desk.now)

    assert await tasks_in(desk, desk.cast.east, special) == {bridge: "moved", willow: "open"}
    assert await tasks_in(desk, desk.cast.west, special) == {bridge: "open"}
    both = [await one_of(desk, tenant, special) for tenant in (desk.cast.east, desk.cast.west)]
    assert [one.state for one in both if one] == ["issued", "issued"]
    assert (await acts_in(desk, desk.cast.east, special))[-1] == "hand_over_part"
    assert (await acts_in(desk, desk.cast.west, special))[-1] == "take_over"
    assert await one_of(desk, desk.cast.west, other) is None, "it is about what stays"
    leads = in_west(desk, "bridge_leader")
    (task,) = await of(desk, desk.cast.west, SupervisionTask, SupervisionTask.supervision_id == special)
    async with desk.database.transaction(leads.scope) as db:
        await reporting.report(
            db, leads, special, task.id, report=REPORT, version=None, at=desk.later(hours=1)
        )
    reviews = the_wests(desk, "supervisor")
    async with desk.database.transaction(reviews.scope) as db:
        await reviewing.accept_report(db, reviews, special, task.id, version=None, at=desk.later(hours=1))
    there = await one_of(desk, desk.cast.west, special)
    assert there is not None
    assert there.state == "reviewed", "nothing else is asked there"
    await all_is_proved(desk)


async def test_what_the_city_asked_the_successor_answers(desk: House) -> None:
    case_id, order = await of_the_city(desk)
    letter = await asked_by_the_city(desk, case_id)
    (lower,) = await of(desk, desk.cast.east, Supervision, Supervision.side == "lower")
    await carried_out(desk, bridge_to_west(desk))
    west = desk.cast.units[WEST]
    upper = await one_of(desk, desk.cast.city, letter)
    assert upper is not None
    assert (upper.unit_id, upper.state) == (west, "issued")
    assert await tasks_in(desk, desk.cast.city, letter) == {west: "open"}
    (link,) = await of(desk, desk.cast.city, SupervisionLink)
    assert (link.other_tenant_id, link.other_id) == (desk.cast.west, lower.id)
    assert await cases_in(desk, desk.cast.west, lower.id) == {order}
    head = the_wests(desk, "duty_head")
    (task,) = await of(desk, desk.cast.west, SupervisionTask)
    async with desk.database.transaction(head.scope) as db:
        await reporting.report(
            db, head, lower.id, task.id, report=REPORT, version=None, at=desk.later(hours=1)
        )
    assert await tasks_in(desk, desk.cast.city, letter) == {west: "reported"}
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.accept_report(db, actor, letter, link.task_id, version=None, at=desk.now)
    there = await one_of(desk, desk.cast.west, lower.id)
    assert there is not None
    assert there.state == "closed"
    await all_is_proved(desk)


async def asked_by_the_city(house: House, *cases: uuid.UUID) -> uuid.UUID:
    """On site, which is answered without a scan."""
    supervision_id = await city.drafted(house, form="on_site", unit=EAST, cases=cases)
    async with house.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, supervision_id, version=None, at=house.later(minutes=5))
    return supervision_id


async def test_of_a_letter_about_two_orders_each_district_answers_for_its_own(desk: House) -> None:
    going, _ = await of_the_city(desk)
    opened = await city.late_case(desk, EAST)
    letter = await asked_by_the_city(desk, going, opened)
    await carried_out(desk, bridge_to_west(desk))
    east, west = desk.cast.units[EAST], desk.cast.units[WEST]
    assert await tasks_in(desk, desk.cast.city, letter) == {east: "open", west: "open"}
    links = await of(desk, desk.cast.city, SupervisionLink)
    assert {link.other_tenant_id for link in links} == {desk.cast.east, desk.cast.west}
    for tenant in (desk.cast.east, desk.cast.west):
        (lower,) = await of(desk, tenant, Supervision, Supervision.side == "lower")
        assert lower.state == "issued"
        assert len(await cases_in(desk, tenant, lower.id)) == 1
    await all_is_proved(desk)


async def test_a_merger_leaves_nothing_open_behind(desk: House) -> None:
    in_willow = await in_bridge(desk, area="E-WILLOW", lead="E-WILLOW")
    letters = [
        await letter_in_east(desk, "E-WILLOW", cases=(in_willow,)),
        await letter_in_east(desk, "E-BRIDGE", form="interview"),
    ]
    asked = await asked_by_the_city(desk)
    async with desk.acting("supervisor") as (db, actor):
        plain = drafting.Draft(
            form="phone", title="尚未签发", requirement="请查明原因。", unit_id=desk.cast.units[EAST],
            due_at=desk.now + dt.timedelta(days=3),
        )  # fmt: skip
        draft = await drafting.draft(db, actor, plain, at=desk.now)
    both = await city.drafted(desk, form="phone", unit=EAST, co_ids=[desk.cast.units[WEST]])
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, both, version=None, at=desk.later(minutes=5))
    merger = bridge_to_west(desk, kind="merge", units=[])
    plan_id = await drafted(desk, merger)
    assert (await looked_at(desk, plan_id)).blocks == []
    await carry_out(desk.database, await approved(desk, plan_id), at=desk.now)
    assert (await plan_of(desk.database, plan_id)).done_at == desk.now
    assert {one.state for one in await of(desk, desk.cast.east, Supervision)} == {"moved"}
    for letter in letters:
        there = await one_of(desk, desk.cast.west, letter)
        assert there is not None
        assert there.state == "issued"
    west = desk.cast.units[WEST]
    for one in (asked, draft, both):
        assert set(await tasks_in(desk, desk.cast.city, one)) == {west}
    lower = await of(desk, desk.cast.west, Supervision, Supervision.side == "lower")
    numbers = sorted(one.number or "" for one in lower)
    assert len(lower) == len(set(numbers)) == 3
    assert any(number.endswith("（东湖）") for number in numbers), (
        "the same letter of the city's came to both"
    )
    await all_is_proved(desk)


async def test_its_case_follows_when_it_comes_to_life_again(desk: House) -> None:
    case_id = await in_bridge(desk)
    special = await letter_in_east(
        desk, "E-BRIDGE", form="special", cases=(case_id,), look_back_on=desk.now.date() + dt.timedelta(days=60)
    )  # fmt: skip
    await closed(desk, case_id)
    await carried_out(desk, bridge_to_west(desk, effective_on=desk.now.date()))
    there = await one_of(desk, desk.cast.west, special)
    assert there is not None
    assert there.state == "issued"
    assert await cases_in(desk, desk.cast.west, special) == set(), "it ended in the house before"
    await objects(desk, case_id)
    await carry_out_due(desk.database, at=desk.later(minutes=1))
    assert await cases_in(desk, desk.cast.west, special) == {case_id}
    await all_is_proved(desk)


async def test_a_new_district_takes_over_letters_cards_and_a_special_supervision_at_once(desk: House) -> None:
    north = await a_new_district(desk, NORTH, "北湖", "North Lake")
    demands = [await in_bridge(desk) for _ in range(3)]
    kept = await in_bridge(desk, area="E-WILLOW", lead="E-WILLOW")
    letters = [await letter_in_east(desk, "E-BRIDGE", cases=(one,)) for one in demands[:2]]
    stays = await letter_in_east(desk, "E-WILLOW", cases=(kept,))
    special = await letter_in_east(
        desk, "E-BRIDGE", "E-WILLOW", form="special", plan=Topic(words="路灯").stored(),
        look_back_on=desk.now.date() + dt.timedelta(days=60),
    )  # fmt: skip
    await time_passes(desk, desk.later(days=4))
    clocks = await clocks_in(desk, desk.cast.east)
    before = {one.id: one for one in await of(desk, desk.cast.east, Supervision)}
    open_cards = [one for one in before.values() if one.form == "system" and one.state == "issued"]
    going = {one.id for one in open_cards if one.case_id in demands} | {*letters}
    plan_id = await drafted(desk, bridge_to_west(desk, kind="split", target=NORTH))
    seen = await looked_at(desk, plan_id)
    assert seen.blocks == []
    assert (seen.supervised, seen.cards) == (3, len(going) - 2)
    await carry_out(desk.database, await approved(desk, plan_id), at=desk.now, batch=2)
    there = {one.id: one for one in await of(desk, north, Supervision) if one.state == "issued"}
    assert there.keys() == going | {special}
    for one in there.values():
        was = before[one.id]
        assert (one.number, one.level, one.due_at, one.unit_id, one.issued_at) == (
            was.number, was.level, was.due_at, was.unit_id, was.issued_at,
        )  # fmt: skip
    here = {one.id for one in await of(desk, desk.cast.east, Supervision) if one.state == "issued"}
    assert here == {one.id for one in before.values() if one.state == "issued"} - going
    assert stays in here
    assert await clocks_in(desk, north) == {one: row for one, row in clocks.items() if row[0] in demands}
    await all_is_proved(desk)


async def test_the_citys_card_about_an_order_stands_at_the_successors_desk(desk: House) -> None:
    _, order = await of_the_city(desk)
    await time_passes(desk, desk.later(days=12))
    upper = await of(desk, desk.cast.city, Supervision, Supervision.state == "issued")
    lower = await of(
        desk, desk.cast.east, Supervision, Supervision.side == "lower", Supervision.state == "issued"
    )
    assert {one.case_id for one in lower} == {order}
    await carried_out(desk, bridge_to_west(desk))
    cards = await of(desk, desk.cast.city, Supervision, Supervision.state == "issued")
    assert {one.unit_id for one in cards} == {desk.cast.units[WEST]}
    there = await of(
        desk, desk.cast.west, Supervision, Supervision.side == "lower", Supervision.state == "issued"
    )
    assert {one.id for one in there} == {one.id for one in lower}
    links = await of(desk, desk.cast.city, SupervisionLink)
    assert {link.other_tenant_id for link in links} == {desk.cast.west}
    assert len(cards) == len(upper) == len(there)
    head = the_wests(desk, "duty_head")
    async with desk.database.transaction(head.scope) as db:
        await objecting.object_to(
            db, head, there[0].id, reason="该路灯不属本县管理。", version=None, at=desk.later(hours=1)
        )
    asked = await of(desk, desk.cast.city, Supervision, Supervision.objection == "asked")
    assert [one.objecting_unit_id for one in asked] == [desk.cast.units[WEST]]
    await all_is_proved(desk)
