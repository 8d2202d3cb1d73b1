"""Rework: the same unit handles the demand again, by the time rule of rework. A case that was merged into another one
has its own rework, at the unit whose answer it got.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.callbacks.calling import callbacks_of, refuse_if_from_above
from hotline_tenants.callbacks.failing import left_unhelped
from hotline_tenants.cases.assignments import open_assignment
from hotline_tenants.cases.following import answering
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Callback, Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.ladders.starting import rouse
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.descending import refer, rework_down
from hotline_tenants.referrals.links import link_down


async def rework(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Send the case to its lead unit once more; into a district it travels down to the very unit that handled it.

    Needs a caller who was reached and is dissatisfied or not helped, and a reason. Raises Refused.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
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
    """The deed: the next round of a locked case begins at the unit that led the last one, under the rule of rework."""
    former = await answering(db, case)
    assert former is not None
    case.state, case.round, case.attempts = "dispatched", case.round + 1, 0
    unit = (await unit_tree(db)).get(former.unit_id)
    row = await open_assignment(db, case, unit, lead=True, at=at, situation="rework")
    await record(
        db, case, act, actor, at=at, remarks=remarks, round=case.round, unit=unit.id, due=row["reply_due_at"]
    )
    if unit.governs_tenant_id is not None and (
        former.case_id != case.id or await link_down(db, former.id) is None
    ):  # its own caller's first order there, or answered before the unit became a government
        await refer(db, actor, case, row, unit, at=at)
    elif unit.governs_tenant_id is not None:
        await rework_down(db, actor, case, former, row, "\n".join(remarks.values()), at=at)
    else:
        await tell(
            db, "rework", subject_id=case.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
            number=case.number,
        )  # fmt: skip
        await rouse(db, case, row, at=at)


def why_not_rework(callbacks: Sequence[Callback]) -> Message | None:
    """None where the caller said in this round that it is not solved, only partly, or not satisfying."""
    if any(left_unhelped(one.solved, one.satisfied) for one in callbacks):
        return None
    return N_("Rework needs a caller who was reached and says that it is not done or not well done.")
