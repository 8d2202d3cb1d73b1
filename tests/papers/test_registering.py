"""Numbers without gaps, papers as they were issued, and a register that proves both."""

import asyncio
import datetime as dt
import uuid

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import Refused
from hotline_platform.files.stores import key_of, store_from
from hotline_tenants.papers.keeping import keep
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.reading import file_of
from hotline_tenants.papers.verifying import paper_faults
from tests.conftest import House
from tests.papers.making import issue, words_in


async def numbers(house: House) -> list[str]:
    async with house.acting("duty_head") as (db, _):
        wanted = select(Paper.number).where(Paper.tenant_id == db.tenant).order_by(Paper.year, Paper.seq)
        return list((await db.execute(wanted)).scalars())


async def faults(house: House) -> list[str]:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        return [str(one) async for one in paper_faults(db, "9901")]


async def test_numbers_have_no_gap_though_two_issue_at_once_and_one_fails(house: House) -> None:
    async def issues(*, breaks: bool) -> None:
        async with house.acting("duty_head") as (db, _):
            await issue(db, house)
            await asyncio.sleep(0.05)
            if breaks:
                raise ConnectionAbortedError

    await asyncio.gather(*(issues(breaks=place == 1) for place in range(3)), return_exceptions=True)
    await asyncio.gather(issues(breaks=True), issues(breaks=False), return_exceptions=True)
    assert await numbers(house) == [f"临江整〔2026〕{serial}号" for serial in (1, 2, 3)]
    assert await faults(house) == []


async def test_the_next_year_begins_with_one(house: House) -> None:
    for moment in (house.now, dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)):
        house.now = moment
        async with house.acting("duty_head") as (db, _):
            await issue(db, house)
    assert await numbers(house) == ["临江整〔2026〕1号", "临江整〔2027〕1号"]


async def test_one_thing_is_issued_once_and_a_refused_paper_takes_no_number(house: House) -> None:
    subject = uuid.uuid4()
    async with house.acting("duty_head") as (db, _):
        await issue(db, house, subject)
    with pytest.raises(Refused, match="issued before"):
        async with house.acting("duty_head") as (db, _):
            await issue(db, house, subject)
    async with house.acting("duty_head") as (db, _):
        await issue(db, house)
    assert await numbers(house) == ["临江整〔2026〕1号", "临江整〔2026〕2号"]


async def test_what_was_issued_is_kept_once_as_it_was_issued(house: House) -> None:
    async with house.acting("duty_head") as (db, _):
        paper_id = (await issue(db, house)).id
    for _ in range(2):
        await keep(house.database, house.settings, house.cast.city, paper_id, at=house.now)
    async with house.acting("duty_head") as (db, _):
        paper = (
            await db.execute(select(Paper).where(Paper.tenant_id == db.tenant, Paper.id == paper_id))
        ).scalar_one()
        file = await file_of(db, paper)
    assert file is not None
    assert file.digest is not None
    store = store_from(house.settings)
    content = b"".join(
        [piece async for piece in store.read(key_of(house.cast.city, file.digest), 0, file.size)]
    )
    said = words_in(content)
    assert "临江整〔2026〕1号" in said
    assert "抽查发现答复未附证据。" in said
    assert "{{" not in said
    assert "\ue000" not in said


TAMPERING = {
    "a paper that is gone": ("DELETE FROM papers WHERE seq = 2", "events are missing before this one"),
    "the last paper, with the count": (
        "DELETE FROM papers WHERE seq = 3; UPDATE paper_registers SET count = 2",
        "does not end with the hash of its last event",
    ),
    "what it says": (
        "UPDATE papers SET places = jsonb_set(places, '{title}', '\"别的\"') WHERE seq = 2",
        "the paper does not say what the register carries",
    ),
    "its number": ("UPDATE papers SET number = '临江整〔2026〕9号' WHERE seq = 2", "does not match its hash"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
async def test_a_hand_laid_on_the_register_is_found(
    house: House, superuser: psycopg.Connection, what: str
) -> None:
    for _ in range(3):
        async with house.acting("duty_head") as (db, _actor):
            await issue(db, house)
    assert await faults(house) == []
    statement, told = TAMPERING[what]
    superuser.execute(statement.encode())
    found = await faults(house)
    assert any(told in one for one in found), found
