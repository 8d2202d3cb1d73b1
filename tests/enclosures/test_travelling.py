"""Files over the border between two governments: references of one's own, bytes of one's own."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline_platform.database.crossing import NewLink
from hotline_platform.errors import NotFound, Refused
from hotline_platform.files.model import Blob
from hotline_platform.files.stores import key_of, thumbnail_key
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.cases.reaching import case_for, locked
from hotline_tenants.enclosures.adding import enclose
from hotline_tenants.enclosures.carrying import copy_down, copy_up
from hotline_tenants.enclosures.erasing import erase_files
from hotline_tenants.enclosures.reading import Enclosed, enclosure_for, enclosures_of, proves
from hotline_tenants.referrals.links import link_up
from hotline_tenants.referrals.model import Referral
from tests.cases.test_the_main_road import dispatched_to, order_in_east, registered
from tests.cast import EAST
from tests.conftest import House
from tests.enclosures import made


async def added(
    house: House, login: str, case_id: uuid.UUID, name: str, content: bytes, audience: str
) -> None:
    found = await made.checked(house, name, content, tenant=house.cast.actors[login].tenant)
    async with house.acting(login) as (db, actor):
        outcome = await enclose(db, actor, case_id, [found], audience=audience, at=house.now)
        assert [one.received.name for one in outcome.kept] == [name]


async def there(house: House, login: str, case_id: uuid.UUID) -> list[Enclosed]:
    async with house.acting(login) as (db, actor):
        found = await enclosures_of(db, await case_for(db, actor, case_id))
        db.expunge_all()
        return found


def in_store(
    house: House, tenant: int, digest: bytes | None, key: Callable[[int, bytes], str] = key_of
) -> Path:
    assert digest is not None
    return Path(house.settings.files_dir, "store", key(tenant, digest))


def on_disk(
    house: House, tenant: int, digest: bytes | None, key: Callable[[int, bytes], str] = key_of
) -> bool:
    return in_store(house, tenant, digest, key).is_file()


async def referred(house: House) -> tuple[uuid.UUID, uuid.UUID]:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    return opened.id, await order_in_east(house, opened.id)


async def sent_down(house: House, case_id: uuid.UUID, order_id: uuid.UUID, *, failing: bool = False) -> None:
    async with house.acting("dispatcher") as (db, actor):
        link = (
            await db.execute(
                select(Referral).where(Referral.tenant_id == db.tenant, Referral.case_id == case_id)
            )
        ).scalar_one()
        await copy_down(db, actor, link, case_id, order_id, at=house.now)
        if failing:
            raise NotFound


async def sent_up(house: House, order_id: uuid.UUID) -> None:
    async with house.acting("east_reviewer") as (db, actor):
        link = await link_up(db, order_id)
        assert link is not None
        await copy_up(db, actor, link, order_id, link.other_case_id, house.cast.units[EAST], at=house.now)


async def test_a_referral_takes_down_what_units_may_see_and_its_bytes_follow(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "路灯.jpg", made.picture(located=True), "units")
    await added(house, "operator", case_id, "for the desk.txt", b"inner", "desk")
    await sent_down(house, case_id, order_id)
    (copy,) = await there(house, "east_operator", order_id)
    (original, _) = await there(house, "operator", case_id)
    assert (copy.file.name, copy.file.digest, copy.enclosure.source) == (
        "路灯.jpg",
        original.file.digest,
        "above",
    )
    assert copy.file.id != original.file.id
    assert not copy.there, "the act does not wait for the bytes"
    async with house.acting("east_operator") as (db, actor):
        case = await case_for(db, actor, order_id)
        with pytest.raises(Refused, match="still on its way"):
            await enclosure_for(db, actor, case, copy.file.id)
    await run_pending(house.database)
    (copy,) = await there(house, "east_operator", order_id)
    assert copy.there
    assert on_disk(house, house.cast.east, copy.file.digest)
    assert on_disk(house, house.cast.east, copy.file.digest, thumbnail_key)


async def test_each_side_proves_its_own_copy_in_its_own_history(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "letter.pdf", made.pdf(), "units")
    await sent_down(house, case_id, order_id)
    (copy,) = await there(house, "east_operator", order_id)
    async with house.acting("east_operator") as (db, _):
        event = (
            await db.execute(
                select(CaseEvent).where(
                    CaseEvent.tenant_id == db.tenant,
                    CaseEvent.case_id == order_id,
                    CaseEvent.act == "enclose",
                )
            )
        ).scalar_one()
        assert proves(event, copy)
        assert event.data["source"] == "above"
        (original,) = await there(house, "operator", case_id)
        assert not proves(event, original), (
            "the salts differ, so the two histories cannot be laid side by side"
        )


async def test_a_referral_repeated_takes_down_only_what_is_new(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "a.txt", b"first letter", "units")
    await sent_down(house, case_id, order_id)
    await sent_down(house, case_id, order_id)
    await added(house, "operator", case_id, "b.txt", b"second letter", "caller")
    await sent_down(house, case_id, order_id)
    assert [one.file.name for one in await there(house, "east_operator", order_id)] == ["a.txt", "b.txt"]


async def test_what_units_added_for_their_answer_goes_up_and_nothing_goes_back(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "demand.txt", b"the demand", "units")
    await sent_down(house, case_id, order_id)
    await added(house, "east_operator", order_id, "inner.txt", b"inner", "desk")
    await added(house, "east_operator", order_id, "evidence.txt", b"repaired", "units")
    await added(house, "east_operator", order_id, "answer.txt", b"to the caller", "caller")
    await sent_up(house, order_id)
    await sent_up(house, order_id)
    await run_pending(house.database)
    above = await there(house, "reviewer", case_id)
    assert [(one.file.name, one.enclosure.audience, one.enclosure.source, one.there) for one in above] == [
        ("demand.txt", "units", "here", True),
        ("evidence.txt", "unit", "below", True),
        ("answer.txt", "caller", "below", True),
    ]
    water = house.cast.actors["water_officer"]
    assert [one.file.name for one in above if one.seen_by(water)] == ["demand.txt", "answer.txt"]


async def test_no_government_shares_a_byte_with_another(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "letter.txt", b"the same words", "units")
    await sent_down(house, case_id, order_id)
    await run_pending(house.database)
    (original,) = await there(house, "operator", case_id)
    digest = original.file.digest
    async with house.acting("dispatcher") as (db, actor):
        case = await locked(db, case_id)
        assert await erase_files(db, actor, case, at=house.now) == 1
    await run_pending(house.database)
    assert not on_disk(house, house.cast.city, digest)
    assert on_disk(house, house.cast.east, digest)
    (copy,) = await there(house, "east_operator", order_id)
    assert copy.file.name == "letter.txt"


async def test_a_copy_whose_original_was_erased_meanwhile_is_erased_from_the_start(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "letter.txt", b"words", "units")
    await sent_down(house, case_id, order_id)
    (original,) = await there(house, "operator", case_id)
    in_store(house, house.cast.city, original.file.digest).unlink()
    await run_pending(house.database)
    (copy,) = await there(house, "east_operator", order_id)
    assert (copy.file.digest, copy.file.name) == (None, "")


async def test_an_act_that_fails_leaves_no_copy_on_either_side(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "letter.txt", b"words", "units")
    with pytest.raises(NotFound):
        await sent_down(house, case_id, order_id, failing=True)
    assert await there(house, "east_operator", order_id) == []
    async with house.acting("east_operator") as (db, _):
        assert (await db.execute(select(Blob).where(Blob.tenant_id == db.tenant))).all() == []
    await sent_down(house, case_id, order_id)
    assert len(await there(house, "east_operator", order_id)) == 1


async def test_the_other_side_is_reached_by_a_stored_link_only(house: House) -> None:
    case_id, order_id = await referred(house)
    await added(house, "operator", case_id, "letter.txt", b"words", "units")
    forged = NewLink(house.cast.west, house.cast.east)
    async with house.acting("dispatcher") as (db, actor):
        with pytest.raises(RuntimeError, match="border"):
            await copy_down(db, actor, forged, case_id, order_id, at=house.now)
