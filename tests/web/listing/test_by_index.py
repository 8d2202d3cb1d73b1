"""Lists that grow for years are read by an index in their order: a page costs the same however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast

import psycopg
import pytest
from sqlalchemy import event

from hotline_platform.database.scope import Scope
from tests.answering import desk as answering
from tests.conftest import House
from tests.hotlines import desk as hotlines
from tests.meetings import desk as meetings
from tests.web.browsing import browsing

pytestmark = pytest.mark.long

MANY, FEW = 8_000, 100
PAGE = 51
"""Rows that a page asks for: fifty, and whether there is another."""
ENOUGH = 5 * PAGE

Role = Literal["app", "reader"]
Sent = tuple[str, tuple[Any, ...], Role]


async def read(house: House, login: str, path: str, table: str) -> int:
    """How many rows of a table the list of a page reads, dropped ones too."""
    actor = house.cast.actors[login]
    async with browsing(house, login) as browser:
        await browser.get(path)
        with _caught(house) as statements:
            answer = await browser.get(path)
    assert answer.status_code == 200
    lists = [
        one for one in statements if f"FROM {table}" in one[0] and "LIMIT" in one[0] and "ORDER BY" in one[0]
    ]
    assert lists, path
    most = 0
    for text, values, role in lists:
        scope = Scope(actor.tenant, actor.reads) if role == "reader" else actor.scope
        async with house.database.transaction(scope, role) as db:
            (row,) = await db.driver.fetch(f"EXPLAIN (ANALYZE, TIMING off, FORMAT json) {text}", *values)
        most = max(most, sum(_of(table, row[0][0]["Plan"])))
    return most


@contextmanager
def _caught(house: House) -> Iterator[list[Sent]]:
    found: list[Sent] = []

    def keeper(role: Role) -> Any:
        def keep(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
            found.append((text, tuple(values), role))

        return keep

    keepers = [
        (house.database.engine(role).sync_engine, keeper(role))
        for role in cast(tuple[Role, ...], ("app", "reader"))
    ]
    for engine, keep in keepers:
        event.listen(engine, "before_cursor_execute", keep)
    yield found
    for engine, keep in keepers:
        event.remove(engine, "before_cursor_execute", keep)


def _of(table: str, node: dict[str, Any]) -> Iterator[int]:
    """What each step of a plan reads of a table; the list itself, not what is counted for a row of it."""
    if node.get("Parent Relationship") == "SubPlan":
        return
    if node.get("Relation Name") == table:
        dropped = sum(
            node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        )
        yield int((node["Actual Rows"] + dropped) * node["Actual Loops"])
    for below in node.get("Plans", ()):
        yield from _of(table, below)


def multiplied(superuser: psycopg.Connection[Any], table: str, **changed: str) -> None:
    """Many rows like the first one of a table, each with these columns as SQL over `n`."""
    new = ", ".join(f"'{name}', {words}" for name, words in {"id": "gen_random_uuid()", **changed}.items())
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(one) || "
        f"jsonb_build_object({new}))).* FROM (SELECT * FROM {table} LIMIT 1) AS one, generate_series(1, {MANY}) AS n"
    )
    superuser.execute(f"ANALYZE {table}")


HOUR = "timestamptz '2020-01-01 00:00+00' + n * interval '1 hour'"
FIRST, LAST = (
    f"CASE WHEN n <= {FEW} THEN '%s' ELSE '%s' END",
    f"CASE WHEN n > {MANY - FEW} THEN '%s' ELSE '%s' END",
)
"""What few rows are that come last in the order of the list, and all the others: nothing walks through these."""


async def test_merged_hotlines(house: House, superuser: psycopg.Connection[Any]) -> None:
    await hotlines.planned(house)
    multiplied(
        superuser, "merged_hotlines", line="(20000 + n)::text", merged_on="date '2000-01-01' + n",
        state=LAST % ("running", "planned"), form=LAST % ("branch", "whole"),
    )  # fmt: skip
    for query in ("", "?state=running", "?form=branch", "?merged_from=2020-01-01&merged_to=2020-02-01"):
        assert await read(house, "network_officer", f"/network/hotlines{query}", "merged_hotlines") <= ENOUGH


async def test_joint_meetings_and_what_they_settled(house: House, superuser: psycopg.Connection[Any]) -> None:
    await meetings.furnished(house)
    await meetings.minuted(house, await meetings.called(house))
    multiplied(superuser, "meetings", starts_at=HOUR, state=FIRST % ("cancelled", "closed"))
    multiplied(
        superuser, "meeting_decisions", due_on="date '2020-01-01' + n / 10",
        state=LAST % ("open", "done"),
    )  # fmt: skip
    multiplied(
        superuser,
        "invited_meetings",
        other_id="gen_random_uuid()",
        starts_at=HOUR,
        state=FIRST % ("cancelled", "closed"),
    )
    for query in ("", "?state=cancelled", "?starts_from=2021-01-01&starts_to=2021-01-05"):
        assert await read(house, "supervisor", f"/meetings{query}", "meetings") <= ENOUGH
    water = house.cast.units["C-WATER"]
    for query in ("", "?state=open", "?late=yes", f"?unit={water}", f"?unit={water}&state=done"):
        assert await read(house, "supervisor", f"/meetings/decisions{query}", "meeting_decisions") <= ENOUGH
    for query in ("", "?state=cancelled"):
        assert await read(house, "east_head", f"/meetings/from-above{query}", "invited_meetings") <= ENOUGH


async def test_answering_days(house: House, superuser: psycopg.Connection[Any]) -> None:
    await meetings.furnished(house)
    await answering.planned(house)
    water = house.cast.units["C-WATER"]
    multiplied(
        superuser, "answering_days", starts_at=HOUR, ends_at=f"{HOUR} + interval '2 hours'",
        state=FIRST % ("cancelled", "closed"), unit_id=f"CASE WHEN mod(n, 2) = 0 THEN '{water}' END",
    )  # fmt: skip
    for query in ("", "?state=cancelled", "?starts_from=2021-01-01&starts_to=2021-01-05"):
        assert await read(house, "supervisor", f"/answering{query}", "answering_days") <= ENOUGH
    assert await read(house, "water_leader", "/answering", "answering_days") <= ENOUGH
