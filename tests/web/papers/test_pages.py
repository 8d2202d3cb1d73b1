"""Papers and templates through the front door: the register, a paper to print, a template tried, kept, put back."""

import io
import zipfile

import pytest

from hotline_platform.files.stores import key_of, store_from
from hotline_tenants.papers.keeping import keep
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.reading import file_of
from tests.conftest import House
from tests.papers.making import WHOLE, issue, template, words_in
from tests.web.browsing import browsing
from tests.web.people.keeping import east_admin

PLACE = "/paper-templates"
WORD_WITH_MACROS = b"Sub AutoOpen()"


async def test_the_register_leads_to_each_paper_and_to_its_word_file(house: House) -> None:
    async with browsing(house, "duty_head") as browser:
        assert "尚未印发文件" in (await browser.get("/papers")).text
        async with house.acting("duty_head") as (db, _):
            paper = await issue(db, house)
        page = await browser.get("/papers")
        assert "临江整〔2026〕1号" in page.text
        assert "关于限期整改的通知" in page.text
        printed = await browser.get(f"/papers/{paper.id}")
        assert printed.status_code == 200
        for words in ("临江市市长公开电话值班室", "抽查发现答复未附证据。", "问题清单", "2026年3月2日"):
            assert words in printed.text
        assert (await browser.get(f"/papers/{paper.id}/paper.docx")).status_code == 422, "not kept yet"
        await keep(house.database, house.settings, house.cast.city, paper.id, at=house.now)
        answer = await browser.get(f"/papers/{paper.id}/paper.docx")
        assert "临江整〔2026〕1号" in words_in(answer.content)
        assert (await browser.get("/papers.xlsx")).status_code == 200
    async with browsing(house, "east_head") as browser:
        assert (await browser.get(f"/papers/{paper.id}")).status_code == 404
        assert "临江整" not in (await browser.get("/papers")).text
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/papers")).status_code == 403


async def test_an_own_template_is_tried_kept_used_from_then_on_and_put_back(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        page = await browser.get(PLACE)
        assert page.status_code == 200
        ours = await browser.get(f"{PLACE}/rectification/files/ours.docx")
        assert "{{ number }}" in words_in(ours.content)
        own = template((*WHOLE, "本机关专用稿纸"))
        answer = await browser.post_files(f"{PLACE}/rectification", [("稿纸.docx", own)])
        assert answer.status_code == 303, answer.text
        assert "tenant" in (await browser.get(PLACE)).text.lower()
        assert (await browser.get(f"{PLACE}/rectification/files/own.docx")).content == own
        assert "本机关专用稿纸" in words_in(
            (await browser.get(f"{PLACE}/rectification/files/sample.docx")).content
        )
        async with house.acting("duty_head") as (db, _):
            with_own = await issue(db, house)
        await browser.get(PLACE)
        assert (await browser.post(f"{PLACE}/rectification/putting-back")).status_code == 303
        assert (await browser.post(f"{PLACE}/rectification/putting-back")).status_code == 422
        assert (await browser.get(f"{PLACE}/rectification/files/own.docx")).status_code == 404
        async with house.acting("duty_head") as (db, _):
            with_ours = await issue(db, house)
    found = {}
    for paper in (with_own, with_ours):
        await keep(house.database, house.settings, house.cast.city, paper.id, at=house.now)
        async with browsing(house, "duty_head") as browser:
            found[paper.id] = words_in((await browser.get(f"/papers/{paper.id}/paper.docx")).content)
    assert "本机关专用稿纸" in found[with_own.id], "though ours was put back before it was written"
    assert "本机关专用稿纸" not in found[with_ours.id]


def with_macros() -> bytes:
    made = io.BytesIO(template())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", WORD_WITH_MACROS)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.docx", template((*WHOLE, "{{ mayor }}")), "mayor"),
        ("a.docm", with_macros(), "宏"),
        ("a.docx", b"%PDF-1.4\n%%EOF\n", "PDF"),
        ("a.docx", template() + b"0" * 2_100_000, "2 MB"),
    ],
)
async def test_a_bad_template_is_named_and_nothing_changes(
    house: House, name: str, content: bytes, told: str
) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get(PLACE)
        answer = await browser.post_files(f"{PLACE}/circular", [(name, content)])
        assert answer.status_code == 422
        assert told in answer.text
        assert (await browser.get(f"{PLACE}/circular/files/own.docx")).status_code == 404
    async with browsing(house, "duty_head") as browser:
        await browser.get("/papers")
        assert (await browser.post_files(f"{PLACE}/circular", [("a.docx", template())])).status_code == 403


async def test_a_district_without_its_own_template_writes_on_the_citys_with_its_own_letterhead(
    house: House,
) -> None:
    async with browsing(house, "tenant_admin") as city:
        await city.get(PLACE)
        theirs = template((*WHOLE, "全市统一稿纸"))
        assert (await city.post_files(f"{PLACE}/rectification", [("稿纸.docx", theirs)])).status_code == 303
    await east_admin(house)
    async with browsing(house) as district:
        await district.sign_in("east_admin")
        page = (await district.get(PLACE)).text
        assert "沿用其模板" in page
        assert (await district.get(f"{PLACE}/rectification/files/inherited.docx")).content == theirs
        assert (await district.get(f"{PLACE}/rectification/files/own.docx")).status_code == 404
        async with house.acting("east_head") as (db, _):
            inherited = await issue(db, house)
        own = template((*WHOLE, "东湖区稿纸"))
        await district.post_files(f"{PLACE}/rectification", [("稿纸.docx", own)])
        assert "恢复使用临江市" in (await district.get(PLACE)).text
        async with house.acting("east_head") as (db, _):
            with_own = await issue(db, house)
        assert (await district.post(f"{PLACE}/rectification/putting-back")).status_code == 303
        assert (await district.get(f"{PLACE}/rectification/files/inherited.docx")).status_code == 200
    words = {}
    for paper in (inherited, with_own):
        await keep(house.database, house.settings, house.cast.east, paper.id, at=house.now)
        async with house.acting("east_head") as (db, _):
            found = await db.get_one(Paper, (db.tenant, paper.id))
            file = await file_of(db, found)
        assert file is not None
        assert file.digest is not None
        store = store_from(house.settings)
        pieces = [piece async for piece in store.read(key_of(house.cast.east, file.digest), 0, file.size)]
        words[paper.id] = words_in(b"".join(pieces))
    assert "全市统一稿纸" in words[inherited.id]
    assert "东湖整" in words[inherited.id], "under its own name"
    assert "东湖区稿纸" in words[with_own.id]
