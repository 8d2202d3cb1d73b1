"""What is no plan, or no plan any more: told at its field, in words that say what would be right."""

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Column

from hotline_platform.access.actor import Actor
from hotline_platform.database.model import Base
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.security import tenant_models
from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.boundaries.approving import approve, withdraw
from hotline_tenants.boundaries.carrying_out import carry_out, carry_out_due
from hotline_tenants.boundaries.drafting import draft, redraft
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.boundaries.rows import GOING_ALONG, STAYING
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.standstill.suspending import suspend
from tests.boundaries.moving import ZONE, approved, bridge_to_west, carried_out, drafted, looked_at
from tests.cast import CITY, EAST, WEST
from tests.conftest import House
from tests.web.browsing import browsing


async def refused(house: House, **other: Any) -> dict[str, str]:
    """What is said of a plan, by field."""
    with pytest.raises(Refused) as refusal:
        await drafted(house, bridge_to_west(house, **other))
    return {field: str(words) for field, words in refusal.value.fields.items()}


async def test_each_mistake_is_told_at_its_field(house: House) -> None:
    yesterday = house.now.astimezone(ZONE).date() - dt.timedelta(days=1)
    assert await refused(house, effective_on=yesterday) == {
        "effective_on": "This day has passed. Boundaries change on a day to come, or today."
    }
    assert await refused(house, reason=" ") == {
        "reason": "Name the decision by which the boundaries change: it is kept in the log."
    }
    assert await refused(house, kind="annexation") == {"kind": "Choose one of the list."}
    assert (await refused(house, target=EAST))["target"] == "Nothing goes from a government to itself."
    assert await refused(house, target="424242") == {"target": "There is no such government below yours."}
    assert await refused(house, source=CITY) == {"source": "There is no such government below yours."}
    assert await refused(house, units=[]) == {"units": "Choose at least one unit that goes over."}
    assert await refused(house, units=[house.cast.units["W-STONE"]]) == {
        "units": "One of the units is none of 东湖区."
    }


async def test_a_unit_does_not_go_back_to_where_its_history_is(house: House) -> None:
    await carried_out(house, bridge_to_west(house))
    house.later(days=1)
    assert await refused(house, source=WEST, target=EAST) == {
        "units": "花桥街道 came from 东湖区, where its history stays under the same name. It cannot go back there."
    }


async def test_a_unit_goes_with_the_one_above_it_and_gets_a_code_that_is_free_there(house: House) -> None:
    bridge = house.cast.units["E-BRIDGE"]
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        below = await add_unit(
            db, code="E-LAKE", name_zh="湖心社区", name_en="Lake", kind="committee", parent_id=bridge
        )
    assert await refused(house, units=[bridge, below]) == {
        "units": "湖心社区 stands under 花桥街道 and goes with it."
    }
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        await add_unit(db, code="E-LAKE", name_zh="旧湖社区", name_en="Old Lake", kind="committee")
    plan_id = await drafted(house, bridge_to_west(house))
    seen = await looked_at(house, plan_id)
    assert [(unit.id, code) for unit, code in seen.codes] == [(below, f"{EAST}-E-LAKE")]
    assert seen.blocks == [], (
        "districts that both number their streets from one on can give each other streets"
    )
    async with browsing(house, "system_admin") as browser:
        assert f"{EAST}-E-LAKE" in (await browser.get(f"/boundaries/{plan_id}")).text
    await carry_out(house.database, await approved(house, plan_id), at=house.now)
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        codes = {unit.id: unit.code for unit in await unit_tree(db)}
    assert (codes[below], codes[bridge]) == (f"{EAST}-E-LAKE", "E-BRIDGE")


async def test_a_suspended_government_gives_and_takes_nothing(house: House) -> None:
    plan_id = await approved(house, bridge_to_west(house))
    await suspend(house.database, house.cast.actors["system_admin"], WEST, reason="机构改革", at=house.now)
    assert (await refused(house))["target"] == "西岭县 is suspended. Resume it first."
    with pytest.raises(Refused, match="西岭县 is not live"):
        await carry_out(house.database, plan_id, at=house.now)
    assert await carry_out_due(house.database, at=house.now) == 0, "it waits"
    assert (await plan_of(house.database, plan_id)).begun_at is None


async def test_no_two_plans_move_the_same_unit_nor_lead_in_a_circle(house: House) -> None:
    plan_id = await drafted(house, bridge_to_west(house))
    assert await refused(house) == {"units": "花桥街道 is part of another plan."}
    assert await refused(house, kind="merge", units=[]) == {
        "units": "Another plan takes units from 东湖区. Carry it out or withdraw it first."
    }
    back = {"source": WEST, "target": EAST, "kind": "merge", "units": []}
    assert await refused(house, **back) == {
        "units": "Another plan brings units to 西岭县. Carry it out or withdraw it first."
    }
    await withdraw(house.database, house.cast.actors["system_admin"], plan_id, version=1, at=house.now)
    await drafted(house, bridge_to_west(house, **back))
    assert "units" in await refused(house), "nothing goes to a government that is to be merged away"


async def test_two_who_draft_the_same_at_once_make_one_plan(house: House) -> None:
    admin = house.cast.actors["system_admin"]
    both = [draft(house.database, admin, bridge_to_west(house), at=house.now) for _ in range(2)]
    made = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(one, Refused) for one in made) == [False, True]


async def test_two_persons_make_a_plan_and_the_second_who_changes_it_is_told(house: House) -> None:
    admin, head = house.cast.actors["system_admin"], house.cast.actors["duty_head"]
    plan_id = await drafted(house, bridge_to_west(house))
    itself: Actor = dataclasses.replace(head, account_id=admin.account_id)
    with pytest.raises(Refused, match="Who drafted a plan does not approve it"):
        await approve(house.database, itself, plan_id, version=1, at=house.now)
    with pytest.raises(NotAllowed):
        await approve(house.database, admin, plan_id, version=1, at=house.now)
    with pytest.raises(NotFound):
        await approve(house.database, house.cast.actors["east_head"], plan_id, version=1, at=house.now)
    later = bridge_to_west(house, reason="市政府常务会议纪要")
    await redraft(house.database, admin, plan_id, later, version=1, at=house.now)
    with pytest.raises(Stale):
        await redraft(house.database, admin, plan_id, later, version=1, at=house.now)
    with pytest.raises(Stale):
        await approve(house.database, head, plan_id, version=1, at=house.now)
    await approve(house.database, head, plan_id, version=2, at=house.now)
    with pytest.raises(Refused, match="withdraw it and draft another"):
        await redraft(house.database, admin, plan_id, later, version=3, at=house.now)


async def test_a_plan_waits_for_its_day_and_once_begun_goes_on_to_its_end(house: House) -> None:
    day = house.now.astimezone(ZONE).date() + dt.timedelta(days=2)
    plan_id = await approved(house, bridge_to_west(house, effective_on=day))
    assert await carry_out_due(house.database, at=house.later(hours=24)) == 0
    assert await carry_out_due(house.database, at=house.later(hours=24)) == 1
    plan = await plan_of(house.database, plan_id)
    assert plan.done_at == house.now
    with pytest.raises(Refused, match="This plan is over"):
        await withdraw(
            house.database, house.cast.actors["system_admin"], plan_id, version=plan.version, at=house.now
        )
    assert await refused(house) == {"units": "花桥街道 is closed."}, "it is not there any more"


def test_whatever_hangs_on_a_demand_goes_along_or_stays_for_a_reason() -> None:
    def of_case(columns: dict[str, Column[Any]]) -> bool:
        return "case_id" in columns

    tables = {name for name in tenant_models() if of_case(dict(Base.metadata.tables[name].columns))}
    assert tables == {*GOING_ALONG, *STAYING} - {"cases"}


@pytest.mark.parametrize("status", ["archived", "erased"])
async def test_who_has_ended_is_offered_to_nobody_and_takes_nothing(
    house: House, superuser: Any, status: str
) -> None:
    superuser.execute("UPDATE tenants SET status = %s WHERE code = %s", [status, WEST])
    house.database.cache.forget("registry")
    assert (await refused(house))["target"] == "西岭县 does not work here any more."
    async with browsing(house, "system_admin") as browser:
        form = (await browser.get(f"/boundaries/new?source={EAST}")).text
        assert f'value="{WEST}"' not in form
