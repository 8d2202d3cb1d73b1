"""Lists: what an address may ask, and what the database answers, page by page."""

import base64
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column as SqlColumn
from sqlalchemy import DateTime, Integer, MetaData, Select, Table, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline_platform.errors import N_
from hotline_web.forms import Choice
from hotline_web.listing import Column, Filter, ListQuery, ListSpec, Page, Source, count, export_rows, fetch

NOON = datetime(2026, 2, 13, 4, tzinfo=UTC)
things = Table(
    "things",
    MetaData(),
    SqlColumn("tenant_id", Integer, primary_key=True),
    SqlColumn("id", Uuid, primary_key=True),
    SqlColumn("rank", Integer, nullable=False),
    SqlColumn("due", DateTime(timezone=True)),
    SqlColumn("words", Text, nullable=False),
)
SPEC = ListSpec(
    columns=(
        Column("rank", N_("Rank"), "number", sortable=True),
        Column("due", N_("Due"), "moment", sortable=True),
        Column("words", N_("Words"), sortable=True),
    ),
    default_sort="rank",
    filters=(
        Filter("words", N_("Words"), "choices", (Choice("a", "a"), Choice("b", "b"))),
        Filter("due", N_("Due"), "dates"),
        Filter("late", N_("Late"), "yes_no"),
        Filter("like", N_("Like"), "text"),
    ),
    page_size=3,
    page_sizes=(1, 3, 7),
)


def source() -> Source:
    rows: Select[Any] = select(things).where(things.c.tenant_id == 1)
    return Source(
        rows,
        things.c.id,
        {"rank": things.c.rank, "due": things.c.due, "words": things.c.words, "late": things.c.due < NOON},
        conditions={"like": lambda text: things.c.words.startswith(text, autoescape=True)},
        nullable=frozenset({"due"}),
    )


def asked(url: str | None) -> ListQuery:
    assert url is not None
    _, _, query = url.partition("?")
    params: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        params.setdefault(key, []).append(value)
    return ListQuery.from_url("/things", params, SPEC)


@pytest.fixture
async def table(db: AsyncSession) -> AsyncSession:
    await (await db.connection()).run_sync(things.create)
    return db


async def put(db: AsyncSession, rows: list[tuple[int, int | None, str]]) -> None:
    await db.execute(things.delete())
    if rows:
        await db.execute(
            things.insert(),
            [
                {
                    "tenant_id": 1,
                    "id": uuid.uuid4(),
                    "rank": rank,
                    "due": None if hours is None else NOON + timedelta(hours=hours),
                    "words": words,
                }
                for rank, hours, words in rows
            ],
        )


async def walked(db: AsyncSession, url: str, way: str) -> tuple[list[list[uuid.UUID]], str]:
    """The ids on every page from `url` on, following the next or the previous address, and the last address."""
    pages, at, last = [], url, url
    while at:
        page = await fetch(db, source(), asked(at))
        assert not page.problems
        pages.append([row["id"] for row in page.rows])
        last, at = at, (page.next_url if way == "next" else page.previous_url) or ""
        assert len(pages) < 100, "the pages never end"
    return pages, last


def expected(rows: list[Mapping[str, Any]], sort: str) -> list[uuid.UUID]:
    key, falling = sort.removeprefix("-"), sort.startswith("-")
    there = [row for row in rows if row[key] is not None]
    gone = [row for row in rows if row[key] is None]
    there.sort(key=lambda row: (row[key], row["id"]), reverse=falling)
    gone.sort(key=lambda row: row["id"], reverse=falling)
    return [row["id"] for row in there + gone]


ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(-2, 2)), st.sampled_from("ab")), max_size=16
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    sort=st.sampled_from(["rank", "-rank", "due", "-due", "words", "-words"]),
    size=st.sampled_from([1, 3, 7]),
)
async def test_paging_there_and_back_visits_every_row_once_and_in_order(
    table: AsyncSession, rows: list[tuple[int, int | None, str]], sort: str, size: int
) -> None:
    await put(table, rows)
    stored: list[Mapping[str, Any]] = [dict(row) for row in (await table.execute(select(things))).mappings()]
    forward, last_url = await walked(table, f"/things?sort={sort}&size={size}", "next")
    assert [each for page in forward for each in page] == expected(stored, sort)
    assert all(len(page) == size for page in forward[:-1])
    backward, _ = await walked(table, last_url, "previous")
    assert backward == forward[::-1]


async def test_a_row_that_appears_meanwhile_shifts_nothing(table: AsyncSession) -> None:
    await put(table, [(rank, None, "a") for rank in range(10, 16)])
    first = await fetch(table, source(), asked("/things"))
    await table.execute(things.insert().values(tenant_id=1, id=uuid.uuid4(), rank=1, words="a", due=None))
    second = await fetch(table, source(), asked(first.next_url))
    assert [row["rank"] for row in second.rows] == [13, 14, 15]


async def test_filters_narrow_rows_and_count_alike(table: AsyncSession) -> None:
    await put(table, [(1, -1, "a"), (2, 1, "b"), (3, 30, "b"), (4, None, "c")])

    async def ranks(url: str) -> list[int]:
        query = asked(url)
        page = await fetch(table, source(), query)
        assert (await count(table, source(), query)).number == len(page.rows)
        return [row["rank"] for row in page.rows]

    assert await ranks("/things?words=a&words=b&size=7") == [1, 2, 3]
    assert await ranks("/things?late=yes") == [1]
    assert await ranks("/things?due_from=2026-02-13&due_to=2026-02-13") == [1, 2]
    assert await ranks("/things?like=b") == [2, 3]
    assert await ranks("/things?like=%25") == []


async def test_counting_stops_at_its_cap(table: AsyncSession) -> None:
    await put(table, [(rank, None, "a") for rank in range(9)])
    counted = await count(table, source(), asked("/things"), up_to=5)
    assert (counted.number, counted.more) == (5, True)


async def test_an_export_streams_the_same_rows_in_the_same_order(table: AsyncSession) -> None:
    await put(table, [(rank, None, "b" if rank % 2 else "a") for rank in range(9)])
    rows = [row["rank"] async for row in export_rows(table, source(), asked("/things?sort=-rank&words=b"), 3)]
    assert rows == [7, 5, 3]


def forged(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "é",
        forged("rank", "text", {"u": uuid.UUID(int=7).hex}),
        forged("rank", 2**40, {"u": uuid.UUID(int=7).hex}),
        forged("rank", 1, "no id"),
        forged("rank", None, {"u": uuid.UUID(int=7).hex}),
        forged("rank", {"m": "2026-01-01"}, {"u": "zz"}),
        forged("rank", {"q": 1}, 1),
        forged("rank"),
        forged("rank", [[]], {}),
    ],
)
async def test_an_invented_place_in_a_list_shows_the_first_page_and_says_so(
    table: AsyncSession, after: str
) -> None:
    await put(table, [(1, None, "a")])
    query = ListQuery.from_url("/things", {"after": after}, SPEC)
    page = await fetch(table, source(), query)
    assert [row["rank"] for row in page.rows] == [1]
    assert "after" in page.problems


def test_what_makes_no_sense_is_named_and_left_out() -> None:
    query = ListQuery.from_url(
        "/things",
        {
            "sort": "size",
            "size": "9",
            "words": ["zz"],
            "due_from": "soon",
            "late": "perhaps",
            "like": "x" * 300,
        },
        SPEC,
    )
    assert set(query.problems) == {"sort", "size", "words", "due", "late", "like"}
    assert not query.filters
    assert (query.sort, query.size) == ("rank", 3)


def test_days_are_days_of_the_tenants_zone() -> None:
    query = ListQuery.from_url("/things", {"due_from": "2026-02-14", "due_to": "2026-02-14"}, SPEC)
    days = query.filters["due"]
    assert not isinstance(days, str | tuple | bool)
    assert days.first == date(2026, 2, 14)
    assert days.start == datetime(2026, 2, 13, 16, tzinfo=UTC)
    assert days.end == datetime(2026, 2, 14, 16, tzinfo=UTC)


def test_an_address_keeps_its_filters_when_the_sort_changes() -> None:
    query = ListQuery.from_url("/things", {"words": ["a", "b"], "after": "x", "like": ""}, SPEC)
    assert query.sorted_url("due") == "/things?words=a&words=b&sort=due"
    assert query.without_url("words") == "/things"
    assert asked(query.sorted_url("rank")).sorted_url("rank") == "/things?words=a&words=b&sort=rank"


def test_a_page_without_rows_leads_nowhere() -> None:
    page = Page(ListQuery.from_url("/things", {}, SPEC), ())
    assert page.next_url is None
    assert page.previous_url is None
