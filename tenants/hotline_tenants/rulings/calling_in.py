"""A street calls a department in (吹哨): the department becomes a co-handler with a clock of its own."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import OPEN, open_assignment, rule_for
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.reaching import assignment_for, assignments_of
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.ladders.starting import rouse
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import case_on_both_sides

CALLERS = ("street",)
CALLED = ("department", "public_service")


async def call_in(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, unit_id: uuid.UUID | None, reason: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Call a department of the same government in. Raises Refused by field, and for units that are no street."""
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "call_in", actor)
    units = await unit_tree(db)
    if units.get(assignment.unit_id).kind not in CALLERS:
        raise Refused(N_("Streets and townships call departments in."))
    wrong: dict[str, Message] = {}
    unit = units.find(unit_id)
    taken = {one.unit_id for one in await assignments_of(db, case) if one.state in OPEN}
    if unit is None or unit.closed or unit.kind not in CALLED:
        wrong["unit_id"] = N_("Choose a department or a public service unit.")
    elif unit.id in taken:
        wrong["unit_id"] = N_("This unit handles the case already.")
    if len(reason.strip()) < 5:
        wrong["reason"] = N_("Say what the department has to do.")
    if wrong:
        raise refused_fields(wrong)
    assert unit is not None
    ceiling = None
    if link is not None:
        rule = await rule_for(db, case, None, at=at)
        ceiling = (await calendar_of(db)).before(link.superior_due_at, rule.review).at
    row = await open_assignment(db, case, unit, lead=False, at=at, no_later_than=ceiling)
    await record(
        db, case, "call_in", actor, at=at, remarks={"reason": reason}, unit=assignment.unit_id, units=[unit.id],
        due=row["reply_due_at"],
    )  # fmt: skip
    await tell(
        db, "called_in", subject_id=case.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
        number=case.number,
    )  # fmt: skip
    await rouse(db, case, row, above=link.other_case_id if link else None, at=at)
