"""One person: giving and ending roles, a new first password, an end to a lock; and whose doors stay shut."""

import datetime as dt

from sqlalchemy import select, update

from hotline_platform.access.accounts import add_membership
from hotline_platform.access.model import Account, Membership
from hotline_platform.database.scope import NOWHERE, at
from tests.cast import PASSWORD
from tests.commands import hotline
from tests.conftest import House
from tests.web.browsing import Browser, browsing
from tests.web.people.keeping import account_of, east_admin, recorded, roles_of, shown_password


async def ends(browser: Browser, house: House, login: str) -> int:
    """Press the button that ends the one role of a member of the cast; the status of the answer."""
    actor = house.cast.actors[login]
    url = f"/people/{actor.account_id}/roles/{actor.membership_id}/ending"
    return (await browser.post(url)).status_code


async def test_a_further_role_is_given_ended_and_given_again(house: House) -> None:
    reviewer = account_of(house, "reviewer")
    async with browsing(house, "tenant_admin") as browser:
        await browser.get(f"/people/{reviewer}")
        given = await browser.post(f"/people/{reviewer}/roles", role="callback_officer")
        assert given.status_code == 303, given.text
        assert await roles_of(house, house.cast.city, reviewer) == [
            ("callback_officer", True),
            ("reviewer", True),
        ]
        assert await ends(browser, house, "reviewer") == 303
        assert await ends(browser, house, "reviewer") == 303, "a second click changes nothing"
        assert await roles_of(house, house.cast.city, reviewer) == [
            ("callback_officer", True),
            ("reviewer", False),
        ]
        assert (await browser.post(f"/people/{reviewer}/roles", role="reviewer")).status_code == 303
    assert ("reviewer", True) in await roles_of(house, house.cast.city, reviewer)
    assert [detail for _, detail in await recorded(house, house.cast.city, "role_ended")] == [
        {"role": "reviewer"}
    ]


async def test_ending_a_role_ends_the_sessions_that_act_in_it_and_no_others(house: House) -> None:
    reviewer = account_of(house, "reviewer")
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, reviewer, "callback_officer", city=True, at=house.now)
    async with browsing(house, "reviewer") as acting, browsing(house, "reviewer") as elsewhere:
        mine = house.cast.actors["reviewer"].membership_id
        await acting.get("/password")
        await acting.post("/standing", standing=str(mine))
        await elsewhere.get("/password")
        async with house.database.transaction(at(house.cast.city)) as db:
            other = await db.scalar(
                select(Membership.id).where(
                    Membership.tenant_id == house.cast.city, Membership.account_id == reviewer,
                    Membership.role == "callback_officer",
                )
            )  # fmt: skip
        await elsewhere.post("/standing", standing=str(other))
        assert (await acting.get("/review")).status_code == 200
        assert (await elsewhere.get("/callbacks")).status_code == 200
        async with browsing(house, "tenant_admin") as browser:
            await browser.get("/people")
            assert await ends(browser, house, "reviewer") == 303
        assert (await acting.get("/review")).status_code == 303
        assert (await elsewhere.get("/callbacks")).status_code == 200
        async with browsing(house, "tenant_admin") as browser:
            await browser.get("/people")
            await browser.post(f"/people/{reviewer}/roles", role="reviewer")
        assert (await acting.get("/review")).status_code == 303, "an ended session never comes back"


async def test_nobody_ends_the_role_they_act_in(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get(f"/people/{account_of(house, 'tenant_admin')}")
        assert await ends(browser, house, "tenant_admin") == 422
        assert (await browser.get("/people")).status_code == 200


async def test_an_office_of_the_three_is_not_ended_by_an_administrator(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people")
        assert await ends(browser, house, "auditor") == 403
    assert await roles_of(house, house.cast.city, account_of(house, "auditor")) == [("auditor", True)]
    async with browsing(house, "security_officer") as browser:
        await browser.get("/people")
        assert await ends(browser, house, "auditor") == 303
    assert await roles_of(house, house.cast.city, account_of(house, "auditor")) == [("auditor", False)]


async def test_a_new_first_password_ends_every_session_and_replaces_the_old_one(house: House) -> None:
    operator = account_of(house, "operator")
    async with browsing(house, "operator") as theirs, browsing(house, "tenant_admin") as browser:
        assert (await theirs.get("/intake")).status_code == 200
        await browser.get(f"/people/{operator}")
        answer = await browser.post(f"/people/{operator}/first-password")
        assert answer.status_code == 200, answer.text
        assert (await theirs.get("/intake")).status_code == 303
    async with browsing(house) as browser:
        assert (await browser.sign_in("operator", PASSWORD)).status_code == 422
        assert (await browser.sign_in("operator", shown_password(answer.text))).status_code == 303
        assert (await browser.get("/intake")).headers["location"] == "/password"


async def test_a_locked_person_is_let_in_again(house: House) -> None:
    operator = account_of(house, "operator")
    async with browsing(house) as browser:
        for _ in range(5):
            await browser.sign_in("operator", "not the password")
        assert (await browser.sign_in("operator")).status_code == 429
    async with browsing(house, "tenant_admin") as browser:
        assert 'value="locked"' in (await browser.get("/people")).text
        listed = (await browser.get("/people?state=locked")).text
        assert "/people/" + str(operator) in listed
        await browser.get(f"/people/{operator}")
        assert (await browser.post(f"/people/{operator}/unlocking")).status_code == 303
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/intake")).status_code == 200


async def test_the_password_of_somebody_with_a_door_elsewhere_is_not_set(house: House) -> None:
    """Or an administrator could open another government, or an office of the three, by resetting a password."""
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, account_of(house, "east_reviewer"), "reviewer", city=True, at=house.now)
    async with browsing(house, "tenant_admin") as browser:
        for login in ("east_reviewer", "auditor", "tenant_admin"):
            url = f"/people/{account_of(house, login)}"
            page = await browser.get(url)
            assert page.status_code == 200
            assert "first-password" not in page.text
            assert (await browser.post(f"{url}/first-password")).status_code == 422
            assert (await browser.post(f"{url}/unlocking")).status_code == 422
    async with browsing(house) as browser:
        for login in ("east_reviewer", "auditor", "tenant_admin"):
            assert (await browser.sign_in(login, PASSWORD)).status_code == 303, login


async def test_who_works_for_several_governments_gets_back_in_by_the_command_line(house: House) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, account_of(house, "east_reviewer"), "reviewer", city=True, at=house.now)
    async with browsing(house, "east_reviewer") as theirs:
        told = await hotline(house.settings, "account", "password", "east_reviewer")
        assert told.exit_code == 0, told.output
        assert (await theirs.get("/review")).status_code == 303
    async with browsing(house) as browser:
        assert (await browser.sign_in("east_reviewer", PASSWORD)).status_code == 422
        assert (await browser.sign_in("east_reviewer", told.output.split()[-1])).status_code == 303
        assert (await browser.get("/review")).headers["location"] == "/password"
    assert await recorded(house, 0, "password_set") == [(account_of(house, "east_reviewer"), {})]
    assert (await hotline(house.settings, "account", "password", "nobody-at-all")).exit_code != 0


async def test_a_wrong_role_on_the_page_is_told_at_its_field(house: House) -> None:
    operator = account_of(house, "operator")
    async with browsing(house, "tenant_admin") as browser:
        await browser.get(f"/people/{operator}")
        answer = await browser.post(f"/people/{operator}/roles", role="unit_leader")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 1
    assert '<option value="unit_leader" selected>' in answer.text
    assert await roles_of(house, house.cast.city, operator) == [("operator", True)]


async def test_another_governments_person_does_not_exist(house: House) -> None:
    await east_admin(house)
    theirs = house.cast.actors["operator"]
    async with browsing(house, "east_admin") as browser:
        await browser.get("/people")
        url = f"/people/{theirs.account_id}"
        assert (await browser.get(url)).status_code == 404
        assert (await browser.post(f"{url}/roles", role="operator")).status_code == 404
        assert (await browser.post(f"{url}/roles/{theirs.membership_id}/ending")).status_code == 404
        assert (await browser.post(f"{url}/first-password")).status_code == 404
        assert (await browser.post(f"{url}/unlocking")).status_code == 404
        own = account_of(house, "east_operator")
        swapped = f"/people/{own}/roles/{theirs.membership_id}/ending"
        assert (await browser.post(swapped)).status_code == 404, (
            "a role of somebody else under one's own person"
        )
        assert (await browser.get(f"/people/{own}")).status_code == 200
    assert await roles_of(house, house.cast.city, account_of(house, "operator")) == [("operator", True)]
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/intake")).status_code == 200


async def test_without_the_right_nothing_is_done_to_anybody(house: House) -> None:
    operator = house.cast.actors["operator"]
    url = f"/people/{operator.account_id}"
    async with browsing(house, "duty_head") as browser:
        await browser.get("/cases")
        assert (await browser.get(url)).status_code == 403
        for act in ("roles", f"roles/{operator.membership_id}/ending", "first-password", "unlocking"):
            assert (await browser.post(f"{url}/{act}", role="reviewer")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get(url)).status_code == 303
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/intake")).status_code == 200


async def test_the_list_is_filtered_by_role_unit_and_name_and_taken_away_as_a_file(house: House) -> None:
    async with house.database.transaction(NOWHERE) as db:
        locked = house.now + dt.timedelta(days=36500)
        await db.execute(update(Account).where(Account.login == "dispatcher").values(locked_until=locked))
    async with browsing(house, "tenant_admin") as browser:
        reviewers = (await browser.get("/people?role=reviewer")).text
        assert "Reviewer" in reviewers
        assert "Water Officer" not in reviewers
        water = (await browser.get(f"/people?unit={house.cast.units['C-WATER']}")).text
        assert "Water Officer" in water
        assert "Housing Officer" not in water
        assert "Housing Officer" in (await browser.get("/people?who=housing_off")).text
        assert "East Operator" not in (await browser.get("/people?size=100")).text
        assert "Dispatcher" in (await browser.get("/people?state=locked")).text
        sheet = await browser.get("/people.xlsx?role=reviewer")
    assert sheet.status_code == 200
    assert await recorded(house, house.cast.city, "export") == [(None, {"list": "/people", "rows": 1})]
