"""Events since a place: one order, no gap, nobody skipped, however late a transaction commits."""

import asyncio
import datetime as dt
import random

from sqlalchemy import func, select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.feed.model import Announcement, FeedEntry
from hotline_tenants.feed.placing import place, place_all
from hotline_tenants.intake.registering import register
from hotline_tenants.intake.settling import accept
from tests.api.calling import System, calling
from tests.api.test_the_main_road import dispatched
from tests.cases.test_the_main_road import LAMP
from tests.conftest import House


async def read_on(system: System, after: str, limit: int = 100) -> tuple[list[dict[str, object]], str]:
    """Everything there is after a place, page by page."""
    found: list[dict[str, object]] = []
    while True:
        answer = await system.get(f"/api/v1/events?after={after}&limit={limit}")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body["events"]
        after = body["next"]
        assert body["more"] == ("link" in answer.headers)
        if not body["more"]:
            return found, after


async def test_events_are_read_on_from_where_one_was(house: House) -> None:
    async with calling(house, "operator") as operator, calling(house, "dispatcher") as dispatcher:
        first = await operator.registered()
        await place_all(house.database)
        events, here = await read_on(dispatcher, "0")
        assert [(one["act"], one["number"], one["position"]) for one in events] == [
            ("register", first["number"], 1)
        ]
        assert await read_on(dispatcher, here) == ([], here)
        assert (await dispatcher.get("/api/v1/events?after=latest")).json()["next"] == here
        await dispatched(house, dispatcher, first["id"])
        for _ in range(4):
            await operator.registered()
        await place_all(house.database)
        later, _ = await read_on(dispatcher, here, limit=2)
        assert [one["act"] for one in later] == ["dispatch", *["register"] * 4]
        assert [one["position"] for one in later] == [2, 3, 4, 5, 6]
        assert "林" not in str(later)
        assert (await dispatcher.get("/api/v1/events?after=999")).json()["events"] == []


async def test_a_transaction_that_commits_late_is_not_skipped(house: House) -> None:
    """The slow one writes its event first and commits last; a reader that has gone on meanwhile still meets it."""
    async with calling(house, "dispatcher") as reader:
        written, go_on = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            async with house.acting("operator") as (db, actor):
                await register(db, actor, LAMP, at=house.now)
                await db.write()
                written.set()
                await go_on.wait()

        late = asyncio.create_task(slow())
        await written.wait()
        async with house.acting("operator") as (db, actor):
            quick = await register(db, actor, LAMP, at=house.now)
        await place_all(house.database)
        events, here = await read_on(reader, "0")
        assert [one["case_id"] for one in events] == [str(quick.id)]
        go_on.set()
        await late
        await place_all(house.database)
        after, _ = await read_on(reader, here)
        assert len(after) == 1
        assert [one["position"] for one in (*events, *after)] == [1, 2]


async def test_writers_placers_and_a_reader_at_the_same_time_miss_nothing(house: House) -> None:
    """Twenty acts in slow transactions, three who give out places, one who reads on: every event once, in order."""
    chance = random.Random(12345)
    over, placed = asyncio.Event(), asyncio.Event()

    async def writes() -> None:
        async with house.acting("operator") as (db, actor):
            opened = await register(db, actor, LAMP, at=house.now)
            await db.write()
            await asyncio.sleep(chance.random() / 20)
        async with house.acting("operator") as (db, actor):
            await accept(db, actor, opened.id, version=None, at=house.now)
            await db.write()
            await asyncio.sleep(chance.random() / 20)

    async def places() -> None:
        while not over.is_set():
            async with house.database.transaction(standing_in(house.cast.city)) as db:
                await place(db, batch=3)
                await asyncio.sleep(chance.random() / 50)

    async def reads(system: System) -> list[dict[str, object]]:
        found, here = await read_on(system, "0", 3)
        while (
            not placed.is_set()
        ):  # a place that is given out at the very end must not come after the last look
            more, here = await read_on(system, here, 3)
            found += more
        await place_all(house.database)
        return found + (await read_on(system, here))[0]

    async with calling(house, "dispatcher") as system:
        others = [asyncio.create_task(places()) for _ in range(2)]
        reading = asyncio.create_task(reads(system))
        for _ in range(5):
            await asyncio.gather(*(writes() for _ in range(2)))
        over.set()
        await asyncio.gather(*others)
        placed.set()
        met = await reading
    async with house.acting("operator") as (db, _):
        written = await db.execute(
            select(CaseEvent.case_id, CaseEvent.seq).where(CaseEvent.tenant_id == db.tenant)
        )
        left = select(func.count()).select_from(Announcement).where(Announcement.tenant_id == db.tenant)
        assert (await db.execute(left)).scalar_one() == 0
        assert sorted((str(one.case_id), one.seq) for one in written) == sorted(
            (str(one["case_id"]), one["seq"]) for one in met
        )
    assert [one["position"] for one in met] == list(range(1, len(met) + 1))
    last: dict[object, int] = {}
    for one in met:
        assert one["seq"] == last.get(one["case_id"], 0) + 1
        last[one["case_id"]] = one["seq"]


async def test_a_rolled_back_act_has_no_event_and_leaves_no_gap(house: House) -> None:
    try:
        async with house.acting("operator") as (db, actor):
            await register(db, actor, LAMP, at=house.now)
            await db.write()
            raise ConnectionAbortedError
    except ConnectionAbortedError:
        pass
    async with house.acting("operator") as (db, actor):
        await register(db, actor, LAMP, at=house.now)
    assert await place_all(house.database) == 1
    async with house.acting("operator") as (db, _):
        places = await db.execute(select(FeedEntry.position).where(FeedEntry.tenant_id == db.tenant))
        assert places.scalars().all() == [1]


async def test_a_units_system_reads_past_what_is_not_its_units(house: House) -> None:
    async with calling(house, "operator") as operator, calling(house, "dispatcher") as dispatcher:
        theirs, others = (await operator.registered())["id"], (await operator.registered())["id"]
        await dispatched(house, dispatcher, theirs)
        await dispatched(house, dispatcher, others, "C-WATER")
        await place_all(house.database)
        everything, end = await read_on(dispatcher, "0")
    assert len(everything) == 4
    async with calling(house, "unit_officer", unit="C-HOUSING") as unit_system:
        seen, here = await read_on(unit_system, "0", limit=1)
        assert {one["case_id"] for one in seen} == {theirs}
        assert here == end
    async with calling(house, "dispatcher", tenant=house.cast.east) as east:
        assert (await read_on(east, "0"))[0] == []


async def test_moments_say_their_zone(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        detail = (await operator.get(f"/api/v1/cases/{case_id}")).json()
    for moment in (detail["registered_at"], detail["due_at"], detail["events"][0]["at"]):
        assert dt.datetime.fromisoformat(moment).utcoffset() == dt.timedelta()
