"""Who was, is and will be on duty in the invented city: by the week at first, by day and night of late, with two gaps."""

import datetime as dt
import uuid
from collections.abc import Iterator

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY
from hotline_tenants.rosters.model import DutyPerson, DutyShift

AHEAD = dt.timedelta(days=15)
LATELY = dt.timedelta(days=8)
"""Since when day and night are told apart."""

WEEK = dt.timedelta(days=7)
GAPS = {(CITY, "BUS"): dt.timedelta(days=2), ("880122", "S02"): dt.timedelta(days=1)}
"""Whose roster ends so soon that its gap is warned of."""

Shifts = Iterator[tuple[str, int, dt.datetime, dt.datetime]]


async def put_on_duty(database: Database, city: DemoCity, *, since: dt.datetime, now: dt.datetime) -> None:
    """Fill the roster of every unit and desk, a government in one statement."""
    numbers = iter(range(13_900_000_000, 13_900_001_000))
    for code, tenant in city.tenants.items():
        async with database.transaction(standing_in(tenant)) as db:
            desk = ("operator", "shift_leader" if code == CITY else "dispatcher"), "duty_head"
            _place(db, city, code, "", *desk, since=since, until=now + AHEAD, now=now, numbers=numbers)
            for unit in sorted(
                unit for other, role, unit in city.people if (other, role) == (code, "unit_officer")
            ):
                people = ("unit_officer", "unit_leader"), "unit_leader"
                until = now + GAPS.get((code, unit), AHEAD)
                _place(db, city, code, unit, *people, since=since, until=until, now=now, numbers=numbers)


def _place(
    db: Db, city: DemoCity, code: str, unit: str, roles: tuple[str, str], leader: str, *, since: dt.datetime,
    until: dt.datetime, now: dt.datetime, numbers: Iterator[int],
) -> None:  # fmt: skip
    unit_id = city.units[(code, unit)] if unit else None
    people: dict[str, uuid.UUID] = {}
    for role in dict.fromkeys((*roles, leader)):
        people[role] = new_id()
        db.put(
            DutyPerson, id=people[role], unit_id=unit_id, account_id=city.actor(code, role, unit).account_id,
            phone=str(next(numbers)), added_at=since, ended_at=None,
        )  # fmt: skip
    for post, turn, begins, ends in _shifts(since, until, now):
        who = people[leader if post == "leader" else roles[turn % len(roles)]]
        db.put(
            DutyShift, id=new_id(), unit_id=unit_id, post=post, person_id=who, starts_at=begins, ends_at=ends,
            made_at=since, made_by=None,
        )  # fmt: skip


def _shifts(since: dt.datetime, until: dt.datetime, now: dt.datetime) -> Shifts:
    """Post, whose turn it is, begin and end: whole weeks up to a week ago, then day and night; leaders by the week."""
    start = since.astimezone(ZONE).replace(hour=8, minute=30, second=0, microsecond=0)
    begins = start
    while begins < now - LATELY:
        yield "duty", begins.isocalendar().week, begins, begins + WEEK
        begins += WEEK
    while begins < until:
        evening, morning = begins + dt.timedelta(hours=9), begins + dt.timedelta(days=1)
        turn = begins.toordinal()
        yield "duty", turn, begins, evening
        yield "duty", turn + 1, evening, morning
        begins = morning
    while start < until:
        yield "leader", 0, start, start + WEEK
        start += WEEK
