"""A notice to a unit of the inspecting government itself: answered by that unit, checked again, looked back on."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.inspection.finding import find
from hotline_tenants.papers.model import Paper
from hotline_tenants.rectification import issuing, reporting
from hotline_tenants.rectification.enclosing import why_not_enclose
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import notice_for
from hotline_tenants.rectification.verifying import rectification_faults
from hotline_tenants.rectification.watching import watch
from tests.cast import CITY
from tests.conftest import House
from tests.figures.world import closed_in_the_city
from tests.inspection.world import APRIL, sample_of, second_inspector, started
from tests.rectification.test_notices import REPORT, a_notice, with_evidence

LEADER = "housing_leader"


async def found(house: House) -> uuid.UUID:
    """A campaign over the housing bureau of the city, with a finding there."""
    await second_inspector(house)
    for _ in range(2):
        await closed_in_the_city(house, solved="yes", satisfied="very")
    house.now = APRIL
    campaign_id = await started(house, places=[house.cast.units["C-HOUSING"]], size=2)
    item, *_ = await sample_of(house, campaign_id)
    async with house.acting("inspector") as (db, actor):
        await find(
            db, actor, campaign_id, number=item.number, words="答复超期且未说明原因。", version=None, at=house.now
        )  # fmt: skip
    return campaign_id


async def drafted(house: House) -> uuid.UUID:
    campaign_id = await found(house)
    async with house.acting("inspector") as (db, actor):
        new = a_notice(house, campaign_id, unit_id=house.cast.units["C-HOUSING"])
        return await issuing.draft(db, actor, new, at=house.now)


async def issued(house: House) -> uuid.UUID:
    notice_id = await drafted(house)
    async with house.acting("duty_head") as (db, actor):
        await issuing.issue(db, actor, notice_id, version=None, at=house.later(hours=1))
    return notice_id


async def reported(house: House) -> uuid.UUID:
    notice_id = await issued(house)
    await with_evidence(house, notice_id, login=LEADER)
    await reports(house, notice_id)
    return notice_id


async def reports(house: House, notice_id: uuid.UUID, login: str = LEADER, report: str = REPORT) -> None:
    async with house.acting(login) as (db, actor):
        await reporting.report(db, actor, notice_id, report=report, version=None, at=house.later(days=1))


async def seen(house: House, notice_id: uuid.UUID, login: str = LEADER) -> Rectification:
    async with house.acting(login) as (db, actor):
        return await notice_for(db, actor, notice_id)


async def told(house: House, login: str) -> set[str]:
    async with house.acting(login) as (db, actor):
        kinds = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
        )
        return set(await db.scalars(kinds))


async def test_it_is_one_row_with_number_and_paper_before_the_units_people_once_it_is_issued(
    house: House,
) -> None:
    notice_id = await drafted(house)
    for login in (LEADER, "housing_officer"):
        with pytest.raises(NotFound):
            await seen(house, notice_id, login)
    async with house.acting("duty_head") as (db, actor):
        await issuing.issue(db, actor, notice_id, version=None, at=house.now)
    notice = await seen(house, notice_id)
    assert (notice.side, notice.state, notice.number) == ("own", "issued", "临江整〔2026〕1号")
    assert "答复超期且未说明原因。" in notice.facts
    assert "rectification_issued" in await told(house, LEADER)
    async with house.acting("duty_head") as (db, _):
        paper = (await db.scalars(select(Paper).where(Paper.tenant_id == db.tenant))).one()
        assert (paper.kind, paper.number) == ("rectification", notice.number)
    for login, refused in (("water_leader", NotFound), ("bridge_leader", NotFound), ("operator", NotAllowed)):
        with pytest.raises(refused):
            await seen(house, notice_id, login)


async def test_the_units_leader_reports_with_words_and_evidence_and_nobody_does_it_for_the_unit(
    house: House,
) -> None:
    notice_id = await issued(house)
    with pytest.raises(Refused) as refusal:
        await reports(house, notice_id, report="已改。")
    assert list(refusal.value.fields) == ["report"]
    with pytest.raises(Refused, match="evidence"):
        await reports(house, notice_id)
    async with house.acting("duty_head") as (db, actor):
        assert why_not_enclose(await notice_for(db, actor, notice_id), actor) is not None
    await with_evidence(house, notice_id, login=LEADER)
    for login, refused in (
        ("duty_head", NotFound), ("water_leader", NotFound), ("housing_officer", NotAllowed)
    ):  # fmt: skip
        with pytest.raises(refused):
            await reports(house, notice_id, login)
    await reports(house, notice_id)
    assert (await seen(house, notice_id, "inspector")).state == "reported"
    assert "rectification_reported" in await told(house, "inspector")


async def test_it_is_checked_again_sent_back_closed_and_looked_back_on(house: House) -> None:
    notice_id = await reported(house)
    later: dict[str, Any] = {"version": None}
    async with house.acting(LEADER) as (db, actor):
        with pytest.raises(NotAllowed):
            await reporting.accept(db, actor, notice_id, note="自查合格。", at=house.now, **later)
    async with house.acting("inspector") as (db, actor):
        await reporting.send_back(
            db, actor, notice_id, reason="照片看不清。", due_at=house.now + dt.timedelta(days=20), at=house.now, **later
        )  # fmt: skip
    assert (await seen(house, notice_id)).state == "issued"
    with pytest.raises(Refused, match="evidence"):
        await reports(house, notice_id)
    await with_evidence(house, notice_id, "b", LEADER)
    await reports(house, notice_id)
    async with house.acting("inspector") as (db, actor):
        await reporting.accept(db, actor, notice_id, note="抽查五件，均已整改。", at=house.now, **later)
    assert {"rectification_sent_back", "rectification_accepted"} <= await told(house, LEADER)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused, match="look-back is on"):
            await reporting.look_back(db, actor, notice_id, note="保持。", at=house.now, **later)
    async with house.acting("inspector") as (db, _):
        moment = house.now + dt.timedelta(days=120)
        assert [await watch(db, at=moment) for _ in range(2)] == [1, 0]
    assert "rectification_look_back" in await told(house, "inspector")
    async with house.acting("inspector") as (db, actor):
        await reporting.look_back(db, actor, notice_id, note="保持良好。", at=house.later(days=120), **later)
        assert [str(one) async for one in rectification_faults(db, CITY)] == []
    assert (await seen(house, notice_id)).looked_back_at == house.now


async def test_its_clock_tells_the_unit_before_and_the_inspectors_when_it_is_late(house: House) -> None:
    notice_id = await issued(house)
    due = (await seen(house, notice_id)).due_at
    async with house.acting("inspector") as (db, _):
        assert await watch(db, at=due - dt.timedelta(hours=2)) == 1
    assert "rectification_near_due" in await told(house, LEADER)
    assert "rectification_near_due" not in await told(house, "inspector")
    async with house.acting("inspector") as (db, _):
        assert [await watch(db, at=due + dt.timedelta(hours=one)) for one in (1, 2)] == [1, 0]
    for login in (LEADER, "inspector"):
        assert "rectification_overdue" in await told(house, login)
