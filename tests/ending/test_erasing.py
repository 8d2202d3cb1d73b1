"""An archived government is erased down to a certificate: two persons, a proved export, a time of grace, and nothing
of it in any table or store.
"""

import asyncio
import datetime as dt
import zipfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.scope import at
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.files.disk import Disk
from hotline_tenants.ending.archiving import bring_back
from hotline_tenants.ending.certificate import certificate_faults
from hotline_tenants.ending.erasing import ask, confirm, withdraw
from tests.cast import EAST, WEST
from tests.commands import hotline
from tests.conftest import House
from tests.ending.leaving import (
    GRACE,
    REASON,
    archived,
    carried_out,
    confirmed,
    erasure_of,
    fill_every_table,
    lived,
    officer,
    proved,
    rows_by_table,
    second,
    status_of,
    with_file,
)
from tests.web.browsing import browsing
from tests.web.people.keeping import account, recorded

pytestmark = pytest.mark.long


class Breaking(Disk):
    """A store whose process dies at the first deletion."""

    async def delete(self, key: str) -> None:
        raise ConnectionError("killed")


async def ready(house: House, store: Disk, folder: Path) -> None:
    """Archived, exported, proved."""
    await archived(house)
    assert await proved(house, store, folder / "east.zip") == []


async def test_nothing_remains_in_any_table_or_store_and_the_others_keep_theirs(
    house: House, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await lived(house)
    await with_file(house, store)
    await archived(house)
    fill_every_table(superuser, house.cast.east)
    assert await proved(house, store, tmp_path / "east.zip") == []
    there = rows_by_table(superuser, house.cast.east)
    others = {one: rows_by_table(superuser, one) for one in (house.cast.city, house.cast.west)}
    erasure = await confirmed(house)
    others[house.cast.city]["notices"] = rows_by_table(superuser, house.cast.city)["notices"]
    house.later(days=GRACE, minutes=1)
    assert await carried_out(house, store) == 1
    assert rows_by_table(superuser, house.cast.east) == {}
    assert {one: rows_by_table(superuser, one) for one in others} == others
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []
    certificate = (await erasure_of(house, erasure)).certificate
    assert {name: certificate["rows"][name] for name in there} == there
    assert certificate["rows"].keys() == there.keys()
    for table, column in (("jobs", "tenant_id"), ("sessions", "tenant_id"), ("standstills", "government_id")):
        counted = superuser.execute(
            f"SELECT count(*) FROM {table} WHERE {column} = %s".encode(), [house.cast.east]
        )
        assert counted.fetchone() == (0,)
    assert await status_of(house) == "erased"


async def test_the_certificate_says_who_and_when_and_is_sealed(
    house: House, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await lived(house)
    await ready(house, store, tmp_path)
    erasure = await confirmed(house)
    house.later(days=GRACE, minutes=1)
    await carried_out(house, store)
    row_ = await erasure_of(house, erasure)
    found = row_.certificate
    assert found["government"]["code"] == EAST
    assert (found["asked"]["by"], found["confirmed"]["by"]) == ("System Admin", "Security Officer")
    assert found["asked"]["reason"] == REASON
    assert found["chains"]["cases"]["chains"] == 1
    assert found["number"] == "2026-001"
    (entry,) = await recorded(house, DEPLOYMENT, "government_erased")
    assert entry
    key = house.settings.seal_key
    assert [one async for one in certificate_faults(house.database, key=key)] == []
    assert (await hotline(house.settings, "audit", "verify")).exit_code == 0
    async with browsing(house, "auditor") as browser:
        page = await browser.get(f"/erasures/{erasure}/certificate")
        assert "2026-001" in page.text
        assert "case_events" in page.text
    superuser.execute("UPDATE erasures SET certificate = jsonb_set(certificate, '{accounts}', '0')")
    faults = [str(one) async for one in certificate_faults(house.database, key=key)]
    assert any("does not match its seal" in one for one in faults)
    assert (await hotline(house.settings, "audit", "verify")).exit_code == 1


async def test_whoever_worked_only_there_loses_the_name_and_whoever_works_elsewhere_keeps_it(
    house: House, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    both = house.cast.actors["bridge_officer"].account_id
    superuser.execute(
        "INSERT INTO memberships (tenant_id, id, account_id, role, granted_at) "
        "VALUES (%s, gen_random_uuid(), %s, 'operator', now())",
        [house.cast.west, both],
    )
    await ready(house, store, tmp_path)
    await confirmed(house)
    house.later(days=GRACE, minutes=1)
    await carried_out(house, store)
    assert await account(house, "bridge_officer") is not None
    assert await account(house, "east_operator") is None
    emptied = superuser.execute(
        "SELECT name, password_hash FROM accounts WHERE login LIKE 'erased-%'"
    ).fetchall()
    assert set(emptied) == {("–", "!")}


async def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_finishes(
    house: House, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await lived(house)
    await with_file(house, store)
    await ready(house, store, tmp_path)
    there = rows_by_table(superuser, house.cast.east)
    erasure = await confirmed(house)
    house.later(days=GRACE, minutes=1)
    with pytest.raises(ConnectionError):
        await carried_out(house, Breaking(tmp_path / "store"))
    left = rows_by_table(superuser, house.cast.east)
    assert 0 < sum(left.values()) < sum(there.values())
    assert await status_of(house) == "erasing"
    with pytest.raises(Refused, match="has begun"):
        await withdraw(house.database, officer(house), erasure, reason=REASON, at=house.now)
    assert await carried_out(house, store) == 1
    assert rows_by_table(superuser, house.cast.east) == {}
    assert (await erasure_of(house, erasure)).certificate["rows"] == there
    assert await carried_out(house, store) == 0, "nothing is done twice"


async def test_it_takes_an_archived_government_and_a_proved_export(house: House, tmp_path: Path) -> None:
    store = Disk(tmp_path / "store")
    with pytest.raises(Refused, match="Only an archived"):
        await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)
    assert await proved(house, store, tmp_path / "before.zip") == []
    await archived(house)
    with pytest.raises(Refused, match="prove the export"):
        await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)
    assert await proved(house, store, tmp_path / "after.zip") == []
    with pytest.raises(Refused) as refusal:
        await ask(house.database, officer(house), EAST, reason=" ", at=house.now)
    assert list(refusal.value.fields) == ["reason"]
    with pytest.raises(NotAllowed):
        await ask(house.database, second(house), EAST, reason=REASON, at=house.now)
    await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)
    with pytest.raises(Refused, match="asked for already"):
        await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)


async def test_it_takes_two_persons_and_a_time_of_grace(house: House, tmp_path: Path) -> None:
    store = Disk(tmp_path / "store")
    await ready(house, store, tmp_path)
    erasure = await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)
    house.later(days=90)
    assert await carried_out(house, store) == 0, "nobody has confirmed it"
    with pytest.raises(Refused, match="Somebody else"):
        await confirm(house.database, officer(house), erasure, at=house.now)
    with pytest.raises(NotAllowed):
        await confirm(house.database, house.cast.actors["duty_head"], erasure, at=house.now)
    await confirm(house.database, second(house), erasure, at=house.now)
    with pytest.raises(Refused, match="already"):
        await confirm(house.database, second(house), erasure, at=house.now)
    house.later(days=GRACE - 1)
    assert await carried_out(house, store) == 0
    with pytest.raises(Refused, match="Withdraw that first"):
        await bring_back(house.database, officer(house), EAST, reason=REASON, at=house.now)
    await withdraw(house.database, second(house), erasure, reason="市里另有决定", at=house.now)
    house.later(days=9)
    assert await carried_out(house, store) == 0
    assert await status_of(house) == "archived"
    await bring_back(house.database, officer(house), EAST, reason=REASON, at=house.now)
    assert await status_of(house) == "live"


async def test_two_who_confirm_at_once_begin_one_time_of_grace(house: House, tmp_path: Path) -> None:
    store = Disk(tmp_path / "store")
    await ready(house, store, tmp_path)
    erasure = await ask(house.database, officer(house), EAST, reason=REASON, at=house.now)
    outcomes = await asyncio.gather(
        *(confirm(house.database, second(house), erasure, at=house.now) for _ in range(2)), return_exceptions=True
    )  # fmt: skip
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "Refused"]


async def test_what_came_in_after_the_export_stops_it_before_anything_is_gone(
    house: House, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await ready(house, store, tmp_path)
    erasure = await confirmed(house)
    superuser.execute(
        "INSERT INTO closures (tenant_id, id, day, reason_zh, reason_en) VALUES (%s, gen_random_uuid(), '2026-05-04', '青年节', 'Youth Day')",
        [house.cast.east],
    )
    there = rows_by_table(superuser, house.cast.east)
    house.later(days=GRACE, minutes=1)
    assert await carried_out(house, store) == 0
    assert rows_by_table(superuser, house.cast.east) == there
    assert "closures" in ((await erasure_of(house, erasure)).withdrawn_reason or "")
    assert await status_of(house) == "archived"


async def test_an_export_that_does_not_hold_is_not_proved(house: House, tmp_path: Path) -> None:
    store = Disk(tmp_path / "store")
    await lived(house)
    await archived(house)
    assert await proved(house, store, tmp_path / "east.zip") == []
    with (
        zipfile.ZipFile(tmp_path / "east.zip") as whole,
        zipfile.ZipFile(tmp_path / "other.zip", "w") as changed,
    ):
        for info in whole.infolist():
            content = whole.read(info)
            if info.filename == "tables/case_texts.jsonl":
                content = content.replace("路灯".encode(), "水管".encode())
            changed.writestr(info.filename, content)
    done = await hotline(house.settings, "tenant", "prove", str(tmp_path / "other.zip"))
    assert done.exit_code == 1
    assert "case_texts is not what its digest says" in done.output
    (tmp_path / "text.zip").write_bytes(b"no zip")
    assert (await hotline(house.settings, "tenant", "prove", str(tmp_path / "text.zip"))).exit_code == 1


async def test_nobody_erases_a_row_of_a_government_that_is_not_being_erased(house: House) -> None:
    await archived(house)
    for tenant in (house.cast.east, house.cast.city):
        with pytest.raises(Exception, match="not being erased"):
            async with house.database.transaction(at(tenant), "admin") as db:
                await db.execute(text("SELECT hotline_erase('cases', 10)"))
    with pytest.raises(Exception, match="permission denied"):
        async with house.database.transaction(at(house.cast.east)) as db:
            await db.execute(text("SELECT hotline_erase('cases', 10)"))


async def test_the_officers_go_the_whole_way_on_the_pages(house: House, tmp_path: Path) -> None:
    store = Disk(tmp_path / "store")
    house.now = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    await ready(house, store, tmp_path)
    async with browsing(house, "system_admin") as browser:
        assert "已证明" in (await browser.get(f"/governments/{EAST}/end")).text
        short = await browser.post(f"/governments/{EAST}/erasure", reason="")
        assert short.status_code == 422
        assert (await browser.post(f"/governments/{EAST}/erasure", reason=REASON)).status_code == 303
        assert "等待第二人" in (await browser.get("/confirmations")).text
    async with browsing(house, "security_officer") as browser:
        assert "等待第二人" in (await browser.get("/notices")).text
        page = await browser.get(f"/governments/{EAST}/end")
        erasure = page.text.split("/erasures/")[1].split("/")[0]
        assert (await browser.post(f"/erasures/{erasure}/confirmation")).status_code == 303
        assert "宽限期" in (await browser.get(f"/governments/{EAST}/end")).text
        assert (await browser.get(f"/erasures/{erasure}/certificate")).status_code == 404
        wrong = await browser.post(f"/erasures/{erasure}/withdrawal", reason="")
        assert wrong.status_code == 422
        assert (await browser.post(f"/erasures/{erasure}/withdrawal", reason="不销毁了")).status_code == 303
    async with browsing(house, "duty_head") as browser:
        assert (await browser.get("/confirmations")).status_code == 403
    async with browsing(house) as citizen:
        assert (await citizen.get(f"/p/{WEST}")).status_code == 200
