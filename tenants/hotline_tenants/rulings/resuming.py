"""What is long-pending is looked at again on its review day, or taken up again before."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, refused_fields
from hotline_platform.jobs.actors import job
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import CASE, allowed, step
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.referrals.links import case_on_both_sides, link_down


async def resume(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Take the case up again before its review day; with it the order below that was long-pending for its sake. Its
    limit stays the review day. Raises Refused by field `reason`.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    allowed(CASE, case.state, "resume", actor)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what has changed.")})
    await _take_up(db, actor, case, reason, at=at)


async def _take_up(db: Db, actor: Actor, case: Case, reason: str, *, at: dt.datetime) -> None:
    case.state = step(CASE, case.state, "resume").to
    await record(db, case, "resume", actor, at=at, remarks={"reason": reason})
    lead = next((one for one in reversed(await assignments_of(db, case)) if one.lead), None)
    link = await link_down(db, lead.id) if lead is not None and lead.governs_tenant_id is not None else None
    if link is not None:
        async with across(db, because=link):
            order = await locked(db, link.other_case_id)
            if order.state == "deferred":
                await _take_up(db, actor, order, reason, at=at)
    elif lead is not None:
        await tell(
            db, "taken_up_again", subject_id=case.id, at=at, unit_id=lead.unit_id,
            roles=("unit_officer", "unit_leader"), number=case.number,
        )  # fmt: skip


@job()
async def review(db: Db, actor: Actor, *, case_id: uuid.UUID, moment: dt.datetime) -> None:
    """The review day has come: whoever approved looks back at it. Idempotent: a case that moved on is left alone."""
    case = await locked(db, case_id)
    if case.state == "deferred":
        await record(db, case, "review_day", actor, at=moment)
        await tell(db, "review_day", subject_id=case.id, at=moment, roles=("duty_head",), number=case.number)
