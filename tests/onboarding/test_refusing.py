"""What cannot be carried out is refused before anything is written, by key or cell, all of it at once."""

from typing import Any

import pytest
from sqlalchemy import func, select

from hotline_platform.access.model import Account
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.network.units import unit_tree
from tests.conftest import House
from tests.onboarding.making import CODE, PEOPLE, UNITS, brought, government, reasons, wrong

CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a code that is used": (
        {"government": government(code="990101")}, "government.code", "already used",
    ),
    "a code that is none": ({"government": government(code="南浦")}, "government.code", "4 to 12 digits"),
    "a city that is not there": ({"government": government(parent="1234")}, "government.parent", "no city"),
    "a district below a district": ({"government": government(parent="990101")}, "government.parent", "no city"),
    "a zone that is none": ({"government": government(zone="Mars/Base")}, "government.zone", "time zone"),
    "a setting that is none": ({"settings": {"colour": "red"}}, "settings.colour", "no such setting"),
    "a colour too light": ({"settings": {"accent": "#ffdd66"}}, "settings.accent", "too light"),
    "hours that go back": ({"settings": {"office_hours": ["14:00-12:00"]}}, "settings.office_hours", "order of the day"),
    "a day shorter than the city's": (
        {"settings": {"office_hours": ["09:00-12:00", "14:00-17:00"]}}, "settings.office_hours", "shorter than the city's",
    ),
    "a close later than the city's": (
        {"settings": {"office_hours": ["08:30-12:00", "14:30-18:00"]}}, "settings.office_hours", "closes later",
    ),
    "fewer called again than in the city": ({"settings": {"recalls": 20}}, "settings.recalls", "at least 50"),
    "a channel that is none": ({"settings": {"channels": ["drum"]}}, "settings.channels", "at least one channel"),
    "more people than may be": ({"settings": {"people": 1}}, "people", "at most 1"),
    "a rule looser than the city's": (
        {"time_rules": [{"code": "general", "reply": "9wd"}]}, "time_rules[1].reply", "longer than the city's limit of 5wd",
    ),
    "clock time beyond a working day": (
        {"time_rules": [{"code": "inquiry", "reply": "24h"}]}, "time_rules[1].reply", "longer than the city's limit of 1wd",
    ),
    "a rule that is none": ({"time_rules": [{"code": "holiday"}]}, "time_rules[1].code", "no time rule holiday"),
    "a span that is none": ({"time_rules": [{"code": "general", "sign": "soon"}]}, "time_rules[1].sign", "soon"),
    "a unit twice": ({"units": [*UNITS, UNITS[0]]}, "units[4].code", "twice"),
    "a kind that is none": ({"units": [{**UNITS[0], "kind": "castle"}]}, "units[1].kind", "department, public_service"),
    "a parent that is not there": ({"units": [{**UNITS[0], "parent": "X"}]}, "units[1].parent", "code X"),
    "a child above its parent": (
        {"units": [UNITS[2] | {"parent": ""}, UNITS[1] | {"parent": "S0101"}]}, "units[2].parent", "under a committee",
    ),
    "a circle of units": (
        {"units": [{**UNITS[0], "code": a, "parent": b} for a, b in (("A", "B"), ("B", "C"), ("C", "A"))]},
        "units[1].parent", "A → B → C → A",
    ),
    "a role that is none": ({"people": [{**PEOPLE[0], "role": "king"}]}, "people[1].role", "no such role"),
    "one of the three offices": ({"people": [{**PEOPLE[0], "role": "system_admin"}]}, "people[1].role", "no such role"),
    "a role of cities": ({"people": [{**PEOPLE[0], "role": "inspector"}]}, "people[1].role", "Only a city"),
    "a unit that is not there": ({"people": [{**PEOPLE[1], "unit": "X"}]}, "people[1].unit", "code X"),
    "an officer without a unit": ({"people": [{**PEOPLE[1], "unit": ""}]}, "people[1].unit", "need a unit"),
    "an officer of a committee": ({"people": [{**PEOPLE[1], "unit": "S0101"}]}, "people[1].unit", "role of a committee"),
    "somebody else's sign-in name": ({"people": [{**PEOPLE[0], "login": "operator"}]}, "people[1].login", "Somebody has"),
    "one sign-in name for two": (
        {"people": [PEOPLE[0], {**PEOPLE[0], "name": "别人", "role": "operator"}]}, "people[2].name", "Two people",
    ),
    "a category that is none": (
        {"responsibilities": [{"category": ["天上"], "unit": "ORDER", "basis_zh": "x"}]},
        "responsibilities[1].category", "天上",
    ),
    "a committee made responsible": (
        {"responsibilities": [{"category": ["城乡建设"], "unit": "S0101", "basis_zh": "x"}]},
        "responsibilities[1].unit", "no unit S0101",
    ),
    "a bureau that the city lacks": ({"template": {"bureaus": ["MOON"]}}, "template.bureaus[1]", "MOON"),
    "a day closed twice": (
        {"closures": [{"day": "2027-04-12", "reason_zh": "节"}] * 2}, "closures[2].day", "already closed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_a_mistake_is_named_by_its_key(house: House, case: str) -> None:
    parts, place, said = CASES[case]
    found = await wrong(house, **parts)
    assert said in found.get(place, ""), found


async def test_a_circle_is_found_that_closes_over_units_which_the_file_does_not_name(house: House) -> None:
    bureau, section = (
        {"code": "A", "name_zh": "甲局", "kind": "department"},
        {"code": "B", "name_zh": "乙科", "kind": "department", "parent": "A"},
    )
    await brought(house, units=[*UNITS, bureau, section])
    file = {"units": [{**bureau, "parent": "B"}], "people": [], "template": {}}
    assert await wrong(house, **file) == {
        "units[1].parent": "These units stand under each other in a circle: A → B → A."
    }
    with pytest.raises(Refused):
        await brought(house, **file)
    turned = [{**bureau, "parent": "B"}, {**section, "parent": ""}]
    assert await wrong(house, units=turned, people=[]) == {}
    await brought(house, units=turned, people=[])
    async with house.database.transaction(standing_in((await registry(house)).by_code(CODE).id)) as db:
        tree = await unit_tree(db)
    assert [one.code for one in tree.upwards(tree.by_code("A").id)] == ["A", "B"], "they may change places"


async def registry(house: House) -> Registry:
    async with house.database.transaction(NOWHERE) as db:
        return await load_registry(db)


async def test_every_mistake_is_told_at_once_and_nothing_is_written(house: House) -> None:
    assert await wrong(house) == {}
    with pytest.raises(Refused) as refused:
        await brought(house, government=government(zone="Mars/Base"), units=[{**UNITS[0], "kind": "castle"}])
    assert {"government.zone", "units[1].kind"} <= set(reasons(refused.value))
    async with house.database.transaction(NOWHERE) as db:
        assert CODE not in {one.code for one in await load_registry(db)}
        assert not await db.scalar(
            select(func.count()).select_from(Account).where(Account.login == "nan.admin")
        )
