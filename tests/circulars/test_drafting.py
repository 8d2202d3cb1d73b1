"""Drafting from the figures: once for each period, with figures that nothing but a deliberate act changes."""

import asyncio
import datetime as dt
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.circulars import drafting
from hotline_tenants.circulars.content import body_of, figures_of
from hotline_tenants.circulars.figures import Figures
from hotline_tenants.circulars.jobs import ask_for_drafts
from hotline_tenants.circulars.model import Circular
from hotline_tenants.circulars.parts import PICTURES
from hotline_tenants.circulars.periods import ended_on, period_of
from hotline_tenants.circulars.pieces import Words
from hotline_tenants.papers.places import Bars
from tests.cases.test_the_main_road import registered
from tests.circulars.desk import YESTERDAY, busy, does, drafted, seen
from tests.conftest import House


@pytest.fixture
async def desk(house: House) -> House:
    return await busy(house)


def says(circular: Circular) -> str:
    return str(body_of(circular))


async def test_the_draft_tells_what_the_figures_say(desk: House) -> None:
    circular = await seen(desk, await drafted(desk))
    figures = figures_of(circular)
    assert isinstance(figures, Figures)
    assert (circular.first, circular.last, circular.state) == (YESTERDAY, YESTERDAY, "draft")
    assert figures.own["registered"] == 2
    assert figures.whole["dispatched"] == 2
    assert [(one.name, one.counts["dispatched"]) for one in figures.units] == [("东湖区", 1)]
    assert figures.categories[0].now == 2
    assert "受理群众诉求2件，比上期增加2件" in says(circular)
    assert "数据截至3月3日09时00分" in says(circular)


async def test_one_period_has_one_circular_though_two_draft_it_at_once_and_the_job_comes_too(
    desk: House,
) -> None:
    found = await asyncio.gather(drafted(desk), drafted(desk, "inspector"), drafted(desk))
    assert len(set(found)) == 1
    assert await drafted(desk, "inspector") == found[0]
    async with desk.acting("supervisor") as (db, _):
        assert await db.scalar(select(func.count()).where(Circular.tenant_id == db.tenant)) == 1
    await does(desk, "supervisor", drafting.discard, found[0])
    assert await drafted(desk) != found[0], "one that was thrown away makes room for another"


async def test_what_happens_later_and_what_is_written_changes_no_figure_until_newer_ones_are_taken(
    desk: House,
) -> None:
    circular_id = await drafted(desk)
    before = (await seen(desk, circular_id)).figures
    desk.now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    await registered(desk)
    desk.now = dt.datetime(2026, 3, 3, 2, 0, tzinfo=dt.UTC)
    parts = (Words("一、情况", "共{受理件数}，{受理增减}。"),)
    await does(desk, "inspector", drafting.edit, circular_id, title="日报", parts=parts)
    edited = await seen(desk, circular_id)
    assert edited.figures == before
    assert "共2件" in says(edited)
    changed = await does(desk, "supervisor", drafting.redraft, circular_id)
    assert {"name": "受理件数", "old": "2件", "new": "3件"} in changed
    after = await seen(desk, circular_id)
    assert "共3件" in says(after), "the words are the same, their figures are the new ones"
    assert after.title == "日报"


@pytest.mark.parametrize(
    ("every", "day", "field"),
    [
        ("daily", dt.date(2026, 3, 3), "day"), ("daily", dt.date(2026, 9, 1), "day"),
        ("weekly", dt.date(2026, 3, 2), "day"), ("monthly", dt.date(2026, 3, 1), "day"),
        ("daily", dt.date(1999, 1, 1), "day"), ("hourly", dt.date(2026, 3, 2), "every"),
    ],
)  # fmt: skip
async def test_only_a_period_that_is_over_can_be_told(
    desk: House, every: str, day: dt.date, field: str
) -> None:
    await drafted(desk, every="weekly", day=dt.date(2026, 3, 1))
    with pytest.raises(Refused) as refused:
        await drafted(desk, every=every, day=day)
    assert set(refused.value.fields) == {field}


async def test_a_name_that_no_figure_has_is_refused_at_its_field_and_nothing_is_lost(desk: House) -> None:
    circular_id = await drafted(desk)

    async def writes(text: str, **given: Any) -> set[str]:
        parts = (Words("一", "正文。"), Words("二", text))
        with pytest.raises(Refused) as refused:
            await does(
                desk, "supervisor", drafting.edit, circular_id, **{"title": "日报", "parts": parts, **given}
            )
        return set(refused.value.fields)

    assert await writes("共{受理数}件") == {"text_1"}
    assert await writes("共{受理件数") == {"text_1"}
    assert await writes("正文", title=" ") == {"title"}
    assert await writes("", parts=()) == {"title"}
    assert (await seen(desk, circular_id)).events == 1


async def test_a_stale_page_changes_nothing_and_strangers_find_nothing(desk: House) -> None:
    circular_id = await drafted(desk)
    await does(desk, "supervisor", drafting.redraft, circular_id)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Stale):
            await drafting.discard(db, actor, circular_id, version=1, at=desk.now)
    with pytest.raises(NotAllowed):
        await drafted(desk, "operator")
    for stranger in ("east_supervisor", "dispatcher"):
        with pytest.raises(NotFound):
            await seen(desk, circular_id, stranger)


async def test_the_morning_drafts_by_itself_and_twice_is_once(desk: House) -> None:
    for _ in range(2):
        await ask_for_drafts(desk.database, now=desk.now)
    await run_pending(desk.database)
    async with desk.acting("supervisor") as (db, _):
        rows = (await db.execute(select(Circular).where(Circular.tenant_id == db.tenant))).scalars().all()
    assert [(one.every, one.first, one.edited_by) for one in rows] == [("daily", YESTERDAY, None)]
    async with desk.acting("east_supervisor") as (db, _):
        below = select(func.count()).where(Circular.tenant_id == db.tenant)
        assert await db.scalar(below) == 0, "a district has nobody below it"


def test_weeks_begin_on_monday_and_a_morning_drafts_what_has_ended() -> None:
    assert period_of("weekly", dt.date(2026, 3, 8)).first == dt.date(2026, 3, 2)
    assert period_of("monthly", dt.date(2026, 2, 14)).last == dt.date(2026, 2, 28)
    assert [every for every, _ in ended_on(dt.date(2026, 6, 1))] == ["daily", "weekly", "monthly"]
    assert [every for every, _ in ended_on(dt.date(2026, 6, 2))] == ["daily"]


async def test_the_days_of_a_month_stand_week_by_week(desk: House) -> None:
    circular = await seen(desk, await drafted(desk))
    figures = figures_of(circular)
    assert isinstance(figures, Figures)
    month = msgspec.structs.replace(figures, days=tuple((dt.date(2026, 10, day), 10) for day in range(1, 32)))
    (weekly, daily) = (
        PICTURES["days"](one) for one in (month, msgspec.structs.replace(month, days=month.days[:7]))
    )
    assert isinstance(weekly, Bars)
    assert [(one.label, one.words) for one in weekly.bars] == [
        ("10月1日至4日", "40件"), ("10月5日至11日", "70件"), ("10月12日至18日", "70件"), ("10月19日至25日", "70件"),
        ("10月26日至31日", "60件"),
    ]  # fmt: skip
    assert isinstance(daily, Bars)
    assert [one.label for one in daily.bars][:2] == ["10月1日", "10月2日"]
