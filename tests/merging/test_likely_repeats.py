"""Likely repeats: found by what agrees, within the house, among what is still open."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.word_marks import KEPT, WordMark, drop_old_marks
from hotline_tenants.handling.merging import merge
from hotline_tenants.intake.registering import register
from hotline_tenants.intake.repeats import Repeat, repeats_of, same_place
from hotline_tenants.intake.settling import answer
from hotline_tenants.privacy.erasing import erase_content
from tests.cases.test_the_main_road import LAMP, dispatched_to, order_in_east, registered
from tests.cast import CITY, EAST
from tests.conftest import House

NEIGHBOUR = Demand(
    title="门口路灯坏了不亮", body="晚上出门什么都看不见。", type="help", channel="web", place="花桥路12号楼下",
    caller_phone="139 1111 2222",
)  # fmt: skip
OTHER = Demand(
    title="自来水发黄", body="今早开始水龙头的水发黄。", type="help", channel="phone", place="青松小区 3 幢",
    caller_phone="137 3333 4444",
)  # fmt: skip


async def found(house: House, opened: Opened, login: str = "dispatcher") -> list[Repeat]:
    await run_pending(house.database)
    async with house.acting(login) as (db, actor):
        return await repeats_of(db, await case_for(db, actor, opened.id))


async def test_the_same_caller_in_like_words_is_found_and_counted_for_the_queue(house: House) -> None:
    first = await registered(house)
    await registered(house, OTHER)
    await run_pending(house.database)
    again = await registered(house, replace(LAMP, title="路灯还是不亮", channel="web"))
    (repeat,) = await found(house, again)
    assert (repeat.case.number, repeat.agrees) == (first.number, ("caller", "place", "words"))
    async with house.acting("dispatcher") as (db, actor):
        assert (await case_for(db, actor, again.id)).repeats == 1


async def test_a_neighbour_is_found_by_words_alone_without_category_or_area(house: House) -> None:
    first = await registered(house)
    await run_pending(house.database)
    (repeat,) = await found(house, await registered(house, NEIGHBOUR))
    assert (repeat.case.number, repeat.agrees) == (first.number, ("place", "words"))


async def test_a_neighbour_is_found_by_topic_and_area(house: House) -> None:
    lamp, east = house.cast.category(CITY, "路灯"), house.cast.units[EAST]
    first = await registered(house, replace(LAMP, category_id=lamp, area_id=east))
    second = replace(OTHER, place="花桥路12号", category_id=lamp, area_id=east)
    (repeat,) = await found(house, await registered(house, second))
    assert (repeat.case.number, repeat.agrees) == (first.number, ("place", "topic"))


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "水压不足", "place": ""},
        {"caller_phone": "139 5555 6666", "place": "柳岸路 7 号"},
    ],
)
async def test_one_thing_that_agrees_makes_no_repeat(house: House, changed: dict[str, Any]) -> None:
    await registered(house)
    other = replace(LAMP, body="与此前诉求无关的另一事项。", **changed)
    assert await found(house, await registered(house, other)) == []


async def test_what_is_over_or_handled_by_itself_is_no_candidate(house: House) -> None:
    closed = await registered(house)
    async with house.acting("operator") as (db, actor):
        await answer(db, actor, closed.id, answer="已告知。", version=None, at=house.now)
    await registered(house, replace(LAMP, confidentiality="secret"))
    await registered(house, replace(LAMP, about_unit_id=house.cast.units["C-HOUSING"]))
    last = await registered(house)
    assert await found(house, last) == []
    merged = await registered(house)
    assert [one.case.id for one in await found(house, merged)] == [last.id]
    async with house.acting("dispatcher") as (db, actor):
        await merge(db, actor, merged.id, into=last.number, version=None, at=house.now)
    again = await registered(house)
    assert [one.case.id for one in await found(house, again)] == [last.id]
    secret = await registered(house, replace(LAMP, confidentiality="secret"))
    assert await found(house, secret) == []


async def test_a_district_finds_the_order_of_the_city_and_nothing_of_another_house(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_operator") as (db, actor):
        own = await register(db, actor, NEIGHBOUR, at=house.now)
    assert [one.case.id for one in await found(house, own, "east_dispatcher")] == [order]


async def test_marks_go_with_the_text_and_with_time(house: House) -> None:
    opened, other = await registered(house), await registered(house, OTHER)
    await run_pending(house.database)
    made = dt.datetime.fromtimestamp((other.id.int >> 80) / 1000, dt.UTC)
    async with house.acting("dispatcher") as (db, actor):
        assert await _marks(db, opened) > 5
        await erase_content(db, actor, await case_for(db, actor, opened.id, lock=True), at=house.now)
        assert (await _marks(db, opened), await _marks(db, other) > 5) == (0, True)
        await drop_old_marks(db, at=made + KEPT)
        assert await _marks(db, other) > 5
        await drop_old_marks(db, at=made + KEPT + dt.timedelta(seconds=1))
        assert await _marks(db, other) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("花桥路 12 号", "花桥路12号", True),
        ("花桥路 12 号", "花桥路12号楼下", True),
        ("花桥路 12 号", "花桥路 21 号", False),
        ("Ｆｌｏｗｅｒ Road 12", "flower road 12", True),
        ("花桥路 12 号", "柳岸路 12 号", False),
        ("", "", False),
    ],
)
def test_whether_two_places_are_one(one: str, other: str, same: bool) -> None:
    assert same_place(one, other) == same


async def _marks(db: Db, opened: Opened) -> int:
    wanted = select(func.count()).select_from(WordMark)
    of_case = WordMark.tenant_id == db.tenant, WordMark.case_id == opened.id
    return (await db.execute(wanted.where(*of_case))).scalar_one()
