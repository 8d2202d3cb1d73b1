"""The page of a case: what each person sees of it, what they can do, and what happens when it is refused."""

import asyncio
import re
import uuid

import httpx
import pytest
from sqlalchemy import func, select

from hotline_platform.audit.model import AuditEntry
from hotline_tenants.cases.model import Case, CaseEvent, Reply
from tests.cases.test_the_main_road import (
    LAMP,
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    unit_replies,
)
from tests.conftest import House
from tests.web.browsing import Browser, browsing

HIDDEN = re.compile(r'name="version" value="(\d+)"')


async def opened_page(browser: Browser, case_id: uuid.UUID) -> tuple[str, str]:
    """The page and the version that its forms carry."""
    page = await browser.get(f"/cases/{case_id}")
    assert page.status_code == 200, page.text
    return page.text, HIDDEN.findall(page.text)[0]


async def case_of(house: House, login: str, case_id: uuid.UUID) -> Case:
    async with house.acting(login) as (db, _):
        return (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == case_id))
        ).scalar_one()


async def sends(browser: Browser, url: str, **fields: object) -> httpx.Response:
    return await browser.post(url, **fields)


async def test_the_person_is_masked_until_a_look_is_stated_and_the_look_is_recorded(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "林**" in page
        assert "13800001234" not in page.replace(" ", "")
        refused = await browser.post(f"/cases/{opened.id}/look", purpose="curiosity")
        assert refused.status_code == 422
        assert "林小满" not in refused.text
        shown = await browser.post(f"/cases/{opened.id}/look", purpose="callback")
        assert "林小满" in shown.text
        assert "林小满" not in (await browser.get(f"/cases/{opened.id}")).text
    async with house.acting("operator") as (db, actor):
        looks = (
            await db.execute(
                select(AuditEntry.account_id, AuditEntry.subject, AuditEntry.detail).where(
                    AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "look"
                )
            )
        ).all()
    ((who, subject, detail),) = looks
    assert (who, subject, detail["purpose"]) == (actor.account_id, opened.id, "callback")
    assert detail["trace"] in shown.text


async def test_who_may_not_look_gets_no_form_and_no_person(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        assert "/look" not in (await browser.get(f"/cases/{opened.id}")).text
        answer = await browser.post(f"/cases/{opened.id}/look", purpose="callback")
    assert answer.status_code == 403
    assert "林小满" not in answer.text


async def test_a_case_is_dispatched_from_its_page(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        page, version = await opened_page(browser, opened.id)
        assert f'action="/cases/{opened.id}/dispatch"' in page
        category = house.cast.category("9901", "路灯")
        answer = await sends(
            browser, f"/cases/{opened.id}/dispatch", version=version, category_id=str(category),
            lead_id=str(house.cast.units["C-HOUSING"]), opinion="请尽快修复",
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        assert "请尽快修复" in (await browser.get(f"/cases/{opened.id}")).text
    assert (await case_of(house, "dispatcher", opened.id)).state == "dispatched"


async def test_a_form_with_wrong_fields_keeps_what_was_typed_and_says_what_is_wrong(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        _, version = await opened_page(browser, opened.id)
        answer = await sends(
            browser, f"/cases/{opened.id}/dispatch", version=version, opinion="这段意见不能丢"
        )
    assert answer.status_code == 422
    assert "这段意见不能丢" in answer.text
    assert answer.text.count('aria-invalid="true"') >= 1
    assert (await case_of(house, "dispatcher", opened.id)).state == "registered"


async def test_a_refusal_of_the_rules_keeps_what_was_typed_and_changes_nothing(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    async with browsing(house, "housing_officer") as browser:
        page, version = await opened_page(browser, opened.id)
        url = f"/cases/{opened.id}/assignments/{assignment.id}"
        assert (await sends(browser, f"{url}/signature", version=version)).status_code == 303
        page, version = await opened_page(browser, opened.id)
        assert f'action="{url}/reply"' in page
        answer = await sends(browser, f"{url}/reply", version=version, inner="已派人查看现场", public="好")
    assert answer.status_code == 422
    assert "已派人查看现场" in answer.text
    async with house.acting("housing_officer") as (db, _):
        replies = await db.execute(
            select(func.count()).select_from(Reply).where(Reply.tenant_id == db.tenant)
        )
        assert replies.scalar_one() == 0


async def test_whoever_comes_second_is_told_and_loses_nothing(house: House) -> None:
    opened = await registered(house)
    category, unit = house.cast.category("9901", "路灯"), house.cast.units["C-HOUSING"]
    async with browsing(house, "dispatcher") as first, browsing(house, "shift_leader") as second:
        _, version = await opened_page(first, opened.id)
        _, same = await opened_page(second, opened.id)
        won = await sends(
            first,
            f"/cases/{opened.id}/dispatch",
            version=version,
            category_id=str(category),
            lead_id=str(unit),
        )
        lost = await sends(
            second, f"/cases/{opened.id}/classification", version=same, category_id=str(category),
            type="complaint", urgency="urgent",
        )  # fmt: skip
    assert won.status_code == 303
    assert lost.status_code == 409
    assert '<option value="complaint" selected>' in lost.text
    case = await case_of(house, "dispatcher", opened.id)
    assert (case.state, case.type) == ("dispatched", "help")
    assert f'name="version" value="{case.version}"' in lost.text


async def test_a_second_press_of_the_same_button_is_one_act_and_says_done(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        _, version = await opened_page(browser, opened.id)
        answers = [
            await sends(browser, f"/cases/{opened.id}/answer", version=version, answer="已当场告知办理方法")
            for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [303, 303]
    async with house.acting("operator") as (db, _):
        acts = (
            await db.execute(select(CaseEvent.act).where(CaseEvent.tenant_id == db.tenant))
        ).scalars().all()  # fmt: skip
    assert sorted(acts) == ["answer", "register"]


@pytest.mark.parametrize(
    ("login", "status"),
    [(None, 303), ("east_dispatcher", 404), ("system_admin", 403), ("water_officer", 404)],
)
async def test_a_case_is_not_there_for_strangers_other_tenants_and_other_units(
    house: House, login: str | None, status: int
) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        assert (await browser.get(f"/cases/{opened.id}")).status_code == 200
    async with browsing(house, login) as browser:
        page = await browser.get(f"/cases/{opened.id}")
        await browser.get("/sign-in" if login is None else "/notices")
        act = await sends(browser, f"/cases/{opened.id}/closure", version="2")
    assert page.status_code == status
    assert "路灯不亮" not in page.text
    assert act.status_code in (303, 403, 404)
    assert (await case_of(house, "dispatcher", opened.id)).state == "dispatched"


async def test_acts_are_offered_only_to_those_whose_acts_they_are(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        assert "/signature" in (await browser.get(f"/cases/{opened.id}")).text
    async with browsing(house, "housing_leader") as browser:
        assert "/signature" in (await browser.get(f"/cases/{opened.id}")).text
    for login in ("operator", "reviewer", "callback_officer"):
        async with browsing(house, login) as browser:
            assert "/signature" not in (await browser.get(f"/cases/{opened.id}")).text


async def test_closing_says_why_it_is_not_possible_yet(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with browsing(house, "reviewer") as browser:
        _, version = await opened_page(browser, opened.id)
        url = f"/cases/{opened.id}/assignments/{assignment.id}/reply-acceptance"
        assert (await sends(browser, url, version=version)).status_code == 303
    async with browsing(house, "callback_officer") as browser:
        await browser.post("/language", language="en", next="/")
        page, version = await opened_page(browser, opened.id)
        assert "Call back first: 0 of 3 attempts were made." in page
        assert (await sends(browser, f"/cases/{opened.id}/closure", version=version)).status_code == 422
        call = await sends(
            browser, f"/cases/{opened.id}/callback", version=version, contacted="yes", unit_contacted="yes",
            solved="yes", satisfied="very",
        )  # fmt: skip
        assert call.status_code == 303
        page, version = await opened_page(browser, opened.id)
        assert (await sends(browser, f"/cases/{opened.id}/closure", version=version)).status_code == 303
    assert (await case_of(house, "dispatcher", opened.id)).ending == "called_back"


async def test_an_inspector_reads_a_districts_order_from_above_and_can_do_nothing_there(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "990101")
    order = await order_in_east(house, opened.id)
    async with browsing(house, "inspector") as browser:
        page = await browser.get(f"/cases/{order}")
        assert page.status_code == 200
        assert "hl-visiting" in page.text
        assert f"/cases/{order}/" not in page.text
    async with browsing(house, "dispatcher") as browser:
        assert (await browser.get(f"/cases/{order}")).status_code == 404
    async with house.acting("east_dispatcher") as (db, _):
        looks = await db.execute(
            select(AuditEntry.subject).where(
                AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "looked_in"
            )
        )
        assert looks.scalars().all() == [order]


async def test_a_unit_works_on_a_protected_report_without_the_person(house: House) -> None:
    report = {"title": LAMP.title, "body": LAMP.body, "type": "report", "channel": "phone"}
    async with browsing(house, "operator") as browser:
        await browser.get("/intake")
        answer = await browser.post(
            "/intake", **report, urgency="general", confidentiality="normal", caller_name="林小满",
            caller_phone="13800001234", then="accept",
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        case_id = uuid.UUID(answer.headers["location"].rsplit("/", 1)[1])
    case = await case_of(house, "dispatcher", case_id)
    assert case.confidentiality == "protected"
    async with browsing(house, "dispatcher") as browser:
        _, version = await opened_page(browser, case_id)
        await sends(
            browser, f"/cases/{case_id}/dispatch", version=version, lead_id=str(house.cast.units["C-HOUSING"]),
            category_id=str(house.cast.category("9901", "路灯")), struck_title=LAMP.title, struck_body=LAMP.body,
        )  # fmt: skip
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get(f"/cases/{case_id}")).text
        assert LAMP.body in page
        assert "林" not in page.split('id="main"')[1]
        assert (await browser.post(f"/cases/{case_id}/look", purpose="handling")).status_code == 404


async def test_of_two_people_at_the_same_moment_one_wins_and_the_other_is_told(house: House) -> None:
    opened = await registered(house)
    category, unit = house.cast.category("9901", "路灯"), house.cast.units["C-HOUSING"]
    async with browsing(house, "dispatcher") as first, browsing(house, "operator") as second:
        _, version = await opened_page(first, opened.id)
        await opened_page(second, opened.id)
        answers = await asyncio.gather(
            first.post(
                f"/cases/{opened.id}/dispatch", version=version, category_id=str(category), lead_id=str(unit)
            ),
            second.post(f"/cases/{opened.id}/answer", version=version, answer="已当场告知办理方法"),
        )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    won = "dispatched" if answers[0].status_code == 303 else "closed"
    assert (await case_of(house, "dispatcher", opened.id)).state == won
