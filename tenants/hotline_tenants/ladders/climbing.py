"""Climbing: who is told at each step of a ladder, and what happens where nobody is on duty.

The steps are the person on duty of the unit, its leader on duty, the desk's duty room and, below a city, the duty room
of the city. Where nobody is on the roster the next step follows at once, and a notice says so.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.access.actor import clock_actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import locked
from hotline_tenants.cases.recording import record
from hotline_tenants.ladders.texts import text_of
from hotline_tenants.messages.writing import Recipient, write_message
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.on_duty import OnDuty, on_duty

ALERT = "alert"
"""The act of the clock under which a step stands in a case's history."""

NOBODY_REACHED = ("dispatcher", "shift_leader", "duty_head")


@dataclass(frozen=True)
class Way:
    """Where a ladder leads: from a unit (or, for an order from above, from the desk) up to the government above."""

    assignment_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    above_tenant_id: int | None
    above_case_id: uuid.UUID | None

    @property
    def steps(self) -> tuple[str, ...]:
        """In their order."""
        unit = ("unit", "leader") if self.unit_id is not None else ()
        return (*unit, "desk", *(("city",) if self.above_tenant_id is not None else ()))


async def climb(db: Db, case: Case, way: Way, taken: int, *, at: dt.datetime) -> int:
    """Take the next step of a locked case's ladder, and those after it until somebody is on duty; returns how many are
    taken now. What was done is one event of the clock; a case of the government above must be held already, or free.
    """
    told: list[dict[str, Any]] = []
    rosters: dict[uuid.UUID | None, Mapping[str, OnDuty]] = {}
    for step in way.steps[taken:]:
        taken += 1
        if step == "city":
            told.append(await _tell_city(db, case, way, at=at))
        else:
            place = None if step == "desk" else way.unit_id
            if place not in rosters:
                rosters[place] = await on_duty(db, place, at=at)
            who = _post(step, rosters[place])
            told.append(await _tell(db, case, step, who, await _place(db, way), way=way, at=at))
        if told[-1]["person"] is not None:
            break
    await record(
        db,
        case,
        ALERT,
        clock_actor(db.tenant),
        at=at,
        assignment=way.assignment_id,
        unit=way.unit_id,
        steps=told,
    )
    await _say_who_was_missing(db, case, way, told, at=at)
    return taken


def _post(step: str, roster: Mapping[str, OnDuty]) -> OnDuty | None:
    """A unit's two posts are steps of their own; in a duty room whoever is there."""
    if step in ("unit", "leader"):
        return roster.get("duty" if step == "unit" else "leader")
    return roster.get("duty") or roster.get("leader")


async def _tell(
    db: Db, case: Case, step: str, who: OnDuty | None, place: str, *, way: Way, at: dt.datetime
) -> dict[str, Any]:
    """One step in the house of the case: text, voice where life may be in danger, and a notice in the product."""
    if who is None:
        return {"step": step, "person": None, "messages": []}
    words = "order" if step == "desk" and way.unit_id is None else step
    messages = await _write(
        db, case.id, words, who, urgency=case.urgency, number=case.number, place=place, at=at
    )
    await tell(db, "on_duty_alert", subject_id=case.id, at=at, accounts=(who.account_id,), number=case.number)
    return {"step": step, "person": who.account_id, "messages": messages}


async def _tell_city(db: Db, case: Case, way: Way, *, at: dt.datetime) -> dict[str, Any]:
    """The last step crosses the border: the city's duty room hears of it, and its own case says so."""
    assert way.above_tenant_id is not None
    house = (await registry_of(db)).get(db.tenant)
    urgency, number = case.urgency, case.number
    async with across(db, because=NewLink(db.tenant, way.above_tenant_id)):
        above = await locked(db, way.above_case_id) if way.above_case_id is not None else None
        who = _post("city", await on_duty(db, None, at=at))
        found: dict[str, Any] = {"step": "city", "person": None, "messages": []}
        if who is not None:
            found["person"] = who.account_id
            found["messages"] = await _write(
                db, above.id if above else None, "city", who, urgency=urgency, number=above.number if above else number,
                place=house.name((await registry_of(db)).get(db.tenant).language), at=at,
            )  # fmt: skip
        if above is not None:
            await record(db, above, ALERT, clock_actor(db.tenant), at=at, below=house.code, steps=[found])
        await tell(
            db, "unsigned_below", subject_id=above.id if above else None, at=at, roles=NOBODY_REACHED,
            accounts=(who.account_id,) if who else (), number=above.number if above else number,
        )  # fmt: skip
    return found


async def _write(
    db: Db, case_id: uuid.UUID | None, step: str, who: OnDuty, *, urgency: str, number: str, place: str,
    at: dt.datetime,
) -> list[uuid.UUID]:  # fmt: skip
    house = (await registry_of(db)).get(db.tenant)
    words = text_of(step, house, urgency=urgency, number=number, place=place)
    to = Recipient(number=who.phone, account_id=who.account_id)
    return [
        await write_message(db, case_id=case_id, to=to, kind="duty", words=words, voice=voice, at=at)
        for voice in ((False, True) if urgency == "extra_urgent" else (False,))
    ]


async def _place(db: Db, way: Way) -> str:
    language = (await registry_of(db)).get(db.tenant).language
    unit = (await unit_tree(db)).find(way.unit_id)
    return unit.name(language) if unit else ""


async def _say_who_was_missing(
    db: Db, case: Case, way: Way, told: Sequence[Mapping[str, Any]], *, at: dt.datetime
) -> None:
    """A hole in the roster is told to those who keep it; if nobody at all was reached, the desk telephones."""
    empty = [one["step"] for one in told if one["person"] is None]
    if way.unit_id is not None and {"unit", "leader"} & set(empty):
        await tell(
            db, "nobody_on_duty", subject_id=way.unit_id, subject_kind="roster", at=at, unit_id=way.unit_id,
            roles=("unit_leader",), number=case.number,
        )  # fmt: skip
    if empty:
        await tell(
            db, "nobody_on_duty", subject_id=way.unit_id, subject_kind="roster", at=at, roles=("network_officer",),
            number=case.number,
        )  # fmt: skip
    if len(empty) == len(told):
        await tell(db, "nobody_reached", subject_id=case.id, at=at, roles=NOBODY_REACHED, number=case.number)
