"""The pages of imports: runs with their progress and report, the review queue, demands that wait."""

import io
import re
import uuid
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from hotline_platform.audit.model import AuditEntry
from hotline_tenants.cases.model import Case
from hotline_tenants.imports.model import ImportRun
from tests.cast import EAST
from tests.conftest import House
from tests.imports.looking import case_with, reviews, rows_of
from tests.imports.making import message, messages_file, replies_file, reply, taken_over
from tests.web.browsing import Browser, browsing

PAGES = ("/imports", "/imports/review", "/imports/demands")


async def some_imported(house: House, folder: Path) -> ImportRun:
    """One demand that waits, two rows for review, one refused row."""
    rows = (
        message("1"), message("2", title="停水", text="停水三天"), message("3", written="昨天"),
        message("4", title="从东湖区到西岭县的公交", text="太少"),
    )  # fmt: skip
    return await taken_over(house, messages_file(folder, *rows, name="三月留言.xlsx"))


async def in_english(browser: Browser) -> None:
    await browser.get("/imports")
    await browser.post("/language", language="en", next="/")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_opens_in_both_languages_empty_and_filled(
    house: House, tmp_path: Path, path: str
) -> None:
    async with browsing(house, "dispatcher") as browser:
        empty = await browser.get(path)
        await some_imported(house, tmp_path)
        zh = await browser.get(path)
        await in_english(browser)
        en = await browser.get(path)
    assert (empty.status_code, zh.status_code, en.status_code) == (200, 200, 200)
    assert "hl-empty" in empty.text
    assert "hl-empty" not in zh.text
    assert 'lang="zh' in zh.text
    assert 'lang="en' in en.text


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_not_open_to_other_roles_or_strangers(house: House, path: str) -> None:
    async with browsing(house, "reviewer") as browser:
        assert (await browser.get(path)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get(path)).headers["location"].startswith("/sign-in")


async def test_another_government_sees_nothing_of_an_import(house: House, tmp_path: Path) -> None:
    run = await some_imported(house, tmp_path)
    waiting, _ = await reviews(house)
    async with browsing(house, "east_dispatcher") as browser:
        for path in (f"/imports/{run.id}", f"/imports/{run.id}/report.xlsx", f"/imports/review/{waiting.id}"):
            assert (await browser.get(path)).status_code == 404
        assert "三月留言" not in (await browser.get("/imports")).text
        answer = await browser.post(f"/imports/review/{waiting.id}/decision", place="own", version="1")
        assert answer.status_code == 404
    async with browsing(house, "dispatcher") as browser:
        for path in (f"/imports/{run.id}", f"/imports/{run.id}/report.xlsx", f"/imports/review/{waiting.id}"):
            assert (await browser.get(path)).status_code == 200


async def test_a_run_shows_what_became_of_its_rows_and_every_wrong_cell(house: House, tmp_path: Path) -> None:
    run = await some_imported(house, tmp_path)
    async with browsing(house, "dispatcher") as browser:
        await in_english(browser)
        text = (await browser.get(f"/imports/{run.id}")).text
    assert "三月留言.xlsx" in text
    assert "4 / 4" in text
    assert "East Lake District" in text
    for said in ("Sheet1 D4", "留言时间", "昨天", "This is no date and time."):
        assert said in text
    assert "hx-trigger" not in text


async def test_a_running_import_asks_again_by_itself_and_one_that_was_cut_off_says_what_to_do(
    house: House, tmp_path: Path
) -> None:
    class Stopped(Exception):
        pass

    def stop(run: ImportRun) -> None:
        if run.rows_read:
            raise Stopped

    with pytest.raises(Stopped):
        await taken_over(house, messages_file(tmp_path, message("1"), message("2")), batch=1, progress=stop)
    (run,) = await rows_of(house, house.cast.city, ImportRun)
    async with browsing(house, "dispatcher") as browser:
        await in_english(browser)
        page = (await browser.get(f"/imports/{run.id}")).text
        part = (await browser.get(f"/imports/{run.id}/progress")).text
    assert f'hx-get="/imports/{run.id}/progress" hx-trigger="every 2s"' in page
    assert part.lstrip().startswith('<div id="run"')
    assert "<html" not in part
    assert "1 / 2" in part
    assert "start the same command with the same file again" in part


async def test_the_report_is_a_file_and_who_took_it_is_recorded(house: House, tmp_path: Path) -> None:
    run = await some_imported(house, tmp_path)
    async with browsing(house, "dispatcher") as browser:
        answer = await browser.get(f"/imports/{run.id}/report.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert any("D4" in row for row in book.get_sheet_by_index(1).to_python())
    exports = [one for one in await rows_of(house, house.cast.city, AuditEntry) if one.kind == "export"]
    assert [one.account_id for one in exports] == [house.cast.actors["dispatcher"].account_id]


async def test_the_queue_is_filtered_by_reason_answer_and_decision(house: House, tmp_path: Path) -> None:
    await some_imported(house, tmp_path)
    await taken_over(house, replies_file(tmp_path, reply("9", title="路灯", text="路灯不亮")), "replies")
    async with browsing(house, "dispatcher") as browser:
        for query, shown in (
            ("", {"停水", "从东湖区到西岭县的公交", "路灯"}),
            ("?reason=several", {"从东湖区到西岭县的公交"}),
            ("?with_answer=yes", {"路灯"}),
            ("?with_answer=no", {"停水", "从东湖区到西岭县的公交"}),
            ("?number=2", {"停水"}),
            ("?state=left_out", set()),
            ("?reason=nonsense&sort=-answered", {"停水", "从东湖区到西岭县的公交", "路灯"}),
        ):
            text = (await browser.get(f"/imports/review{query}")).text
            assert {title for title in ("停水", "从东湖区到西岭县的公交", "路灯") if f">{title}<" in text or f"{title}\n" in text} == shown, query  # fmt: skip


async def test_a_decision_leads_to_the_next_row_and_then_back_to_the_list(
    house: House, tmp_path: Path
) -> None:
    await some_imported(house, tmp_path)
    first, second = sorted(await reviews(house), key=lambda one: one.id)
    async with browsing(house, "dispatcher") as browser:
        await in_english(browser)
        page = (await browser.get(f"/imports/review/{second.id}")).text
        named = page.index("East Lake District"), page.index("West Ridge County")
        assert named[0] < named[1] < page.index("This government&#39;s own")
        answer = await browser.post(
            f"/imports/review/{second.id}/decision", place=str(house.cast.units[EAST]), version="1"
        )
        assert answer.headers["location"] == f"/imports/review/{first.id}"
        assert "Row 4: East Lake District." in (await browser.get(answer.headers["location"])).text
        answer = await browser.post(f"/imports/review/{first.id}/decision", place="own", version="1")
        assert answer.headers["location"] == "/imports/review"
    assert (await case_with(house, house.cast.city, "4")).proposed_unit_id == house.cast.units[EAST]
    assert (await case_with(house, house.cast.city, "2")).proposed_unit_id is None


async def test_a_form_without_a_choice_comes_back_with_its_message(house: House, tmp_path: Path) -> None:
    await some_imported(house, tmp_path)
    waiting, _ = await reviews(house)
    async with browsing(house, "dispatcher") as browser:
        await browser.get(f"/imports/review/{waiting.id}")
        for place in (None, "nowhere", str(uuid.uuid4()), str(house.cast.units["C-WATER"])):
            answer = await browser.post(f"/imports/review/{waiting.id}/decision", place=place, version="1")
            assert (answer.status_code, "is-wrong" in answer.text) == (422, True)
        assert (
            await browser.post(f"/imports/review/{waiting.id}/decision", place="own", version="1")
        ).status_code == 303


async def test_the_second_of_two_people_is_told(house: House, tmp_path: Path) -> None:
    await some_imported(house, tmp_path)
    waiting, _ = await reviews(house)
    async with browsing(house, "dispatcher") as one, browsing(house, "dispatcher") as two:
        for browser in (one, two):
            await browser.get(f"/imports/review/{waiting.id}")
        await in_english(two)
        first = await one.post(f"/imports/review/{waiting.id}/decision", place="own", version="1")
        second = await two.post(
            f"/imports/review/{waiting.id}/decision", place=str(house.cast.units[EAST]), version="1"
        )
        after = (await two.get(f"/imports/review/{waiting.id}")).text
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody has decided this row since your page was loaded." in second.text
    assert "Decide and go on" not in after
    assert re.search(r'href="/cases/[0-9a-f-]{36}"', after)
    assert len(await rows_of(house, house.cast.city, Case)) == 2


async def test_ticked_demands_are_taken_up_and_wait_for_dispatch(house: House, tmp_path: Path) -> None:
    await taken_over(house, messages_file(tmp_path, message("1"), message("2"), message("3")))
    first, second, third = [await case_with(house, house.cast.city, number) for number in "123"]
    async with browsing(house, "dispatcher") as browser:
        page = (await browser.get("/imports/demands")).text
        assert all(case.number in page for case in (first, second, third))
        assert first.number not in (await browser.get("/dispatch")).text
        await browser.get("/imports/demands")
        answer = await browser.post("/imports/demands/taking-up", ids=[str(first.id), str(third.id)])
        assert answer.headers["location"] == "/dispatch"
        desk, left = (await browser.get("/dispatch")).text, (await browser.get("/imports/demands")).text
    assert (first.number in desk, second.number in desk, third.number in desk) == (True, False, True)
    assert (first.number in left, second.number in left) == (False, True)


@pytest.mark.parametrize(("ids", "status"), [([], 303), (["nonsense"], 404), ([str(uuid.uuid4())], 404)])
async def test_what_cannot_be_taken_up_changes_nothing(
    house: House, tmp_path: Path, ids: list[str], status: int
) -> None:
    await taken_over(house, messages_file(tmp_path, message("1")))
    case = await case_with(house, house.cast.city, "1")
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/imports/demands")
        answer = await browser.post(
            "/imports/demands/taking-up", ids=[*ids, *([str(case.id)] if ids else [])]
        )
        assert answer.status_code == status
        assert case.number in (await browser.get("/imports/demands")).text


async def test_demands_are_filtered_by_the_district_they_are_proposed_for(
    house: House, tmp_path: Path
) -> None:
    await taken_over(
        house, messages_file(tmp_path, message("1"), message("2", title="西岭县停水", text="停水"))
    )
    first, second = [await case_with(house, house.cast.city, number) for number in "12"]
    async with browsing(house, "dispatcher") as browser:
        text = (await browser.get(f"/imports/demands?proposed={house.cast.units[EAST]}")).text
        sheet = await browser.get(f"/imports/demands.xlsx?proposed={house.cast.units[EAST]}")
    assert (first.number in text, second.number in text) == (True, False)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows if row[0] in (first.number, second.number)] == [first.number]


async def test_an_imported_case_opens_on_both_sides_of_the_border(house: House, tmp_path: Path) -> None:
    await taken_over(house, replies_file(tmp_path, reply("1")), "replies")
    for login, tenant in (("dispatcher", house.cast.city), ("east_dispatcher", house.cast.east)):
        case = await case_with(house, tenant, "1")
        async with browsing(house, login) as browser:
            answer = await browser.get(f"/cases/{case.id}")
        assert answer.status_code == 200
        assert "您好，路灯已经修复。" in answer.text


async def test_the_page_of_an_imported_demand_offers_to_take_it_up_and_nothing_else(
    house: House, tmp_path: Path
) -> None:
    await taken_over(house, messages_file(tmp_path, message("1")))
    case = await case_with(house, house.cast.city, "1")
    for login, offered in (("dispatcher", True), ("operator", False)):
        async with browsing(house, login) as browser:
            page = (await browser.get(f"/cases/{case.id}")).text
            assert ("/imports/demands/taking-up" in page) == offered
            assert f"/cases/{case.id}/dispatch" not in page
            assert f"/cases/{case.id}/acceptance" not in page
    async with browsing(house, "dispatcher") as browser:
        await browser.get(f"/cases/{case.id}")
        await browser.post("/imports/demands/taking-up", ids=str(case.id))
        page = (await browser.get(f"/cases/{case.id}")).text
    assert "/imports/demands/taking-up" not in page
    assert f"/cases/{case.id}/dispatch" in page
