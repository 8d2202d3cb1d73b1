"""Reading the files of a case: by the case's own permission, in ranges, harmless, and always recorded."""

import io
import re

import pytest
from PIL import ExifTags, Image
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_tenants.cases.opening import Demand
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from tests.cases.test_the_main_road import LAMP, dispatched_to, order_in_east, registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.enclosures import made
from tests.web.browsing import browsing
from tests.web.files.sending import add, addresses

PHOTO = ("路灯.jpg", made.picture(located=True, orientation=6))
BILL = ("bill.pdf", made.pdf())
SOUND = ("通话 录音.wav", made.sound(4))


async def log(house: House, login: str) -> list[tuple[object, object]]:
    """Who opened what, as the log of a government tells it."""
    async with house.acting(login) as (db, _):
        entries = await db.execute(
            select(AuditEntry)
            .where(AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "file_opened")
            .order_by(AuditEntry.id)
        )
        return [(one.account_id, one.detail) for one in entries.scalars()]


async def test_a_file_is_harmless_in_the_browser_and_named_as_it_was(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, BILL, ("note.txt", made.LETTER), ("信.docx", made.office()))
        found = addresses((await browser.get(f"/cases/{opened.id}")).text)
        bill, note, letter = [await browser.get(address) for address in found]
    for answer in (bill, note, letter):
        assert answer.headers["content-security-policy"].startswith(
            "sandbox allow-same-origin; default-src 'none'"
        )
        assert "script" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert bill.headers["content-disposition"] == "inline; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf"
    assert note.headers["content-disposition"].startswith('attachment; filename="note.txt"')
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    assert letter.headers["content-disposition"] == (
        "attachment; filename=\"file.docx\"; filename*=UTF-8''%E4%BF%A1.docx"
    )


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, None),
        ("bytes=-100", 206, -100, None),
        ("bytes=64000-999999", 206, 64000, None),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-9,20-29", 200, 0, None),
        ("lines=0-9", 200, 0, None),
        ("bytes=-", 200, 0, None),
    ],
)
async def test_a_recording_is_given_in_the_range_that_is_asked_for(
    house: House, asked: str, status: int, start: int, end: int | None
) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, SOUND)
        page = (await browser.get(f"/cases/{opened.id}")).text
        (address,) = addresses(page)
        assert f'<audio controls preload="none" src="{address}"' in page
        answer = await browser.get(address, range=asked)
    content = SOUND[1][start:end]
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["accept-ranges"] == "bytes"
    if status == 206:
        first = start % len(SOUND[1])
        assert answer.headers["content-range"] == f"bytes {first}-{first + len(content) - 1}/{len(SOUND[1])}"


async def test_a_range_outside_of_the_file_and_a_file_one_has_already(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, SOUND)
        (address,) = addresses((await browser.get(f"/cases/{opened.id}")).text)
        beyond = await browser.get(address, range="bytes=9999999-")
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(SOUND[1])}")
        tag = (await browser.get(address)).headers["etag"]
        assert (await browser.get(address, **{"if-none-match": tag})).status_code == 304
        same = await browser.get(address, range="bytes=0-9", **{"if-range": tag})
        other = await browser.get(address, range="bytes=0-9", **{"if-range": '"other"'})
        assert (same.status_code, other.status_code) == (206, 200)


async def test_every_opening_is_recorded_and_a_picture_on_the_page_is_not(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, PHOTO)
        page = (await browser.get(f"/cases/{opened.id}")).text
        (address,) = addresses(page)
        small = await browser.get(f"{address}/thumbnail")
        assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
        assert await log(house, "operator") == []
        await browser.get(address)
        await browser.get(address, range="bytes=5-")
        await browser.get(f"{address}/bare")
    file = address.rpartition("/")[2]
    who = house.cast.actors["operator"].account_id
    assert await log(house, "operator") == [
        (who, {"file": file}), (who, {"file": file, "range": "bytes=5-"}), (who, {"file": file, "without": "place"}),
    ]  # fmt: skip


async def test_a_picture_to_be_passed_on_has_no_place_and_the_staff_see_that_the_original_has_one(
    house: House,
) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, PHOTO, ("plain.jpg", made.picture(colour=9)), BILL)
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert page.count("含拍摄位置。") == 1
        located, _, bill = addresses(page)
        original, bare = await browser.get(located), await browser.get(f"{located}/bare")
        assert (await browser.get(f"{bill}/bare")).status_code == 404
    assert original.content == PHOTO[1]
    assert bare.headers["content-security-policy"].startswith("sandbox")
    with Image.open(io.BytesIO(bare.content)) as picture:
        assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo) == {}
        assert picture.size == (480, 640)


async def test_a_file_is_read_by_whoever_may_read_its_case_and_by_nobody_else(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, BILL)
        (address,) = addresses((await browser.get(f"/cases/{opened.id}")).text)
        assert (await browser.get(address)).status_code == 200
    for login, status in {
        "housing_officer": 200,  # its unit handles the case
        "reviewer": 200,
        "water_officer": 404,  # another unit
        "east_operator": 404,  # another government
        "bridge_officer": 404,
        "tenant_admin": 403,  # a missing right
    }.items():
        async with browsing(house, login) as browser:
            for each in (address, f"{address}/thumbnail", f"{address}/bare"):
                wanted = 404 if status == 200 and each != address else status  # a PDF has no small picture
                assert (await browser.get(each)).status_code == wanted, (login, each)
    async with browsing(house) as browser:
        assert (await browser.get(address)).status_code == 303


async def test_the_address_of_a_file_leads_nowhere_through_another_case(house: House) -> None:
    opened, other = await registered(house), await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, BILL)
        (address,) = addresses((await browser.get(f"/cases/{opened.id}")).text)
        assert (await browser.get(address)).status_code == 200
        assert (await browser.get(address.replace(str(opened.id), str(other.id)))).status_code == 404
        assert (await browser.get(address[:-4] + "0000")).status_code == 404


async def test_a_unit_sees_its_own_files_and_those_meant_for_all_units(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, ("desk.txt", b"for the desk"), audience="desk")
        await add(browser, opened.id, ("units.txt", b"for the units"))
        names = re.findall(r"(\w+\.txt)</a>", (await browser.get(f"/cases/{opened.id}")).text)
        assert names == ["desk.txt", "units.txt"]
        desk, _ = addresses((await browser.get(f"/cases/{opened.id}")).text)
    async with browsing(house, "housing_officer") as browser:
        await add(browser, opened.id, ("own.txt", b"our evidence"))
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert re.findall(r"(\w+\.txt)</a>", page) == ["units.txt", "own.txt"]
        assert (await browser.get(desk)).status_code == 404
        assert (await add(browser, opened.id, ("desk2.txt", b"for the desk"))).status_code == 303, (
            "told nothing"
        )


async def test_what_belongs_to_a_protected_demand_stays_at_the_hotline_by_itself(house: House) -> None:
    report = Demand(
        title="举报占道", body="有人占道经营。", type="report", channel="phone", confidentiality="protected",
        caller_name=LAMP.caller_name, caller_phone=LAMP.caller_phone,
    )  # fmt: skip
    opened = await registered(house, report)
    async with house.acting("dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["C-HOUSING"],
            struck_title="举报占道", struck_body="有人占道经营。",
        )  # fmt: skip
        await dispatch(db, actor, opened.id, decision, version=None, at=house.later(minutes=20))
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, PHOTO)
        await add(browser, opened.id, ("struck.txt", b"without names"), audience="units")
        page = (await browser.get(f"/cases/{opened.id}")).text
        photo, struck = addresses(page)
    async with browsing(house, "housing_officer") as browser:
        assert addresses((await browser.get(f"/cases/{opened.id}")).text) == [struck]
        assert (await browser.get(photo)).status_code == 404


async def test_a_look_from_above_reads_files_adds_none_and_stands_in_the_log_below(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with browsing(house, "east_operator") as browser:
        await add(browser, order, BILL)
        (address,) = addresses((await browser.get(f"/cases/{order}")).text)
    async with browsing(house, "inspector") as browser:
        page = (await browser.get(f"/cases/{order}")).text
        assert address in page
        assert "multipart/form-data" not in page
        assert (await browser.get(address)).content == BILL[1]
    who = house.cast.actors["inspector"].account_id
    assert await log(house, "east_operator") == [(who, {"file": address.rpartition("/")[2], "above": CITY})]
    async with browsing(house, "dispatcher") as browser:
        assert (await browser.get(address)).status_code == 404, "no right to look below"
