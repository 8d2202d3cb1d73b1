"""Inside the city's floor on every road: by document, on the page of values, and on the checklist before going live."""

import datetime as dt

import pytest

from hotline_platform.access.keeping import account_called
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.values import set_values
from hotline_tenants.rosters.people import add_person
from hotline_tenants.rosters.shifts import NewShift, add_shift
from tests.cast import CITY
from tests.conftest import House
from tests.onboarding.making import CODE, OPERATOR, brought, held, reasons, wrong
from tests.onboarding.test_ready import READY, states
from tests.rosters.on_the_roster import keeper

LONG_DAY = ["08:00-18:00"]


async def test_a_day_outside_the_citys_is_refused_on_the_page_of_values_too(house: House) -> None:
    await brought(house)
    for hours, why in (
        (["09:00-12:00"], "shorter than the city's"),
        (["08:00-12:00", "14:00-18:00"], "closes later"),
    ):
        with pytest.raises(Refused) as refused:
            await set_values(house.database, OPERATOR, CODE, {"office_hours": hours}, at=house.now)
        assert why in reasons(refused.value)["office_hours"]
    await set_values(
        house.database, OPERATOR, CODE, {"office_hours": ["08:00-12:00", "13:30-17:30"]}, at=house.now
    )


async def test_limits_of_two_kinds_are_compared_by_the_citys_hours_where_they_are_inherited(
    house: House,
) -> None:
    rules = {"time_rules": [{"code": "general", "reply": "45wh"}]}
    assert list(await wrong(house, **rules)) == ["time_rules[1].reply"], "five days of seven hours"
    await held(house, CITY, {"office_hours": LONG_DAY})
    assert await wrong(house, **rules) == {}, "five days of ten"


async def test_readiness_sees_that_the_citys_day_has_grown_since(house: House) -> None:
    await brought(house, settings={"office_hours": ["08:30-12:00", "14:00-17:30"]})
    assert await states(house, "hours") == ["ready"]
    await held(house, CITY, {"office_hours": ["08:30-12:00", "13:30-17:30"]})
    assert await states(house, "hours") == ["missing"]
    await set_values(house.database, OPERATOR, CODE, {"office_hours": None}, at=house.now)
    assert await states(house, "hours") == ["ready"]


async def test_a_leader_on_duty_alone_does_not_cover_a_unit(house: House) -> None:
    await brought(house, **READY)
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(CODE).id
    assert await states(house, "duty", "duty_leader") == ["warning", "warning"]
    for unit, login in (("ORDER", "nan.order.unit_leader"), ("S01", "nan.s01.unit_leader")):
        await _on_duty(house, tenant, unit, login, "leader")
    assert await states(house, "duty", "duty_leader") == ["warning", "ready"]
    for unit, login in (("ORDER", "nan.officer"), ("S01", "nan.s01.unit_officer")):
        await _on_duty(house, tenant, unit, login, "duty")
    assert await states(house, "duty", "duty_leader") == ["ready", "ready"]


async def _on_duty(house: House, tenant: int, code: str, login: str, post: str) -> None:
    async with house.database.transaction(standing_in(tenant)) as db:
        account = await account_called(db, login)
        unit = next(one.id for one in (await unit_tree(db)).every() if one.code == code)
        actor = keeper(house, tenant)
        assert account is not None
        person = await add_person(db, actor, unit, account_id=account, phone="13800000001", at=house.now)
        new = NewShift(
            post=post, person_id=person, starts_at=house.now - dt.timedelta(hours=1),
            ends_at=house.now + dt.timedelta(hours=9),
        )  # fmt: skip
        await add_shift(db, actor, unit, new, at=house.now)
