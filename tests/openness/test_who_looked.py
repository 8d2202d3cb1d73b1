"""The caller sees which offices looked, those of the district as well, and never whose eyes they were."""

from hotline_platform.audit.recording import record
from hotline_platform.database.scope import at
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.openness.codes import typed_digest
from hotline_tenants.openness.tracking import Looker, lookers
from hotline_tenants.privacy.looking import office
from tests.cases.test_the_main_road import LAMP, dispatched_to, order_in_east, registered
from tests.cast import EAST
from tests.conftest import House
from tests.merging.joining import NEIGHBOUR


async def looked(
    house: House, login: str, case_id: object, kind: str = "look", tenant: int | None = None
) -> None:
    actor = house.cast.actors[login]
    await record(
        house.database, tenant or actor.tenant, kind, account_id=actor.account_id, subject=case_id,  # type: ignore[arg-type]
        at=house.later(minutes=5), purpose="handling", **office(actor),
    )  # fmt: skip


async def seen(house: House, opened: Opened, check: str = "1234") -> list[Looker]:
    assert opened.code is not None
    digest = typed_digest(house.settings.secret, house.cast.city, opened.code, check)
    async with house.database.transaction(at(house.cast.city), "public") as db:
        return list(await lookers(db, digest))


async def test_offices_of_every_government_that_had_it_are_told_and_nobody_by_name(house: House) -> None:
    opened = await registered(house)
    assert await seen(house, opened) == []
    await looked(house, "operator", opened.id)
    await looked(house, "operator", opened.id, "file_opened")
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        lamp, bridge = house.cast.category(EAST, "路灯"), house.cast.units["E-BRIDGE"]
        await dispatch(
            db,
            actor,
            order,
            Dispatch(category_id=lamp, lead_id=bridge),
            version=None,
            at=house.later(minutes=5),
        )
    await looked(house, "bridge_officer", order)
    await looked(house, "inspector", order, "looked_in", house.cast.east)
    found = await seen(house, opened)
    assert [(one.zh, one.hotline, one.looks) for one in found] == [
        ("临江市", True, 3), ("花桥街道", False, 1)
    ]  # fmt: skip
    assert found[0].last_at == house.now
    assert found[1].office("en") == "Flower Bridge Street"


async def test_looks_at_another_demand_are_not_told(house: House) -> None:
    opened, other = await registered(house, LAMP), await registered(house, NEIGHBOUR)
    await looked(house, "operator", other.id)
    assert await seen(house, opened) == []
    assert [one.looks for one in await seen(house, other, "2222")] == [1]
    assert await seen(house, other, "1234") == []
