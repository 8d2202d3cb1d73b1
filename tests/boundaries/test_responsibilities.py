"""What the units that go answer for goes along with its days; where the place is taken, the plan says so beforehand."""

import dataclasses
import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.network.catalogue import Responsibility, make_responsible
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import add_unit, unit_tree
from tests.boundaries.moving import approved, bridge_to_west, carried_out, drafted, looked_at
from tests.boundaries.test_dividing import NORTH, SOUTH, divided, two_new_ones
from tests.cast import CITY, EAST, WEST
from tests.conftest import House
from tests.web.browsing import browsing


async def answers(
    house: House, code: str, unit: str, *days: int, area: str | None = None, category: str = "路灯"
) -> None:
    """This unit answers for a category, by a version that begins on each of these days, counted from today."""
    tenant = house.cast.tenants[code]
    actor = dataclasses.replace(house.cast.actors["east_operator"], role="network_officer", tenant=tenant)
    for day in days:
        async with house.database.transaction(standing_in(tenant)) as db:
            new = Responsibility(
                category_id=house.cast.category(code, category), area_id=house.cast.units[area] if area else None,
                unit_id=house.cast.units[unit], basis_zh="区政府分工", basis_en="", effective_from=today(house) + dt.timedelta(days=day),
            )  # fmt: skip
            await make_responsible(db, actor, new, at=house.now)


def today(house: House) -> dt.date:
    return house.now.date()


async def answering(
    house: House, code: str, area: str | None = None, *, category: str = "路灯"
) -> list[tuple[uuid.UUID, int, int | None]]:
    """Who answers for a category in a place, from which day to which, counted from today."""
    async with house.database.transaction(standing_in(house.cast.tenants[code])) as db:
        wanted = select(CatalogueEntry).where(
            CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None),
            CatalogueEntry.category_id == house.cast.category(code, category),
            CatalogueEntry.area_id.is_not_distinct_from(house.cast.units[area] if area else None),
        )  # fmt: skip
        found = (await db.execute(wanted.order_by(CatalogueEntry.effective_from))).scalars().all()

    def counted(day: dt.date | None) -> int | None:
        return (day - today(house)).days if day else None

    return [(one.unit_id, counted(one.effective_from) or 0, counted(one.effective_until)) for one in found]


async def test_every_version_goes_along_with_its_days(house: House) -> None:
    await answers(house, EAST, "E-BRIDGE", -30, -5, 40, area="E-BRIDGE")
    plan = await carried_out(house, bridge_to_west(house))
    bridge = house.cast.units["E-BRIDGE"]
    assert plan.done_at == house.now
    versions = [(bridge, -30, -5), (bridge, -5, 40), (bridge, 40, None)]
    assert await answering(house, WEST, "E-BRIDGE") == versions
    assert await answering(house, EAST, "E-BRIDGE") == []


async def test_where_both_answer_everywhere_the_targets_own_stands_and_the_plan_says_so(house: House) -> None:
    await answers(house, EAST, "E-BRIDGE", -30, -5)
    await answers(house, WEST, "W-STONE", -3)
    plan_id = await drafted(house, bridge_to_west(house))
    found = await looked_at(house, plan_id)
    assert not found.blocks
    (words,) = (str(one) for one in found.left)
    assert words.startswith(
        "城乡建设 / 市政设施 / 路灯 (Everywhere): 花桥街道 answers for it here, 青石镇 there."
    )
    await carry_out(house.database, await approved(house, plan_id), at=house.now)
    assert await answering(house, WEST) == [(house.cast.units["W-STONE"], -3, None)]
    assert await answering(house, EAST) == []


async def test_the_page_of_a_plan_names_them_in_the_readers_language(house: House) -> None:
    await answers(house, EAST, "E-BRIDGE", -5)
    await answers(house, WEST, "W-STONE", -3)
    plan_id = await drafted(house, bridge_to_west(house))
    async with browsing(house, "system_admin") as browser:
        shown = (await browser.get(f"/boundaries/{plan_id}")).text
        assert "随之终止的职责" in shown
        assert "本级由花桥街道负责，对方由青石镇负责" in shown
        await browser.post("/language", language="en", next="/")
        shown = (await browser.get(f"/boundaries/{plan_id}")).text
        assert "Flower Bridge Street answers for it here, Bluestone Town there" in shown


async def test_a_merger_brings_what_nobody_there_answers_for_and_leaves_the_rest(house: House) -> None:
    await answers(house, EAST, "E-ORDER", -30)
    await answers(house, EAST, "E-ORDER", -30, category="供水")
    await answers(house, WEST, "W-STONE", -10)
    plan = await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert plan.done_at == house.now
    assert await answering(house, WEST) == [(house.cast.units["W-STONE"], -10, None)]
    assert await answering(house, WEST, category="供水") == [(house.cast.units["E-ORDER"], -30, None)]


async def test_a_bureau_of_the_same_code_goes_on_though_each_district_has_its_own_before_the_name(
    house: House,
) -> None:
    house.cast.units = dict(house.cast.units)
    for tenant, code, name in ((EAST, "E-CIVIL", "东湖区民政局"), (WEST, "W-CIVIL", "西岭县民政局")):
        async with house.database.transaction(standing_in(house.cast.tenants[tenant])) as db:
            house.cast.units[code] = await add_unit(
                db, code="CIVIL", name_zh=name, name_en="", kind="department"
            )
    await answers(house, EAST, "E-CIVIL", -30)
    plan = await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert plan.done_at == house.now
    assert str(house.cast.units["E-CIVIL"]) not in plan.moved
    assert await answering(house, WEST) == [(house.cast.units["W-CIVIL"], -30, None)]


async def test_whoever_stays_without_a_counterpart_is_named(house: House) -> None:
    await answers(house, EAST, "E-ORDER", -30, area="E-BRIDGE")
    found = await looked_at(house, await drafted(house, bridge_to_west(house)))
    (words,) = found.left
    assert str(words).startswith(
        "城乡建设 / 市政设施 / 路灯 (花桥街道): 区城管局 does not go over and has no counterpart."
    )


async def test_in_a_divided_district_every_version_is_answered_for_in_both(house: House) -> None:
    await two_new_ones(house)
    await answers(house, CITY, "C-WATER", -30, -5, 40, area=EAST)
    await divided(house)
    house.cast.units |= await units_of_the_city(house)
    for area in (NORTH, SOUTH):
        water = house.cast.units["C-WATER"]
        assert await answering(house, CITY, area) == [(water, 0, 40), (water, 40, None)]


async def units_of_the_city(house: House) -> dict[str, uuid.UUID]:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        return {unit.code: unit.id for unit in await unit_tree(db)}
