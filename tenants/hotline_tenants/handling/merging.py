"""Merging a repeat into the case that it repeats, and undoing it: always a person's word, never the product's.

A merged case keeps its caller, its query code and its history. Its own clocks and the work of its units end without
blame; it waits for the other case's answer and then goes on to its own caller.
"""

import datetime as dt
import uuid

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, Stale, refused_fields
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.following import wait_at_the_desk
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import case_for, known_to, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.rulings.lapsing import leave_nothing_open

MERGING = 1_234_515
"""The class of the advisory lock under which a government merges one case after the other: the second number is its
own. Everybody else locks a case before those merged into it; who merges makes one of the other, and could meet itself.
"""

_URGENCY = ("general", "urgent", "extra_urgent")


async def merge(
    db: Db, actor: Actor, case_id: uuid.UUID, *, into: str, version: int | None, at: dt.datetime
) -> None:
    """Merge a case into the one with the number `into`. Raises Refused, by field `into` where it is about that one.

    What units had of it is taken back: no limit of theirs was missed by it, and orders below end.
    """
    await db.execute(select(func.pg_advisory_xact_lock(MERGING, db.tenant)))
    case = await case_for(db, actor, case_id, version=version)
    lead = await _numbered(db, actor, into)
    await _refuse(db, actor, case, lead)
    lead = await locked(db, lead.id)
    case = await case_for(db, actor, case_id, lock=True, version=version)
    step = await _refuse(db, actor, case, lead)
    was = case.state
    case.state, case.merged_into_id, case.due_at = step, lead.id, None
    case.proposed_unit_id, case.lead_unit_id = case.lead_unit_id or case.proposed_unit_id, None
    await stop_clocks(db, case.id, ("desk",), at=at)
    await record(db, case, "merge", actor, at=at, into=lead.number, was=was)
    await record(db, lead, "joined", actor, at=at, merged=case.number)
    await leave_nothing_open(db, case, "taken_away", at=at)


async def unmerge(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Undo the merging of a case that still waits: it stands at the desk again. Raises Refused by field `reason`.

    Its clock tells the truth: merged from the desk, it runs from where it began, as if it had never stopped; taken from
    a unit, it begins now, as after a return.
    """
    seen = await case_for(db, actor, case_id, version=version)
    allowed(CASE, seen.state, "unmerge", actor)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why it is another matter.")})
    assert seen.merged_into_id is not None
    lead = await locked(db, seen.merged_into_id)
    case = await case_for(db, actor, case_id, lock=True, version=version)
    if case.merged_into_id != lead.id:
        raise Stale
    case.state = allowed(CASE, case.state, "unmerge", actor).to
    case.merged_into_id = None
    await wait_at_the_desk(db, case, since=await _waiting_since(db, case, at), at=at)
    await record(db, case, "unmerge", actor, at=at, remarks={"reason": reason}, into=lead.number)
    await record(db, lead, "parted", actor, at=at, merged=case.number)


def why_not_merge(case: Case, *, leads: bool) -> Message | None:
    """What speaks against merging a case at all. `leads`: others wait for its answer."""
    if leads:
        return N_("Other cases were merged into this one. Merge that one into this instead.")
    if case.referred:
        return N_("This order came from another government: it is merged where the call was taken.")
    if case.round > 0:
        return N_("It was answered before and is in rework: it is finished by itself.")
    return _why_not_alone(case)


def why_not_into(case: Case, lead: Case) -> Message | None:
    """What speaks against merging into that very case."""
    if lead.id == case.id:
        return N_("A case cannot be merged into itself.")
    if lead.state == "merged":
        return N_("That case was merged into another one itself. Merge into that one.")
    if lead.state in ENDED:
        return N_("That case is over: no answer is to come any more.")
    if lead.state == "reviewed":
        return N_("That case has been answered already. Tell this caller the answer.")
    if lead.origin == "imported" and lead.state == "registered":
        return N_("That is imported history. Take it up for live handling first.")
    if _URGENCY.index(case.urgency) > _URGENCY.index(lead.urgency):
        return N_("That case is less urgent than this one. Merge it into this one instead.")
    return _why_not_alone(lead)


def _why_not_alone(case: Case) -> Message | None:
    """Who asked, and whom it is about, must not be found out through another case."""
    if case.confidentiality != "normal":
        return N_("A protected or secret demand is handled by itself.")
    if case.about_unit_id is not None:
        return N_("A complaint about the people of a unit is handled by itself.")
    return None


async def _refuse(db: Db, actor: Actor, case: Case, lead: Case) -> str:
    to = allowed(CASE, case.state, "merge", actor).to
    if refusal := why_not_merge(case, leads=await leads_others(db, case.id)):
        raise Refused(refusal)
    if refusal := why_not_into(case, lead):
        raise refused_fields({"into": refusal})
    return to


async def leads_others(db: Db, case_id: uuid.UUID) -> bool:
    """Whether others wait for the answer of this case."""
    waiting = select(Case.id).where(
        Case.tenant_id == db.tenant, Case.merged_into_id == case_id, Case.state == "merged"
    )
    return (await db.execute(waiting.limit(1))).first() is not None


async def _numbered(db: Db, actor: Actor, number: str) -> Case:
    wanted = select(Case).where(
        Case.tenant_id == db.tenant, Case.number == number.strip(), *known_to(db, actor)
    )
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise refused_fields({"into": N_("No case here has this number.")})
    return found


async def _waiting_since(db: Db, case: Case, now: dt.datetime) -> dt.datetime:
    """When the desk's clock began that the merging stopped; `now` where a unit had the case."""
    merged = CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case.id, CaseEvent.act == "merge"
    was = (
        await db.execute(select(CaseEvent.data).where(*merged).order_by(CaseEvent.seq.desc()).limit(1))
    ).scalar_one()["was"]
    if was not in ("registered", "accepted"):
        return now
    desk = Clock.tenant_id == db.tenant, Clock.case_id == case.id, Clock.kind == "desk"
    return (
        await db.execute(select(Clock.started_at).where(*desk).order_by(Clock.id.desc()).limit(1))
    ).scalar_one()
