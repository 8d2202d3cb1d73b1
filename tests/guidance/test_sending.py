"""Papers go down with receipts, are replaced and taken back everywhere, and who has not read is reminded once."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.guidance.confirming import confirm
from hotline_tenants.guidance.drafting import Text, draft, shows_somebody
from hotline_tenants.guidance.issuing import issue, withdraw
from hotline_tenants.guidance.queries import addressees_of, not_read_everywhere, reading, receipts_of
from hotline_tenants.guidance.reaching import paper_for
from hotline_tenants.guidance.reminding import remind, remind_now
from hotline_tenants.guidance.training import attend, sign_up
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.supervision.desk import staffed

PAPER = Text(title="关于规范回访用语的通知", body="回访时先说明身份，再逐项询问。")


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def drafted(
    house: House, kind: str = "document", text: Text = PAPER, *, follows: uuid.UUID | None = None
) -> uuid.UUID:
    async with house.acting("duty_head") as (db, actor):
        return await draft(db, actor, kind, text, follows=follows, at=house.now)


async def issued(
    house: House, paper_id: uuid.UUID, units: Sequence[str] = (EAST, WEST, "C-HOUSING"), *, days: int | None = None
) -> uuid.UUID:  # fmt: skip
    async with house.acting("duty_head") as (db, actor):
        by = house.now + dt.timedelta(days=days) if days else None
        await issue(
            db, actor, paper_id, [house.cast.units[one] for one in units], read_by=by, at=house.later(minutes=1)
        )  # fmt: skip
    return paper_id


async def confirmed(house: House, login: str, paper_id: uuid.UUID) -> None:
    async with house.acting(login) as (db, actor):
        await confirm(db, actor, paper_id, at=house.later(minutes=1))


async def read_by(house: House, paper_id: uuid.UUID) -> dict[str, int]:
    """How many have confirmed, by code of the addressee, as the city sees it."""
    codes = {one: code for code, one in house.cast.units.items()}
    async with house.acting("duty_head") as (db, _):
        return {codes[one.unit_id]: one.readers for one in await addressees_of(db, paper_id)}


async def notices(house: House, login: str, kind: str) -> int:
    actor = house.cast.actors[login]
    async with house.acting(login) as (db, _):
        wanted = select(Notice.id).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id, Notice.kind == kind
        )
        return len((await db.execute(wanted)).all())


async def test_a_paper_is_read_below_and_in_a_unit_and_the_city_knows_who_and_when(desk: House) -> None:
    paper = await issued(desk, await drafted(desk))
    assert await notices(desk, "east_head", "guidance_received") == 1
    for login in ("east_head", "east_reviewer", "east_head", "housing_officer"):
        await confirmed(desk, login, paper)
    assert await read_by(desk, paper) == {EAST: 2, WEST: 0, "C-HOUSING": 1}
    async with desk.acting("duty_head") as (db, _):
        names = [one.name for one in await receipts_of(db, paper)]
        assert names == ["East Head", "East Reviewer", "Housing Officer"]
        rates = {
            one.unit_id: (one.sent, one.read) for one in await reading(db, desk.now - dt.timedelta(days=1))
        }
        assert rates[desk.cast.units[EAST]] == (1, 1)
        assert rates[desk.cast.units[WEST]] == (1, 0)
    async with desk.acting("east_head") as (db, _):
        assert [one.name for one in await receipts_of(db, paper)] == ["East Head", "East Reviewer"]
        assert await addressees_of(db, paper) == [], "to whom else it went is the city's business"


async def test_nobody_reads_what_was_not_sent_to_them(desk: House) -> None:
    draft_only = await drafted(desk)
    paper = await issued(desk, await drafted(desk), [EAST])
    for login, one in (("west_reviewer", paper), ("water_officer", paper), ("bridge_officer", paper),
                       ("east_head", draft_only), ("operator", draft_only)):  # fmt: skip
        async with desk.acting(login) as (db, actor):
            with pytest.raises(NotFound):
                await paper_for(db, actor, one)
    async with desk.acting("dispatcher") as (db, actor):
        with pytest.raises(NotAllowed):
            await withdraw(db, actor, paper, "看错", at=desk.now)
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await withdraw(db, actor, paper, "看错", at=desk.now)


async def test_a_withdrawn_and_a_replaced_paper_are_no_longer_confirmed(desk: House) -> None:
    first = await issued(desk, await drafted(desk))
    await confirmed(desk, "east_head", first)
    second = await issued(desk, await drafted(desk, follows=first), [EAST])
    async with desk.acting("east_reviewer") as (db, actor):
        with pytest.raises(Refused, match="replaced"):
            await confirm(db, actor, first, at=desk.now)
    for login in ("east_head", "housing_leader"):
        async with desk.acting(login) as (db, actor):
            told = select(Notice.kind).where(
                Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
            )
            assert "guidance_replaced" in set(await db.scalars(told)), login
    async with desk.acting("east_head") as (db, actor):
        found = await paper_for(db, actor, second)
        assert (found.version, found.follows_id) == (2, first)
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused):
            await withdraw(db, actor, second, "  ", at=desk.now)
        await withdraw(db, actor, second, "文号有误", at=desk.now)
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(Refused, match="文号有误"):
            await confirm(db, actor, second, at=desk.now)


async def test_an_addressee_that_is_suspended_not_below_or_invented_is_named(desk: House) -> None:
    paper = await drafted(desk)
    async with desk.database.transaction(NOWHERE, "admin") as db:
        west = await db.get(Tenant, desk.cast.west)
        assert west is not None
        west.status = "suspended"
    desk.database.cache.forget("registry")
    for units, words in (
        ([desk.cast.units[EAST], desk.cast.units[WEST]], "西岭县 is suspended"),
        ([uuid.UUID(int=1)], "does not exist here"),
        ([], "Choose whom"),
    ):
        async with desk.acting("duty_head") as (db, actor):
            with pytest.raises(Refused) as refusal:
                await issue(db, actor, paper, units, read_by=None, at=desk.now)
            assert words in str(refusal.value.fields["units"])
            await db.abandon()
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await paper_for(db, actor, paper)


async def test_what_shows_somebody_is_not_kept_as_a_typical_case(desk: House) -> None:
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await draft(
                db, actor, "case", Text(title="停水", body="来电人 13800001234 反映停水。"), at=desk.now
            )
    assert list(refusal.value.fields) == ["body"]
    assert "13800001234" not in str(refusal.value.fields["body"])
    long = "由工地所在区承办，邻区协助取证，街道配合。联系人13800001234。以上请各区遵照执行。"
    assert shows_somebody(long) == "街道配合。联系人■■■。以上请各区遵照"
    assert shows_somebody("由工地所在区承办。") == ""


async def test_who_has_not_read_is_reminded_once_and_who_has_is_not(desk: House) -> None:
    paper = await issued(desk, await drafted(desk), days=3)
    await confirmed(desk, "east_head", paper)
    after = desk.now + dt.timedelta(days=4)
    for moment, many in ((desk.now, 0), (after, 2), (after, 0)):
        async with desk.acting("duty_head") as (db, _):
            assert await remind(db, at=moment) == many
    assert await notices(desk, "housing_officer", "guidance_unread") == 1
    assert await notices(desk, "east_head", "guidance_unread") == 0


async def test_a_person_reminds_districts_and_units_that_have_not_read_and_nobody_twice_in_a_day(
    desk: House,
) -> None:
    paper = await issued(desk, await drafted(desk))
    await confirmed(desk, "east_head", paper)
    async with desk.acting("duty_head") as (db, actor):
        assert await remind_now(db, actor, paper, at=desk.now) == 2
    for login, many in (("housing_officer", 1), ("housing_leader", 1), ("east_head", 0)):
        assert await notices(desk, login, "guidance_unread") == many, login
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="within the last day"):
            await remind_now(db, actor, paper, at=desk.now + dt.timedelta(hours=20))
        await db.abandon()
        assert list(await db.scalars(not_read_everywhere(db.tenant))) == [paper]
    await confirmed(desk, "west_reviewer", paper)
    async with desk.acting("duty_head") as (db, actor):
        assert list(await db.scalars(not_read_everywhere(db.tenant))) == [paper], "a unit has not read it"
        assert await remind_now(db, actor, paper, at=desk.now + dt.timedelta(days=2)) == 1
    await confirmed(desk, "housing_officer", paper)
    async with desk.acting("duty_head") as (db, actor):
        assert list(await db.scalars(not_read_everywhere(db.tenant))) == []
        with pytest.raises(Refused, match="everybody has read it"):
            await remind_now(db, actor, paper, at=desk.now + dt.timedelta(days=9))
    async with desk.acting("dispatcher") as (db, actor):
        with pytest.raises(NotAllowed):
            await remind_now(db, actor, paper, at=desk.now)
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await remind_now(db, actor, paper, at=desk.now)


async def test_a_full_training_takes_nobody_more_and_says_how_many_places_are_left(desk: House) -> None:
    text = Text(
        title="派单员培训",
        body="带上派单目录。",
        place="市民中心 3 楼",
        starts_at=desk.now + dt.timedelta(days=2),
        capacity=10,
    )
    paper = await issued(desk, await drafted(desk, "training", text))

    async def signs(login: str, people: int) -> str:
        async with desk.acting(login) as (db, actor):
            try:
                await sign_up(db, actor, paper, people, at=desk.now)
            except Refused as refusal:
                await db.abandon()
                return str(refusal.fields.get("people", refusal.message))
        return ""

    assert await signs("east_head", 6) == ""
    both = await asyncio.gather(signs("housing_leader", 4), signs("east_head", 7))
    assert sorted(map(bool, both)) == [False, True], "the last places are taken once"
    assert "places are left" in await signs("housing_leader", 9)
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="not begun"):
            await attend(db, actor, paper, desk.cast.units[EAST], 5, at=desk.now)
        await db.abandon()
    async with desk.acting("duty_head") as (db, actor):
        await attend(db, actor, paper, desk.cast.units[EAST], 5, at=desk.now + dt.timedelta(days=3))
    desk.later(days=3)
    assert "begun" in await signs("east_head", 1)


def test_roles_of_guidance_are_those_of_the_desk() -> None:
    for role in ("duty_head", "supervisor", "inspector"):
        assert Actor(tenant=1, role=role, name="").may("guidance.keep")
    for role in ("overseer", "committee", "auditor"):
        assert not Actor(tenant=1, role=role, name="").may("guidance.read")
