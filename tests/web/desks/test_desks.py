"""Every desk shows its own work, to those whose work it is."""

import io

import pytest
from python_calamine import CalamineWorkbook

from hotline_tenants.handling import reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.conftest import House
from tests.web.browsing import browsing

DESKS = [
    ("dispatcher", "/dispatch"),
    ("reviewer", "/review"),
    ("callback_officer", "/callbacks"),
    ("housing_officer", "/inbox"),
    ("dispatcher", "/cases"),
]


@pytest.mark.parametrize(("login", "path"), DESKS)
async def test_a_desk_opens_in_both_languages_with_nothing_on_it(house: House, login: str, path: str) -> None:
    async with browsing(house, login) as browser:
        zh = await browser.get(path)
        await browser.post("/language", language="en", next="/")
        en = await browser.get(path)
    assert (zh.status_code, en.status_code) == (200, 200)
    assert 'lang="zh' in zh.text
    assert 'lang="en' in en.text


@pytest.mark.parametrize(("login", "path"), DESKS)
async def test_a_desk_is_not_open_to_other_roles_or_strangers(house: House, login: str, path: str) -> None:
    async with browsing(house, "tenant_admin") as browser:
        assert (await browser.get(path)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get(path)).headers["location"].startswith("/sign-in")


async def test_a_registered_demand_waits_for_its_own_dispatcher_only(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        assert opened.number in (await browser.get("/dispatch")).text
    async with browsing(house, "east_dispatcher") as browser:
        assert opened.number not in (await browser.get("/dispatch")).text
        assert opened.number not in (await browser.get("/cases")).text


async def test_a_unit_sees_its_own_inbox_and_not_its_neighbours(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        assert opened.number in (await browser.get("/inbox")).text
        assert opened.number not in (await browser.get("/inbox?tab=handle")).text
    async with browsing(house, "water_officer") as browser:
        for tab in ("sign", "handle", "sign_off", "review", "done"):
            assert opened.number not in (await browser.get(f"/inbox?tab={tab}")).text


async def test_filters_that_make_no_sense_are_said_and_never_a_fault(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        page = await browser.get("/dispatch?type=nonsense&sort=password&after=xyz&size=9")
        assert page.status_code == 200
        assert opened.number in (await browser.get("/dispatch?type=help")).text
        assert opened.number not in (await browser.get("/dispatch?type=praise")).text


async def test_a_desk_leaves_as_an_excel_file_with_the_same_rows(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        answer = await browser.get("/dispatch.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert answer.status_code == 200
    assert any(opened.number in [str(cell) for cell in row] for row in rows)


async def test_a_districts_order_appears_at_the_districts_desk_with_its_own_number(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category("9901", "路灯"), lead_id=house.cast.units["990101"]
        )
        await dispatch(db, actor, opened.id, decision, version=None, at=house.now)
    async with browsing(house, "east_dispatcher") as browser:
        page = (await browser.get("/dispatch")).text
    assert "路灯不亮" in page
    async with browsing(house, "west_dispatcher") as browser:
        assert "路灯不亮" not in (await browser.get("/dispatch")).text


async def test_a_reply_waits_at_the_reviewers_desk_and_then_its_caller_at_the_callback_desk(
    house: House,
) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    async with browsing(house, "reviewer") as browser:
        review = await browser.get("/review")
    assert review.status_code == 200
    assert opened.number in review.text
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, case.id, assignment.id, version=None, at=house.later(hours=1))
    async with browsing(house, "callback_officer") as browser:
        assert opened.number in (await browser.get("/callbacks")).text


async def test_a_unit_opens_on_what_waits_and_a_filter_stays_on_the_tab(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=house.later(minutes=5))
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get("/inbox")).text
        assert opened.number in page
        assert 'href="/inbox?tab=handle" aria-current="page"' in page
        filtered = (await browser.get("/inbox?tab=handle&type=praise")).text
    assert '<input type="hidden" name="tab" value="handle">' in filtered
    assert 'href="/inbox?tab=handle"' in filtered
    assert opened.number not in filtered
