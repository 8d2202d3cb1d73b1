"""What was asked for in work that is over waits no longer: here, and in the order below that ends with it."""

import datetime as dt

from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import OPEN, mark_withdrawn
from hotline_tenants.cases.following import let_go_merged
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.referrals.descending import end_down
from hotline_tenants.referrals.links import link_down
from hotline_tenants.rulings.asking import rulings_of


async def lapse(db: Db, case: Case, assignment: Assignment | None, *, at: dt.datetime) -> None:
    """What waited in an assignment that is over is not ruled on any more; without one, everything in the case."""
    for ruling in await rulings_of(db, case):
        if ruling.state == "asked" and (assignment is None or ruling.assignment_id == assignment.id):
            ruling.state, ruling.ruled_at = "lapsed", at


async def leave_nothing_open(db: Db, case: Case, ending: str, *, at: dt.datetime) -> None:
    """A case is over while units may still work on it: they are told, the orders below end with it, and those that
    were merged into it stand on their own again.

    `ending` is "withdrawn" or "taken_away", for orders and notices alike.
    """
    await lapse(db, case, None, at=at)
    for one in await assignments_of(db, case):
        was_open = one.state in OPEN
        if was_open:
            await mark_withdrawn(db, case, one, at=at)
        if one.governs_tenant_id is not None:  # an order that has been answered waits for the end of the case
            await end_below(db, one, ending, at=at)
        elif was_open:
            await tell(
                db, ending, subject_id=case.id, at=at, unit_id=one.unit_id, roles=("unit_officer", "unit_leader"),
                number=case.number,
            )  # fmt: skip
    await let_go_merged(db, case, at=at)


async def end_below(db: Db, assignment: Assignment, ending: str, *, at: dt.datetime) -> None:
    """The order that an assignment opened ends with it, and nothing in it waits to be ruled on any more."""
    await end_down(db, assignment, ending, at=at)
    await _lapse_below(db, assignment, at=at)


async def _lapse_below(db: Db, assignment: Assignment, *, at: dt.datetime) -> None:
    link = await link_down(db, assignment.id) if assignment.governs_tenant_id is not None else None
    if link is None:
        return
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        await lapse(db, order, None, at=at)
        for own in await assignments_of(db, order):
            await _lapse_below(db, own, at=at)
