"""The real messages and replies: a city named as in them, nine districts and counties, and what becomes of each row."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.figures.model import Delta
from hotline_tenants.imports.mapping import load_map
from hotline_tenants.imports.model import ImportReview, ImportRun
from hotline_tenants.imports.running import import_cases
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from tests.conftest import House
from tests.imports.looking import rows_of
from tests.imports.making import SHARED, groups

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are not beside this project"),
]

CITY = "9950"
PLACES = (
    *((f"{CITY}0{number}", f"A{number}区", "district") for number in range(1, 7)),
    (f"{CITY}21", "A7县", "county"), (f"{CITY}22", "A8县", "county"), (f"{CITY}81", "A9市", "county_city"),
)  # fmt: skip
ANSWERED = {
    "A1区": 21,
    "A2区": 29,
    "A3区": 45,
    "A4区": 26,
    "A5区": 47,
    "A6区": 43,
    "A7县": 282,
    "A8县": 54,
    "A9市": 5,
}
PROPOSED = {
    "A1区": 123,
    "A2区": 211,
    "A3区": 299,
    "A4区": 191,
    "A5区": 162,
    "A6区": 123,
    "A7县": 469,
    "A8县": 58,
    "A9市": 32,
}


@dataclass
class MaskedCity:
    """The city of the files. `units` are its districts by name, `tenants` the governments behind them."""

    house: House
    tenant: int
    units: Mapping[str, uuid.UUID]
    tenants: Mapping[str, int]

    async def imports(self, name: str) -> ImportRun:
        return await import_cases(
            self.house.database,
            self.tenant,
            load_map(name),
            SHARED / f"{name}.xlsx",
            now=lambda: self.house.now,
        )

    def by_name(self, run: ImportRun) -> dict[str, int]:
        """What was imported, by the name of the district."""
        return {name: run.by_unit.get(str(unit), 0) for name, unit in self.units.items()}

    async def counted(self, measure: str) -> dict[str, int]:
        """A measure of imported history, by district, over all days."""
        async with self.house.database.transaction(standing_in(self.tenant)) as db:
            found = await db.execute(
                select(Delta.unit_id, func.sum(Delta.amount))
                .where(Delta.tenant_id == self.tenant, Delta.measure == measure, Delta.origin == "imported")
                .group_by(Delta.unit_id)
            )
            amounts = {unit: int(amount) for unit, amount in found}
        return {name: amounts[unit] for name, unit in self.units.items() if unit in amounts}


@pytest.fixture
async def city(house: House) -> MaskedCity:
    tenants: dict[str, int] = {}
    for code, name, tier in ((CITY, "A市", "city"), *PLACES):
        new = NewTenant(
            code=code, name_zh=name, name_en=f"Place {code}", short_zh=name[:-1], short_en=code, tier=tier,
            parent=None if tier == "city" else CITY,
        )  # fmt: skip
        tenants[name] = await add_tenant(house.database, new, at=house.now)
    tenant = tenants.pop("A市")
    async with house.database.transaction(standing_in(tenant)) as db:
        units = {unit.name_zh: unit.id for unit in await unit_tree(db)}
    return MaskedCity(house, tenant, units, tenants)


async def test_replies_show_the_real_pace_of_nine_districts(city: MaskedCity) -> None:
    run = await city.imports("replies")
    assert (groups(run), run.rows_read) == ((552, 0, 0, 1419), 1971)
    assert run.by_reason == {"none": 208, "several": 49, "elsewhere": 1162}
    assert city.by_name(run) == ANSWERED == await city.counted("answered")
    assert sum(run.by_unit.values()) == run.imported
    assert (
        sum(run.by_reason.values()) == run.queued == len(await rows_of(city.house, city.tenant, ImportReview))
    )
    buckets = [await city.counted(f"pace_{bucket:02}") for bucket in range(15)]
    assert {name: sum(one.get(name, 0) for one in buckets) for name in city.units} == ANSWERED
    assert sum(1 for one in buckets if one) > 8
    assert await city.counted("reply_cohort") == await city.counted("sign_cohort") == {}
    for name, tenant in city.tenants.items():
        assert len(await rows_of(city.house, tenant, Case)) == ANSWERED[name]
    answers = await rows_of(city.house, city.tenant, Assignment)
    assert all(one.dispatched_at <= one.replied_at for one in answers)


async def test_messages_are_proposed_or_wait_for_a_person(city: MaskedCity) -> None:
    run = await city.imports("messages")
    assert (groups(run), run.rows_read) == ((1668, 0, 0, 1342), 3010)
    assert run.by_reason == {"none": 1079, "several": 87, "elsewhere": 176}
    assert city.by_name(run) == PROPOSED
    cases = await rows_of(city.house, city.tenant, Case)
    assert {(case.state, case.origin, case.due_at) for case in cases} == {("registered", "imported", None)}
    assert {case.registered_at.year for case in cases} <= set(range(2010, 2021))
    assert all(case.registered_on == (case.registered_at + dt.timedelta(hours=8)).date() for case in cases)


async def test_a_second_run_over_both_files_changes_nothing(city: MaskedCity) -> None:
    for name in ("replies", "messages"):
        await city.imports(name)
    cases = len(await rows_of(city.house, city.tenant, Case))
    for name, rows in (("replies", 1971), ("messages", 3010)):
        assert groups(await city.imports(name)) == (0, rows, 0, 0)
    assert len(await rows_of(city.house, city.tenant, Case)) == cases == 552 + 1668
    assert await city.counted("answered") == ANSWERED
