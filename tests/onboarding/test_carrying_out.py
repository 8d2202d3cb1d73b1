"""Carrying a document out: all of it or nothing, once, by one person at a time; and changing it afterwards."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import func, select

from hotline_platform.access.accounts import add_account
from hotline_platform.access.keeping import NewPerson, add_person
from hotline_platform.access.model import Account, Membership
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.clocks.rules import rules_at
from hotline_tenants.network.catalogue import Responsibility, make_responsible
from hotline_tenants.network.classification import classification
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.applying import Outcome, alone, onboard
from hotline_tenants.onboarding.filling import fill
from hotline_tenants.onboarding.going_live import go_live
from hotline_tenants.onboarding.model import GivenSetting
from tests.cast import CITY, PASSWORD
from tests.conftest import House
from tests.onboarding.making import CODE, OPERATOR, PEOPLE, UNITS, brought, document, government, planned


async def here(house: House) -> Government:
    async with house.database.transaction(NOWHERE) as db:
        return (await load_registry(db)).by_code(CODE)


async def rows(house: House, model: Any) -> int:
    tenant = (await here(house)).id
    async with house.database.transaction(at(tenant)) as db:
        return await db.scalar(select(func.count()).select_from(model).where(model.tenant_id == tenant)) or 0


async def test_a_government_is_there_in_preparation_with_the_citys_template(house: House) -> None:
    done = await brought(house, time_rules=[{"code": "complaint", "reply": "5wd"}])
    assert {one.login for one in done.passwords} == {"nan.admin", "nan.officer"}
    tenant = await here(house)
    assert tenant.status == "preparing"
    async with house.database.transaction(at(tenant.id)) as db:
        assert len(await classification(db)) == 7
        rules = {rule.code: rule for rule in await rules_at(db, house.now)}
        assert len(rules) == 8
        assert str(rules["complaint"].reply) == "5wd"
        account = (await db.execute(select(Account).where(Account.login == "nan.admin"))).scalar_one()
        assert account.must_change_password
    async with house.database.transaction(at(house.cast.city)) as db:
        assert tenant.id not in {unit.governs_tenant_id for unit in await unit_tree(db)}


async def test_the_same_document_again_changes_nothing_and_another_name_only_that(house: House) -> None:
    await brought(house)
    again = await brought(house)
    assert again.plan.empty
    assert not again.passwords
    other = await planned(house, units=[{**UNITS[0], "name_zh": "区城市管理局"}, *UNITS[1:]])
    assert {kind: number for kind, number in other.counts.items() if number} == {"changed_units": 1}
    await brought(house, units=[{**UNITS[0], "name_zh": "区城市管理局"}, *UNITS[1:]])
    async with house.database.transaction(at((await here(house)).id)) as db:
        assert (await unit_tree(db)).by_code("ORDER").name_zh == "区城市管理局"


async def test_cut_off_in_the_middle_nothing_is_half_done_and_a_second_run_finishes(
    house: House, superuser: psycopg.Connection
) -> None:
    superuser.execute(
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the power is gone'; END $$;"
        "CREATE TRIGGER cut BEFORE INSERT ON memberships FOR EACH ROW EXECUTE FUNCTION cut()"
    )
    with pytest.raises(asyncpg.RaiseError):
        await brought(house, settings={"accent": "#0b6e4f"})
    assert (await here(house)).status == "preparing"
    assert [await rows(house, model) for model in (Unit, Membership)] == [0, 0]
    superuser.execute("DROP TRIGGER cut ON memberships")
    done = await brought(house, settings={"accent": "#0b6e4f"})
    assert len(done.passwords) == 2
    assert [await rows(house, model) for model in (Unit, Membership, GivenSetting)] == [4, 2, 1]


async def test_of_two_administrators_at_once_one_wins_and_the_other_is_told(house: House) -> None:
    found = await asyncio.gather(*(brought(house) for _ in range(3)), return_exceptions=True)
    won = [one for one in found if isinstance(one, Outcome) and not one.plan.empty]
    told = [str(one) for one in found if isinstance(one, Refused)]
    assert len(won) == 1
    assert all("Somebody else is setting up" in one for one in told)
    async with alone(house.database, CODE):
        with pytest.raises(Refused, match="Somebody else is setting up"):
            await brought(house)
    assert (await brought(house)).plan.empty


async def test_a_sign_in_name_that_is_taken_meanwhile_undoes_everything(house: House) -> None:
    await brought(house, units=[], people=[])
    before = await planned(house)
    async with house.database.transaction(at(house.cast.city)) as db:
        await add_account(db, login="nan.officer", name="x", password=PASSWORD, cheap=True, at=house.now)
    hashes = {one.login: "x" for one in before.people}
    with pytest.raises(Refused, match="in between"):
        async with house.database.transaction(at((await here(house)).id)) as db:
            await fill(db, OPERATOR, before, hashes, at=house.now)
    assert [await rows(house, model) for model in (Unit, Membership)] == [1, 0]


async def test_a_circle_that_somebody_closes_meanwhile_undoes_everything(house: House) -> None:
    one, other = ({"code": code, "name_zh": f"{code}科", "kind": "department"} for code in "AB")
    await brought(house, units=[one, other], people=[])
    under_b = await planned(house, units=[{**one, "parent": "B"}], people=[])
    await brought(house, units=[{**other, "parent": "A"}], people=[])
    with pytest.raises(Refused, match="in between"):
        async with house.database.transaction(at((await here(house)).id)) as db:
            await fill(db, OPERATOR, under_b, {}, at=house.now)
    async with house.database.transaction(at((await here(house)).id)) as db:
        tree = await unit_tree(db)
    assert [unit.code for unit in tree.upwards(tree.by_code("B").id)] == ["B", "A"]


async def test_only_the_system_administrator_brings_governments_on_board(house: House) -> None:
    for login in ("tenant_admin", "security_officer", "east_head"):
        with pytest.raises(NotAllowed):
            await onboard(house.database, house.cast.actors[login], document(), cheap=True, at=house.now)
        with pytest.raises(NotAllowed):
            await go_live(house.database, house.cast.actors[login], "990101", at=house.now)
    done = await onboard(
        house.database, house.cast.actors["system_admin"], document(), cheap=True, at=house.now
    )
    assert done.passwords


async def test_a_live_government_keeps_its_own_people_and_running_limits(house: House) -> None:
    east = {**government(), "code": "990101", "name_zh": "东湖区", "name_en": "East Lake District", "short_zh": "东湖",
            "short_en": "East Lake"}  # fmt: skip
    found = await planned(
        house, government=east, settings={"office_hours": ["09:00-12:00", "13:00-17:00"], "people": 90},
        time_rules=[{"code": "general", "sign": "2wh"}], closures=[{"day": "2027-04-12", "reason_zh": "节"}],
    )  # fmt: skip
    assert set(found.mistakes) == {
        "settings.office_hours", "settings.people", "time_rules[1]", "closures[1].day", "people[1].login", "people[2].login",
    }  # fmt: skip


async def test_bureaus_come_in_the_citys_likeness_with_what_they_answer_for(house: House) -> None:
    await brought(house, template={"bureaus": ["C-WATER"]})
    async with house.database.transaction(at((await here(house)).id)) as db:
        assert (await unit_tree(db)).by_code("C-WATER").name_zh == "区水务集团"
    found = (await planned(house, template={"bureaus": ["C-WATER"]})).present.house.entries
    assert [(entry.unit, entry.basis_zh) for entry in found] == [("C-WATER", "《城市供水条例》")]


async def test_a_bureau_takes_the_legal_basis_that_is_in_force_and_no_other(house: House) -> None:
    today, water = house.now.date(), house.cast.category(CITY, "供水")
    actor = house.cast.actors["network_officer"]
    for basis, day in (("《城市供水条例》（修订）", -5), ("《城市供水条例》（二次修订）", 40)):
        async with house.database.transaction(at(house.cast.city)) as db:
            new = Responsibility(
                category_id=water, area_id=None, unit_id=house.cast.units["C-WATER"], basis_zh=basis, basis_en="",
                effective_from=today + timedelta(days=day),
            )  # fmt: skip
            await make_responsible(db, actor, new, at=house.now)
    found = (await planned(house, template={"bureaus": ["C-WATER"]})).entries
    assert [entry.basis_zh for entry in found] == ["《城市供水条例》（修订）"]


async def test_no_more_people_work_here_than_the_limit_says(house: House) -> None:
    await brought(house, settings={"people": 2})
    tenant = (await here(house)).id
    actor = OPERATOR.__class__(tenant=tenant, role="tenant_admin", name="x")
    async with house.database.transaction(at(tenant)) as db:
        with pytest.raises(Refused, match="Only 2 people"):
            await add_person(
                db, actor, NewPerson(login="nan.third", name="三", role="operator"), city=False, cheap=True,
                at=house.now,
            )  # fmt: skip
        await db.abandon()
    await brought(house, settings={"people": 3}, people=[*PEOPLE, {**PEOPLE[0], "role": "operator"}])
    async with house.database.transaction(at(tenant)) as db:
        await add_person(
            db, actor, NewPerson(login="nan.third", name="三", role="operator"), city=False, cheap=True, at=house.now
        )  # fmt: skip
