"""Readiness line by line, values and where they come from, and a rehearsal that says why it stops."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import update

from hotline_platform.access.model import Account
from hotline_platform.calendar.office_hours import DEFAULT, OfficeHours
from hotline_platform.calendar.spans import Span
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.keeping import why_no_room
from hotline_platform.files.model import Blob
from hotline_platform.tenancy.registry import load_registry
from hotline_platform.tenancy.values import value_of
from hotline_tenants.cases.opening import Demand
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.intake.registering import register
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.onboarding.floor import outlasts
from hotline_tenants.onboarding.giving import latest_given
from hotline_tenants.onboarding.going_live import go_live
from hotline_tenants.onboarding.readiness import readiness
from hotline_tenants.onboarding.rehearsing import rehearse
from hotline_tenants.onboarding.rules import compared_rules, set_rule
from hotline_tenants.onboarding.values import set_values
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.onboarding.making import CODE, OPERATOR, PEOPLE, UNITS, brought, held, reasons

READY: dict[str, Any] = {
    "settings": {"letterhead_zh": "南浦区人民政府办公室"},
    "people": [
        *PEOPLE,
        *({"login": f"nan.{role}", "name": role, "role": role}
          for role in ("operator", "dispatcher", "reviewer", "callback_officer")),
        *({"login": f"nan.{unit}.{role}", "name": unit + role, "role": role, "unit": unit.upper()}
          for unit in ("order", "s01") for role in ("unit_officer", "unit_leader") if (unit, role) != ("order", "unit_officer")),
    ],
    "responsibilities": [
        {"category": [first], "unit": "ORDER", "basis_zh": "《职责清单》"} for first in ("城乡建设", "生态环境")
    ],
}  # fmt: skip


async def states(house: House, *keys: str) -> list[str]:
    found = {line.key: line.state for line in await readiness(house.database, CODE, at=house.now)}
    return (
        [found[key] for key in keys] if keys else [key for key, state in found.items() if state == "missing"]
    )


async def signed_in(house: House) -> None:
    async with house.database.transaction(at(house.cast.city)) as db:
        await db.execute(
            update(Account).where(Account.login == "nan.admin").values(must_change_password=False)
        )


async def test_the_checklist_says_what_is_missing_and_clears_as_it_is_mended(house: House) -> None:
    await brought(house, units=[UNITS[0]], people=[PEOPLE[1]])
    assert await states(house) == ["categories", "unit_leader", "desk", "administrator", "letterhead"]
    with pytest.raises(Refused, match="red: 5"):
        await go_live(house.database, OPERATOR, CODE, at=house.now)
    await brought(house, **READY)
    assert await states(house) == ["signed_in"]
    assert await states(house, "duty", "calendar") == ["warning", "ready"]
    await signed_in(house)
    assert await states(house) == []
    assert await go_live(house.database, OPERATOR, CODE, at=house.now)
    assert not await go_live(house.database, OPERATOR, CODE, at=house.now)


async def test_a_rehearsal_stops_where_somebody_is_missing_and_says_so(house: House) -> None:
    await brought(house, **READY)
    assert [step.failed for step in await rehearse(house.database, OPERATOR, CODE, at=house.now)] == [
        None
    ] * 10
    await brought(house)
    lacking = {**READY, "people": [one for one in READY["people"] if one["role"] != "reviewer"]}
    other = {"code": "990103", "name_zh": "北浦区", "name_en": "North Bank", "short_zh": "北浦", "short_en": "North",
             "tier": "district", "parent": CITY}  # fmt: skip
    renamed: Sequence[dict[str, Any]] = [{**one, "login": one["login"] + ".n"} for one in lacking["people"]]
    await brought(house, **{**lacking, "government": other, "people": renamed})
    steps = await rehearse(house.database, OPERATOR, "990103", at=house.now)
    assert (len(steps), steps[-1].role, str(steps[-1].failed)) == (8, "reviewer", "Nobody holds this role.")
    with pytest.raises(NotAllowed):
        await rehearse(house.database, house.cast.actors["tenant_admin"], CODE, at=house.now)


async def test_a_value_is_read_through_to_the_city_until_it_is_set_and_again_when_it_is_given_back(
    house: House,
) -> None:
    await brought(house)

    async def inherited(key: str) -> tuple[Any, str]:
        async with house.database.transaction(NOWHERE) as db:
            registry = await load_registry(db)
        found = value_of(registry, registry.by_code(CODE).id, key)
        return found.value, found.by.code if found.by else ""

    assert await inherited("person_days") == (1095, "")
    await held(house, CITY, {"person_days": 400, "letterhead_zh": "市府办"})
    assert await inherited("person_days") == (400, CITY)
    assert await inherited("letterhead_zh") == (None, "")
    await set_values(house.database, OPERATOR, CODE, {"person_days": 500}, at=house.now)
    assert await inherited("person_days") == (500, CODE)
    await set_values(house.database, OPERATOR, CODE, {"person_days": None}, at=house.now)
    assert await inherited("person_days") == (400, CITY)
    with pytest.raises(Refused):
        await set_values(house.database, OPERATOR, CODE, {"person_days": 5}, at=house.now)
    with pytest.raises(NotFound):
        await set_values(house.database, OPERATOR, "000000", {"person_days": 400}, at=house.now)
    with pytest.raises(NotAllowed):
        await set_values(
            house.database, house.cast.actors["tenant_admin"], CITY, {"person_days": 400}, at=house.now
        )


async def test_what_a_live_government_has_set_is_not_written_past_its_history(house: House) -> None:
    """Neither on the page of its values nor by a document; before the first day both are kept with who and when."""
    hours = {"office_hours": ["09:00-12:00", "13:00-17:00"]}
    for given in (hours, {"accent": "#0b6e4f"}, {"people": 40}):
        with pytest.raises(Refused) as refused:
            await set_values(house.database, OPERATOR, EAST, given, at=house.now)
        assert {"The government is live" in why for why in reasons(refused.value).values()} == {True}
    await brought(house, settings={"accent": "#0b6e4f"}, time_rules=[{"code": "general", "sign": "2wh"}])
    await set_values(
        house.database, house.cast.actors["system_admin"], CODE, hours, at=house.later(minutes=5)
    )
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(CODE).id
    async with house.database.transaction(at(tenant)) as db:
        assert (await calendar_of(db)).hours_on(house.now.date()).minutes == 7 * 60
        given_first = {one.subject: one for one in await latest_given(db)}
    assert {subject: one.road for subject, one in given_first.items()} == {
        "rule.general": "document", "value.accent": "document", "value.office_hours": "page",
    }  # fmt: skip
    assert (given_first["rule.general"].value or {})["sign"] == "2wh"
    assert given_first["value.accent"].account_id is None
    assert given_first["value.office_hours"].account_id == house.cast.actors["system_admin"].account_id


async def test_a_rule_is_tightened_inside_the_citys_floor_and_given_back(house: House) -> None:
    await brought(house)
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(CODE)

    async def general() -> tuple[str, bool]:
        compared = await compared_rules(house.database, tenant, at=house.later(minutes=1))
        found = next(one for one in compared if one.rule.code == "general")
        return str(found.rule.reply), found.own

    assert await general() == ("5wd", False)
    with pytest.raises(Refused) as refused:
        await set_rule(house.database, OPERATOR, CODE, "general", {"reply": "6wd"}, at=house.now)
    assert set(refused.value.fields) == {"reply"}
    await set_rule(house.database, OPERATOR, CODE, "general", {"reply": "3wd"}, at=house.now)
    assert await general() == ("3wd", True)
    await set_rule(house.database, OPERATOR, CODE, "general", None, at=house.now)
    assert await general() == ("5wd", False)
    with pytest.raises(Refused, match="The government is live"):
        await set_rule(house.database, OPERATOR, EAST, "general", {"reply": "3wd"}, at=house.now)


@pytest.mark.parametrize(
    ("span", "floor", "longer"),
    [
        ("5wd", "5wd", False), ("6wd", "5wd", True), ("4wh", "240min", True), ("4h", "4wh", False), ("5h", "4wh", True),
        ("17h", "1wd", False), ("24h", "1wd", True), ("24h", "2wd", False), ("7wh", "1wd", False), ("8wh", "1wd", True),
        ("1wd", "14wh", False), ("1wd", "10wh", True), ("1wd", "1000h", True),
    ],
)  # fmt: skip
def test_whether_a_span_may_end_later_than_another(span: str, floor: str, longer: bool) -> None:
    assert outlasts(Span.parse(span), Span.parse(floor), OfficeHours(DEFAULT)) is longer


async def test_channels_and_storage_hold(house: House) -> None:
    await held(house, CITY, {"channels": ["phone", "letter"], "storage_gb": 1})
    letter = Demand(title="路灯不亮", body="路灯三天没有亮。", type="help", channel="wechat")
    async with house.acting("operator") as (db, actor):
        with pytest.raises(Refused) as refused:
            await register(db, actor, letter, at=house.now)
        assert set(refused.value.fields) == {"channel"}
        await register(db, actor, Demand(**{**letter.__dict__, "channel": "letter"}), at=house.now)
        assert await why_no_room(db, 1_000_000) is None
        db.put(Blob, digest=b"d", size=999_999_999, claimed_at=house.now, loose=False)
        await db.write()
        house.database.cache.forget("stored")
        assert await why_no_room(db, 1_000_000) is not None


async def test_what_begins_only_later_answers_for_nothing_yet(house: House) -> None:
    await brought(house, **READY)
    assert await states(house, "categories") == ["ready"]
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(CODE).id
    async with house.database.transaction(at(tenant)) as db:
        next_year = update(CatalogueEntry).where(CatalogueEntry.tenant_id == db.tenant)
        await db.execute(next_year.values(effective_from=house.now.date() + dt.timedelta(days=300)))
    assert await states(house, "categories") == ["missing"]
