"""Adding files to a case from its page: several at once, each on its own merits, and proved by the case's history."""

import hashlib
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.files.model import Blob, File
from hotline_platform.files.stores import key_of
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.enclosures.model import Enclosure
from hotline_tenants.enclosures.reading import enclosures_of, proves
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.enclosures import made
from tests.platform.files.outside import EICAR, a_scanner
from tests.web.browsing import browsing
from tests.web.files.sending import add, addresses

PHOTO = ("路灯.jpg", made.picture(located=True))
BILL = ("bill.pdf", made.pdf())


def left_over(house: House) -> list[Path]:
    """Whatever lies in the spool: nothing, once a request is over."""
    return list((Path(house.settings.files_dir) / "incoming").glob("*"))


def stored(house: House) -> list[Path]:
    return [one for one in (Path(house.settings.files_dir) / "store").rglob("*") if one.is_file()]


async def rows(house: House, login: str, case_id: uuid.UUID) -> list[tuple[Enclosure, File]]:
    async with house.acting(login) as (db, actor):
        case = await case_for(db, actor, case_id)
        return [(one.enclosure, one.file) for one in await enclosures_of(db, case)]


async def test_several_files_at_once_are_kept_shown_and_given_back_unchanged(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        answer = await add(browser, opened.id, PHOTO, BILL, ("通话.wav", made.sound()))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{opened.id}#files")
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "已添加 3 个文件。" in page
        for name in ("路灯.jpg", "bill.pdf", "通话.wav"):
            assert name in page
        got = [(await browser.get(address)).content for address in addresses(page)]
    assert got == [PHOTO[1], BILL[1], made.sound()]
    assert left_over(house) == []


async def test_the_history_proves_what_was_added_and_by_whom(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, PHOTO, BILL)
    async with house.acting("operator") as (db, actor):
        case = await case_for(db, actor, opened.id)
        event = (
            await db.execute(
                select(CaseEvent).where(
                    CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case.id, CaseEvent.act == "enclose"
                )
            )
        ).scalar_one()
        found = await enclosures_of(db, case)
        assert (event.seq, event.account_id, len(event.data["files"])) == (2, actor.account_id, 2)
        assert case.events == 2
        assert all(one.enclosure.seq == event.seq and proves(event, one) for one in found)
        found[0].file.digest = found[1].file.digest
        assert not proves(event, found[0]), "another content is not what was added"
        db.expunge_all()


async def test_the_good_ones_are_kept_and_every_other_is_named_with_its_reason(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        answer = await add(
            browser, opened.id, PHOTO, ("invoice.pdf", made.picture(colour=2)), ("drawing.svg", made.SVG),
            ("tool.jpg", made.program()), ("bomb.docx", made.bomb(301)), ("empty.txt", b""), BILL,
        )  # fmt: skip
        assert answer.status_code == 422
        for name, reason in {
            "invoice.pdf": "文件名后缀为 .pdf，但内容实际是：JPEG 图片。",
            "drawing.svg": "不接收网页、SVG 图形和脚本：它们可能在阅读者的浏览器中运行。",
            "tool.jpg": "不接收程序文件。",
            "bomb.docx": "解压后超过任何正常文档的大小，视为攻击。",
            "empty.txt": "文件是空的。",
        }.items():
            assert f"<b>{name}</b>: {reason}" in answer.text
        assert "已添加 2 个文件" in answer.text
        page = (await browser.get(f"/cases/{opened.id}")).text
    assert [name in page for name in ("路灯.jpg", "bill.pdf", "tool.jpg", "bomb.docx")] == [
        True,
        True,
        False,
        False,
    ]
    assert left_over(house) == []
    assert len(stored(house)) == 3, "two files and one small picture"


async def test_a_file_that_is_too_large_is_turned_away_while_it_arrives(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/file-limits")
        for kind, types in {
            "photo": "image/jpeg",
            "recording": "audio/wav",
            "document": "text/plain",
        }.items():
            answer = await browser.post(f"/file-limits/{kind}", size="1", number="60", types=[types])
            assert answer.status_code == 303, answer.text
    async with browsing(house, "operator") as browser:
        large = ("long.txt", "很长的信。".encode() * 200_000)
        answer = await add(browser, opened.id, ("first.txt", made.LETTER), large, PHOTO)
        assert answer.status_code == 422
        assert "<b>long.txt</b>: 文件超过可接收的 1 MB。" in answer.text
    assert [file.name for _, file in await rows(house, "operator", opened.id)] == ["first.txt", "路灯.jpg"]
    assert left_over(house) == []


async def test_a_government_decides_which_types_and_how_many_it_accepts(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/file-limits")
        await browser.post("/file-limits/photo", size="5", number="1", types=["image/jpeg"])
        assert (
            await browser.post("/file-limits/photo", size="0", number="1", types=["image/jpeg"])
        ).status_code == 422
        assert (await browser.post("/file-limits/nothing", size="5", number="1")).status_code == 404
    async with browsing(house, "operator") as browser:
        answer = await add(
            browser, opened.id, ("a.png", made.picture("PNG")), PHOTO, ("b.jpg", made.picture(colour=3))
        )
        assert "<b>a.png</b>: 本单位不接收此类文件：PNG 图片。" in answer.text
        assert "<b>b.jpg</b>: 一件工单最多接收 1 个此类文件。" in answer.text
    assert [file.name for _, file in await rows(house, "operator", opened.id)] == ["路灯.jpg"]
    async with browsing(house, "east_operator") as browser:
        assert (await browser.get("/file-limits")).status_code == 403


async def test_more_than_go_up_at_once_are_told_so(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        files = [(f"{number}.txt", f"第 {number} 封信".encode()) for number in range(22)]
        answer = await add(browser, opened.id, *files)
    assert answer.text.count("一次最多上传 20 个文件。") == 2
    assert len(await rows(house, "operator", opened.id)) == 20


async def test_the_same_content_is_stored_once_and_a_second_press_adds_nothing(house: House) -> None:
    first, second = await registered(house), await registered(house)
    async with browsing(house, "operator") as browser:
        await add(browser, first.id, BILL)
        again = await add(browser, first.id, BILL)
        assert "工单中已有完全相同的文件。" in again.text
        assert (await add(browser, second.id, ("other name.pdf", made.pdf()))).status_code == 303
    assert len(await rows(house, "operator", first.id)) == 1
    digest = hashlib.sha256(made.pdf()).digest()
    assert [one.name for one in stored(house)] == [digest.hex()]
    assert (Path(house.settings.files_dir) / "store" / key_of(house.cast.city, digest)).is_file()
    async with house.acting("operator") as (db, _):
        blobs = (await db.execute(select(Blob).where(Blob.tenant_id == db.tenant))).scalars().all()
    assert [(blob.digest, blob.loose, blob.placed_at is not None) for blob in blobs] == [
        (digest, False, True)
    ]


async def test_nothing_is_chosen(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        answer = await add(browser, opened.id, ("", b""))
        assert answer.status_code == 422
        assert "请至少选择一个文件。" in answer.text


async def test_a_form_without_its_token_or_from_elsewhere_adds_nothing(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await browser.get(f"/cases/{opened.id}")
        assert (await browser.post_files(f"/cases/{opened.id}/files", [BILL])).status_code == 303
        other = ("other.pdf", made.pdf() + b"\n")
        assert (
            await browser.post_files(f"/cases/{opened.id}/files", [other], _csrf_token="x")
        ).status_code == 403
        assert (
            await browser.post_files(f"/cases/{opened.id}/files", [other], _csrf_token="鱼")
        ).status_code == 403
        plain = await browser.post(f"/cases/{opened.id}/files", audience="units")
        assert plain.status_code == 422
        assert "表单未完整到达" in plain.text
    assert [file.name for _, file in await rows(house, "operator", opened.id)] == ["bill.pdf"]
    assert left_over(house) == []


@pytest.mark.parametrize("part", [0.1, 0.6, 0.99])
async def test_a_form_that_breaks_off_adds_nothing(house: House, part: float) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await browser.get(f"/cases/{opened.id}")
        whole = (
            f'--edge\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n{browser.token}\r\n'
            '--edge\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
            f"{'a' * 100}\r\n--edge--\r\n"
        ).encode()
        address, kind = f"/cases/{opened.id}/files", "multipart/form-data; boundary=edge"
        broken = await browser.send(address, whole[: int(part * len(whole))], kind)
        assert broken.status_code in (403, 422), broken.text
        assert await rows(house, "operator", opened.id) == []
        assert (await browser.send(address, whole, kind)).status_code == 303
    assert left_over(house) == []


async def test_an_archived_case_takes_no_more_files(house: House) -> None:
    opened = await registered(house)
    async with house.acting("duty_head") as (db, actor):
        case = await case_for(db, actor, opened.id, lock=True)
        case.state, case.ending, case.closed_at, case.closed_on = (
            "archived",
            "called_back",
            house.now,
            house.now.date(),
        )
    async with browsing(house, "operator") as browser:
        answer = await add(browser, opened.id, BILL)
        assert answer.status_code == 422
        assert "工单已归档，不再添加任何内容。" in answer.text
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "工单已归档，不再添加任何内容。" in page
        assert "multipart/form-data" not in page
    assert await rows(house, "operator", opened.id) == []


async def test_a_virus_is_turned_away_noted_and_never_stored(house: House) -> None:
    opened = await registered(house)
    async with a_scanner() as scanner:
        object.__setattr__(house.settings, "virus_scanner", scanner.address)
        async with browsing(house, "operator") as browser:
            answer = await add(browser, opened.id, ("a.txt", b"text " + EICAR), BILL)
            assert "<b>a.txt</b>: 病毒扫描发现：Eicar-Test-Signature。" in answer.text
    assert [(file.name, file.scan) for _, file in await rows(house, "operator", opened.id)] == [
        ("bill.pdf", "clean")
    ]
    assert len(stored(house)) == 1
    async with house.acting("operator") as (db, _):
        noted = await db.execute(
            select(AuditEntry.detail).where(
                AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "virus_found"
            )
        )
        assert noted.scalars().all() == [{"signature": "Eicar-Test-Signature"}]


async def test_without_the_scanner_that_is_set_nothing_is_kept(house: House) -> None:
    opened = await registered(house)
    async with a_scanner() as scanner:
        object.__setattr__(house.settings, "virus_scanner", scanner.address)
    async with browsing(house, "operator") as browser:
        answer = await add(browser, opened.id, BILL)
        assert answer.status_code == 422
        assert "病毒扫描程序没有响应，未经扫描不接收文件，请稍后再试。" in answer.text
    assert await rows(house, "operator", opened.id) == []
    assert (stored(house), left_over(house)) == ([], [])


async def test_a_unit_adds_to_the_cases_it_handles_and_to_no_others(house: House) -> None:
    opened, other = await registered(house), await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        assert (await add(browser, opened.id, BILL)).status_code == 303
        assert (await add(browser, other.id, BILL)).status_code == 404
    async with browsing(house, "east_operator") as browser:
        assert (await add(browser, opened.id, BILL)).status_code == 404
    async with browsing(house, "inspector") as browser:
        assert (await add(browser, opened.id, BILL)).status_code == 403
    (row,) = await rows(house, "operator", opened.id)
    assert (row[0].unit_id, row[0].audience) == (house.cast.units["C-HOUSING"], "unit")
    assert await rows(house, "operator", other.id) == []
    assert left_over(house) == []


async def test_nobody_chooses_an_audience_that_is_not_theirs_to_choose(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        assert (await add(browser, opened.id, BILL, audience="desk")).status_code == 422
        assert (await add(browser, opened.id, BILL, audience="units", scans="yes")).status_code == 303
    (row,) = await rows(house, "operator", opened.id)
    assert (row[0].audience, row[0].kind) == ("units", "scan")


async def test_adding_makes_older_pages_of_the_case_stale_like_every_act(house: House) -> None:
    opened = await registered(house)
    async with house.acting("operator") as (db, _):
        before = (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == opened.id))
        ).scalar_one()
        version = before.version
    async with browsing(house, "operator") as browser:
        await add(browser, opened.id, BILL)
    async with house.acting("operator") as (db, _):
        after = (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == opened.id))
        ).scalar_one()
    assert after.version == version + 1
