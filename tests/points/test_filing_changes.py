"""What changed at a point is filed within ten working days; late is kept as late, and the watch speaks in time."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.years import CalendarYear
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.points import filing
from hotline_tenants.points.model import PointChange
from hotline_tenants.points.standing import standings
from hotline_tenants.points.warning import warn_everywhere
from tests.conftest import House
from tests.points.setting_up import DAY, approved, point_of, post
from tests.web.browsing import browsing

DUE = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
"""Ten working days after Monday the second of March end on Monday the sixteenth at 17:30 in the city."""


async def announced(house: House, unit_id: uuid.UUID, day: dt.date = DAY) -> uuid.UUID:
    change = filing.Change(subject="liaison", happened_on=day, note="联络员调任，接任者未定")
    async with house.acting("network_officer") as (db, actor):
        return (await filing.announce_change(db, actor, unit_id, change, version=None, at=house.now)).id


async def change(house: House, change_id: uuid.UUID) -> PointChange:
    async with house.acting("network_officer") as (db, _):
        return await filing.change_for(db, change_id)


async def told(house: House) -> list[tuple[str, str]]:
    """Which kinds of notices about changes were given to whom (by role), in order."""
    names = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.acting("network_officer") as (db, _):
        rows = await db.execute(
            select(Notice.kind, Notice.account_id)
            .where(Notice.tenant_id == db.tenant, Notice.kind.startswith("point_change"))
            .order_by(Notice.kind, Notice.id)
        )
        return sorted((row.kind, names[row.account_id]) for row in rows)


async def test_ten_working_days_leave_the_day_out_and_end_at_the_close_of_office_hours(house: House) -> None:
    assert (await change(house, await announced(house, await approved(house)))).due_at == DUE


@pytest.mark.parametrize(("moment", "late"), [(DUE, False), (DUE + dt.timedelta(seconds=1), True)])
async def test_a_change_filed_after_its_limit_is_kept_as_late(
    house: House, moment: dt.datetime, late: bool
) -> None:
    unit_id = await approved(house)
    house.now = moment
    await post(house, unit_id, "liaison", "江一帆")
    async with house.acting("network_officer") as (db, _):
        filed = await db.scalar(select(PointChange).where(PointChange.tenant_id == db.tenant))
    assert filed is not None
    assert filed.filed_at is not None
    assert filed.late is late


async def test_who_answers_is_who_came_last_by_the_day_on_which_it_happened(house: House) -> None:
    unit_id = await approved(house)
    house.later(days=7)
    await post(house, unit_id, "liaison", "新来的人", DAY + dt.timedelta(days=5))
    await post(house, unit_id, "liaison", "先前的人", DAY)
    async with house.acting("network_officer") as (db, _):
        assert (await standings(db, (unit_id,), on=DAY))[unit_id].liaison == "新来的人"
    await post(house, unit_id, "liaison", "", DAY + dt.timedelta(days=6))
    async with house.acting("network_officer") as (db, _):
        assert (await standings(db, (unit_id,), on=DAY))[unit_id].liaison == ""


async def test_a_new_number_is_the_points_number_from_then_on(house: House) -> None:
    unit_id = await approved(house)
    await post(house, unit_id, "telephone", "")
    assert (await point_of(house, unit_id)).telephone == "0531 8600 1201"


async def test_a_known_change_is_warned_of_once_when_near_and_once_when_past(house: House) -> None:
    await announced(house, await approved(house))
    await warn_everywhere(house.database, at=DUE - dt.timedelta(days=7))
    assert await told(house) == []
    for _ in range(2):
        await warn_everywhere(house.database, at=DUE - dt.timedelta(hours=20))
    assert await told(house) == [("point_change_near", "network_officer")]
    for _ in range(2):
        await warn_everywhere(house.database, at=DUE + dt.timedelta(minutes=1))
    assert await told(house) == [
        ("point_change_late", "duty_head"), ("point_change_late", "network_officer"),
        ("point_change_near", "network_officer"),
    ]  # fmt: skip


async def test_what_is_filed_is_not_warned_of(house: House) -> None:
    change_id = await announced(house, await approved(house))
    async with house.acting("network_officer") as (db, actor):
        await filing.file_announced(
            db, actor, change_id, holder="江一帆", telephone="12345", note="", at=house.now
        )
    await warn_everywhere(house.database, at=DUE + dt.timedelta(days=1))
    assert await told(house) == []
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused, match="filed already"):
            await filing.file_announced(
                db, actor, change_id, holder="他人", telephone="12345", note="", at=house.now
            )


async def test_the_register_leads_to_the_page_on_which_a_change_is_filed(house: House) -> None:
    change_id = await announced(house, await approved(house))
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get("/network/changes")).text
        assert f'href="/network/changes/{change_id}">联络员</a>' in page, "by a link, for who has no mouse"
        assert "已报备" in page


async def test_a_limit_in_a_year_without_a_calendar_is_provisional_until_it_is_loaded(house: House) -> None:
    house.now = dt.datetime(2026, 12, 31, 1, 0, tzinfo=dt.UTC)
    change_id = await announced(house, await approved(house), dt.date(2026, 12, 30))
    first = await change(house, change_id)
    assert first.provisional
    async with house.database.transaction(NOWHERE, "admin") as db:
        await load_year(db, CalendarYear(2027, {}), source="test", at=house.now)
    house.database.cache.forget("calendar", house.cast.city)
    await warn_everywhere(house.database, at=house.now)
    second = await change(house, change_id)
    assert not second.provisional
    assert second.due_at == first.due_at


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": "weather"}, "subject"), ({"happened_on": DAY + dt.timedelta(days=1)}, "happened_on"),
        ({"happened_on": dt.date(1999, 1, 1)}, "happened_on"), ({"telephone": "tomorrow"}, "telephone"),
        ({"subject": "address", "holder": ""}, "holder"), ({"subject": "telephone", "telephone": ""}, "telephone"),
    ],
)  # fmt: skip
async def test_a_wrong_change_names_its_field_and_files_nothing(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    unit_id = await approved(house)
    right = filing.Change(subject="liaison", happened_on=DAY, holder="江一帆", telephone="12345")
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await filing.file_change(
                db, actor, unit_id, dataclasses.replace(right, **wrong), version=None, at=house.now
            )
        assert set(refusal.value.fields) == {field}
        await filing.file_change(db, actor, unit_id, right, version=None, at=house.now)


async def test_a_change_is_nobody_elses(house: House) -> None:
    change_id = await announced(house, await approved(house))
    async with house.acting("east_head") as (db, _):
        with pytest.raises(NotFound):
            await filing.change_for(db, change_id)
    async with house.acting("dispatcher") as (db, actor):
        with pytest.raises(NotAllowed):
            await filing.file_announced(db, actor, change_id, holder="", telephone="", note="", at=house.now)
