"""What goes: erased files leave an intact history, loose content is swept, and nobody sweeps what is in use."""

import asyncio
import datetime as dt
import os
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import let_go, place
from hotline_platform.files.model import Blob, File
from hotline_platform.files.spool import FORGOTTEN_AFTER
from hotline_platform.files.stores import key_of, store_from, thumbnail_key
from hotline_platform.files.sweeping import GRACE, sweep
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.cases.reaching import case_for, locked
from hotline_tenants.enclosures.adding import Outcome, enclose
from hotline_tenants.enclosures.erasing import erase_files
from hotline_tenants.enclosures.model import Enclosure
from hotline_tenants.enclosures.reading import enclosure_for
from hotline_tenants.history.verifying import verify
from tests.cases.test_the_main_road import registered
from tests.conftest import House
from tests.enclosures import made


def stored(house: House) -> set[str]:
    root = Path(house.settings.files_dir, "store")
    return {str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()}


def keys(house: House, content: bytes, *, thumbnail: bool = False) -> set[str]:
    digest = made.digest(content)
    found = {key_of(house.cast.city, digest)}
    return found | {thumbnail_key(house.cast.city, digest)} if thumbnail else found


async def added(house: House, case_id: uuid.UUID, name: str, content: bytes) -> Outcome:
    found = await made.checked(house, name, content)
    async with house.acting("operator") as (db, actor):
        return await enclose(db, actor, case_id, [found], audience="units", at=house.now)


async def files_of(house: House, case_id: uuid.UUID) -> list[tuple[Enclosure, File]]:
    async with house.acting("operator") as (db, _):
        rows = await db.execute(
            select(Enclosure, File)
            .join(File, (File.tenant_id == db.tenant) & (File.id == Enclosure.file_id))
            .where(Enclosure.tenant_id == db.tenant, Enclosure.case_id == case_id)
            .order_by(Enclosure.id)
        )
        return [(row[0], row[1]) for row in rows]


async def erased(house: House, case_id: uuid.UUID, *only: uuid.UUID) -> int:
    async with house.acting("duty_head") as (db, actor):
        case = await locked(db, case_id)
        gone = await erase_files(db, actor, case, at=house.later(days=1), only=only or None)
    await run_pending(house.database)
    return gone


async def faults(house: House) -> list[str]:
    found = verify(house.database, house.cast.city, Counts(), key=house.settings.seal_key)
    return [str(fault) async for fault in found]


async def test_an_erased_file_leaves_neither_bytes_nor_name_and_an_intact_history(house: House) -> None:
    opened = await registered(house)
    photo = made.picture(located=True)
    await added(house, opened.id, "张三家门口.jpg", photo)
    await added(house, opened.id, "letter.txt", made.LETTER)
    assert stored(house) == keys(house, photo, thumbnail=True) | keys(house, made.LETTER)
    (_, first), (_, second) = await files_of(house, opened.id)
    assert await erased(house, opened.id, first.id) == 1
    assert stored(house) == keys(house, made.LETTER)
    (enclosure, file), (_, kept) = await files_of(house, opened.id)
    assert (file.digest, file.name, file.located, file.thumbnail, enclosure.salt) == (
        None,
        "",
        False,
        False,
        b"",
    )
    assert file.erased_at == house.now
    assert kept.name == "letter.txt"
    assert await faults(house) == []
    async with house.acting("operator") as (db, actor):
        case = await case_for(db, actor, opened.id)
        with pytest.raises(NotFound):
            await enclosure_for(db, actor, case, first.id)
        assert (await enclosure_for(db, actor, case, second.id)).file.name == "letter.txt"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE files SET digest = (SELECT digest FROM files WHERE name = 'b.txt') WHERE name = 'a.txt'",
         "a file is not what the event carries"),
        ("DELETE FROM enclosures", "a file is gone without being erased"),
        ("UPDATE enclosures SET id = gen_random_uuid()", "a file belongs to no event"),
    ],
)  # fmt: skip
async def test_evidence_that_was_exchanged_or_taken_away_is_found(
    house: House, superuser: psycopg.Connection, statement: str, fault: str
) -> None:
    opened = await registered(house)
    await added(house, opened.id, "a.txt", made.LETTER)
    await added(house, opened.id, "b.txt", b"another letter")
    assert await faults(house) == []
    superuser.execute(statement)
    assert any(fault in one for one in await faults(house))


async def test_erasing_twice_does_nothing_and_content_that_another_case_has_stays(house: House) -> None:
    one, other = await registered(house), await registered(house)
    await added(house, one.id, "a.txt", made.LETTER)
    await added(house, other.id, "b.txt", made.LETTER)
    assert (await erased(house, one.id), await erased(house, one.id)) == (1, 0)
    assert stored(house) == keys(house, made.LETTER)
    assert await erased(house, other.id) == 1
    assert stored(house) == set()
    async with house.acting("operator") as (db, _):
        assert (await db.execute(select(Blob).where(Blob.tenant_id == db.tenant))).all() == []


async def test_an_erased_file_can_be_given_again(house: House) -> None:
    opened = await registered(house)
    await added(house, opened.id, "a.txt", made.LETTER)
    await erased(house, opened.id)
    assert len((await added(house, opened.id, "a.txt", made.LETTER)).kept) == 1
    assert stored(house) == keys(house, made.LETTER)


async def test_content_that_nobody_came_to_refer_to_is_swept_after_its_grace(house: House) -> None:
    opened = await registered(house)
    await made.checked(house, "orphan.txt", b"placed, and then the process died")
    await added(house, opened.id, "kept.txt", made.LETTER)
    assert len(stored(house)) == 2
    assert await sweep(house.database, house.settings, at=house.now + GRACE) == 0
    assert len(stored(house)) == 2
    assert await sweep(house.database, house.settings, at=house.now + GRACE + dt.timedelta(seconds=1)) == 1
    assert stored(house) == keys(house, made.LETTER)
    assert await sweep(house.database, house.settings, at=house.now + dt.timedelta(days=9)) == 0
    assert stored(house) == keys(house, made.LETTER)


async def test_whoever_comes_after_the_sweep_is_told_to_send_it_again_and_then_may(house: House) -> None:
    opened = await registered(house)
    slow = await made.checked(house, "slow.txt", made.LETTER)
    await sweep(house.database, house.settings, at=house.now + dt.timedelta(hours=2))
    async with house.acting("operator") as (db, actor):
        with pytest.raises(Refused, match="Add them again"):
            await enclose(db, actor, opened.id, [slow], audience="units", at=house.now)
        await db.abandon()
    assert await files_of(house, opened.id) == []
    assert len((await added(house, opened.id, "slow.txt", made.LETTER)).kept) == 1


async def referred_to(house: House, case_id: uuid.UUID, found: Checked) -> bool:
    try:
        async with house.acting("operator") as (db, actor):
            await enclose(db, actor, case_id, [found], audience="units", at=house.now)
    except Refused:
        return False
    return True


async def gone_from_the_store(house: House, found: Checked) -> bool:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        return await let_go(db, store_from(house.settings), found.received.digest)


async def test_the_sweep_and_somebody_who_refers_to_the_same_content_never_lose_it(house: House) -> None:
    """Whoever comes first wins the row; afterwards either the bytes are there or the person was told."""
    opened = await registered(house)
    for number in range(12):
        content = f"letter {number}".encode()
        found = await made.checked(house, "a.txt", content)
        kept, gone = await asyncio.gather(
            referred_to(house, opened.id, found), gone_from_the_store(house, found)
        )
        assert kept != gone
        assert (keys(house, content) <= stored(house)) is kept


async def test_two_people_who_give_the_same_file_at_once_have_one_content(house: House) -> None:
    one, other = await registered(house), await registered(house)
    await asyncio.gather(
        added(house, one.id, "a.txt", made.LETTER), added(house, other.id, "b.txt", made.LETTER)
    )
    assert stored(house) == keys(house, made.LETTER)
    digests = {file.digest for case in (one, other) for _, file in await files_of(house, case.id)}
    assert digests == {made.digest(made.LETTER)}
    assert await sweep(house.database, house.settings, at=house.now + dt.timedelta(days=1)) == 0


async def test_the_same_file_sent_twice_to_one_case_at_once_is_there_once(house: House) -> None:
    opened = await registered(house)
    outcomes = await asyncio.gather(*(added(house, opened.id, "a.txt", made.LETTER) for _ in range(2)))
    assert sorted(len(one.kept) for one in outcomes) == [0, 1]
    assert len(await files_of(house, opened.id)) == 1


async def test_a_claim_is_written_before_a_byte_is_placed(house: House) -> None:
    """Where the store fails in between, the sweep knows what to look for."""

    class Failing:
        async def put(self, key: str, source: object) -> None:
            raise OSError("cut")

    found = await made.received(house, "a.txt", made.LETTER)
    with pytest.raises(OSError, match="cut"):
        await place(house.database, Failing(), house.cast.city, found, at=house.now)  # type: ignore[arg-type]
    async with house.acting("operator") as (db, _):
        blob = (await db.execute(select(Blob).where(Blob.tenant_id == db.tenant))).scalar_one()
        assert (blob.loose, blob.placed_at) == (True, None)
    assert await sweep(house.database, house.settings, at=house.now + dt.timedelta(hours=2)) == 1


async def test_what_a_killed_process_left_in_the_spool_is_thrown_away_after_a_day(house: House) -> None:
    old, new = made.left_behind(house, "old"), made.left_behind(house, "new")
    past = time.time() - FORGOTTEN_AFTER - 60
    os.utime(old, (past, past))
    await sweep(house.database, house.settings, at=house.now)
    assert (made.is_there(old), made.is_there(new)) == (False, True)
