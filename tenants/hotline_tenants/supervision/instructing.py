"""A leader's instruction: its result goes back to that very leader, who acknowledges it or sends it back."""

import datetime as dt
import uuid
from functools import partial

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.papers.keeping import keep_paper
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.papers import feedback_of, name_of
from hotline_tenants.supervision.reaching import supervision_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reviewing import end, open_again
from hotline_tenants.supervision.travelling import tell_desk


async def leaders_of(db: Db) -> list[tuple[uuid.UUID, str]]:
    """Who gives instructions here: account and name of every leader."""
    rows = await db.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.tenant_id == db.tenant, Membership.role == "leader", Membership.ended_at.is_(None))
        .order_by(Account.name)
    )
    return [(row.id, row.name) for row in rows]


async def feed_back(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, result: str, version: int | None, at: dt.datetime
) -> None:
    """Report the result to the leader who gave the instruction. Raises Refused by field `result`."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "feed_back", actor).to
    if supervision.form != "instruction" or supervision.leader_id is None:
        raise Refused(N_("Only the result of an instruction goes back to a leader."))
    if not result.strip():
        raise refused_fields({"result": N_("Write down the result.")})
    supervision.state = to
    signer = await name_of(db, actor.account_id)
    paper = await issue_paper(
        db, actor, Subject("instruction_feedback", supervision.id, supervision.events + 1),
        SERIES["instruction_feedback"], partial(feedback_of, db, supervision, result, signer), at=at,
    )  # fmt: skip
    await record(
        db, supervision, "feed_back", actor, at=at, remarks={"result": result}, to=supervision.leader_id,
        number=paper.number, paper=paper.id,
    )  # fmt: skip
    later(db, keep_paper, paper_id=paper.id, tenant=db.tenant)
    await tell(
        db, "instruction_result", subject_id=supervision.id, subject_kind="supervision", at=at,
        accounts=(supervision.leader_id,), number=supervision.number,
    )  # fmt: skip


async def acknowledge(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """The leader is content: the supervision is closed."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "acknowledge", actor).to
    _only_that_leader(supervision, actor)
    await end(db, actor, supervision, "acknowledge", to, {}, at=at)
    await tell_desk(db, supervision, "instruction_acknowledged", at=at)


async def send_back_result(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """The leader is not: what was done is asked again of every unit. Raises Refused by field `reason`."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "send_back_result", actor).to
    _only_that_leader(supervision, actor)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    supervision.state = to
    for task in await tasks_of(db, supervision.id):
        if task.state == "done":
            await open_again(db, actor, supervision, task, "send_back_result", reason, due_at=None, at=at)
    await tell_desk(db, supervision, "instruction_sent_back", at=at)


def _only_that_leader(supervision: Supervision, actor: Actor) -> None:
    if actor.account_id != supervision.leader_id:
        raise Refused(N_("Only the leader who gave the instruction judges its result."))
