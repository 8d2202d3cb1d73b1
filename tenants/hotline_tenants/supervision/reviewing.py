"""Reviewing what was reported, and closing: a supervision stays open until *it* is reviewed."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

from sqlalchemy import exists, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Callback, Case
from hotline_tenants.cases.recording import record as record_on_case
from hotline_tenants.papers.keeping import keep_paper
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK, allowed
from hotline_tenants.supervision.model import SupervisedCase, Supervision, SupervisionTask
from hotline_tenants.supervision.papers import name_of, report_of
from hotline_tenants.supervision.reaching import (
    links_down,
    refuse_who_handled,
    supervision_for,
    task_for,
    tasks_of,
)
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reporting import next_due
from hotline_tenants.supervision.supervised import cases_under, locked_cases
from hotline_tenants.supervision.travelling import below, tell_desk, tell_unit

SETTLED = ("done", "lifted", "moved")
REPORT = "special_report"
SHORTEST = 20
"""Characters of a closing report."""


async def accept_report(
    db: Db,
    actor: Actor,
    supervision_id: uuid.UUID,
    task_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """The report passes; with the last one the supervision is reviewed. Nobody reviews a report of their own."""
    supervision, task = await _to_review(db, actor, supervision_id, task_id, "accept_report", version)
    task.state, task.done_at = "done", at
    await record(db, supervision, "accept_report", actor, at=at, unit=task.unit_id, task=task.id)
    await review_if_all_done(db, supervision)
    link = (await links_down(db, supervision.id)).get(task.id)
    if link is None:
        await tell_unit(db, supervision, task.unit_id, "supervision_accepted", at=at)
        return
    async with below(db, link) as (lower, asked):
        asked.state, asked.done_at, lower.due_at = "done", at, None
        lower.state, lower.closed_at, lower.outcome = "closed", at, "met"
        await record(db, lower, "accepted_above", actor, at=at)
        await tell_desk(db, lower, "supervision_accepted", at=at)


async def send_back_report(
    db: Db, actor: Actor, supervision_id: uuid.UUID, task_id: uuid.UUID, *, reason: str, due_at: dt.datetime | None,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The report does not pass; `due_at` is a new deadline, or None for the old one. Raises Refused by field."""
    supervision, task = await _to_review(db, actor, supervision_id, task_id, "send_back_report", version)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    if due_at is not None and due_at <= at:
        raise refused_fields({"due_at": N_("The deadline lies in the past.")})
    await open_again(db, actor, supervision, task, "send_back_report", reason, due_at=due_at, at=at)


async def open_again(
    db: Db, actor: Actor, supervision: Supervision, task: SupervisionTask, act: str, reason: str, *,
    due_at: dt.datetime | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The deed: what was asked is asked again, in a district too."""
    _ask_again(task, due_at)
    supervision.due_at = next_due(await tasks_of(db, supervision.id))
    await record(
        db, supervision, act, actor, at=at, remarks={"reason": reason}, unit=task.unit_id, task=task.id,
        due=task.due_at,
    )  # fmt: skip
    link = (await links_down(db, supervision.id)).get(task.id)
    if link is None:
        await tell_unit(db, supervision, task.unit_id, "supervision_sent_back", at=at)
        return
    async with below(db, link) as (lower, asked):
        _ask_again(asked, due_at)
        lower.state, lower.due_at, lower.closed_at, lower.outcome = "issued", asked.due_at, None, None
        await record(
            db, lower, "sent_back_from_above", actor, at=at, remarks={"reason": reason}, due=asked.due_at
        )
        await tell_desk(db, lower, "supervision_sent_back", at=at)


async def review_if_all_done(db: Db, supervision: Supervision) -> None:
    """With nothing left to be reported the supervision is reviewed; what is over on our lower side waits for above."""
    tasks = await tasks_of(db, supervision.id)
    supervision.due_at = next_due(tasks)
    if supervision.side == "own" and tasks and all(one.state in SETTLED for one in tasks):
        supervision.state = "reviewed"


async def close(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Close what was reviewed; a special supervision by a report that goes out as a paper. A letter about cases needs
    their callers called back since. Raises Refused by field.
    """
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "close_supervision", actor).to
    if refusal := await why_not_close(db, supervision):
        raise Refused(refusal)
    if not note.strip():
        raise refused_fields({"note": N_("Write down the result.")})
    if supervision.form == "special" and len(note.strip()) < SHORTEST:
        raise refused_fields(
            {"note": N_("Write the closing report: at least %(shortest)s characters.", shortest=SHORTEST)}
        )
    await refuse_who_handled(db, actor, await cases_under(db, supervision.id))
    facts = await _report(db, actor, supervision, note, at=at) if supervision.form == "special" else {}
    await end(db, actor, supervision, "close_supervision", to, {"note": note}, at=at, **facts)


async def end(
    db: Db,
    actor: Actor,
    supervision: Supervision,
    act: str,
    to: str,
    remarks: dict[str, str],
    *,
    at: dt.datetime,
    **facts: Any,
) -> None:
    """The deed: the end of a supervision, told on its cases."""
    supervision.state, supervision.closed_at, supervision.due_at, supervision.outcome = to, at, None, "met"
    await record(db, supervision, act, actor, at=at, remarks=remarks, **facts)
    for case in await locked_cases(db, supervision.id):
        await record_on_case(
            db, case, "supervision_over", actor, at=at, supervision=supervision.id, number=supervision.number
        )


async def _report(
    db: Db, actor: Actor, supervision: Supervision, report: str, *, at: dt.datetime
) -> dict[str, Any]:
    """The closing report as a paper; returns what the ledger says of it."""
    signer = await name_of(db, actor.account_id)
    paper = await issue_paper(
        db, actor, Subject(REPORT, supervision.id, supervision.events + 1), SERIES[REPORT],
        partial(report_of, db, supervision, report, signer), at=at,
    )  # fmt: skip
    later(db, keep_paper, paper_id=paper.id, tenant=db.tenant)
    return {"number": paper.number, "paper": paper.id}


async def why_not_close(db: Db, supervision: Supervision) -> Message | None:
    """None where it may be closed: an instruction goes back to its leader, a letter's callers have been called, and no
    objection waits.
    """
    if supervision.objection == "asked":
        return N_("An objection waits: it is decided first.")
    if supervision.form == "instruction":
        return N_("The result goes back to the leader, who closes it by acknowledging.")
    if supervision.form != "written":
        return None
    called = exists().where(
        Callback.tenant_id == db.tenant, Callback.case_id == Case.id, Callback.contacted,
        Callback.at >= supervision.issued_at,
    )  # fmt: skip
    over = Case.state.in_((*ENDED, "merged"))  # its callback was made, or its attempts were spent
    waiting = (
        select(Case.number)
        .join(SupervisedCase, (SupervisedCase.tenant_id == db.tenant) & (SupervisedCase.case_id == Case.id))
        .where(Case.tenant_id == db.tenant, SupervisedCase.supervision_id == supervision.id)
        .where(~Case.referred, ~called, ~over)  # whoever took the call makes the callback
        .order_by(Case.number)
    )
    numbers = list((await db.execute(waiting)).scalars())
    if not numbers:
        return None
    return N_(
        "The caller is called back first, the callback officer records it on the case: %(numbers)s.",
        numbers=", ".join(numbers),
    )


def _ask_again(task: SupervisionTask, due_at: dt.datetime | None) -> None:
    task.state, task.done_at = "open", None
    task.due_at = due_at or task.due_at
    task.next_at = task.due_at


async def _to_review(
    db: Db, actor: Actor, supervision_id: uuid.UUID, task_id: uuid.UUID, act: str, version: int | None
) -> tuple[Supervision, SupervisionTask]:
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    task, _ = await task_for(db, actor, supervision, task_id)
    allowed(TASK, task.state, act, actor)
    if supervision.side == "lower" and task.unit_id is None:
        raise Refused(N_("The government above reviews this report."))
    if actor.account_id is not None and actor.account_id == task.reported_by:
        raise Refused(N_("Nobody reviews a report of their own."))
    await refuse_who_handled(db, actor, await cases_under(db, supervision.id))
    return supervision, task
