"""What the life of a case means for those that were merged into it: its answer, or the way back to the desk."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import rule_for
from hotline_tenants.cases.lifecycle import CASE, step
from hotline_tenants.cases.model import Assignment, Case, CasePerson
from hotline_tenants.cases.reaching import assignments_of, latest_reply
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.striking import struck
from hotline_tenants.clocks.running import start_clock


async def merged_with(db: Db, lead_id: uuid.UUID) -> Sequence[Case]:
    """The cases whose callers wait for the answer of this one, oldest first. Whoever locks them holds the lead."""
    wanted = (
        select(Case)
        .where(Case.tenant_id == db.tenant, Case.merged_into_id == lead_id, Case.state == "merged")
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await db.execute(wanted)).scalars().all()


async def answer_merged(db: Db, lead: Case, *, at: dt.datetime) -> None:
    """A locked case is answered: each caller of those merged into it gets a callback of their own, and reads the answer
    without what shows who the other caller is.
    """
    merged = await merged_with(db, lead.id)
    if not merged:
        return
    answered = leading(await assignments_of(db, lead))
    public = (await latest_reply(db, answered)).public if answered else ""
    person = CasePerson.tenant_id == db.tenant, CasePerson.case_id == lead.id
    name, phone = (await db.execute(select(CasePerson.name, CasePerson.phone).where(*person))).one()
    words = struck(public, name=name, phone=phone)
    for case in merged:
        case.state = step(CASE, case.state, "lead_case_answered").to
        case.lead_unit_id = answered.unit_id if answered else None
        limit = await start_clock(
            db, "callback", await rule_for(db, case, None, at=at), case_id=case.id, start=at
        )
        case.due_at = limit.due_at if limit else None
        await record(
            db, case, "lead_case_answered", system_actor(db.tenant), at=at, remarks={"joint_answer": words},
            into=lead.number, units=[answered.unit_id] if answered else [],
        )  # fmt: skip


async def let_go_merged(db: Db, lead: Case, *, at: dt.datetime) -> None:
    """A locked case is over without a unit's answer: those merged into it stand on their own again, at the desk."""
    for case in await merged_with(db, lead.id):
        case.state = step(CASE, case.state, "lead_case_ended").to
        case.merged_into_id = None
        await wait_at_the_desk(db, case, since=at, at=at)
        await record(db, case, "lead_case_ended", system_actor(db.tenant), at=at, into=lead.number)


async def wait_at_the_desk(db: Db, case: Case, *, since: dt.datetime, at: dt.datetime) -> None:
    """The desk's clock runs from `since`, and the dispatchers are told."""
    limit = await start_clock(db, "desk", await rule_for(db, case, None, at=at), case_id=case.id, start=since)
    case.due_at = limit.due_at if limit else None
    await tell(db, "waits_for_dispatch", subject_id=case.id, at=at, roles=("dispatcher",), number=case.number)


async def answering(db: Db, case: Case) -> Assignment | None:
    """The assignment whose reply answered a case: its own lead's, or that of the case it was merged into."""
    own = leading(await assignments_of(db, case))
    if own is not None or case.merged_into_id is None:
        return own
    wanted = (
        select(Assignment)
        .where(Assignment.tenant_id == db.tenant, Assignment.case_id == case.merged_into_id)
        .order_by(Assignment.id)
    )
    return leading((await db.execute(wanted)).scalars().all())


def leading(assignments: Sequence[Assignment]) -> Assignment | None:
    """The latest lead that was not taken back."""
    over = ("returned", "void", "withdrawn")
    return next((one for one in reversed(assignments) if one.lead and one.state not in over), None)
