"""What follows when an assignment is taken from a unit: the case looks for another, the order below ends."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case, move, open_assignment, rule_for
from hotline_tenants.cases.following import answer_merged
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of, latest_reply
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.running import start_clock, stop_clocks
from hotline_tenants.figures.ledger import counting
from hotline_tenants.ladders.starting import rouse
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.ascending import answer_above
from hotline_tenants.referrals.descending import refer
from hotline_tenants.referrals.links import link_up
from hotline_tenants.referrals.taking import why_not_refer
from hotline_tenants.rulings.lapsing import end_below, lapse
from hotline_tenants.rulings.model import Precedent, Ruling

_CLOCKS = ("sign", "contact", "reply", "review")
EXTRA_URGENT = "extra_urgent"
ABOUT_THEM = N_("The complaint is about the people of this unit: it goes to the unit above.")


async def give_back(
    db: Db, actor: Actor, case: Case, assignment: Assignment, asked: Ruling, *, at: dt.datetime
) -> None:
    """A granted return: void for the unit, a misdispatch of the desk, a precedent for the next dispatch.

    In danger to life or property the unit keeps the place safe until the next has signed.
    """
    with counting(db, "assignment", assignment):
        move(assignment, "grant_return")
        assignment.returned_on = (await calendar_of(db)).local_date(at)
    assignment.guards = case.urgency == EXTRA_URGENT and assignment.governs_tenant_id is None
    if case.category_id is not None:
        db.put(
            Precedent, id=new_id(), category_id=case.category_id, area_id=case.area_id, unit_id=assignment.unit_id,
            case_id=case.id, ruling_id=asked.id, level=asked.level, reason=asked.reason, granted=True, ruled_at=at,
        )  # fmt: skip
    await _leave(db, actor, case, assignment, "returned_up", at=at)


async def take_away(db: Db, actor: Actor, case: Case, assignment: Assignment, *, at: dt.datetime) -> None:
    """An assignment is void because a meeting or a leader named another unit: nobody's mistake."""
    with counting(db, "assignment", assignment):
        move(assignment, "void")
    await _leave(db, actor, case, assignment, "taken_away", at=at)


async def lead_by(db: Db, actor: Actor, case: Case, unit_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Another unit leads from now on, finally: its clocks start now; a district gets its own order."""
    units = await unit_tree(db)
    unit = units.get(unit_id)
    await stop_clocks(db, case.id, ("desk",), at=at)
    case.state = "dispatched"
    link = await link_up(db, case.id) if case.referred else None
    if link is not None and unit.governs_tenant_id == link.other_tenant_id:
        raise refused_fields({"unit_id": N_("The order came from there. Return it instead.")})
    if units.within(unit_id, case.about_unit_id):
        raise refused_fields({"unit_id": ABOUT_THEM})
    if refusal := await why_not_refer(db, unit.governs_tenant_id):
        raise refused_fields({"unit_id": refusal})
    ceiling = None
    if link is not None:
        rule = await rule_for(db, case, None, at=at)
        ceiling = (await calendar_of(db)).before(link.superior_due_at, rule.review).at
    row = await open_assignment(db, case, unit, lead=True, at=at, no_later_than=ceiling, final=True)
    if unit.governs_tenant_id is not None:
        await refer(db, actor, case, row, unit, at=at)
        return
    await tell(
        db, "dispatched_to_you", subject_id=case.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
        number=case.number,
    )  # fmt: skip
    await rouse(db, case, row, above=link.other_case_id if link else None, at=at)


async def _leave(
    db: Db, actor: Actor, case: Case, assignment: Assignment, ending: str, *, at: dt.datetime
) -> None:
    await stop_clocks(db, case.id, _CLOCKS, at=at, assignment_id=assignment.id, void=True)
    await lapse(db, case, assignment, at=at)
    if assignment.lead:
        carry_case(case, "lead_returned")
        case.lead_unit_id, case.due_at = None, None
        rule = await rule_for(db, case, None, at=at)
        desk = await start_clock(db, "desk", rule, case_id=case.id, start=at)
        case.due_at = desk.due_at if desk else None
        await tell(
            db, "waits_for_dispatch", subject_id=case.id, at=at, roles=("dispatcher",), number=case.number
        )
    else:
        await complete(db, actor, case, at=at)
    if assignment.governs_tenant_id is not None:
        await end_below(db, assignment, ending, at=at)


async def complete(db: Db, actor: Actor, case: Case, *, at: dt.datetime) -> None:
    """When the last unit that had not answered is gone, what the others answered goes on."""
    assignments = await assignments_of(db, case)
    open_ones = [
        one
        for one in assignments
        if one.state in ("dispatched", "signed", "handling", "signing_off", "replied")
    ]
    lead = next((one for one in reversed(assignments) if one.lead and one.state == "accepted"), None)
    if open_ones or lead is None or case.state != "replied":
        return
    carry_case(case, "all_accepted")
    link = await link_up(db, case.id) if case.referred else None
    if link is not None:  # the government that took the call makes the callback
        case.due_at = None
        await record(db, case, "complete", actor, at=at)
        await answer_above(db, actor, link, await latest_reply(db, lead), at=at)
        return
    rule = await rule_for(db, case, lead.situation, at=at)
    limit = await start_clock(db, "callback", rule, case_id=case.id, start=at)
    case.due_at = limit.due_at if limit else None
    await record(db, case, "complete", actor, at=at)
    await tell(
        db, "callback_waiting", subject_id=case.id, at=at, roles=("callback_officer",), number=case.number
    )
    await answer_merged(db, case, at=at)
