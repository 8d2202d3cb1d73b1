"""A government that is suspended at night takes no step of a ladder; resumed, the next one is as far away as it was."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.opening import Opened
from hotline_tenants.handling import taking_on
from hotline_tenants.ladders.model import Ladder
from tests.cases.test_the_main_road import only_assignment
from tests.cast import EAST
from tests.conftest import House
from tests.ladders.climbing import climbed, sent, steps, urgent
from tests.rosters.on_the_roster import on_duty
from tests.standstill.looking import settled
from tests.standstill.test_suspending import resumed, suspended


async def waiting(house: House) -> tuple[dt.datetime | None, ...]:
    """When each ladder of the east takes its next step."""
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        wanted = select(Ladder.next_at).where(Ladder.tenant_id == db.tenant).order_by(Ladder.id)
        return tuple((await db.execute(wanted)).scalars())


async def at_the_street(house: House) -> Opened:
    """Something urgent, with two people on duty who may be reached."""
    await on_duty(house, "bridge_officer")
    await on_duty(house, "bridge_leader", "leader")
    opened = await urgent(house, by="east_operator")
    await sent(house, opened.id, "E-BRIDGE", by=EAST)
    return opened


async def test_the_next_step_is_as_far_away_as_it_was_when_it_was_suspended(house: House) -> None:
    opened = await at_the_street(house)
    (due,) = [one for one in await waiting(house) if one is not None]
    taken = await steps(house, house.cast.east, opened.id)
    await suspended(house, "2 09:01")
    await settled(house)
    assert await climbed(house, house.cast.east, due + dt.timedelta(minutes=30)) == 0, "it stands"
    await resumed(house, "2 11:01")
    await settled(house)
    moved = due + dt.timedelta(hours=2)
    assert [one for one in await waiting(house) if one is not None] == [moved]
    assert await climbed(house, house.cast.east, moved - dt.timedelta(seconds=1)) == 0
    assert await climbed(house, house.cast.east, moved) == 1
    assert len(await steps(house, house.cast.east, opened.id)) > len(taken)


async def test_a_ladder_that_has_ended_stays_so(house: House) -> None:
    opened = await at_the_street(house)
    _, part = await only_assignment(house, "bridge_officer", opened.id)
    async with house.acting("bridge_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, part.id, version=None, at=house.later(seconds=30))
    due = max(one for one in await waiting(house) if one is not None)
    await climbed(house, house.cast.east, due)
    await suspended(house, "2 12:01")
    await settled(house)
    await resumed(house, "2 14:01")
    await settled(house)
    assert not any(await waiting(house)), "somebody has signed"
