"""While a government is suspended nobody there can report: its deadlines stand still, and run on with it."""

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.notices.model import Notice
from hotline_tenants.supervision.model import SupervisionEntry
from hotline_tenants.supervision.standing_still import let_run_on
from hotline_tenants.supervision.watching import watch_tasks
from tests.cast import EAST
from tests.conftest import House
from tests.standstill.looking import moment, said
from tests.standstill.test_suspending import resumed, suspended
from tests.supervision.desk import issued, late_case, looked_at, staffed
from tests.supervision.test_both_sides import below, tasks


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def told(house: House, at: str) -> list[str]:
    """What the desk of the city hears of deadlines at a moment."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await watch_tasks(db, at=moment(at))
    async with house.acting("supervisor") as (db, actor):
        kinds = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id,
            Notice.kind.in_(("supervision_near_due", "supervision_overdue")),
        )  # fmt: skip
        return list((await db.execute(kinds)).scalars())


async def test_deadlines_of_a_suspended_government_move_by_the_working_time_it_lost_on_both_sides_once(
    desk: House,
) -> None:
    letter = await issued(desk, unit=EAST, cases=(await late_case(desk, EAST),))
    lower = await below(desk)
    upper, (asked,) = await looked_at(desk, "supervisor", letter)
    assert said(asked.due_at) == "7 09:20"
    await suspended(desk, "4 10:00")
    assert await told(desk, "8 10:00") == [], "nobody there can report, and nobody is told that they have not"
    await resumed(desk, "9 10:00")
    for _ in range(2):
        await let_run_on(desk.database, at=desk.now)
    upper, (asked,) = await looked_at(desk, "supervisor", letter)
    # From Wednesday 10:00 to Monday 10:00 lie three working days; Saturday's deadline begins to run on Monday.
    assert upper.due_at is not None
    assert said(asked.due_at) == said(upper.due_at) == "11 17:30"
    lower = await below(desk)
    (there,) = await tasks(desk, lower.id)
    assert lower.due_at is not None
    assert said(there.due_at) == said(lower.due_at) == "11 17:30"
    async with desk.database.transaction(standing_in(desk.cast.city)) as db:
        said_so = select(SupervisionEntry.data).where(
            SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.act == "stood_still"
        )
        (fact,) = (await db.execute(said_so)).scalars()
    assert (said(fact["was"]), said(fact["due"])) == ("7 09:20", "11 17:30")
    assert await told(desk, "11 17:00") == []
    assert await told(desk, "11 18:00") == ["supervision_overdue"]


async def test_what_others_are_asked_and_what_was_asked_afterwards_does_not_move(desk: House) -> None:
    ours = await issued(desk, cases=(await late_case(desk),))
    await suspended(desk, "3 10:00")
    await resumed(desk, "4 10:00")
    afterwards = await issued(desk, unit=EAST, cases=(await late_case(desk, EAST),))
    before = [(await looked_at(desk, "supervisor", one))[1][0].due_at for one in (ours, afterwards)]
    await let_run_on(desk.database, at=desk.now)
    assert [(await looked_at(desk, "supervisor", one))[1][0].due_at for one in (ours, afterwards)] == before
