"""Closings to be inspected, a second inspector, and a campaign over them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.opening import Demand
from hotline_tenants.inspection import running, sampling, scoring
from hotline_tenants.inspection.model import Campaign, Item
from hotline_tenants.inspection.planning import Plan, SheetLine, plan
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.sampling import kept_sample
from hotline_tenants.intake import settling
from hotline_tenants.intake.registering import register
from tests.cast import EAST, MONDAY, PASSWORD
from tests.conftest import House

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
APRIL = MONDAY + dt.timedelta(days=30)
SHEET = (
    SheetLine("登记完整", "case", 30),
    SheetLine("答复质量", "case", 70),
    SheetLine("及时接听", "call", 100),
)


async def second_inspector(house: House) -> None:
    """Bring another inspector of the city on stage."""
    house.cast = replace(house.cast, actors=dict(house.cast.actors))
    first = house.cast.actors["inspector"]
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        account = await add_account(
            db,
            login="second",
            name="Second",
            password=PASSWORD,
            cheap=True,
            must_change_password=False,
            at=MONDAY,
        )
        membership = add_membership(db, account, "inspector", unit_id=None, city=True, at=MONDAY)
    house.cast.actors["second"] = Actor(
        tenant=house.cast.city, role="inspector", name="Second", account_id=account, membership_id=membership,
        reads=first.reads,
    )  # fmt: skip


async def closed(house: House, login: str, many: int, *, type_: str = "inquiry") -> Sequence[uuid.UUID]:
    """So many demands that an operator answered at once, on days of March."""
    found = []
    for place in range(many):
        house.now = MONDAY + dt.timedelta(days=place % 20, minutes=place)
        async with house.acting(login) as (db, actor):
            demand = Demand(title=f"咨询 {place}", body="想问办事窗口几点下班。", type=type_, channel="phone")
            opened = await register(db, actor, demand, at=house.now)
            await settling.answer(
                db, actor, opened.id, answer="17:30。", version=None, at=house.later(minutes=3)
            )
        found.append(opened.id)
    return found


async def lived(house: House, *, east: int = 12, helps: int = 6) -> None:
    """East Lake has closings of two types; it is April, and there are two inspectors."""
    await second_inspector(house)
    await closed(house, "east_operator", east)
    await closed(house, "east_operator", helps, type_="help")
    house.now = APRIL


def a_plan(house: House, **given: Any) -> Plan:
    team = [house.cast.actors[login].account_id for login in ("inspector", "second")]
    plain: dict[str, Any] = {
        "title": "三月办件质量检查", "places": [house.cast.units[EAST]], "first_on": FIRST, "last_on": LAST, "size": 6,
        "team": team, "sheet": SHEET, "least": 1, "twice": 50, "form_id": uuid.uuid4(),
    }  # fmt: skip
    return Plan(**{**plain, **given})


async def planned(house: House, **given: Any) -> uuid.UUID:
    async with house.acting("inspector") as (db, actor):
        return await plan(db, actor, a_plan(house, **given), at=house.now)


async def drawn(house: House, **given: Any) -> uuid.UUID:
    campaign_id = await planned(house, **given)
    async with house.acting("inspector") as (db, actor):
        await sampling.draw_sample(db, actor, campaign_id, version=None, at=house.now)
    return campaign_id


async def started(house: House, **given: Any) -> uuid.UUID:
    campaign_id = await drawn(house, **given)
    async with house.acting("duty_head") as (db, actor):
        await running.start(db, actor, campaign_id, version=None, at=house.later(hours=1))
    return campaign_id


async def campaign_of(house: House, campaign_id: uuid.UUID) -> Campaign:
    async with house.acting("inspector") as (db, actor):
        return await campaign_for(db, actor, campaign_id)


async def sample_of(house: House, campaign_id: uuid.UUID) -> Sequence[Item]:
    async with house.acting("inspector") as (db, _):
        return await kept_sample(db, campaign_id)


async def scored(
    house: House, login: str, campaign_id: uuid.UUID, item: Item, *marks: str, slot: int = 1, version: int = 0
) -> None:
    """One sheet of one inspector: the marks in the order of its lines."""
    campaign = await campaign_of(house, campaign_id)
    codes = [line["code"] for line in scoring.lines_for(campaign, item)]
    async with house.acting(login) as (db, actor):
        await scoring.score(
            db, actor, campaign_id, item.id, slot=slot, version=version, marks=dict(zip(codes, marks, strict=True)),
            note="", at=house.later(minutes=5),
        )  # fmt: skip
