"""A rectification notice follows the unit that is asked: to another government, or, where the unit becomes one, to its desk."""

import datetime as dt
import uuid
from typing import Any

import pytest

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.rectification import issuing, reporting
from hotline_tenants.rectification.model import Rectification, RectificationEntry, RectificationFile
from hotline_tenants.rectification.papers import paper_of
from hotline_tenants.rectification.reaching import act_on
from tests.boundaries.moving import all_is_proved, approved, bridge_to_west, carried_out, drafted, looked_at
from tests.boundaries.test_converting import carried, in_hand, the_new_government
from tests.boundaries.test_moving_a_street import in_west
from tests.boundaries.test_supervisions_convert import taken_back
from tests.boundaries.test_supervisions_go_over import of, the_wests
from tests.conftest import House
from tests.rectification.test_notices import REPORT, with_evidence
from tests.supervision.desk import staffed
from tests.web.browsing import browsing


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def notice_to(house: House, unit: str, *, drafter: str, issuer: str = "", days: int = 5) -> uuid.UUID:
    """A notice to a unit of one's own; issued where somebody issues it."""
    async with house.acting(drafter) as (db, actor):
        notice = Rectification(
            tenant_id=db.tenant, id=new_id(), side="own", other_tenant_id=db.tenant, unit_id=house.cast.units[unit],
            state="draft", title="答复超期", facts="1. 答复超期且未说明原因。", requirement="请逐件补充答复依据。", salt=new_salt(),
            due_at=house.now + dt.timedelta(days=days), look_back_on=house.now.date() + dt.timedelta(days=40),
            drafted_at=house.now, drafted_by=actor.account_id, **BEGINNING,
        )  # fmt: skip
        db.add(notice)
        await db.flush()
        await act_on(db, notice, "draft", actor, at=house.now, findings=[])
        notice_id = notice.id
    if issuer:
        async with house.acting(issuer) as (db, actor):
            await issuing.issue(db, actor, notice_id, version=None, at=house.later(hours=1))
    return notice_id


async def notices(house: House, tenant: int) -> dict[uuid.UUID, Rectification]:
    return {one.id: one for one in await of(house, tenant, Rectification)}


async def acts(house: House, tenant: int, notice_id: uuid.UUID) -> list[str]:
    rows = await of(house, tenant, RectificationEntry, RectificationEntry.rectification_id == notice_id)
    return [row.act for row in sorted(rows, key=lambda row: row.seq)]


async def acting(house: House, who: Actor, verb: Any, notice_id: uuid.UUID, **given: Any) -> None:
    async with house.database.transaction(who.scope) as db:
        await verb(db, who, notice_id, version=None, at=house.later(hours=1), **given)


async def test_it_is_named_in_the_dry_run_goes_with_its_unit_and_is_answered_and_checked_there(
    desk: House,
) -> None:
    east, west = desk.cast.east, desk.cast.west
    notice_id = await notice_to(desk, "E-BRIDGE", drafter="east_supervisor", issuer="east_head")
    draft = await notice_to(desk, "E-BRIDGE", drafter="east_supervisor")
    other = await notice_to(desk, "E-WILLOW", drafter="east_supervisor", issuer="east_head")
    await with_evidence(desk, notice_id, login="bridge_leader")
    before = (await notices(desk, east))[notice_id]
    async with desk.database.transaction(standing_in(east)) as db:
        paper = await paper_of(db, before)
    plan_id = await drafted(desk, bridge_to_west(desk))
    seen = await looked_at(desk, plan_id)
    assert (seen.blocks, seen.noticed, set(seen.notices)) == ([], 2, {before.number, None})
    async with browsing(desk, "system_admin") as browser:
        assert (before.number or "–") in (await browser.get(f"/boundaries/{plan_id}")).text
    await carry_out(desk.database, await approved(desk, plan_id), at=desk.now)
    assert (await plan_of(desk.database, plan_id)).rectifications == 2

    here, there = await notices(desk, east), await notices(desk, west)
    assert {one.id: one.state for one in there.values()} == {notice_id: "issued", draft: "draft"}
    assert {one.id: one.state for one in here.values()} == {
        notice_id: "moved", draft: "moved", other: "issued",
    }  # fmt: skip
    after = there[notice_id]
    assert (after.number, after.due_at, after.next_at, after.unit_id, after.other_tenant_id) == (
        before.number, before.due_at, before.next_at, desk.cast.units["E-BRIDGE"], west,
    )  # fmt: skip
    assert here[notice_id].next_at is None, "nobody is reminded of it there"
    history = await acts(desk, east, notice_id)
    assert history[-1] == "hand_over"
    assert await acts(desk, west, notice_id) == [*history[:-1], "take_over"]
    assert len(await of(desk, west, RectificationFile)) == 1
    async with desk.database.transaction(standing_in(west)) as db:
        assert await paper_of(db, after) == paper, "as it was issued"
    await all_is_proved(desk)

    await acting(desk, in_west(desk, "bridge_leader"), reporting.report, notice_id, report=REPORT)
    inspector = the_wests(desk, "inspector")
    await acting(desk, inspector, reporting.accept, notice_id, note="已逐件复核，情况属实。")
    assert (await notices(desk, west))[notice_id].state == "closed"
    await all_is_proved(desk)


async def test_with_a_district_that_ends_its_own_notices_go_over_and_hold_nothing_up(desk: House) -> None:
    notice_id = await notice_to(desk, "E-WILLOW", drafter="east_supervisor", issuer="east_head")
    merging = bridge_to_west(desk, kind="merge", units=[])
    await carried_out(desk, merging)
    assert (await notices(desk, desk.cast.east))[notice_id].state == "moved"
    assert (await notices(desk, desk.cast.west))[notice_id].state == "issued"
    await all_is_proved(desk)


async def test_a_unit_that_becomes_a_government_has_it_on_its_desk_and_taken_back_is_asked_again(
    desk: House,
) -> None:
    city, water = desk.cast.city, desk.cast.units["C-WATER"]
    await in_hand(desk)
    notice_id = await notice_to(desk, "C-WATER", drafter="inspector", issuer="duty_head", days=20)
    tenant = await the_new_government(desk)
    plan_id = await carried(desk)
    upper, lower = (await notices(desk, city))[notice_id], (await notices(desk, tenant))[notice_id]
    assert (upper.side, upper.other_tenant_id, upper.state) == ("upper", tenant, "issued")
    assert (lower.side, lower.number, lower.due_at) == ("lower", upper.number, upper.due_at)
    assert (upper.next_at, lower.next_at is None) == (None, False), "the clock runs below"
    await all_is_proved(desk)

    await taken_back(desk, plan_id)
    again = (await notices(desk, city))[notice_id]
    assert (again.side, again.unit_id, again.state) == ("own", water, "issued")
    assert again.next_at == lower.next_at
    assert (await notices(desk, tenant))[notice_id].state == "moved"
    await with_evidence(desk, notice_id, login="water_leader")
    async with desk.acting("water_leader") as (db, actor):
        await reporting.report(db, actor, notice_id, report=REPORT, version=None, at=desk.later(hours=1))
    assert (await notices(desk, city))[notice_id].state == "reported"
    assert (await acts(desk, city, notice_id)).count("successor") == 2
    await all_is_proved(desk)
