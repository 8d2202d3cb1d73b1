"""What was found is put right: a notice on both sides of the border, with evidence, a re-check and a look back."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.inspection.finding import find
from hotline_tenants.papers.model import Paper
from hotline_tenants.rectification import enclosing, issuing, reporting
from hotline_tenants.rectification.enclosing import files_of
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import act_on, notice_for
from hotline_tenants.rectification.verifying import rectification_faults
from hotline_tenants.rectification.watching import watch
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.inspection.world import lived, sample_of, started

REPORT = "已组织全员培训，逐件补充答复依据。"


async def found(house: House) -> uuid.UUID:
    """A campaign with two findings at East Lake."""
    await lived(house)
    campaign_id = await started(house)
    for item, words in zip(
        await sample_of(house, campaign_id), ("答复未说明依据。", "未按时回访。"), strict=False
    ):
        async with house.acting("inspector") as (db, actor):
            await find(
                db,
                actor,
                campaign_id,
                number=item.number,
                words=words,
                version=None,
                at=house.later(minutes=1),
            )
    return campaign_id


def a_notice(house: House, campaign_id: uuid.UUID, **given: Any) -> issuing.NewNotice:
    plain: dict[str, Any] = {
        "unit_id": house.cast.units[EAST], "title": "三月办件质量", "requirement": "逐件整改，举一反三。",
        "due_at": house.now + dt.timedelta(days=14), "look_back_on": (house.now + dt.timedelta(days=90)).date(),
    }  # fmt: skip
    return issuing.NewNotice(campaign_id, **{**plain, **given})


async def drafted(house: House, **given: Any) -> uuid.UUID:
    campaign_id = await found(house)
    async with house.acting("inspector") as (db, actor):
        return await issuing.draft(db, actor, a_notice(house, campaign_id, **given), at=house.now)


async def issued(house: House) -> uuid.UUID:
    notice_id = await drafted(house)
    async with house.acting("duty_head") as (db, actor):
        await issuing.issue(db, actor, notice_id, version=None, at=house.later(hours=1))
    return notice_id


async def with_evidence(
    house: House, notice_id: uuid.UUID, name: str = "a", login: str = "east_head"
) -> None:
    """As if whoever is asked had added a photograph."""
    async with house.acting(login) as (db, actor):
        file_id, digest, at = uuid.uuid4(), name.encode() * 32, house.later(minutes=5)
        await db.driver.execute(
            "INSERT INTO blobs (tenant_id, digest, size, claimed_at, placed_at, loose)"
            f" VALUES ({db.tenant}, $1, 3, $2, $2, false)", digest, at,
        )  # fmt: skip
        await db.driver.execute(
            "INSERT INTO files (tenant_id, id, digest, size, media_type, name, located, thumbnail, scan, uploaded_at)"
            f" VALUES ({db.tenant}, $1, $2, 3, 'image/jpeg', 'photo.jpg', false, false, 'off', $3)", file_id, digest, at,
        )  # fmt: skip
        notice = await notice_for(db, actor, notice_id, lock=True)
        fact = enclosing._put(db, notice, file_id, digest, by=actor.account_id, at=at)
        await act_on(db, notice, "enclose", actor, at=at, files=[fact])


async def reported(house: House) -> uuid.UUID:
    notice_id = await issued(house)
    await with_evidence(house, notice_id)
    async with house.acting("east_head") as (db, actor):
        await reporting.report(db, actor, notice_id, report=REPORT, version=None, at=house.later(days=3))
    return notice_id


async def both(house: House, notice_id: uuid.UUID) -> tuple[Rectification, Rectification]:
    found = []
    for login in ("inspector", "east_head"):
        async with house.acting(login) as (db, actor):
            found.append(await notice_for(db, actor, notice_id))
    return found[0], found[1]


async def test_an_issued_notice_stands_on_both_sides_with_its_number_and_its_paper(house: House) -> None:
    notice_id = await issued(house)
    upper, lower = await both(house, notice_id)
    assert upper.number == "临江整〔2026〕1号"
    assert (lower.number, lower.state, lower.side) == (upper.number, "issued", "lower")
    assert "答复未说明依据。" in lower.facts
    assert lower.campaign_id is None
    async with house.acting("east_head") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "rectification_issued" in set(await db.scalars(told))
    async with house.acting("duty_head") as (db, _):
        paper = (await db.scalars(select(Paper).where(Paper.tenant_id == db.tenant))).one()
        assert (paper.kind, paper.number) == ("rectification", upper.number)
    async with house.acting("west_dispatcher") as (db, actor):
        with pytest.raises(NotAllowed):
            await notice_for(db, actor, notice_id)


async def test_a_report_needs_words_and_evidence_and_goes_up_with_both(house: House) -> None:
    notice_id = await issued(house)
    given: dict[str, Any] = {"version": None, "at": house.later(days=1)}
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await reporting.report(db, actor, notice_id, report="已改。", **given)
        assert list(refusal.value.fields) == ["report"]
        with pytest.raises(Refused, match="evidence"):
            await reporting.report(db, actor, notice_id, report=REPORT, **given)
        await db.abandon()
    await with_evidence(house, notice_id)
    async with house.acting("east_head") as (db, actor):
        await reporting.report(db, actor, notice_id, report=REPORT, **given)
    upper, lower = await both(house, notice_id)
    assert (upper.state, lower.state) == ("reported", "reported")
    async with house.acting("inspector") as (db, _):
        assert [one.file.name for one in await files_of(db, notice_id)] == ["photo.jpg"]
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused):
            await reporting.report(db, actor, notice_id, report=REPORT, **given)


async def test_a_recheck_sends_back_or_closes_and_later_looks_back_on_both_sides(house: House) -> None:
    notice_id = await reported(house)
    async with house.acting("inspector") as (db, actor):
        await reporting.send_back(
            db, actor, notice_id, reason="照片看不清。", due_at=house.now + dt.timedelta(days=20), version=None,
            at=house.later(days=1),
        )  # fmt: skip
    upper, lower = await both(house, notice_id)
    assert (upper.state, lower.state, lower.due_at) == ("issued", "issued", upper.due_at)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused, match="evidence"):
            await reporting.report(db, actor, notice_id, report=REPORT, version=None, at=house.now)
        await db.abandon()
    await with_evidence(house, notice_id, "b")
    async with house.acting("east_head") as (db, actor):
        await reporting.report(db, actor, notice_id, report=REPORT, version=None, at=house.later(days=1))
    async with house.acting("inspector") as (db, actor):
        await reporting.accept(
            db, actor, notice_id, note="抽查五件，均已整改。", version=None, at=house.later(days=1)
        )
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused, match="look-back is on"):
            await reporting.look_back(db, actor, notice_id, note="保持。", version=None, at=house.now)
    moment = house.now + dt.timedelta(days=119)
    async with house.acting("inspector") as (db, actor):
        assert [await watch(db, at=moment) for _ in range(2)] == [1, 0]
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "rectification_look_back" in set(await db.scalars(told))
    async with house.acting("inspector") as (db, actor):
        await reporting.look_back(
            db, actor, notice_id, note="保持良好。", version=None, at=house.later(days=120)
        )
    upper, lower = await both(house, notice_id)
    assert (upper.state, lower.state) == ("closed", "closed")
    assert upper.looked_back_at == lower.looked_back_at == house.now
    for login, code in (("inspector", CITY), ("east_head", EAST)):
        async with house.acting(login) as (db, _):
            assert [str(one) async for one in rectification_faults(db, code)] == []


async def test_whoever_tampers_with_a_notice_is_found_out(house: House, superuser: Any) -> None:
    await reported(house)
    superuser.execute("UPDATE rectifications SET requirement = '无需整改。' WHERE side = 'lower'")
    superuser.execute(
        "UPDATE rectification_remarks SET body = '没有做。' WHERE tenant_id = %s", [house.cast.city]
    )
    for login, code in (("inspector", CITY), ("east_head", EAST)):
        async with house.acting(login) as (db, _):
            assert len([one async for one in rectification_faults(db, code)]) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"requirement": ""}, "requirement"),
        ({"due_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}, "due_at"), ({"look_back_on": dt.date(2026, 4, 2)}, "look_back_on"),
    ],
)  # fmt: skip
async def test_a_draft_that_makes_no_sense_is_refused_at_its_field(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        await drafted(house, **wrong)
    assert field in refusal.value.fields


async def test_one_finding_stands_in_one_notice_and_a_place_without_any_gets_none(house: House) -> None:
    campaign_id = await found(house)
    async with house.acting("inspector") as (db, actor):
        notice_id = await issuing.draft(db, actor, a_notice(house, campaign_id), at=house.now)
    for unit in (EAST, "C-HOUSING"):
        async with house.acting("inspector") as (db, actor):
            with pytest.raises(Refused) as refusal:
                await issuing.draft(
                    db, actor, a_notice(house, campaign_id, unit_id=house.cast.units[unit]), at=house.now
                )
            assert list(refusal.value.fields) == ["unit_id"]
    async with house.acting("inspector") as (db, actor):
        await issuing.discard(db, actor, notice_id, version=None, at=house.now)
        again = await issuing.draft(db, actor, a_notice(house, campaign_id), at=house.now)
        with pytest.raises(NotAllowed):
            await issuing.issue(db, actor, again, version=None, at=house.now)


async def test_an_older_page_is_stale_and_a_draft_is_not_below(house: House) -> None:
    notice_id = await drafted(house)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await notice_for(db, actor, notice_id)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Stale):
            await issuing.issue(db, actor, notice_id, version=7, at=house.now)


async def test_its_clock_tells_the_district_before_and_both_sides_after(house: House) -> None:
    notice_id = await issued(house)
    upper, _ = await both(house, notice_id)
    async with house.acting("east_head") as (db, _):
        assert await watch(db, at=house.now) == 0
        assert await watch(db, at=upper.due_at - dt.timedelta(hours=2)) == 1
        assert await watch(db, at=upper.due_at - dt.timedelta(hours=1)) == 0
        assert await watch(db, at=upper.due_at + dt.timedelta(hours=1)) == 1
        assert await watch(db, at=upper.due_at + dt.timedelta(days=1)) == 0
    async with house.acting("inspector") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "rectification_overdue" in set(await db.scalars(told))
        assert [str(one) async for one in rectification_faults(db, CITY)] == []


async def test_a_suspended_district_gets_no_notice(house: House, superuser: Any) -> None:
    notice_id = await drafted(house)
    superuser.execute("UPDATE tenants SET status = 'suspended' WHERE code = %s", [EAST])
    house.database.cache.forget("registry")
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="suspended"):
            await issuing.issue(db, actor, notice_id, version=None, at=house.now)
