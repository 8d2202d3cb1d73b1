"""An inspection report: drafted from the facts of a finished campaign, four eyes, a number, and receipts of the inspected."""

import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.database.session import Db
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.model import File
from hotline_platform.notices.model import Notice
from hotline_tenants.circulars import approving, drafting
from hotline_tenants.circulars.approving import places_of
from hotline_tenants.circulars.content import figures_of
from hotline_tenants.circulars.inspected import Inspected
from hotline_tenants.circulars.keeping import keep
from hotline_tenants.circulars.model import Circular, ReceivedCircular
from hotline_tenants.circulars.pieces import Words, restored
from hotline_tenants.circulars.reaching import not_read_everywhere, receipts_of, unit_receipts_of
from hotline_tenants.circulars.receiving import read, read_in_unit
from hotline_tenants.circulars.reminding import remind
from hotline_tenants.circulars.reporting import draft_report
from hotline_tenants.circulars.verifying import circular_faults
from hotline_tenants.papers.places import words_of
from hotline_tenants.papers.verifying import paper_faults
from tests.cast import CITY, EAST
from tests.circulars.desk import does, seen
from tests.circulars.reports import finished, report_issued, reported
from tests.conftest import House
from tests.inspection.world import lived, started


async def test_the_draft_tells_what_the_campaign_came_to(house: House) -> None:
    report = await seen(house, await reported(house, await finished(house)), "inspector")
    figures = figures_of(report)
    assert isinstance(figures, Inspected)
    places = {one.id: one for one in figures.places}
    east, housing = places[house.cast.units[EAST]], places[house.cast.units["C-HOUSING"]]
    assert (east.population, east.score.items, east.findings) == (18, 4, 1)
    assert (housing.population, housing.score.items, housing.findings) == (1, 1, 0)
    assert (figures.items, figures.twice, figures.pairs, figures.same) == ({"case": 5}, 5, 10, 9)
    said = await words(house, report)
    for fact in (
        "三月办件质量检查",
        "共19件",
        "抽取5件",
        "一致率90.0%",
        "问题1个",
        "整改通知0份",
        figures.seed,
    ):
        assert fact in said, fact
    assert "实例拨测" not in said, "nobody was called"
    assert "答复未说明依据" in said
    assert "13800138000" not in said, "everybody who was inspected reads it"


async def test_there_is_one_report_of_a_campaign_and_only_of_a_finished_one(house: House) -> None:
    await lived(house)
    running = await started(house)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused, match="when it is finished"):
            await draft_report(db, actor, running, at=house.now)
        with pytest.raises(NotFound):
            await draft_report(db, actor, uuid.uuid4(), at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotAllowed):
            await draft_report(db, actor, running, at=house.now)


async def test_it_is_drafted_once_and_anew_when_the_first_was_thrown_away(house: House) -> None:
    campaign_id = await finished(house)
    first = await reported(house, campaign_id)
    assert await reported(house, campaign_id) == first
    await does(house, "inspector", drafting.discard, first)
    second = await reported(house, campaign_id)
    assert second != first
    report = await seen(house, second, "inspector")
    parts = [
        Words(one.heading, one.text + "共{办结总量}。") if isinstance(one, Words) else one
        for one in restored(report.parts)
    ]
    await does(house, "inspector", drafting.edit, second, title="检查报告", parts=parts)
    with pytest.raises(Refused):
        await does(
            house, "inspector", drafting.edit, second, title="检查报告", parts=[Words("", "{受理件数}")]
        )
    assert await does(house, "inspector", drafting.redraft, second) == []


async def test_it_is_approved_by_others_numbered_and_kept_and_only_the_inspected_read_it(
    house: House,
) -> None:
    report_id = await report_issued(house)
    report = await seen(house, report_id, "inspector")
    assert report.number == "临江检〔2026〕1号"
    await keep(house.database, house.settings, house.cast.city, report_id, at=house.now)
    async with house.acting("east_head") as (db, actor):
        received = (
            await db.scalars(select(ReceivedCircular).where(ReceivedCircular.tenant_id == db.tenant))
        ).one()
        found = await read(db, actor, received.id, at=house.later(minutes=5))
        assert (found.every, found.number) == ("inspection", report.number)
        kept = select(File.digest).where(File.tenant_id == db.tenant, File.id == found.file_id)
        assert (await db.execute(kept)).scalar_one() is not None
        assert await told(db, found.id) == {"inspection_report_issued"}
    async with house.acting("west_reviewer") as (db, _):
        assert (
            await db.scalars(select(ReceivedCircular).where(ReceivedCircular.tenant_id == db.tenant))
        ).all() == []
    async with house.acting("water_officer") as (db, actor):
        with pytest.raises(NotFound):
            await read_in_unit(db, actor, report_id, at=house.now)
    async with house.acting("housing_officer") as (db, actor):
        await read_in_unit(db, actor, report_id, at=house.later(minutes=5))
        assert await told(db, report_id) >= {"inspection_report_issued"}
    async with house.acting("inspector") as (db, _):
        assert [one.reader for one in await receipts_of(db, report_id)] == ["east_head"]
        assert [one.reader for one in await unit_receipts_of(db, report_id)] == ["housing_officer"]
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        assert [one async for one in circular_faults(db, CITY)] == []
        assert [one async for one in paper_faults(db, CITY)] == []


async def test_who_wrote_it_does_not_approve_it(house: House) -> None:
    report_id = await reported(house, await finished(house))
    await does(house, "inspector", approving.submit, report_id)
    with pytest.raises(Refused, match="somebody else"):
        await does(house, "inspector", approving.check, report_id)


async def words(house: House, report: Circular) -> str:
    async with house.acting("inspector") as (db, _):
        return words_of(await places_of(db, report))


async def told(db: Db, subject_id: uuid.UUID) -> set[str]:

    found = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.subject_id == subject_id)
    return set((await db.execute(found)).scalars())


async def test_a_unit_that_has_not_read_counts_and_is_reminded_once_a_day(house: House) -> None:
    report_id = await report_issued(house)
    async with house.acting("duty_head") as (db, actor):
        for one in await receipts_of(db, report_id):
            one.read_at, one.reader = house.now, "East Head"
        units = await unit_receipts_of(db, report_id)
        assert [one.read_at for one in units] == [None]
        await db.flush()
        assert list(await db.scalars(not_read_everywhere(db.tenant))) == [report_id]
    async with house.acting("inspector") as (db, actor):
        await remind(db, actor, report_id, version=None, at=house.now)
    async with house.acting("inspector") as (db, actor):
        assert (await unit_receipts_of(db, report_id))[0].reminded_at == house.now
        with pytest.raises(Refused, match="within the last day"):
            await remind(db, actor, report_id, version=None, at=house.later(hours=20))
        await db.abandon()
    async with house.acting("duty_head") as (db, _):
        told = select(Notice.subject_kind).where(
            Notice.tenant_id == db.tenant, Notice.kind == "inspection_report_unread"
        )
        assert set(await db.scalars(told)) == {"unit_circular"}
