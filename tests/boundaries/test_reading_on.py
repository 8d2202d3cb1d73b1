"""After the boundaries changed: the caller's code opens the same door, and what ended before can be read."""

import dataclasses
import uuid

from sqlalchemy import select, update

from hotline_platform.database.scope import at as standing_in
from hotline_platform.identifiers import new_id
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.cases.model import QueryCode
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.intake.registering import register
from hotline_tenants.intake.settling import answer
from hotline_tenants.openness.model import Submission
from tests.boundaries.moving import bridge_to_west, carried_out
from tests.cases.test_the_main_road import LAMP
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.web.browsing import Browser, browsing


async def in_east(house: House, unit: str = "E-BRIDGE", **other: object) -> Opened:
    demand: Demand = dataclasses.replace(LAMP, area_id=house.cast.units[unit], **other)  # type: ignore[arg-type]
    async with house.acting("east_operator") as (db, actor):
        return await register(db, actor, demand, at=house.now)


async def ended(house: House, case_id: uuid.UUID) -> None:
    async with house.acting("east_operator") as (db, actor):
        await answer(db, actor, case_id, answer="已告知报修电话。", version=None, at=house.later(minutes=5))


async def looked_up(citizen: Browser, place: str, code: str | None, check: str = "1234") -> str:
    """Where the code leads from the page of a government."""
    await citizen.get(f"/p/{place}/track")
    return str((await citizen.post(f"/p/{place}/track", code=code, check=check)).headers.get("location", ""))


async def test_a_query_code_opens_the_same_door_on_the_page_of_either_government(house: House) -> None:
    going, past = await in_east(house), await in_east(house)
    staying = await in_east(house, "E-WILLOW")
    await ended(house, past.id)
    await carried_out(house, bridge_to_west(house))
    async with browsing(house) as citizen:
        for place in (EAST, WEST):
            assert await looked_up(citizen, place, going.code) == f"/p/{WEST}/demand"
            assert going.number in (await citizen.get(f"/p/{WEST}/demand")).text
            assert await looked_up(citizen, place, past.code) == f"/p/{EAST}/demand", "it ended there"
            assert await looked_up(citizen, place, staying.code) == f"/p/{EAST}/demand"
            assert await looked_up(citizen, place, going.code, "9999") == ""


async def test_the_successor_reads_what_ended_before_and_only_that(house: House) -> None:
    going, past = await in_east(house), await in_east(house, title="花桥路旧案")
    other = await in_east(house, "E-WILLOW", title="柳岸旧案")
    for one in (past, other):
        await ended(house, one.id)
    async with browsing(house, "west_dispatcher") as browser:
        assert (await browser.get(f"/cases/{past.id}")).status_code == 404
        assert "边界调整前" not in (await browser.get("/cases")).text
    await carried_out(house, bridge_to_west(house))
    async with browsing(house, "west_dispatcher") as browser:
        assert "/cases/before" in (await browser.get("/cases")).text
        listed = await browser.get("/cases/before")
        assert past.number in listed.text
        assert "花桥路旧案" in listed.text
        assert going.number not in listed.text, "it is their own now"
        assert other.number not in listed.text
        read = await browser.get(f"/cases/{past.id}")
        assert read.status_code == 200
        assert "花桥路旧案" in read.text
        assert "东湖区" in read.text, "whose house it is stands above"
        assert 'method="post" action="/cases/' not in read.text, "it is read, not changed"
        assert (await browser.get(f"/cases/{other.id}")).status_code == 404
        assert (await browser.get(f"/cases/{going.id}")).status_code == 200
    async with browsing(house, "east_dispatcher") as browser:
        page = await browser.get(f"/cases/{going.id}")
        assert "西岭县" in page.text, "who had it sees where it went"


async def test_old_pages_lead_on_and_no_act_is_left(house: House) -> None:
    going = await in_east(house)
    await carried_out(house, bridge_to_west(house))
    async with browsing(house, "east_dispatcher") as browser:
        assert "已移交" in (await browser.get(f"/cases/{going.id}")).text
        answered = await browser.post(f"/cases/{going.id}/acceptance", version="1")
        assert answered.status_code in (409, 422)


async def test_what_a_caller_has_just_sent_is_taken_up_before_the_demand_goes_over(house: House) -> None:
    going = await in_east(house)
    async with house.acting("east_operator") as (db, _):
        digest = select(QueryCode.code_digest).where(
            QueryCode.tenant_id == db.tenant, QueryCode.case_id == going.id
        )
        code = (await db.execute(digest)).scalar_one()
    async with house.database.transaction(standing_in(house.cast.east), "public") as db:
        db.put(Submission, id=new_id(), kind="rating", payload={}, code_digest=code, made_at=house.now)
    plan = await carried_out(house, bridge_to_west(house))
    assert (plan.cases, plan.done_at) == (0, None)
    assert plan.begun_at is not None
    async with house.acting("east_operator") as (db, _):
        taken = update(Submission).where(Submission.tenant_id == db.tenant).values(taken_up_at=house.now)
        await db.execute(taken)
    await carry_out(house.database, plan.id, at=house.now)
    assert (await plan_of(house.database, plan.id)).cases == 1
