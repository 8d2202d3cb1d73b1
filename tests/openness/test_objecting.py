"""The caller's objection by code: once for each closing, in thirty days, through the job and the hotline's own verb."""

import asyncio
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import NotFound, Refused
from hotline_tenants.callbacks import objecting
from hotline_tenants.callbacks.calling import Answers
from hotline_tenants.cases.model import CaseEvent, Remark
from hotline_tenants.clocks.model import Clock
from hotline_tenants.intake.settling import answer
from hotline_tenants.openness.codes import typed_digest
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.objecting import Objection, send_objection
from hotline_tenants.openness.submitting import submit
from hotline_tenants.openness.tracking import Tracked, tracked
from hotline_tenants.rulings.model import Ruling
from tests.conftest import House
from tests.openness.test_rating import LAMP, accepted_again, answered, called
from tests.openness.the_public import taken_up, the_case

NOT_DONE = Objection("灯还是不亮，没有人来过。")
REACHED = Answers(contacted=True, solved="yes", satisfied="satisfied")


async def closed(house: House) -> bytes:
    """An answered demand that the hotline has closed; the digest of its code."""
    digest = await answered(house)
    await called(house, REACHED, closing=True)
    return digest


async def objects(house: House, digest: bytes, given: Objection = NOT_DONE, **later: float) -> None:
    await send_objection(
        house.database, house.cast.city, digest, given, at=house.later(**(later or {"hours": 1}))
    )


async def seen(house: House, digest: bytes) -> Tracked:
    async with house.database.transaction(at(house.cast.city), "public") as db:
        found = await tracked(db, digest)
    assert found is not None
    return found


async def decided(house: House, *, upheld: bool) -> None:
    case = await the_case(house)
    async with house.acting("duty_head") as (db, actor):
        await objecting.decide(
            db, actor, case.id, upheld=upheld, ruling="已现场核实。", version=None, at=house.later(hours=2)
        )


async def test_it_goes_the_way_of_the_hotlines_own_and_its_clock_runs_from_the_sending(house: House) -> None:
    digest = await closed(house)
    await objects(house, digest)
    sent_at = house.now
    assert (await seen(house, digest)).objection == "sent"
    house.later(hours=5)  # the worker was away
    assert await taken_up(house) == 1
    assert (await seen(house, digest)).objection == "asked"
    case = await the_case(house)
    assert case.state == "closed"
    async with house.acting("duty_head") as (db, _):
        ruling = (await db.execute(select(Ruling).where(Ruling.tenant_id == db.tenant))).scalar_one()
        clock = (
            await db.execute(select(Clock).where(Clock.tenant_id == db.tenant, Clock.kind == "objection"))
        ).scalar_one()
        words = Remark.tenant_id == db.tenant, Remark.kind == "reason"
        said = (await db.execute(select(Remark.body).where(*words))).scalar_one()
        act = CaseEvent.tenant_id == db.tenant, CaseEvent.act == "object"
        role = (await db.execute(select(CaseEvent.role).where(*act))).scalar_one()
        payload = Submission.tenant_id == db.tenant, Submission.kind == "objection"
        left = (await db.execute(select(Submission.payload).where(*payload))).scalar_one()
    assert (ruling.kind, ruling.state, ruling.level, ruling.asked_at) == (
        "objection",
        "asked",
        "final",
        sent_at,
    )
    assert clock.started_at == sent_at
    assert clock.due_at == case.due_at
    assert (said, role, left) == (NOT_DONE.reason, "system", {})


@pytest.mark.parametrize(
    ("upheld", "state", "told"), [(True, "dispatched", "granted"), (False, "closed", "refused")]
)
async def test_the_caller_reads_how_it_ended(house: House, upheld: bool, state: str, told: str) -> None:
    digest = await closed(house)
    await objects(house, digest)
    await taken_up(house)
    await decided(house, upheld=upheld)
    assert (await the_case(house)).state == state
    assert (await seen(house, digest)).objection == told


async def test_once_for_each_closing_and_again_after_the_next(house: House) -> None:
    digest = await closed(house)
    await objects(house, digest)
    with pytest.raises(Refused, match="made already"):
        await objects(house, digest)
    await taken_up(house)
    with pytest.raises(Refused, match="made already"):
        await objects(house, digest)
    await decided(house, upheld=True)
    with pytest.raises(Refused, match="no closed answer"):
        await objects(house, digest)
    await accepted_again(house, await the_case(house))
    await called(house, REACHED, closing=True)
    assert (await seen(house, digest)).objection is None
    await objects(house, digest)
    await taken_up(house)
    assert (await seen(house, digest)).objection == "asked"


async def test_two_at_once_are_one(house: House) -> None:
    digest = await closed(house)
    moment = house.later(hours=1)
    both = await asyncio.gather(
        *(send_objection(house.database, house.cast.city, digest, NOT_DONE, at=moment) for _ in range(2)),
        return_exceptions=True,
    )
    assert all(one is None or isinstance(one, Refused) for one in both)
    assert None in both
    assert await taken_up(house) == 1


async def test_what_the_hotline_registered_by_telephone_in_between_stays_the_only_one(house: House) -> None:
    digest = await closed(house)
    await objects(house, digest)
    case = await the_case(house)
    async with house.acting("callback_officer") as (db, actor):
        await objecting.object_to(db, actor, case.id, reason="来电称未解决。", version=None, at=house.now)
    assert await taken_up(house) == 1
    async with house.acting("duty_head") as (db, _):
        rulings = (await db.execute(select(Ruling.id).where(Ruling.tenant_id == db.tenant))).all()
    assert len(rulings) == 1


@pytest.mark.parametrize(("days", "possible"), [(29.9, True), (30.1, False)])
async def test_thirty_days(house: House, days: float, possible: bool) -> None:
    digest = await closed(house)
    if possible:
        await objects(house, digest, days=days)
        await taken_up(house)
        assert (await seen(house, digest)).objection == "asked"
    else:
        with pytest.raises(Refused, match="within 30 days"):
            await objects(house, digest, days=days)


async def test_nothing_closed_nothing_known_nothing_said(house: House) -> None:
    digest = await answered(house)
    with pytest.raises(Refused, match="no closed answer"):
        await objects(house, digest)
    with pytest.raises(NotFound):
        await objects(house, b"no such code")
    await called(house, REACHED, closing=True)
    for wrong in (Objection("不行"), Objection("灯" * 1001)):
        with pytest.raises(Refused) as refused:
            await objects(house, digest, wrong)
        assert set(refused.value.fields) == {"reason"}
    with pytest.raises(NotFound):
        await send_objection(house.database, house.cast.east, digest, NOT_DONE, at=house.now)
    await objects(house, digest)


async def test_a_demand_that_no_unit_answered_has_nothing_to_object_to(house: House) -> None:
    receipt = await submit(house.database, house.cast.city, LAMP, form_id=uuid.uuid4(), at=house.now)
    await taken_up(house)
    case = await the_case(house)
    async with house.acting("operator") as (db, actor):
        await answer(db, actor, case.id, answer="已告知办事地点。", version=None, at=house.later(hours=1))
    digest = typed_digest(house.settings.secret, house.cast.city, receipt.code, "1234")
    with pytest.raises(Refused, match="no closed answer"):
        await objects(house, digest)
