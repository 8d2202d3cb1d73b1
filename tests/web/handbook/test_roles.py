"""The matrix of roles, and that no role lands on an empty desk."""

import pytest

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import CITY_ROLES, GRANTS, OFFICES, PERMISSIONS, ROLES
from hotline_web.handbook.matrix import HEADINGS, groups, role_cards
from hotline_web.menu import first_page, navigation_for
from tests.conftest import House
from tests.web.browsing import browsing

FIRST = {
    "tenant_admin": "/people", "network_officer": "/network", "system_admin": "/governments",
    "security_officer": "/handbook/roles", "auditor": "/log", "operator": "/intake", "dispatcher": "/dispatch",
    "unit_officer": "/inbox", "duty_head": "/morning", "leader": "/morning", "knowledge_editor": "/guidance",
}  # fmt: skip


@pytest.mark.parametrize(("role", "url"), FIRST.items())
def test_a_roles_first_page_is_its_work(role: str, url: str) -> None:
    assert first_page(Actor(tenant=1, role=role, name="")) == url


@pytest.mark.parametrize("role", ROLES)
def test_every_address_stands_once_in_the_navigation_and_the_handbook_is_in_it(role: str) -> None:
    urls = [item.url for item in navigation_for(Actor(tenant=1, role=role, name=""))]
    assert len(urls) == len(set(urls))
    assert "/handbook" in urls


async def test_the_handbook_shows_every_role_and_permission_in_both_languages(house: House) -> None:
    async with browsing(house, "housing_officer") as browser:
        page = (await browser.get("/handbook/roles")).text
        await browser.post("/language", language="en", next="/")
        english = (await browser.get("/handbook/roles")).text
    assert "话务员" in page
    assert "您现在的角色" in page
    for words in PERMISSIONS.values():
        assert str(words).replace("'", "&#39;") in english
    assert english.count('<section class="hl-card">') == len(ROLES)


def test_the_matrix_is_the_table_that_guards_the_routes() -> None:
    shown = {(row.key, role) for _, rows in groups() for row in rows for role in row.held_by}
    assert shown == {(permission, role) for role, held in ROLES.items() for permission in held}
    assert [card.role for card in role_cards()] == list(ROLES)
    assert {key.split(".")[0] for key in PERMISSIONS} <= set(HEADINGS)


def test_every_role_is_given_by_somebody_and_the_three_offices_only_by_the_security_officer() -> None:
    assert frozenset().union(*GRANTS.values()) == set(ROLES)
    assert {giver for giver, given in GRANTS.items() if OFFICES & given} == {"security_officer"}
    assert OFFICES <= CITY_ROLES


async def test_a_stranger_reads_no_handbook(house: House) -> None:
    async with browsing(house) as browser:
        assert (await browser.get("/handbook/roles")).status_code == 303
