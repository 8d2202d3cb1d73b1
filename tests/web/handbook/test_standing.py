"""Where a case stands, and whose turn it is: told from the table and from what buttons ask."""

import uuid

import pytest

from hotline_platform.access.permissions import ROLE_NAMES, UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import assignments_of
from hotline_tenants.cases.words import STATES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rulings import returning
from hotline_web.cases.known import Known
from hotline_web.cases.offers import ACTS, ground, offers
from hotline_web.cases.standing import CASE_ROAD, standing
from hotline_web.cases.turns import turns
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.cast import CITY, EAST, PEOPLE
from tests.conftest import House
from tests.web.browsing import browsing

CITY_PEOPLE = [(login, role) for login, tenant, role, unit in PEOPLE if tenant == CITY and unit != "C-WATER"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("dispatched", [True, False])
def test_every_state_stands_somewhere_once(state: str, dispatched: bool) -> None:
    row = standing(state, dispatched=dispatched)
    assert [place.state for place in row if place.when == "now"] == [state]
    order = ["passed", "now", "ahead"]
    assert [order.index(place.when) for place in row] == sorted(order.index(place.when) for place in row)


def test_what_came_with_another_cases_answer_went_no_other_way() -> None:
    row = standing("closed", dispatched=False, merged=True)
    assert [place.state for place in row] == ["registered", "merged", "reviewed", "closed", "archived"]


@pytest.mark.parametrize(
    ("state", "dispatched", "row"),
    [
        ("handling", True, list(CASE_ROAD)),
        ("deferred", True, [*CASE_ROAD[:4], "deferred", *CASE_ROAD[5:]]),
        ("merged", False, ["registered", "merged", "reviewed", "closed", "archived"]),
        ("closed", False, ["registered", "closed", "archived"]),
        ("withdrawn", False, ["registered", "withdrawn"]),
        ("withdrawn", True, ["registered", "accepted", "dispatched", "withdrawn"]),
    ],
)
def test_what_is_aside_takes_the_place_of_its_step(state: str, dispatched: bool, row: list[str]) -> None:
    assert [place.state for place in standing(state, dispatched=dispatched)] == row


async def test_the_page_marks_the_present_step_and_leads_to_the_map(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert page.count('aria-current="step"') == 1
        marked = page.split('aria-current="step"')[1].split("</li>")[0]
        assert 'href="/handbook/case#dispatched"' in marked
        assert 'id="dispatched"' in (await browser.get("/handbook/case")).text


async def known(db: Db, house: House) -> Known:
    return Known(await unit_tree(db), await classification(db), await calendar_of(db), "en", house.now)


async def buttons(house: House, login: str, case_id: uuid.UUID) -> set[str]:
    """What this person is offered."""
    async with house.acting(login) as (db, actor):
        case = await db.get_one(Case, (db.tenant, case_id))
        return {offer.act.name for offer in offers(await ground(db, actor, case, await known(db, house)))}


async def others(house: House, login: str, case_id: uuid.UUID) -> set[tuple[str, str]]:
    """What this person is told that others may do: act, role."""
    async with house.acting(login) as (db, actor):
        case = await db.get_one(Case, (db.tenant, case_id))
        stand = await ground(db, actor, case, await known(db, house))
        found = turns(stand, offers(stand))
        return {
            (str(act.label), str(role)) for each in found for turn in each.turns for role in turn.roles
            for act in turn.acts
        }  # fmt: skip


async def asked_back(house: House, case_id: uuid.UUID) -> None:
    _, assignment = await only_assignment(house, "housing_officer", case_id)
    async with house.acting("housing_officer") as (db, actor):
        await returning.ask(
            db, actor, case_id, assignment.id, reason="other_duty", evidence="经现场核实，路灯归市政设施管理处养护，依据三定方案第四条。", version=None,
            at=house.later(minutes=5),
        )  # fmt: skip


@pytest.mark.parametrize("stage", ["registered", "dispatched", "return asked", "replied"])
async def test_who_is_told_to_have_the_turn_has_the_button_and_nobody_else(house: House, stage: str) -> None:
    opened = await registered(house)
    if stage != "registered":
        await dispatched_to(house, opened, "C-HOUSING")
    if stage == "return asked":
        await asked_back(house, opened.id)
    if stage == "replied":
        await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    labels = {act.name: str(act.label) for act in ACTS}
    have = {
        (labels[name], str(ROLE_NAMES[role]))
        for login, role in CITY_PEOPLE
        if stage != "registered" or role not in UNIT_ROLES
        for name in await buttons(house, login, opened.id)
    }
    mine = await buttons(house, "auditor", opened.id)
    cast_roles = {str(ROLE_NAMES[role]) for _, role in CITY_PEOPLE}
    told = {(act, role) for act, role in await others(house, "auditor", opened.id) if role in cast_roles}
    assert mine == set()
    assert told == have
    assert told


async def test_what_one_is_offered_oneself_is_not_told_again(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    told = {act for act, _ in await others(house, "housing_officer", opened.id)}
    assert "sign" in await buttons(house, "housing_officer", opened.id)
    assert "Sign for it" not in told
    assert "Sign for it" in {act for act, _ in await others(house, "dispatcher", opened.id)}


async def test_a_referred_case_is_the_districts_turn_in_its_own_house(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    async with house.acting("dispatcher") as (db, actor):
        case = await db.get_one(Case, (db.tenant, opened.id))
        stand = await ground(db, actor, case, await known(db, house))
        found = turns(stand, offers(stand))
        assert len(await assignments_of(db, case)) == 1
    assert [(one.unit, one.away, one.turns) for one in found if one.unit] == [
        ("East Lake District", True, ())
    ]
    async with browsing(house, "dispatcher") as browser:
        assert "由其在本级以自己的编号和人员办理" in (await browser.get(f"/cases/{opened.id}")).text
