"""A draft can be written in until it is sent, by one at a time, and thrown away; nobody else knows of it."""

import datetime as dt
import uuid

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.guidance.drafting import Text, discard, draft, edit
from hotline_tenants.guidance.issuing import issue
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.queries import next_version
from hotline_tenants.guidance.reaching import paper_for, training_of
from tests.cast import EAST
from tests.conftest import House
from tests.guidance.test_sending import PAPER, drafted, issued
from tests.supervision.desk import staffed

BETTER = Text(title="关于规范回访用语的补充通知", body="回访时先说明身份，再逐项询问，最后致谢。")


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def edited(house: House, paper_id: uuid.UUID, text: Text, edits: int, login: str = "duty_head") -> None:
    async with house.acting(login) as (db, actor):
        await edit(db, actor, paper_id, text, edits=edits, at=house.later(minutes=1))


async def seen(house: House, paper_id: uuid.UUID, login: str = "duty_head") -> GuidancePaper:
    async with house.acting(login) as (db, actor):
        return await paper_for(db, actor, paper_id)


async def test_what_was_written_last_is_what_is_sent(desk: House) -> None:
    paper_id = await drafted(desk)
    await edited(desk, paper_id, BETTER, 0)
    await edited(desk, paper_id, Text(title=BETTER.title, body="三句话。"), 1)
    await issued(desk, paper_id, [EAST])
    below = await seen(desk, paper_id, "east_head")
    assert (below.title, below.body, below.version) == (BETTER.title, "三句话。", 1)


async def test_two_who_write_at_once_the_second_is_told_and_changes_nothing(desk: House) -> None:
    paper_id = await drafted(desk)
    await edited(desk, paper_id, BETTER, 0)
    with pytest.raises(Stale):
        await edited(desk, paper_id, PAPER, 0, "supervisor")
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Stale):
            await issue(
                db, actor, paper_id, [desk.cast.units[EAST]], read_by=None, edits=0, at=desk.later(minutes=2)
            )
        with pytest.raises(Stale):
            await discard(db, actor, paper_id, edits=0, at=desk.now)
    found = await seen(desk, paper_id)
    assert (found.title, found.state, found.edits) == (BETTER.title, "draft", 1)


async def test_a_training_is_moved_to_another_day_and_place(desk: House) -> None:
    day = desk.now + dt.timedelta(days=9)
    lesson = Text(title="派单培训", body="带上目录。", place="三楼", starts_at=day, capacity=30)
    paper_id = await drafted(desk, "training", lesson)
    moved = Text(
        title="派单培训", body="带上目录。", place="五楼", starts_at=day + dt.timedelta(days=1), capacity=40
    )
    await edited(desk, paper_id, moved, 0)
    async with desk.acting("duty_head") as (db, _):
        found = await training_of(db, paper_id)
        assert found is not None
        assert (found.place, found.starts_at, found.capacity) == ("五楼", moved.starts_at, 40)
    with pytest.raises(Refused) as refusal:
        await edited(desk, paper_id, Text(title="派单培训", body="带上目录。", starts_at=desk.now), 1)
    assert set(refusal.value.fields) == {"place", "starts_at", "capacity"}


async def test_a_typical_case_shows_nobody_however_often_it_is_written(desk: House) -> None:
    paper_id = await drafted(desk, "case", Text(title="停水抢修", body="二十分钟到场。"))
    with pytest.raises(Refused) as refusal:
        await edited(desk, paper_id, Text(title="停水抢修", body="来电人电话13800138000。"), 0)
    assert list(refusal.value.fields) == ["body"]


async def test_what_was_sent_is_neither_written_in_nor_thrown_away(desk: House) -> None:
    paper_id = await drafted(desk)
    await issued(desk, paper_id, [EAST])
    with pytest.raises(Refused, match="issued already"):
        await edited(desk, paper_id, BETTER, 0)
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="issued already"):
            await discard(db, actor, paper_id, edits=0, at=desk.now)
    for login, wrong in (("east_head", NotFound), ("operator", NotAllowed)):
        with pytest.raises(wrong):
            await edited(desk, paper_id, BETTER, 0, login)


async def test_a_draft_thrown_away_is_never_sent_and_leaves_room_for_another_next_version(
    desk: House,
) -> None:
    first = await issued(desk, await drafted(desk), [EAST])
    second = await drafted(desk, text=BETTER, follows=first)
    async with desk.acting("supervisor") as (db, actor):
        await discard(db, actor, second, edits=0, at=desk.later(minutes=5))
    async with desk.acting("duty_head") as (db, actor):
        for refused in (
            issue(db, actor, second, [desk.cast.units[EAST]], read_by=None, at=desk.now),
            edit(db, actor, second, PAPER, edits=0, at=desk.now),
            discard(db, actor, second, edits=0, at=desk.now),
        ):
            with pytest.raises(Refused, match="thrown away"):
                await refused
        assert await next_version(db, first) is None
    with pytest.raises(NotFound):
        await seen(desk, second, "operator")
    assert (await seen(desk, second)).state == "discarded"
    third = await drafted(desk, text=BETTER, follows=first)
    async with desk.acting("duty_head") as (db, _):
        assert await next_version(db, first) == third
    assert (await seen(desk, first, "east_head")).state == "issued"


async def test_a_draft_of_another_government_does_not_exist(desk: House) -> None:
    async with desk.acting("east_head") as (db, actor):
        theirs = await draft(db, actor, "document", PAPER, at=desk.now)
    with pytest.raises(NotFound):
        await edited(desk, theirs, BETTER, 0)
