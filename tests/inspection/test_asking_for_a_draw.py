"""A draw is asked for by a person and done by a job: once, whole or not at all."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.inspection.asking import DRAW, REDRAW, ask_to_draw, ask_to_redraw, redraws_of, work_on
from hotline_tenants.inspection.delivering import deliver
from hotline_tenants.inspection.model import CampaignEntry, DrawAsked
from hotline_tenants.inspection.running import drop
from hotline_tenants.inspection.verifying import inspection_faults
from hotline_web.i18n import translate
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.inspection.world import campaign_of, drawn, lived, planned, sample_of

BULK = ("bulk",)


async def test_the_sample_is_drawn_in_the_name_of_whoever_asked_and_a_second_run_changes_nothing(
    house: House,
) -> None:
    await lived(house)
    campaign_id = await asked_to_draw(house)
    await run_pending(house.database, queues=BULK)
    campaign, items = await campaign_of(house, campaign_id), await sample_of(house, campaign_id)
    assert (campaign.state, len(items)) == ("drawn", 6)
    async with house.acting("inspector") as (db, actor):
        entry = (
            await db.scalars(
                select(CampaignEntry).where(CampaignEntry.tenant_id == db.tenant, CampaignEntry.act == "draw")
            )
        ).one()
        assert (entry.account_id, entry.role) == (actor.account_id, "inspector")
        asked = (await db.scalars(select(DrawAsked).where(DrawAsked.tenant_id == db.tenant))).one()
        await deliver(db, asked.id, at=house.later(days=1))
    async with house.acting("inspector") as (db, _):
        assert await work_on(db, campaign, DRAW) is None
        assert [one async for one in inspection_faults(db, CITY)] == []
    assert (await campaign_of(house, campaign_id)).seed == campaign.seed


async def test_what_stands_in_the_way_of_a_draw_is_said_in_either_language_and_nothing_is_drawn(
    house: House, superuser: Any
) -> None:
    await lived(house)
    campaign_id = await asked_to_draw(house)
    superuser.execute("UPDATE tenants SET status = 'suspended' WHERE code = %s", [EAST])
    house.database.cache.forget("registry")
    await run_pending(house.database, queues=BULK)
    campaign = await campaign_of(house, campaign_id)
    assert (campaign.state, campaign.seed, campaign.version) == ("planned", None, 1)
    async with house.acting("inspector") as (db, _):
        work = await work_on(db, campaign, DRAW)
    assert work is not None
    assert work.refused is not None
    assert not work.goes_on
    assert translate("en", work.refused).startswith("East Lake District is suspended")
    assert translate("zh", work.refused).startswith("东湖区")
    superuser.execute("UPDATE tenants SET status = 'live' WHERE code = %s", [EAST])
    house.database.cache.forget("registry")
    async with house.acting("inspector") as (db, actor):
        await ask_to_draw(db, actor, campaign_id, version=None, at=house.later(minutes=5))
    await run_pending(house.database, queues=BULK)
    assert (await campaign_of(house, campaign_id)).state == "drawn"


async def test_a_campaign_that_is_given_up_meanwhile_is_not_drawn(house: House) -> None:
    await lived(house)
    campaign_id = await asked_to_draw(house)
    async with house.acting("inspector") as (db, actor):
        await drop(db, actor, campaign_id, reason="计划有变", version=None, at=house.now)
    await run_pending(house.database, queues=BULK)
    assert (await campaign_of(house, campaign_id)).state == "dropped"
    assert await sample_of(house, campaign_id) == []


async def test_what_drawing_again_found_stays_to_be_read(house: House, superuser: Any) -> None:
    await lived(house)
    campaign_id = await drawn(house)
    campaign, lost = await campaign_of(house, campaign_id), (await sample_of(house, campaign_id))[0]
    for _ in range(2):
        async with house.acting("inspector") as (db, actor):
            await ask_to_redraw(db, actor, campaign_id, at=house.now)
        await run_pending(house.database, queues=BULK)
        superuser.execute("UPDATE cases SET origin = 'withheld' WHERE id = %s", [lost.subject_id])
    async with house.acting("inspector") as (db, _):
        assert await work_on(db, campaign, REDRAW) is None
        last, before = await redraws_of(db, campaign, 10)
    assert last.found is not None
    assert before.found is not None
    assert (last.found["only_then"], before.found["only_then"]) == ([lost.number], [])


async def test_nothing_is_drawn_again_that_was_not_drawn(house: House) -> None:
    await lived(house)
    campaign_id = await planned(house)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused, match="Nothing was drawn"):
            await ask_to_redraw(db, actor, campaign_id, at=house.now)


async def asked_to_draw(house: House) -> Any:
    campaign_id = await planned(house)
    async with house.acting("inspector") as (db, actor):
        await ask_to_draw(db, actor, campaign_id, version=None, at=house.now)
    return campaign_id
