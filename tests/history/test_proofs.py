"""History proves itself: whole as it was lived, and every hand laid on it is found."""

import datetime as dt
from typing import Any

import psycopg
import pytest

from hotline_platform.audit.chains import GENESIS, Chain, event_hash
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.sealing import SETTLED, settled_before
from hotline_platform.audit.verifying import Counts
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotFound
from hotline_platform.identifiers import new_id
from hotline_tenants.history import verifying
from hotline_tenants.history.sealing import seal_tenant
from hotline_tenants.history.verifying import tenants_to_verify, verify
from tests.conftest import House
from tests.history.conftest import Lived, sealed


async def faults(house: House, tenant: int | None = None, *, key: str | None = None) -> list[str]:
    number = house.cast.city if tenant is None else tenant
    found = verify(house.database, number, Counts(), key=key or house.settings.seal_key)
    return [str(fault) async for fault in found]


async def counted(house: House, tenant: int) -> Counts:
    counts = Counts()
    assert [one async for one in verify(house.database, tenant, counts, key=house.settings.seal_key)] == []
    return counts


async def test_a_lived_history_is_whole_in_every_tenant(house: House) -> None:
    await sealed(house, house.cast.east)
    await sealed(house, DEPLOYMENT)
    city = await counted(house, house.cast.city)
    assert (city.cases, city.seals, city.entries, city.unsealed) == (3, 3, 5, 1)
    assert city.events > 5
    assert city.contents > 6
    east = await counted(house, house.cast.east)
    assert (east.cases, east.seals) == (1, 1)
    assert (await counted(house, DEPLOYMENT)).seals == 1


async def test_pages_and_batches_change_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAGE", 1)
    for module in ("platform.audit.sealing", "platform.audit.verifying", "tenants.history.sealing"):
        monkeypatch.setattr(f"hotline_{module}.BATCH", 1)
    await sealed(house)
    assert (await counted(house, house.cast.city)).cases == 3


async def test_a_seal_covers_what_grew_and_nothing_else(superuser: psycopg.Connection) -> None:
    rows = superuser.execute("SELECT number, heads, entries FROM seals ORDER BY number").fetchall()
    assert rows == [(1, 1, 1), (2, 1, 2), (3, 0, 1)]


async def test_another_key_proves_nothing(house: House) -> None:
    assert await faults(house, key="another-key-that-nobody-has-sealed-with") == [
        f"seal {n} does not match its mac: it or the heads under it were changed" for n in (1, 2, 3)
    ]


async def test_erased_content_leaves_history_whole(house: House) -> None:
    async with house.acting("shift_leader") as (db, _):
        for statement in (
            "UPDATE case_persons SET name = '', phone = '', phone_key = NULL, salt = '', erased_at = now()",
            "UPDATE case_texts SET title = '', body = '', place = '', salt = '', erased_at = now()",
            "UPDATE remarks SET body = '', salt = '', erased_at = now()",
            "UPDATE replies SET \"inner\" = '', public = '', salt = '', erased_at = now()",
        ):
            await db.driver.execute(f"{statement} WHERE tenant_id = {house.cast.city}")
    assert await faults(house) == []


OF_THE_CASE = "case_id = (SELECT id FROM cases WHERE number = '{number}')"
A_LOOK = "kind = 'person_seen' AND at = (SELECT {which}(at) FROM audit_entries WHERE kind = 'person_seen')"

# What is done to the first case or around it, and one of the sentences that must tell of it.
TAMPERING = {
    "an event's data": (
        f'UPDATE case_events SET data = data || jsonb \'{{"urgency": "urgent"}}\' WHERE seq = 1 AND {OF_THE_CASE}',
        "{number} #1: the event does not match its hash",
    ),
    "an event's time": (
        f"UPDATE case_events SET at = at - interval '1 microsecond' WHERE seq = 2 AND {OF_THE_CASE}",
        "{number} #2: the event does not match its hash",
    ),
    "an event's actor": (
        f"UPDATE case_events SET account_id = NULL WHERE seq = 2 AND {OF_THE_CASE}",
        "{number} #2: the event does not match its hash",
    ),
    "an event in the middle": (
        f"DELETE FROM case_events WHERE seq = 2 AND {OF_THE_CASE}",
        "{number} #3: events are missing before this one",
    ),
    "the head of a case": (
        "UPDATE cases SET head = '' WHERE number = '{number}'",
        "{number}: the case does not end with the hash of its last event",
    ),
    "the text of a demand": (
        f"UPDATE case_texts SET body = 'Something else' WHERE {OF_THE_CASE}",
        "{number} #1: the text of the demand: not what the event carries",
    ),
    "the caller": (
        f"UPDATE case_persons SET phone = '13800009999' WHERE {OF_THE_CASE}",
        "{number} #1: the caller's data: not what the event carries",
    ),
    "a text taken away": (
        f"DELETE FROM case_texts WHERE {OF_THE_CASE}",
        "{number} #1: the text of the demand: gone without being erased",
    ),
    "a reply": (
        f"UPDATE replies SET public = 'Nothing was done.' WHERE {OF_THE_CASE}",
        "{number}: a reply is not what any event carries",
    ),
    "a reply taken away": (
        f"DELETE FROM replies WHERE {OF_THE_CASE}",
        "{number}: a reply is gone without being erased",
    ),
    "an entry of the log": (
        f"DELETE FROM audit_entries WHERE {A_LOOK.format(which='min')}",
        "the log under seal 1 was changed: an entry is missing, altered or new",
    ),
    "the detail of an entry": (
        f"UPDATE audit_entries SET detail = '{{}}' WHERE {A_LOOK.format(which='max')}",
        "the log under seal 2 was changed: an entry is missing, altered or new",
    ),
    "a seal with its heads": (
        "WITH gone AS (DELETE FROM seals WHERE number = 2) DELETE FROM sealed_heads WHERE seal = 2",
        "seal 2 was made and is gone",
    ),
    "the last seal": ("DELETE FROM seals WHERE number = 3", "seal 3 was made and is gone"),
    "a head under a seal": (
        "UPDATE sealed_heads SET seq = 1 WHERE seal = 1",
        "seal 1 does not match its mac: it or the heads under it were changed",
    ),
    "the moment of a seal": (
        "UPDATE seals SET at = at - interval '1 day' WHERE number = 2",
        "seal 2 does not match its mac: it or the heads under it were changed",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_a_hand_laid_on_history_is_found(
    house: House, superuser: psycopg.Connection, lived: Lived, what: str
) -> None:
    statement, said = TAMPERING[what]
    assert await faults(house) == []
    assert changed(superuser, statement.replace("{number}", lived.first)) >= 1
    assert said.replace("{number}", lived.first) in await faults(house)


async def test_a_remark_that_was_changed_or_taken_away_is_found(
    house: House, superuser: psycopg.Connection
) -> None:
    tenant = house.cast.east
    assert await faults(house, tenant) == []
    standing = changed(superuser, f"UPDATE remarks SET body = body || '!' WHERE tenant_id = {tenant}")
    assert standing >= 1
    assert len(await faults(house, tenant)) == standing
    changed(superuser, f"DELETE FROM remarks WHERE tenant_id = {tenant}")
    gone = await faults(house, tenant)
    assert len(gone) == standing
    assert all(fault.endswith("is gone without being erased") for fault in gone)


async def test_a_tail_cut_off_shows_even_where_the_case_was_made_to_fit(
    house: House, superuser: psycopg.Connection, lived: Lived
) -> None:
    (last,) = one(superuser, f"SELECT max(seq) FROM case_events WHERE {_of(lived.first)}")
    changed(superuser, f"DELETE FROM case_events WHERE seq = {last} AND {_of(lived.first)}")
    known = f"{lived.first} #{last}: seal 1 knows this event and it is gone"
    found = await faults(house)
    assert f"{lived.first}: the case counts {last} events and has {last - 1}" in found
    assert known in found
    fitting = f"(SELECT hash FROM case_events WHERE seq = {last - 1} AND {_of(lived.first)})"
    changed(
        superuser, f"UPDATE cases SET events = {last - 1}, head = {fitting} WHERE number = '{lived.first}'"
    )
    assert known in await faults(house)


async def test_a_history_written_anew_does_not_match_its_seal(
    house: House, superuser: psycopg.Connection, lived: Lived
) -> None:
    """Whoever can write everything can reckon every hash again, but has not the key of the seals."""
    columns = ("case_id", "seq", "at", "act", "account_id", "role", "unit_id", "data")
    row = one(superuser, f"SELECT {', '.join(columns)} FROM case_events WHERE {_of(lived.second)}")
    event = dict(zip(columns, row, strict=True))
    event["data"]["type"] = "praise"
    chain = Chain("9901", "case", event.pop("case_id"))
    head = event_hash(GENESIS, chain, **event).hex()
    changed(
        superuser,
        f"UPDATE case_events SET data = data || jsonb '{{\"type\": \"praise\"}}', hash = '\\x{head}' "
        f"WHERE {_of(lived.second)}",
    )
    changed(superuser, f"UPDATE cases SET head = '\\x{head}' WHERE number = '{lived.second}'")
    assert await faults(house) == [f"{lived.second} #1: seal 2 knows another history up to this event"]


async def test_a_whole_case_taken_away_shows(
    house: House, superuser: psycopg.Connection, lived: Lived
) -> None:
    superuser.execute("SET session_replication_role = replica")
    (case_id,) = one(superuser, f"DELETE FROM cases WHERE number = '{lived.second}' RETURNING id")
    found = await faults(house)
    assert f"seal 2 knows the case {case_id} and it is gone" in found
    assert any(fault.endswith("of them belong to cases") for fault in found)


async def test_a_fault_of_one_government_is_no_fault_of_another(
    house: House, superuser: psycopg.Connection
) -> None:
    events = changed(superuser, f"UPDATE case_events SET at = now() WHERE tenant_id = {house.cast.east}")
    assert await faults(house) == []
    assert len(await faults(house, house.cast.east)) == events


async def test_every_government_is_verified_or_the_one_that_was_named(house: House) -> None:
    cast = house.cast
    assert set(await tenants_to_verify(house.database, None)) == {DEPLOYMENT, cast.city, cast.east, cast.west}
    assert await tenants_to_verify(house.database, "990101") == [cast.east]
    with pytest.raises(NotFound):
        await tenants_to_verify(house.database, "1234")


async def test_entries_that_may_still_get_company_wait_for_the_next_seal(house: House) -> None:
    now = dt.datetime.now(dt.UTC)
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        first = await seal_tenant(db, key=house.settings.seal_key, upto=settled_before(now), at=now)
    later = now + SETTLED + dt.timedelta(seconds=1)
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        second = await seal_tenant(db, key=house.settings.seal_key, upto=settled_before(later), at=later)
    assert (first.entries, first.last_entry) == (0, None)
    assert second.entries == 1, "the log's note of the first seal"
    assert settled_before(now) < new_id() < settled_before(later + SETTLED)


def _of(number: str) -> str:
    return OF_THE_CASE.replace("{number}", number)


def changed(superuser: psycopg.Connection, statement: str) -> int:
    return superuser.execute(statement.encode()).rowcount


def one(superuser: psycopg.Connection, statement: str) -> tuple[Any, ...]:
    row = superuser.execute(statement.encode()).fetchone()
    assert row is not None
    return tuple(row)
