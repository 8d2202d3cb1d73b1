"""A newcomer brings a city and a county on board from the example files, as README says."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline_platform.access.model import Membership
from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import rules_at
from hotline_tenants.network.units import unit_tree
from tests.commands import hotline
from tests.conftest import House
from tests.web.browsing import app_on, browser_on

EXAMPLES = Path(__file__).parents[2] / "infra" / "onboarding"
CITY, COUNTY = "8800", "880123"
CHOSEN = "river-stone-4410"


async def registry(house: House) -> Registry:
    async with house.database.transaction(NOWHERE) as db:
        return await load_registry(db)


async def signs_in(house: House, login: str, password: str) -> None:
    """The administrator's first day: the first password, then one of their own."""
    house.database.cache.forget()  # what another process did is known here after some seconds
    async with browser_on(app_on(house)) as browser:
        assert (await browser.sign_in(login, password)).status_code == 303
        await browser.get("/password")
        answer = await browser.post("/password", old=password, new=CHOSEN, again=CHOSEN)
        assert answer.status_code == 303, answer.text


def told(output: str, login: str) -> str:
    found = re.search(rf"^{re.escape(login)} +(\S+)  ", output, flags=re.MULTILINE)
    assert found, output
    return found[1]


async def on_board(house: House, name: str, admin: str, code: str) -> str:
    """The steps of README; returns what setting up said."""
    file = str(EXAMPLES / name)
    dry = await hotline(house.settings, "tenant", "onboard", file, "--dry-run")
    assert dry.exit_code == 0, dry.output or dry.exception
    assert "dry run" in dry.output
    assert code not in {one.code for one in await registry(house)}
    done = await hotline(house.settings, "tenant", "onboard", file)
    assert done.exit_code == 0, done.output or done.exception
    early = await hotline(house.settings, "tenant", "live", code)
    assert early.exit_code == 1
    assert "signed in" in str(early.exception.fields)  # type: ignore[union-attr]
    await signs_in(house, admin, told(done.output, admin))
    rehearsed = await hotline(house.settings, "tenant", "rehearse", code)
    assert rehearsed.exit_code == 0, rehearsed.output or rehearsed.exception
    ready = await hotline(house.settings, "tenant", "readiness", code)
    assert "0 lines" in ready.output, ready.output
    live = await hotline(house.settings, "tenant", "live", code)
    assert f"{code} is live." in live.output, live.exception
    return done.output


async def test_a_newcomer_brings_a_city_and_its_county_on_board_from_the_example_files(house: House) -> None:
    await on_board(house, "city.toml", "yz.admin", CITY)
    await on_board(house, "county.toml", "zx.admin", COUNTY)
    house.database.cache.forget()
    known = await registry(house)
    city, county = known.by_code(CITY), known.by_code(COUNTY)
    assert (city.status, county.status, county.parent_id) == ("live", "live", city.id)
    async with house.database.transaction(at(city.id)) as db:
        assert (await unit_tree(db)).by_code(COUNTY).governs_tenant_id == county.id
    async with house.database.transaction(at(county.id)) as db:
        units = await unit_tree(db)
        assert units.by_code("ORDER").name_zh == "县城市管理局"
        assert units.by_code("T0201").parent_id == units.by_code("T02").id
        assert units.by_code(CITY).kind == "superior"
        assert str((await calendar_of(db)).office_hours[1][0]) == "13:30:00"
        general = next(rule for rule in await rules_at(db, house.now) if rule.code == "general")
        assert (str(general.sign), str(general.reply)) == ("2wh", "4wd")
    again = await hotline(house.settings, "tenant", "onboard", str(EXAMPLES / "county.toml"))
    assert "Nothing to change." in again.output, again.exception


async def test_a_rehearsal_leaves_nothing_behind(house: House) -> None:
    for name in ("city.toml", "county.toml"):
        await hotline(house.settings, "tenant", "onboard", str(EXAMPLES / name))
    county = (await registry(house)).by_code(COUNTY).id

    async def traces() -> list[int]:
        async with house.database.transaction(at(county)) as db:
            return [
                await db.scalar(select(func.count()).select_from(model).where(model.tenant_id == county)) or 0
                for model in (Case, CaseEvent, AuditEntry, Membership)
            ]

    before = await traces()
    rehearsed = await hotline(house.settings, "tenant", "rehearse", COUNTY)
    assert rehearsed.output.count("✓") == 10, rehearsed.output
    assert await traces() == before


@pytest.mark.parametrize("kind", ["yaml", "gbk", "key", "day"])
async def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(
    house: House, tmp_path: Path, kind: str
) -> None:
    text = (EXAMPLES / "city.toml").read_text()
    file = tmp_path / ("city.yaml" if kind == "yaml" else "city.toml")
    text = text.replace("tier =", "tear =") if kind == "key" else text
    text += '\n[[closures]]\nday = "12 April"\nreason_zh = "溪会节"\n' if kind == "day" else ""
    file.write_bytes(text.encode("gbk" if kind in ("yaml", "gbk") else "utf-8"))
    answer = await hotline(house.settings, "tenant", "onboard", str(file))
    assert answer.exit_code == 1
    said = {"yaml": "not in YAML", "gbk": "not in UTF-8", "key": "no key tear", "day": "This is no day"}[kind]
    assert said in str(answer.exception)
    assert CITY not in {one.code for one in await registry(house)}
