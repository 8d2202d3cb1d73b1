"""Adding people: a first password shown once, a role for somebody who has an account, and what is refused."""

import asyncio

import pytest

from hotline_platform.access.keeping import NewPerson
from hotline_platform.access.memberships import why_not_beside
from hotline_platform.errors import Refused
from hotline_tenants.network.staffing import add_person
from tests.cast import PASSWORD
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.people.keeping import (
    NEW,
    account,
    account_of,
    east_admin,
    people,
    recorded,
    roles_of,
    shown_password,
)


async def test_somebody_added_on_the_page_signs_in_with_the_first_password_and_must_change_it(
    house: House,
) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        answer = await browser.post("/people/new", **NEW)
        assert answer.status_code == 200, answer.text
        password = shown_password(answer.text)
        assert answer.headers["cache-control"] == "no-store"
        assert "苏晓棠" in (await browser.get("/people")).text
        added = await account(house, "su.xiaotang")
        assert added is not None
        for page in ("/people", f"/people/{added.id}", "/people/new"):
            assert password not in (await browser.get(page)).text
    async with browsing(house) as browser:
        assert (await browser.sign_in("su.xiaotang", password)).status_code == 303
        assert (await browser.get("/dispatch")).headers["location"] == "/password"
        await browser.get("/password")
        changed = await browser.post(
            "/password", old=password, new="a-quiet-river-99", again="a-quiet-river-99"
        )
        assert changed.status_code == 303
        assert (await browser.get("/dispatch")).status_code == 200


async def test_what_was_done_stands_in_the_log_with_ids_and_without_a_name(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        password = shown_password((await browser.post("/people/new", **NEW)).text)
    added = await account(house, "su.xiaotang")
    assert added is not None
    assert await recorded(house, house.cast.city, "person_added") == [(added.id, {})]
    assert await recorded(house, house.cast.city, "role_given") == [(added.id, {"role": "dispatcher"})]
    written = str(await recorded(house, house.cast.city, "person_added"))
    assert "苏晓棠" not in written
    assert password not in written


async def test_wrong_fields_keep_what_was_typed_and_add_nobody(house: House) -> None:
    before = await people(house)
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        answer = await browser.post("/people/new", **{**NEW, "login": "Su Xiaotang", "role": "unit_officer"})
        taken = await browser.post("/people/new", **{**NEW, "login": "operator"})
        nameless = await browser.post("/people/new", **{**NEW, "name": "  "})
    assert (answer.status_code, taken.status_code, nameless.status_code) == (422, 422, 422)
    assert answer.text.count('aria-invalid="true"') == 2, "the sign-in name, and the unit that the role needs"
    assert 'value="苏晓棠"' in answer.text
    assert 'value="Su Xiaotang"' in answer.text
    assert 'value="operator"' in taken.text
    assert "hl-secret-word" not in answer.text + taken.text
    assert await people(house) == before


async def test_a_role_in_a_unit_needs_a_unit_of_ones_own_that_can_hold_it(house: House) -> None:
    before = await people(house)
    in_unit = {**NEW, "role": "unit_officer"}
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        for unit in ("E-BRIDGE", "990101"):
            answer = await browser.post("/people/new", **in_unit, unit=str(house.cast.units[unit]))
            assert answer.status_code == 422, "neither another government's unit nor a government"
        assert await people(house) == before
        done = await browser.post("/people/new", **in_unit, unit=str(house.cast.units["C-WATER"]))
    assert done.status_code == 200
    added = await account(house, "su.xiaotang")
    assert added is not None
    assert await roles_of(house, house.cast.city, added.id) == [("unit_officer", True)]


@pytest.mark.parametrize("office", ["system_admin", "security_officer", "auditor"])
async def test_an_administrator_gives_no_office_of_the_three_and_the_security_officer_does(
    house: House, office: str
) -> None:
    before = await people(house)
    async with browsing(house, "tenant_admin") as browser:
        assert f'value="{office}"' not in (await browser.get("/people/new")).text
        assert (await browser.post("/people/new", **{**NEW, "role": office})).status_code == 422
    assert await people(house) == before
    async with browsing(house, "security_officer") as browser:
        assert 'value="dispatcher"' not in (await browser.get("/people/new")).text
        assert (await browser.post("/people/new", **{**NEW, "role": "dispatcher"})).status_code == 422
        assert (await browser.post("/people/new", **{**NEW, "role": office})).status_code == 200


async def test_an_office_of_the_three_is_held_alone(house: House) -> None:
    async with browsing(house, "security_officer") as browser:
        await browser.get("/people/new")
        beside = await browser.post("/people/known", login="reviewer", role="auditor")
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        onto = await browser.post("/people/known", login="auditor", role="reviewer")
    assert (beside.status_code, onto.status_code) == (422, 422)
    assert 'value="reviewer"' in beside.text, "the sign-in name is still there"
    assert await roles_of(house, house.cast.city, account_of(house, "reviewer")) == [("reviewer", True)]
    assert await roles_of(house, house.cast.city, account_of(house, "auditor")) == [("auditor", True)]


@pytest.mark.parametrize(
    ("role", "held", "possible"),
    [
        ("reviewer", (), True),
        ("reviewer", ("operator", "dispatcher"), True),
        ("auditor", (), True),
        ("auditor", ("operator",), False),
        ("auditor", ("system_admin",), False),
        ("operator", ("security_officer",), False),
    ],
)
def test_which_roles_stand_beside_each_other(role: str, held: tuple[str, ...], possible: bool) -> None:
    assert (why_not_beside(role, held) is None) is possible


async def test_somebody_of_another_government_gets_a_role_here_and_keeps_their_password(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        answer = await browser.post("/people/known", login="east_reviewer", role="reviewer")
        assert answer.status_code == 303, answer.text
        assert "East Reviewer" in (await browser.get(answer.headers["location"])).text
        again = await browser.post("/people/known", login="east_reviewer", role="reviewer")
        nobody = await browser.post("/people/known", login="no-such-person", role="reviewer")
    assert (again.status_code, nobody.status_code) == (422, 422)
    async with browsing(house) as browser:
        assert (await browser.sign_in("east_reviewer", PASSWORD)).status_code == 303
        page = (await browser.get("/notices")).text
    assert "临江市" in page
    assert "东湖区" in page


async def test_a_district_cannot_give_a_role_that_only_a_city_has(house: House) -> None:
    await east_admin(house)
    async with browsing(house, "east_admin") as browser:
        assert 'value="inspector"' not in (await browser.get("/people/new")).text
        refused = await browser.post("/people/new", **{**NEW, "role": "inspector"})
        assert refused.status_code == 422
        assert (await browser.post("/people/new", **NEW)).status_code == 200
    added = await account(house, "su.xiaotang")
    assert added is not None
    assert await roles_of(house, house.cast.east, added.id) == [("dispatcher", True)]
    assert await roles_of(house, house.cast.city, added.id) == []


async def test_two_administrators_adding_one_sign_in_name_at_once_add_one_person(house: House) -> None:
    before = await people(house)
    new = NewPerson(login="su.xiaotang", name="苏晓棠", role="dispatcher")

    async def add() -> set[str]:
        try:
            async with house.acting("tenant_admin") as (db, actor):
                await add_person(db, actor, new, cheap=True, at=house.now)
        except Refused as refusal:
            return set(refusal.fields)
        return set()

    assert sorted(await asyncio.gather(add(), add()), key=len) == [set(), {"login"}]
    assert await people(house) == (before[0] + 1, before[1] + 1)


async def test_only_those_who_keep_people_add_any(house: House) -> None:
    before = await people(house)
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/dispatch")
        assert (await browser.get("/people")).status_code == 403
        assert (await browser.get("/people/new")).status_code == 403
        assert (await browser.post("/people/new", **NEW)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/people")).status_code == 303
        assert (await browser.post("/people/new", **NEW)).status_code in (303, 403)
    assert await people(house) == before
