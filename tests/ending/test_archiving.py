"""A government that has ended is archived: settled before, silent afterwards, read by those above it."""

import psycopg
import pytest
from sqlalchemy import text

from hotline_platform.access.sign_in import sign_in
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.errors import NotAllowed, Refused
from hotline_tenants.ending.archiving import archive, bring_back
from hotline_tenants.ending.settled import settled
from hotline_tenants.network.units import unit_tree
from hotline_tenants.standstill.suspending import resume, suspend
from hotline_tenants.supervision.standing_still import let_run_on
from tests.cases.test_the_main_road import (
    dispatched_to,
    order_in_east,
    registered,
    through_the_district,
)
from tests.cast import CITY, EAST, PASSWORD, WEST
from tests.conftest import House
from tests.ending.leaving import (
    REASON,
    archived,
    fill_every_table,
    lived,
    officer,
    rows_by_table,
    status_of,
)
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded

SWEEPS = (
    "hotline_tenants_with_due_clocks", "hotline_tenants_with_due_ladders", "hotline_tenants_with_due_deliveries",
    "hotline_tenants_with_due_messages", "hotline_tenants_to_supervise",
)  # fmt: skip


async def open_lines(house: House, code: str = EAST) -> dict[str, int]:
    return {line.key: line.open for line in await settled(house.database, code) if line.open}


async def test_nothing_is_archived_while_a_case_is_open_in_it(house: House) -> None:
    await through_the_district(house)
    assert await open_lines(house) == {"cases": 1}
    with pytest.raises(Refused, match="still open"):
        await archived(house)
    assert await status_of(house) == "live"


async def test_a_city_is_not_archived_over_governments_that_work(house: House) -> None:
    async with house.database.transaction(NOWHERE, "admin") as db:
        await db.execute(text("UPDATE tenants SET parent_id = NULL, tier = 'city' WHERE code = '990121'"))
    elsewhere = house.cast.actors["system_admin"]
    assert (await open_lines(house, CITY))["below"] == 1
    with pytest.raises(Refused, match="yourself"):
        await archive(house.database, elsewhere, CITY, reason=REASON, successor=None, at=house.now)


async def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(house: House) -> None:
    for reason, successor, field in (
        (" ", WEST, "reason"),
        (REASON, EAST, "successor"),
        (REASON, "1", "successor"),
    ):
        with pytest.raises(Refused) as refusal:
            await archive(
                house.database, officer(house), EAST, reason=reason, successor=successor, at=house.now
            )
        assert list(refusal.value.fields) == [field]
    with pytest.raises(NotAllowed):
        await archive(
            house.database, house.cast.actors["tenant_admin"], EAST, reason=REASON, successor=WEST, at=house.now
        )  # fmt: skip
    assert await status_of(house) == "live"


async def test_its_people_are_out_and_the_public_is_led_to_the_successor(house: House) -> None:
    async with browsing(house, "bridge_officer") as inside:
        assert (await inside.get("/inbox")).status_code == 200
        await archived(house)
        assert (await inside.get("/inbox")).status_code == 303
    with pytest.raises(Refused):
        await sign_in(house.database, "bridge_officer", PASSWORD, address="1", hours=8, at=house.now)
    async with browsing(house) as citizen:
        page = await citizen.get(f"/p/{EAST}")
        assert "该政府已撤销" in page.text
        assert f'href="/p/{WEST}"' in page.text
        assert f"/p/{EAST}/submit" not in page.text
        assert (await citizen.get(f"/p/{EAST}/submit")).status_code == 303
        assert (await citizen.get(f"/p/{EAST}/track")).status_code == 200
        choices = (await citizen.get("/p")).text
        assert f'href="/p/{WEST}"' in choices
        assert f'href="/p/{EAST}"' not in choices


async def test_nothing_is_dispatched_to_it_any_more(house: House) -> None:
    await archived(house)
    async with house.database.transaction(at(house.cast.city)) as db:
        assert EAST not in {unit.code for unit in (await unit_tree(db)).handling()}
    opened = await registered(house)
    with pytest.raises(Refused):
        await dispatched_to(house, opened, EAST)


async def test_those_above_read_its_cases_as_before(house: House) -> None:
    city_case = await lived(house)
    order = await order_in_east(house, city_case)
    await archived(house)
    async with browsing(house, "inspector") as browser:
        assert (await browser.get(f"/cases/{order}")).status_code == 200
        assert (await browser.get(f"/overview/{EAST}")).status_code == 200


async def found(house: House) -> set[str]:
    """The sweeps that find something to do in the east."""
    async with house.database.transaction(NOWHERE) as db:
        return {
            name
            for name in SWEEPS
            if house.cast.east
            in (await db.execute(text(f"SELECT * FROM {name}(:moment)"), {"moment": house.now}))
            .scalars()
            .all()
        }


@pytest.mark.parametrize(
    ("status", "silent"),
    [("archived", {*SWEEPS}), ("erasing", {*SWEEPS}), ("suspended", {*SWEEPS[:3]})],
)
async def test_what_is_due_waits_in_vain(
    house: House, superuser: psycopg.Connection, status: str, silent: set[str]
) -> None:
    """An archived government is silent; from a suspended one no clock, ladder or webhook speaks."""
    fill_every_table(superuser, house.cast.east)
    superuser.execute("UPDATE webhook_subscriptions SET state = 'active'")
    for table in ("clocks", "ladders", "webhook_deliveries", "messages", "supervision_tasks"):
        superuser.execute(f"UPDATE {table} SET next_at = %s".encode(), [house.now])
    assert await found(house) == {*SWEEPS}
    superuser.execute("UPDATE tenants SET status = %s WHERE code = %s", [status, EAST])
    assert await found(house) == {*SWEEPS} - silent


async def test_a_suspended_government_is_archived_and_its_standstill_is_over(house: House) -> None:
    await suspend(house.database, officer(house), EAST, reason=REASON, at=house.now)
    await archived(house)
    async with house.database.transaction(NOWHERE) as db:
        waiting = await db.scalar(text("SELECT count(*) FROM standstills WHERE end_at IS NULL"))
    assert (await status_of(house), waiting) == ("archived", 0)


async def test_deadlines_run_on_in_no_government_that_has_ended(
    house: House, superuser: psycopg.Connection
) -> None:
    """The look at suspensions that are over would otherwise leave a row behind, after the export was made."""
    await suspend(house.database, officer(house), EAST, reason=REASON, at=house.now)
    await resume(house.database, officer(house), EAST, reason=REASON, at=house.later(hours=1))
    await archived(house)
    before = rows_by_table(superuser, house.cast.east)
    await let_run_on(house.database, at=house.later(hours=1))
    assert rows_by_table(superuser, house.cast.east) == before


async def test_what_was_archived_by_mistake_is_brought_back_with_its_unit(house: House) -> None:
    await archived(house)
    with pytest.raises(Refused, match="already"):
        await archived(house)
    await bring_back(house.database, officer(house), EAST, reason="登记有误", at=house.later(hours=1))
    assert await status_of(house) == "live"
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    for kind in ("government_archived", "government_brought_back"):
        assert len(await recorded(house, DEPLOYMENT, kind)) == 1


async def test_an_administrator_archives_on_the_page_and_sees_what_is_open(house: House) -> None:
    await through_the_district(house)
    async with browsing(house, "system_admin") as browser:
        page = await browser.get(f"/governments/{EAST}/end")
        assert "尚有 1 项" in page.text
        refused = await browser.post(f"/governments/{EAST}/archiving", reason=REASON, successor="")
        assert refused.status_code == 422
        assert REASON in refused.text
        await browser.get(f"/governments/{WEST}/end")
        done = await browser.post(f"/governments/{WEST}/archiving", reason=REASON, successor=EAST)
        assert done.headers["location"] == f"/governments/{WEST}/end"
        assert "西岭县" in (await browser.get("/governments")).text
        assert (await browser.get(f"/governments/{WEST}")).status_code == 200
    async with browsing(house, "tenant_admin") as browser:
        assert (await browser.get(f"/governments/{EAST}/end")).status_code == 403
