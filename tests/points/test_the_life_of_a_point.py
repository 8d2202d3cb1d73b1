"""The life of a point: applied for, approved by somebody else, opened without a hole, suspended, closed."""

import psycopg
import pytest
from sqlalchemy import text

from hotline_platform.access.permissions import PERMISSIONS
from hotline_platform.audit.verifying import Counts
from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.history.verifying import verify
from hotline_tenants.network.units import unit_tree
from hotline_tenants.points import acting, filing
from hotline_tenants.points.lifecycle import FACTS, NOWHERE, POINT, needed
from hotline_tenants.points.model import STATES
from hotline_tenants.points.standing import standings
from hotline_tenants.points.verifying import point_faults
from hotline_tenants.points.words import ACTS, DONE
from hotline_tenants.points.words import STATES as NAMES
from tests.cast import CITY
from tests.conftest import House
from tests.points.setting_up import DAY, applied, approved, called, point_of, post, ready
from tests.web.browsing import browsing


def test_every_step_of_the_table_is_known_named_and_permitted() -> None:
    assert {origin for origin, _ in POINT} | {one.to for one in POINT.values()} <= set(NAMES)
    assert set(NAMES) == {NOWHERE, *STATES}
    beside = {"test_call", "hand_over", "take_over", "come_back"}
    assert {act for _, act in POINT} == set(ACTS) == set(DONE) - beside
    assert {one.permission for one in POINT.values()} <= set(PERMISSIONS)


def test_every_state_is_reached_and_every_one_leads_on_to_the_end() -> None:
    reached, waiting = {NOWHERE}, [NOWHERE]
    while waiting:
        state = waiting.pop()
        for (origin, _), step in POINT.items():
            if origin == state and step.to not in reached:
                reached.add(step.to)
                waiting.append(step.to)
    assert reached == set(NAMES)
    assert all(any(origin == state for origin, _ in POINT) for state in NAMES)


async def test_a_point_is_opened_when_nothing_is_missing(house: House) -> None:
    unit_id = await ready(house)
    async with house.acting("network_officer") as (db, actor):
        await acting.open_point(db, actor, unit_id, version=None, at=house.now)
    assert (await point_of(house, unit_id)).state == "open"


HOLES = {
    "duty_list": "DELETE FROM duty_lists",
    "accounts": "UPDATE memberships SET ended_at = now() WHERE unit_id IS NOT NULL",
    "liaison": "UPDATE point_changes SET holder = '' WHERE subject = 'liaison'",
    "leader": "DELETE FROM point_changes WHERE subject = 'leader'",
    "trained": "UPDATE points SET trained_on = NULL",
    "telephone": "UPDATE points SET telephone = ''",
    "test_call": "UPDATE test_calls SET passed = false",
}


@pytest.mark.parametrize("missing", HOLES)
async def test_a_point_with_a_hole_is_not_opened_and_the_hole_is_named(
    house: House, superuser: psycopg.Connection, missing: str
) -> None:
    unit_id = await ready(house)
    superuser.execute(HOLES[missing])
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await acting.open_point(db, actor, unit_id, version=None, at=house.now)
    assert str(FACTS[missing]) in str(refusal.value)
    assert (await point_of(house, unit_id)).state == "approved"


async def test_nobody_approves_what_they_applied_for(house: House) -> None:
    unit_id = await applied(house)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(NotAllowed):
            await acting.approve(db, actor, unit_id, version=None, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        point = await acting.point_for(db, unit_id)
        assert point is not None
        point.applied_by = actor.account_id
        await db.flush()
        with pytest.raises(Refused, match="somebody else"):
            await acting.approve(db, actor, unit_id, version=None, at=house.now)
        await db.abandon()
    async with house.acting("duty_head") as (db, actor):
        await acting.approve(db, actor, unit_id, version=None, at=house.now)
    assert (await point_of(house, unit_id)).approved_by == house.cast.actors["duty_head"].account_id


async def test_a_failed_test_call_opens_nothing_and_a_test_before_the_approval_does_not_count(
    house: House,
) -> None:
    unit_id = await approved(house)
    assert await called(house, unit_id, answered=False) == 0
    async with house.acting("network_officer") as (db, _):
        assert (await standings(db, (unit_id,), on=DAY))[unit_id].test_call is None
    assert await called(house, unit_id) == 100
    async with house.acting("network_officer") as (db, _):
        assert (await standings(db, (unit_id,), on=DAY))[unit_id].test_call == DAY
    house.later(days=1)
    async with house.acting("duty_head") as (db, actor):
        await acting.close(db, actor, unit_id, reason="并入他处", version=None, at=house.now)
    await approved(house)
    async with house.acting("network_officer") as (db, _):
        assert (await standings(db, (unit_id,), on=DAY))[unit_id].test_call is None


async def test_a_suspended_point_works_again_and_a_closed_one_is_applied_for_anew(house: House) -> None:
    unit_id = await ready(house)
    async with house.acting("network_officer") as (db, actor):
        await acting.open_point(db, actor, unit_id, version=None, at=house.now)
        with pytest.raises(Refused):
            await acting.suspend(db, actor, unit_id, reason=" ", version=None, at=house.now)
        await acting.suspend(db, actor, unit_id, reason="办公楼检修", version=None, at=house.now)
        await acting.resume(db, actor, unit_id, version=None, at=house.now)
        with pytest.raises(NotAllowed):
            await acting.close(db, actor, unit_id, reason="撤销", version=None, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await acting.close(db, actor, unit_id, reason="撤销", version=None, at=house.now)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused, match="moved on"):
            await acting.resume(db, actor, unit_id, version=None, at=house.now)
    await applied(house)
    assert (await point_of(house, unit_id)).state == "applied"


async def test_its_page_says_who_did_what_in_which_role_and_how_the_call_came_out(house: House) -> None:
    unit_id = await ready(house)
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get(f"/network/points/{unit_id}")).text
    history = page[page.index("全部经过") :]
    assert "Duty Head · 值班室负责人" in history
    assert ("拨测结果" in history, "合格" in history) == (True, True)
    assert "2026年3月2日" in history
    assert "<dd>2026-03-02" not in history, "days are read as everywhere"


async def test_two_who_act_on_one_page_are_told(house: House) -> None:
    unit_id = await approved(house)
    seen = (await point_of(house, unit_id)).version
    await post(house, unit_id, "liaison", "江一帆")
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Stale):
            await acting.train(db, actor, unit_id, trained_on=DAY, version=seen, at=house.now)


async def test_a_point_of_another_government_is_not_there(house: House) -> None:
    unit_id = await approved(house)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await acting.approve(db, actor, unit_id, version=None, at=house.now)
        with pytest.raises(NotFound):
            await filing.file_change(
                db, actor, unit_id, filing.Change(subject="other", happened_on=DAY, holder="-"), version=None, at=house.now
            )  # fmt: skip


async def test_every_step_is_in_a_chain_that_nobody_can_change(house: House) -> None:
    unit_id = await ready(house)
    async with house.acting("network_officer") as (db, _):
        assert [one async for one in point_faults(db, CITY)] == []
        events = (await db.execute(
            text("SELECT act, account_id FROM point_events WHERE tenant_id = :t AND unit_id = :u ORDER BY seq"),
            {"t": db.tenant, "u": unit_id},
        )).all()  # fmt: skip
    assert [one.act for one in events][:2] == ["apply", "approve"]
    assert events[1].account_id == house.cast.actors["duty_head"].account_id


@pytest.mark.parametrize("forged", ["UPDATE point_events SET act = 'refuse' WHERE act = 'approve'",
                                    "DELETE FROM point_events WHERE act = 'test_call'"])  # fmt: skip
async def test_a_step_that_was_changed_or_taken_away_from_outside_shows(
    house: House, superuser: psycopg.Connection, forged: str
) -> None:
    unit_id = await ready(house)
    superuser.execute(forged)
    async with house.acting("network_officer") as (db, _):
        found = [str(one) async for one in point_faults(db, CITY)]
        code = (await unit_tree(db)).get(unit_id).code
        assert found
        assert all(one.startswith(f"{code}") for one in found)


def test_a_committee_needs_no_duty_list_and_no_leader() -> None:
    assert {"duty_list", "leader"}.isdisjoint(needed("committee"))
    assert {"duty_list", "leader"} <= set(needed("street"))


async def test_the_application_may_not_rewrite_history(house: House) -> None:
    await approved(house)
    async with house.acting("network_officer") as (db, _):
        with pytest.raises(Exception, match="permission denied"):
            await db.execute(text("DELETE FROM point_events WHERE tenant_id = :t"), {"t": db.tenant})
    async with house.acting("east_head") as (db, _):
        rows = await db.execute(text("SELECT 1 FROM points WHERE tenant_id = :t"), {"t": house.cast.city})
        assert rows.all() == []


async def test_the_proof_of_history_names_a_point_whose_chain_does_not_hold(
    house: House, superuser: psycopg.Connection
) -> None:
    await ready(house)
    key = house.settings.seal_key
    assert [one async for one in verify(house.database, house.cast.city, Counts(), key=key)] == []
    superuser.execute("UPDATE point_events SET role = 'leader' WHERE act = 'approve'")
    (fault,) = [one async for one in verify(house.database, house.cast.city, Counts(), key=key)]
    assert (fault.number, fault.seq) == ("C-WATER", 2)
