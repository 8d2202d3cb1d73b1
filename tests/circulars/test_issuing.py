"""Four eyes, one number, every desk below or none, and receipts."""

import asyncio
import uuid

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.model import File
from hotline_platform.notices.model import Notice
from hotline_tenants.circulars import approving, drafting
from hotline_tenants.circulars.keeping import keep
from hotline_tenants.circulars.model import CircularReceipt, ReceivedCircular
from hotline_tenants.circulars.reaching import receipts_of, unit_receipts_of
from hotline_tenants.circulars.receiving import read, read_in_unit
from hotline_tenants.circulars.verifying import circular_faults
from hotline_tenants.papers.verifying import paper_faults
from tests.circulars.desk import busy, does, drafted, issued, seen
from tests.conftest import House


@pytest.fixture
async def desk(house: House) -> House:
    return await busy(house)


async def received(house: House, login: str) -> ReceivedCircular:
    async with house.acting(login) as (db, _):
        wanted = select(ReceivedCircular).where(ReceivedCircular.tenant_id == db.tenant)
        return (await db.execute(wanted)).scalar_one()


async def faults(house: House) -> list[str]:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        found = [str(one) async for one in circular_faults(db, "9901")]
        return found + [str(one) async for one in paper_faults(db, "9901")]


async def test_who_wrote_neither_checks_nor_approves(desk: House) -> None:
    circular_id = await drafted(desk)
    await does(desk, "supervisor", approving.submit, circular_id)
    with pytest.raises(Refused, match="wrote in this circular yourself"):
        await does(desk, "supervisor", approving.check, circular_id)
    await does(desk, "inspector", approving.check, circular_id)
    with pytest.raises(NotAllowed):
        await does(desk, "inspector", approving.approve, circular_id)
    with pytest.raises(Refused):
        await does(desk, "duty_head", approving.hand_back, circular_id, reason=" ")
    await does(desk, "duty_head", approving.hand_back, circular_id, reason="补充工作要求")
    assert (await seen(desk, circular_id)).state == "draft"
    assert await faults(desk) == []


async def test_it_is_on_every_desk_below_as_it_was_issued_and_who_reads_first_gives_the_receipt(
    desk: House,
) -> None:
    circular_id = await issued(desk)
    assert (await seen(desk, circular_id, "dispatcher")).number == "临江通〔2026〕1号"
    await keep(desk.database, desk.settings, desk.cast.city, circular_id, at=desk.now)
    await keep(desk.database, desk.settings, desk.cast.city, circular_id, at=desk.now)
    for login in ("east_head", "east_supervisor"):
        below = await received(desk, login)
        async with desk.acting(login) as (db, actor):
            found = await read(db, actor, below.id, at=desk.later(minutes=5))
            assert found.number == "临江通〔2026〕1号"
            file = select(File.digest).where(File.tenant_id == db.tenant, File.id == found.file_id)
            assert (await db.execute(file)).scalar_one() is not None
            told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.subject_id == below.id)
            assert set((await db.execute(told)).scalars()) == {"circular_issued"}
    async with desk.acting("supervisor") as (db, _):
        receipts = {one.other_tenant_id: one.reader for one in await receipts_of(db, circular_id)}
    assert receipts == {desk.cast.east: "east_head", desk.cast.west: None}
    async with desk.acting("stone_leader") as (db, actor):
        with pytest.raises(NotAllowed):
            await read(db, actor, uuid.uuid4(), at=desk.now)
    async with desk.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await read(db, actor, circular_id, at=desk.now)
    assert await faults(desk) == []


async def test_it_is_before_our_own_units_too_and_they_give_their_receipts(
    desk: House,
) -> None:
    circular_id = await issued(desk)
    async with desk.acting("housing_officer") as (db, actor):
        found = await read_in_unit(db, actor, circular_id, at=desk.later(minutes=5))
        assert found.number
    async with desk.acting("duty_head") as (db, _):
        receipts = {one.unit_id: one.reader for one in await unit_receipts_of(db, circular_id)}
    units = desk.cast.units
    assert set(receipts) == {units["C-HOUSING"], units["C-WATER"]}
    assert receipts[units["C-HOUSING"]] == "housing_officer"


async def test_two_approve_at_once_and_it_is_issued_once(desk: House) -> None:
    circular_id = await drafted(desk)
    await does(desk, "supervisor", approving.submit, circular_id)
    await does(desk, "inspector", approving.check, circular_id)

    async def approves(login: str) -> str:
        async with desk.acting(login) as (db, actor):
            return await approving.approve(db, actor, circular_id, version=3, at=desk.now)

    outcomes = await asyncio.gather(approves("duty_head"), approves("leader"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Stale", "str"]
    with pytest.raises(Refused):
        await does(desk, "leader", approving.approve, circular_id)
    async with desk.acting("east_head") as (db, _):
        assert (
            len(
                (
                    await db.execute(
                        select(ReceivedCircular.id).where(ReceivedCircular.tenant_id == db.tenant)
                    )
                ).all()
            )
            == 1
        )


async def test_an_issue_that_breaks_off_is_on_no_desk_and_takes_no_number(desk: House) -> None:
    circular_id = await drafted(desk)
    await does(desk, "supervisor", approving.submit, circular_id)
    await does(desk, "inspector", approving.check, circular_id)

    async def breaks_off() -> None:
        async with desk.acting("duty_head") as (db, actor):
            await approving.approve(db, actor, circular_id, version=None, at=desk.now)
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await breaks_off()
    async with desk.acting("east_head") as (db, _):
        assert (
            await db.execute(select(ReceivedCircular.id).where(ReceivedCircular.tenant_id == db.tenant))
        ).all() == []
    assert await does(desk, "duty_head", approving.approve, circular_id) == "临江通〔2026〕1号"
    async with desk.acting("supervisor") as (db, _):
        wanted = select(CircularReceipt.circular_id).where(CircularReceipt.tenant_id == db.tenant)
        assert len((await db.execute(wanted)).all()) == 2


async def test_what_is_issued_is_changed_by_nobody(desk: House) -> None:
    circular_id = await issued(desk)
    for verb in (drafting.redraft, drafting.discard, approving.submit):
        with pytest.raises(Refused):
            await does(desk, "supervisor", verb, circular_id)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE circulars SET title = '别的'", "does not say what its last entry carries"),
        ("UPDATE circulars SET figures = jsonb_set(figures, '{overdue}', '99')", "does not say what its last entry"),
        ("UPDATE circular_entries SET data = data || '{\"x\": 1}' WHERE seq = 2", "does not match its hash"),
        ("DELETE FROM circular_entries WHERE seq = 2", "events are missing"),
    ],
)  # fmt: skip
async def test_a_hand_laid_on_a_circular_is_found(
    desk: House, superuser: psycopg.Connection, statement: str, told: str
) -> None:
    await issued(desk)
    assert await faults(desk) == []
    superuser.execute(statement.encode())
    assert any(told in one for one in await faults(desk))
