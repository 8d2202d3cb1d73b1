"""What another threshold of supervision would do: which open cases would come to it, or would not have.

A card that is open is never taken back by a change, and a rule that counts looks at a case when something happens in it:
so what is foreseen is who stands between the two thresholds today, by unit.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from hotline_platform.calendar.spans import working_days
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.changes.listing import Kept, keep_rows
from hotline_tenants.changes.reading_back import past_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.closing_cards import ANSWERED, OVER
from hotline_tenants.supervision.idling import idle
from hotline_tenants.supervision.ladder import RUNGS, next_rung
from hotline_tenants.supervision.model import SupervisedCase, Supervision
from hotline_tenants.supervision.rules import COUNTED
from hotline_tenants.supervision.thresholds import DEFAULTS, every_threshold, own_thresholds

AT_WORK = ("issued", "reviewed", "fed_back")
UNDISPATCHED = ("registered", "accepted")
Found = Sequence[tuple[uuid.UUID | None, uuid.UUID | None]]
"""Cases, of several the first, where it is about any; and units."""


async def thresholds_moved(
    db: Db, change_id: uuid.UUID, wanted: Mapping[str, int | None], *, at: dt.datetime
) -> dict[str, Any]:
    """Who stands between the thresholds, by code and unit: here, where the cases are written beside the proposal, and in
    governments below that a stricter floor would reach; and how often it would have come to it in the last months.
    """
    registry = await registry_of(db)
    here = registry.get(db.tenant)
    lines, past = [], []
    for code, now, then in await _moved(db, wanted):
        found = await _between(db, code, now, then, at=at)
        stage = "reached" if then < now else "spared"
        await keep_rows(db, change_id, [Kept(case, stage, code, unit) for case, unit in found if case])
        lines.append(_line(here.names, code, now, then, found))
        past.append({"of": code, "now": now, "then": then, **await past_of(db, code, now, then, at=at)})
    floors = {code: DEFAULTS[code].value if value is None else value for code, value in wanted.items()}
    below = sorted(
        unit.governs_tenant_id
        for unit in await unit_tree(db)
        if unit.kind == "government" and unit.governs_tenant_id
    )
    for tenant in below:
        async with across(db, because=NewLink(here.id, tenant)):
            for code, now, then in await _under(db, floors):
                if found := await _between(db, code, now, then, at=at):
                    lines.append(_line(registry.get(tenant).names, code, now, then, found))
    return {"lines": lines, "past": past}


async def _moved(db: Db, wanted: Mapping[str, int | None]) -> list[tuple[str, int, int]]:
    """What holds here now and what would, under the floor of the government above."""
    found = []
    for one in await every_threshold(db):
        if one.code in wanted:
            value = wanted[one.code]
            then = DEFAULTS[one.code].value if value is None else value
            found.append((one.code, one.value, then if one.floor is None else min(then, one.floor)))
    return [one for one in found if one[1] != one[2]]


async def _under(db: Db, floors: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """The same below: what is set there stays, where it is not looser than the floor."""
    own = await own_thresholds(db)
    found = []
    for one in await every_threshold(db):
        if one.code in floors:
            held = own[one.code]
            then = min(DEFAULTS[one.code].value if held is None else held, floors[one.code])
            found.append((one.code, one.value, then))
    return [one for one in found if one[1] != one[2]]


async def _between(db: Db, code: str, now: int, then: int, *, at: dt.datetime) -> Found:
    if code in COUNTED:
        return await _counted(db, code, min(now, then), max(now, then))
    if code == "no_progress":
        return await _idle(db, now, then, at=at)
    return await _on_rungs(db, code, min(now, then), max(now, then), at=at)


async def _counted(db: Db, code: str, least: int, below: int) -> Found:
    rule, over = COUNTED[code], OVER if code == "dissatisfied" else ANSWERED
    open_ = and_(
        Case.tenant_id == db.tenant, Case.origin == "live", Case.state.not_in((*over, *UNDISPATCHED))
    )
    counted = rule.of(db.tenant).where(rule.case_id.in_(select(Case.id).where(open_))).subquery("counted")
    wanted = (
        select(Case.id, Case.lead_unit_id)
        .join(counted, counted.c[0] == Case.id)
        .where(Case.tenant_id == db.tenant, counted.c.number >= least, counted.c.number < below)
        .order_by(Case.number)
    )
    return [(row[0], row[1]) for row in await db.execute(wanted)]


async def _idle(db: Db, now: int, then: int, *, at: dt.datetime) -> Found:
    """Lowered, what has stood still for as long as the new one asks and not as long as the old; raised, what has a card
    and has not stood still so long.
    """
    calendar = await calendar_of(db)
    old, new = (calendar.before(at, working_days(days)).at for days in (now, then))
    if then < now:
        enough = idle(db.tenant, old, again=True).with_only_columns(Assignment.id).order_by(None)
        wanted = idle(db.tenant, new).where(Assignment.id.not_in(enough))
        return [(row.case_id, row.unit_id) for row in await db.execute(wanted)]
    enough = idle(db.tenant, new, again=True).with_only_columns(Assignment.id).order_by(None)
    cards = (
        select(Supervision.case_id, Supervision.unit_id)
        .where(
            Supervision.tenant_id == db.tenant, Supervision.rule == "no_progress", Supervision.state == "issued",
            Supervision.assignment_id.not_in(enough),
        )
        .order_by(Supervision.id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in await db.execute(cards)]


async def _on_rungs(db: Db, code: str, least: int, below: int, *, at: dt.datetime) -> Found:
    """Matters for which the next step would be due, or would not be yet, by the working days on their rung."""
    calendar = await calendar_of(db)
    levels = [
        level
        for level, rung in RUNGS.items()
        if rung.height >= RUNGS["red"].height and (up := next_rung(level)) and RUNGS[up].code == code
    ]
    first = (
        select(SupervisedCase.case_id)
        .where(SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == Supervision.id)
        .order_by(SupervisedCase.case_id)
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        select(func.coalesce(Supervision.case_id, first), Supervision.unit_id, Supervision.level_at)
        .where(
            Supervision.tenant_id == db.tenant,
            Supervision.state.in_(AT_WORK),
            Supervision.level.in_(levels),
            or_(Supervision.form != "system", Supervision.side == "own"),
        )
        .order_by(Supervision.id)
    )
    return [
        (row[0], row[1])
        for row in await db.execute(wanted)
        if least <= calendar.between(row[2], at).days < below
    ]


def _line(
    government: Mapping[str, str], code: str, now: int, then: int, found: Found
) -> dict[str, Any]:  # fmt: skip
    units = Counter(str(unit) if unit else "" for _, unit in found)
    return {
        "government": government, "of": code, "now": now, "then": then, "count": len(found),
        "units": [[unit or None, number] for unit, number in units.most_common()],
    }  # fmt: skip
