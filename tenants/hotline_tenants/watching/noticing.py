"""Near due and overdue: an event in the case's chain and a notice to the people concerned, each exactly once."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from hotline_platform.access.actor import clock_actor
from hotline_platform.access.model import Membership
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.sweeping import Card, cases_due, clocks_due, look
from hotline_tenants.figures.ledger import counting
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import link_down

BATCH = 50
"""Clocks of one transaction: its cases are locked meanwhile, and whoever acts on one of them waits for the end."""

DESKS: dict[str, tuple[str, ...]] = {
    "desk": ("dispatcher",),
    "review": ("reviewer",),
    "callback": ("callback_officer",),
    "objection": ("duty_head",),
}
UNIT_PEOPLE = ("unit_officer", "unit_leader")
TOLD_OF_OVERDUE = ("duty_head", "supervisor")
_DESK_ROLES = (*(role for roles in DESKS.values() for role in roles), *TOLD_OF_OVERDUE)


@dataclass(frozen=True)
class _People:
    """Who holds which role in the tenant, and in which unit."""

    holders: Mapping[tuple[str, uuid.UUID | None], Sequence[uuid.UUID]]

    def of(self, roles: Sequence[str], unit_id: uuid.UUID | None = None) -> set[uuid.UUID]:
        return {account for role in roles for account in self.holders.get((role, unit_id), ())}


async def notice_due(db: Db, *, at: dt.datetime, limit: int = BATCH) -> int:
    """Notice one batch of the clocks of this tenant that are due at `at`; returns how many.

    A case on which somebody acts at this very moment is left for the next time: its clocks may be about to stop.
    """
    waiting = await cases_due(db, at, limit=limit)
    cases = await _locked(db, waiting)
    clocks = await clocks_due(db, list(cases), at) if cases else ()
    if not clocks:
        return 0
    await _count_overdue(db, [clock for clock in clocks if clock.kind == "reply" and clock.due_at <= at])
    units = await unit_tree(db)
    people = await _people(db, {clock.unit_id for clock in clocks if clock.unit_id})
    for clock in clocks:
        case, card = cases[clock.case_id], look(clock, at)
        await record(
            db, case, card, clock_actor(db.tenant), at=at, clock=clock.kind, unit=clock.unit_id,
            assignment=clock.assignment_id, due_at=clock.due_at,
        )  # fmt: skip
        unit = units.find(clock.unit_id)
        referred = unit is not None and unit.governs_tenant_id is not None
        told = _concerned(people, clock, card, referred=referred)
        await _tell(db, case.id, case.number, clock, card, told, at=at)
        if referred:
            await _tell_below(db, clock, card, at=at)
    return len(clocks)


async def _locked(db: Db, case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Case]:
    """The cases that nobody else holds. Waiting for one could be waiting for somebody who waits for its clocks."""
    if not case_ids:
        return {}
    wanted = (
        select(Case)
        .where(Case.tenant_id == db.tenant, Case.id.in_(case_ids))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in (await db.execute(wanted)).scalars()}


async def _count_overdue(db: Db, clocks: Sequence[Clock]) -> None:
    """The limits to reply that ran out are the overdue orders of the figures."""
    ran_out = {clock.assignment_id: clock.due_at for clock in clocks}
    if not ran_out:
        return
    parts = select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.id.in_(ran_out))
    for part in (await db.execute(parts.execution_options(populate_existing=True))).scalars():
        with counting(db, "assignment", part):
            part.overdue_at = ran_out[part.id]


async def _people(db: Db, units: set[uuid.UUID]) -> _People:
    rows = await db.execute(
        select(Membership.role, Membership.unit_id, Membership.account_id).where(
            Membership.tenant_id == db.tenant,
            Membership.ended_at.is_(None),
            or_(Membership.role.in_(_DESK_ROLES), Membership.unit_id.in_(units)),
        )
    )
    holders: dict[tuple[str, uuid.UUID | None], list[uuid.UUID]] = {}
    for role, unit_id, account_id in rows:
        holders.setdefault((role, unit_id), []).append(account_id)
    return _People(holders)


def _concerned(people: _People, clock: Clock, card: Card, *, referred: bool) -> set[uuid.UUID]:
    """A district has no people in the city's house: the city's dispatchers look after what was referred to it."""
    if clock.kind in DESKS:
        told = people.of(DESKS[clock.kind])
    else:
        told = people.of(DESKS["desk"]) if referred else people.of(UNIT_PEOPLE, clock.unit_id)
    return told | people.of(TOLD_OF_OVERDUE) if card == "overdue" else told


async def _tell_below(db: Db, clock: Clock, card: Card, *, at: dt.datetime) -> None:
    """The district's desk hears in its own house, about its own order, that the city's moment comes or is past."""
    link = await link_down(db, clock.assignment_id) if clock.assignment_id else None
    if link is None:
        return
    async with across(db, because=link):
        number = await db.scalar(
            select(Case.number).where(Case.tenant_id == db.tenant, Case.id == link.other_case_id)
        )
        people = await _people(db, set())
        told = people.of(DESKS["desk"])
        await _tell(db, link.other_case_id, number or "", clock, card, told, at=at, above=True)


async def _tell(
    db: Db, case_id: uuid.UUID, number: str, clock: Clock, card: Card, told: set[uuid.UUID], *, at: dt.datetime,
    above: bool = False,
) -> None:  # fmt: skip
    await tell(
        db, card, subject_id=case_id, at=at, accounts=told, number=number, clock=clock.kind,
        due_at=clock.due_at.isoformat(), above=above,
    )  # fmt: skip
