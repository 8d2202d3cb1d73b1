"""Rework: the unit whose answer the caller got handles the demand again, by the time rule of rework. A case that was
merged into another one has its own.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.callbacks.calling import callbacks_of, refuse_if_from_above
from hotline_tenants.callbacks.failing import left_unhelped
from hotline_tenants.cases.assignments import mark_reworked, open_assignment
from hotline_tenants.cases.following import answering, wait_at_the_desk
from hotline_tenants.cases.lifecycle import CASE, allowed, step
from hotline_tenants.cases.model import Assignment, Callback, Case
from hotline_tenants.cases.reaching import case_for, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.ladders.starting import rouse
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.referrals.descending import refer, rework_down
from hotline_tenants.referrals.links import link_down


async def rework(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Send the case to its lead unit once more; into a district it travels down to the very unit that handled it.

    Needs a caller who was reached and is dissatisfied or not helped, and a reason. Raises Refused.
    """
    case = await with_what_answered_it(db, actor, case_id, version)
    step = allowed(CASE, case.state, "rework", actor)
    await refuse_if_from_above(db, case)
    if refusal := why_not_rework(await callbacks_of(db, case)):
        raise Refused(refusal)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is still to be done.")})
    await stop_clocks(db, case.id, step.stops, at=at)
    await again(db, actor, case, "rework", {"reason": reason}, at=at)


async def again(
    db: Db, actor: Actor, case: Case, act: str, remarks: Mapping[str, str], *, at: dt.datetime
) -> None:
    """The deed: the next round of a locked case begins at the unit whose answer the caller was told, under the rule of
    rework. Where that unit works here no longer, the demand stands at the desk, which dispatches it to another one.
    """
    former = await answering(db, case)
    if former is not None:
        mark_reworked(db, former)
    unit = await _unit_that_answered(db, case, former)
    case.state, case.round, case.attempts = "dispatched", case.round + 1, 0
    if unit is None:
        await _at_the_desk(db, actor, case, act, remarks, at=at)
        return
    row = await open_assignment(db, case, unit, lead=True, at=at, situation="rework")
    await record(
        db, case, act, actor, at=at, remarks=remarks, round=case.round, unit=unit.id, due=row["reply_due_at"]
    )
    if unit.governs_tenant_id is None:
        await tell(
            db, "rework", subject_id=case.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
            number=case.number,
        )  # fmt: skip
        await rouse(db, case, row, at=at)
    elif former is not None and former.case_id == case.id and await link_down(db, former.id) is not None:
        await rework_down(db, actor, case, former, row, "\n".join(remarks.values()), at=at)
    else:  # its own caller's first order there, or answered before the unit became a government
        await refer(db, actor, case, row, unit, at=at)


async def _unit_that_answered(db: Db, case: Case, former: Assignment | None) -> UnitInfo | None:
    """None where it is closed. A case that came here without the one it was merged into, because the boundaries changed,
    knows the unit as its own lead. The unit of a government that ended is closed too: its successor takes the order over.
    """
    unit_id = former.unit_id if former else case.lead_unit_id
    unit = (await unit_tree(db)).find(unit_id)
    return None if unit is None or (unit.closed and unit.governs_tenant_id is None) else unit


async def _at_the_desk(
    db: Db, actor: Actor, case: Case, act: str, remarks: Mapping[str, str], *, at: dt.datetime
) -> None:
    """Another unit gets it as its first work on the demand: by the ordinary rule, with the right to return it."""
    case.state, case.lead_unit_id, case.proposed_unit_id = step(CASE, case.state, "unit_gone").to, None, None
    await wait_at_the_desk(db, case, since=at, at=at)
    await record(db, case, act, actor, at=at, remarks=remarks, round=case.round)
    await record(db, case, "unit_gone", system_actor(db.tenant), at=at)


async def with_what_answered_it(db: Db, actor: Actor, case_id: uuid.UUID, version: int | None) -> Case:
    """The locked case; one that was merged has its answer from another one, whose row is locked before."""
    seen = await case_for(db, actor, case_id)
    if seen.merged_into_id is not None:
        await locked(db, seen.merged_into_id)
    return await case_for(db, actor, case_id, lock=True, version=version)


def why_not_rework(callbacks: Sequence[Callback]) -> Message | None:
    """None where the caller said in this round that it is not solved, only partly, or not satisfying."""
    if any(left_unhelped(one.solved, one.satisfied) for one in callbacks):
        return None
    return N_("Rework needs a caller who was reached and says that it is not done or not well done.")
