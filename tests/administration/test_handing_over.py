"""A government's administration passes from one person to another: asked for, decided by somebody else, never lost."""

import asyncio
import uuid

import psycopg
import pytest

from hotline_platform.access import memberships
from hotline_platform.access.accounts import add_membership
from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.access.memberships import held_here
from hotline_platform.database.scope import at
from hotline_platform.errors import NotAllowed, Refused, Stale
from hotline_tenants.administration.handing_over import Wish, administrators, ask, confirm, refuse, withdraw
from hotline_tenants.rosters.model import DutyPerson
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded

REASON = "调任市信访局"


def who(house: House, login: str) -> uuid.UUID:
    account = house.cast.actors[login].account_id
    assert account is not None
    return account


async def asked(
    house: House, *, to: str = "operator", leaves: bool = True, by: str = "tenant_admin"
) -> uuid.UUID:
    wish = Wish(handed_by=who(house, "tenant_admin"), to=to, leaves=leaves, reason=REASON)
    async with house.database.transaction(at(house.cast.city)) as db:
        return await ask(db, house.cast.actors[by], wish, at=house.later(hours=1))


async def decided(house: House, login: str, handing: uuid.UUID) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        await confirm(db, house.cast.actors[login], handing, at=house.later(hours=1))


async def administering(house: House) -> set[uuid.UUID]:
    async with house.database.transaction(at(house.cast.city)) as db:
        return {*await administrators(db)}


async def test_whoever_leaves_hands_over_and_is_out_when_a_second_person_has_confirmed(house: House) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, who(house, "tenant_admin"), "dispatcher", city=True, at=house.now)
        db.put(
            DutyPerson, id=uuid.UUID(int=3), unit_id=None, account_id=who(house, "tenant_admin"), phone="13800000099",
            added_at=house.now, ended_at=None,
        )  # fmt: skip
    async with browsing(house, "tenant_admin") as leaving:
        handing = await asked(house)
        assert await administering(house) == {who(house, "tenant_admin")}, "nothing changes by asking"
        await decided(house, "security_officer", handing)
        assert await administering(house) == {who(house, "operator")}
        assert (await leaving.get("/people")).status_code == 303
    async with house.database.transaction(at(house.cast.city)) as db:
        left = [one for one in await held_here(db, who(house, "tenant_admin")) if one.ended_at is None]
        assert (await db.get_one(DutyPerson, (house.cast.city, uuid.UUID(int=3)))).phone == ""
    assert left == []
    for kind in ("administration_asked", "administration_confirmed", "role_given", "role_ended"):
        assert await recorded(house, house.cast.city, kind), kind


async def test_whoever_stays_keeps_the_other_roles(house: House) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, who(house, "tenant_admin"), "dispatcher", city=True, at=house.now)
    await decided(house, "security_officer", await asked(house, leaves=False))
    async with house.database.transaction(at(house.cast.city)) as db:
        left = [one.role for one in await held_here(db, who(house, "tenant_admin")) if one.ended_at is None]
    assert left == ["dispatcher"]


async def test_neither_of_the_two_nor_whoever_asked_decides(house: House) -> None:
    by_officer = await asked(house, by="system_admin")
    with pytest.raises(Refused, match="asked for it yourself"):
        await decided(house, "system_admin", by_officer)
    with pytest.raises(NotAllowed):
        await decided(house, "duty_head", by_officer)
    taking = Actor(
        tenant=house.cast.city, role="security_officer", name="x", account_id=who(house, "operator")
    )
    with pytest.raises(Refused, match="one of the two"):
        async with house.database.transaction(at(house.cast.city)) as db:
            await confirm(db, taking, by_officer, at=house.now)
    await decided(house, "security_officer", by_officer)
    with pytest.raises(Stale):
        await decided(house, "security_officer", by_officer)


async def test_what_is_wrong_is_said_at_its_field(house: House) -> None:
    for to, reason, field in (
        ("nobody", REASON, "to"), ("tenant_admin", REASON, "to"), ("auditor", REASON, "to"), ("", REASON, "to"),
        ("operator", " ", "reason"),
    ):  # fmt: skip
        wish = Wish(handed_by=who(house, "tenant_admin"), to=to, leaves=True, reason=reason)
        with pytest.raises(Refused) as refusal:
            async with house.database.transaction(at(house.cast.city)) as db:
                await ask(db, house.cast.actors["tenant_admin"], wish, at=house.now)
        assert field in refusal.value.fields
    other = Wish(handed_by=who(house, "operator"), to="dispatcher", leaves=True, reason=REASON)
    with pytest.raises(Refused, match="attention"):
        async with house.database.transaction(at(house.cast.city)) as db:
            await ask(db, house.cast.actors["tenant_admin"], other, at=house.now)
    await asked(house)
    with pytest.raises(Refused, match="waits to be decided already"):
        await asked(house)


async def test_refused_or_taken_back_everything_stays(house: House) -> None:
    before = await administering(house)
    first = await asked(house)
    async with house.database.transaction(at(house.cast.city)) as db:
        await refuse(db, house.cast.actors["security_officer"], first, "尚未交接完毕", at=house.now)
    second = await asked(house)
    async with house.database.transaction(at(house.cast.city)) as db:
        await withdraw(db, house.cast.actors["tenant_admin"], second, at=house.now)
    assert await administering(house) == before


async def test_two_administrators_who_end_each_other_leave_one(house: House) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(db, who(house, "operator"), "tenant_admin", city=True, at=house.now)
    async with house.database.transaction(at(house.cast.city)) as db:
        roles = [
            next(one.id for one in await held_here(db, who(house, login)) if one.role == "tenant_admin")
            for login in ("operator", "tenant_admin")
        ]

    async def end(membership: uuid.UUID) -> None:
        async with house.database.transaction(at(house.cast.city)) as db:
            await memberships.end(db, system_actor(house.cast.city), membership, at=house.now)

    outcomes = await asyncio.gather(*map(end, roles), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "Refused"]
    assert len(await administering(house)) == 1


async def test_both_sides_do_it_on_their_pages(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        assert "尚无移交记录" in (await browser.get("/handing-over")).text
        own = {"handed_by": str(who(house, "tenant_admin")), "leaves": "yes", "reason": REASON}
        wrong = await browser.post("/handing-over", **own, to="nobody")
        assert wrong.status_code == 422
        assert REASON in wrong.text
        await browser.get("/handing-over")
        assert (await browser.post("/handing-over", **own, to="operator")).status_code == 303
    async with browsing(house, "security_officer") as browser:
        assert "等待第二人" in (await browser.get("/notices")).text
        assert f"/governments/{CITY}/handing-over" in (await browser.get("/confirmations")).text
        page = await browser.get(f"/governments/{CITY}/handing-over")
        handing = page.text.split("/handing-over/")[1].split("/")[0]
        short = await browser.post(f"/governments/{CITY}/handing-over/{handing}/refusal", reason="")
        assert short.status_code == 422
        done = await browser.post(f"/governments/{CITY}/handing-over/{handing}/confirmation")
        assert done.status_code == 303
        assert "已移交" in (await browser.get(f"/governments/{CITY}/handing-over")).text
    async with browsing(house, "dispatcher") as browser:
        assert (await browser.get("/handing-over")).status_code == 403
        assert (await browser.get(f"/governments/{CITY}/handing-over")).status_code == 403


async def test_an_officer_asks_for_an_administrator_who_is_gone(
    house: House, superuser: psycopg.Connection
) -> None:
    gone = who(house, "east_operator")
    superuser.execute(
        "INSERT INTO memberships (tenant_id, id, account_id, role, granted_at) VALUES (%s, gen_random_uuid(), %s, "
        "'tenant_admin', now())",
        [house.cast.east, gone],
    )
    async with browsing(house, "system_admin") as browser:
        page = await browser.get(f"/governments/{EAST}/handing-over")
        assert str(gone) in page.text
        wish = {"handed_by": str(gone), "to": "east_dispatcher", "leaves": "yes", "reason": "本人已经离任"}
        assert (await browser.post(f"/governments/{EAST}/handing-over", **wish)).status_code == 303
    async with browsing(house, "security_officer") as browser:
        page = await browser.get(f"/governments/{EAST}/handing-over")
        handing = page.text.split("/handing-over/")[1].split("/")[0]
        await browser.post(f"/governments/{EAST}/handing-over/{handing}/confirmation")
    async with house.database.transaction(at(house.cast.east)) as db:
        assert {*await administrators(db)} == {who(house, "east_dispatcher")}
