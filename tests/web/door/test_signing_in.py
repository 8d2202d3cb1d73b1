"""The door: signing in and out, lock-out, passwords, places and languages."""

from sqlalchemy import func, select, update

from hotline_platform.access.accounts import add_membership
from hotline_platform.access.model import Account, SignInSession
from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import NOWHERE, at
from tests.cast import PASSWORD
from tests.conftest import House
from tests.web.browsing import browsing


async def test_a_clerk_signs_in_and_stands_in_their_government(house: House) -> None:
    async with browsing(house, "bridge_officer") as browser:
        page = await browser.get("/password")
    assert page.status_code == 200
    assert "东湖" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "unsafe-inline" not in page.headers["content-security-policy"]


async def test_a_stranger_is_sent_to_the_door_and_from_there_back(house: House) -> None:
    async with browsing(house) as browser:
        away = await browser.get("/password")
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=%2Fpassword")
        await browser.get(away.headers["location"])
        answer = await browser.post("/sign-in", login="operator", password=PASSWORD, next="/password")
    assert answer.headers["location"] == "/password"


async def test_a_wrong_password_keeps_the_name_and_says_nothing_about_which_was_wrong(house: House) -> None:
    async with browsing(house) as browser:
        wrong = await browser.sign_in("operator", "not the password")
        unknown = await browser.sign_in("nobody-at-all", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert 'value="operator"' in wrong.text
    assert "not the password" not in wrong.text


async def test_five_failures_lock_the_account_and_are_recorded(house: House) -> None:
    async with browsing(house) as browser:
        for _ in range(5):
            await browser.sign_in("operator", "not the password")
        locked = await browser.sign_in("operator", PASSWORD)
        other = await browser.sign_in("dispatcher", PASSWORD)
    assert locked.status_code == 429
    assert int(locked.headers["retry-after"]) > 0
    assert other.status_code == 303
    async with house.database.transaction(at(house.cast.city)) as db:
        recorded = await db.execute(
            select(func.count())
            .select_from(AuditEntry)
            .where(AuditEntry.tenant_id == house.cast.city, AuditEntry.kind == "sign_in_failed")
        )
    assert recorded.scalar_one() == 5


async def test_a_session_planted_before_the_sign_in_is_worth_nothing(house: House) -> None:
    async with browsing(house) as browser:
        browser._client.cookies.set("hotline", "planted-by-somebody-else")
        answer = await browser.sign_in("operator")
        assert "planted" not in answer.headers["set-cookie"]
        browser._client.cookies.clear()
        browser._client.cookies.set("hotline", "planted-by-somebody-else")
        assert (await browser.get("/password")).status_code == 303


async def test_signing_out_everywhere_ends_the_other_browser_too(house: House) -> None:
    async with browsing(house, "operator") as one, browsing(house, "operator") as other:
        await one.get("/password")
        assert (await one.post("/sign-out-everywhere")).status_code == 303
        assert (await other.get("/password")).status_code == 303


async def test_a_form_without_its_token_is_refused(house: House) -> None:
    async with browsing(house, "operator") as browser:
        answer = await browser.post("/sign-out", _csrf_token="forged")
        assert answer.status_code == 403
        assert (await browser.get("/password")).status_code == 200


async def test_a_first_password_is_changed_before_anything_else(house: House) -> None:
    async with house.database.transaction(NOWHERE) as db:
        await db.execute(update(Account).where(Account.login == "operator").values(must_change_password=True))
    async with browsing(house, "operator") as browser:
        away = await browser.post("/standing", standing="x")
        assert away.headers["location"] == "/password"
        await browser.get("/password")
        short = await browser.post("/password", old=PASSWORD, new="short", again="short")
        assert short.status_code == 422
        done = await browser.post("/password", old=PASSWORD, new="a-quiet-river-99", again="a-quiet-river-99")
        assert done.status_code == 303
        assert (await browser.get("/password")).status_code == 200
    async with house.database.transaction(NOWHERE) as db:
        alive = select(func.count()).select_from(SignInSession).where(SignInSession.revoked_at.is_(None))
        assert (await db.execute(alive)).scalar_one() == 1


async def test_a_person_with_two_places_switches_between_them_and_never_into_anothers(house: House) -> None:
    actor = house.cast.actors["east_dispatcher"]
    foreign = house.cast.actors["dispatcher"].membership_id
    assert actor.account_id
    async with house.database.transaction(at(house.cast.west)) as db:
        second = add_membership(db, actor.account_id, "reviewer", city=False, at=house.now)
    async with browsing(house, "east_dispatcher") as browser:
        page = await browser.get("/password")
        assert "西岭县" in page.text
        assert (await browser.post("/standing", standing=str(foreign))).status_code == 404
        await browser.post("/standing", standing=str(second))
        assert "西岭" in (await browser.get("/password")).text


async def test_the_language_is_a_persons_own_choice(house: House) -> None:
    async with browsing(house, "operator") as browser:
        assert "修改密码" in (await browser.get("/password")).text
        answer = await browser.post("/language", language="en", next="/password")
        assert answer.headers["location"] == "/password"
        assert "Change password" in (await browser.get("/password")).text


async def test_no_redirect_leaves_the_house(house: House) -> None:
    async with browsing(house) as browser:
        await browser.get("/sign-in")
        for elsewhere in ("//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil.test"):
            answer = await browser.post("/theme", theme="dark", next=elsewhere)
            assert answer.headers["location"] == "/"


async def test_an_unknown_address_is_a_designed_page_and_is_not_a_fault(house: House) -> None:
    async with browsing(house, "operator") as browser:
        answer = await browser.get("/nowhere/at/all")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


async def test_an_address_that_no_database_can_keep_is_nowhere_like_any_other(house: House) -> None:
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/cases/%00")).status_code == 404
