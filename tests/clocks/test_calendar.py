"""A year that nobody has loaded raises one alarm; loading it sets everything in motion."""

import datetime as dt
from pathlib import Path

import psycopg
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.model import Notice
from hotline_tenants.watching.calendars import watch_years
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.clocks.test_recomputing import ACTUAL, WEDNESDAY, clocks_of, load_2027
from tests.commands import hotline
from tests.conftest import House


async def alarms(house: House, tenant: int) -> list[str]:
    """Who was told of a missing year."""
    logins = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(Notice.account_id, Notice.detail).where(
                Notice.tenant_id == tenant, Notice.kind == "calendar_year_missing"
            )
        )
        return sorted(f"{logins[account]} {detail['year']}" for account, detail in found)


async def entries(house: House, kind: str) -> list[dict[str, object]]:
    async with house.database.transaction(standing_in(DEPLOYMENT)) as db:
        found = await db.execute(
            select(AuditEntry.detail).where(AuditEntry.tenant_id == DEPLOYMENT, AuditEntry.kind == kind)
        )
        return list(found.scalars())


async def test_a_missing_year_raises_one_alarm_for_its_government(house: House) -> None:
    house.now = WEDNESDAY
    await watch_years(house.database, at=house.now)
    assert await alarms(house, house.cast.city) == []
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    for _ in range(3):
        await watch_years(house.database, at=house.now)
    assert await alarms(house, house.cast.city) == ["system_admin 2027", "tenant_admin 2027"]
    assert await entries(house, "calendar_year_missing") == [{"year": 2027, "government": "9901"}]
    assert await alarms(house, house.cast.east) == []


async def test_no_alarm_for_years_that_are_loaded(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await watch_years(house.database, at=house.now)
    assert await alarms(house, house.cast.city) == []


async def test_loading_a_year_by_the_command_recomputes_what_touched_it(house: House, tmp_path: Path) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    file = tmp_path / "2027.csv"
    lines = [
        "date,kind,name",
        *(f"2027-{day},holiday,假日" for day in ("01-01", "05-01", "10-01", "10-02", "10-03")),
    ]
    file.write_text("\n".join(lines))
    done = await hotline(house.settings, "calendar", "load", "2027", "--file", str(file))
    assert done.exit_code == 0, done.output
    assert "2027 is loaded" in done.output
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    assert await run_pending(house.database, now=moment, queues=("bulk",)) == 3, "one job for each government"
    reply = (await clocks_of(house, house.cast.city, opened.id))["reply"]
    assert (reply.due_at, reply.provisional) == (ACTUAL, False)
    assert await entries(house, "calendar_year_loaded") == [{"year": 2027}]


async def test_a_year_whose_job_was_lost_is_taken_up_by_the_watch(
    house: House, superuser: psycopg.Connection
) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await load_2027(house)
    superuser.execute("DELETE FROM jobs")
    await watch_years(house.database, at=house.now)
    await run_pending(house.database, now=house.later(minutes=1), queues=("bulk",))
    assert not (await clocks_of(house, house.cast.city, opened.id))["reply"].provisional
