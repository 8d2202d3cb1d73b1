"""Issuing a supervision: put before the signer, signed, numbered, and from that moment the unit's business."""

import datetime as dt
import uuid
from functools import partial

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.spans import working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.reaching import locked as locked_case
from hotline_tenants.cases.recording import record as record_on_case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.keeping import keep_letter
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.limits import put_under_supervision
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from hotline_tenants.supervision.papers import KIND, places_of
from hotline_tenants.supervision.reaching import refuse_who_handled, supervision_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.travelling import open_below, tell_unit
from hotline_tenants.supervision.words import SERIES, SIGNED_FORMS


async def submit(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Put a draft before those who sign."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "submit", actor).to
    if supervision.form not in SIGNED_FORMS:
        raise Refused(N_("This form needs no signature: issue it."))
    supervision.state = to
    await record(db, supervision, "submit", actor, at=at)
    await tell(
        db,
        "supervision_to_sign",
        subject_id=supervision.id,
        subject_kind="supervision",
        at=at,
        roles=("duty_head",),
    )


async def hand_back(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Do not sign: the draft goes back. Raises Refused by field `reason`."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "hand_back_draft", actor).to
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    supervision.state = to
    await record(db, supervision, "hand_back_draft", actor, at=at, remarks={"reason": reason})
    accounts = (supervision.opened_by,) if supervision.opened_by else ()
    await tell(
        db,
        "supervision_handed_back",
        subject_id=supervision.id,
        subject_kind="supervision",
        at=at,
        accounts=accounts,
    )


async def sign_issue(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> str:
    """Sign and issue; returns the number. The paper is kept as it was issued."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, "sign_issue", actor)
    return await _issue(db, actor, supervision, "sign_issue", at=at)


async def issue(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> str:
    """Issue what needs no signature; returns the number."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, "issue", actor)
    if supervision.form in SIGNED_FORMS:
        raise Refused(N_("This form is signed before it is issued: put it before the signer."))
    return await _issue(db, actor, supervision, "issue", at=at)


async def _issue(db: Db, actor: Actor, supervision: Supervision, act: str, *, at: dt.datetime) -> str:
    tasks = await tasks_of(db, supervision.id)
    if any(task.due_at <= at for task in tasks):
        raise Refused(N_("The deadline has passed meanwhile. Set a new one first."))
    if supervision.case_id is not None:
        await refuse_who_handled(db, actor, [supervision.case_id])
        await _reach_case(db, supervision)
    if supervision.form == "written" and await _letter_before(db, supervision):
        supervision.level = "second_written"
    supervision.issued_at, supervision.issued_by, supervision.level_at = at, actor.account_id, at
    paper = await issue_paper(
        db, actor, Subject(KIND, supervision.id), SERIES[supervision.form], partial(places_of, db, supervision), at=at
    )  # fmt: skip
    number = supervision.number = paper.number
    supervision.state = "issued"
    await open_tasks(db, supervision, tasks, at=at)
    await record(
        db, supervision, act, actor, at=at, number=number, level=supervision.level,
        tasks=[{"unit": task.unit_id, "due": task.due_at} for task in tasks],
    )  # fmt: skip
    if supervision.case_id is not None:
        await _say_on_case(db, actor, supervision, number, at=at)
    units = await unit_tree(db)
    for task in sorted(tasks, key=lambda one: _governs(units.find(one.unit_id))):
        unit = units.find(task.unit_id)
        if unit is not None and unit.governs_tenant_id is not None:
            await open_below(db, actor, supervision, task, unit, at=at)
        else:
            await tell_unit(db, supervision, task.unit_id, "supervised", at=at)
    later(db, keep_letter, supervision_id=supervision.id, tenant=db.tenant)
    return number


async def open_tasks(
    db: Db, supervision: Supervision, tasks: list[SupervisionTask], *, at: dt.datetime
) -> None:
    """From now on it is asked, and its people are told again one working day before, and when it is due."""
    calendar = await calendar_of(db)
    for task in tasks:
        task.state, task.next_at = "open", next_to_tell(calendar, task, at=at)
    supervision.due_at = min((task.due_at for task in tasks), default=None)


def next_to_tell(calendar: Calendar, task: SupervisionTask, *, at: dt.datetime) -> dt.datetime:
    """When the people of a task are told next: one working day before it is due, or then."""
    near = calendar.before(task.due_at, working_days(1)).at
    return near if near > at else task.due_at


async def _reach_case(db: Db, supervision: Supervision) -> None:
    assert supervision.case_id is not None
    case = await locked_case(db, supervision.case_id)
    if case.state in (*ENDED, "merged"):
        raise Refused(
            N_("The case %(number)s was closed meanwhile: there is nothing to supervise.", number=case.number)
        )


async def _say_on_case(
    db: Db, actor: Actor, supervision: Supervision, number: str, *, at: dt.datetime
) -> None:
    assert supervision.case_id is not None
    case = await locked_case(db, supervision.case_id)
    if supervision.form == "written" and supervision.assignment_id is not None:
        await put_under_supervision(db, actor, case, supervision.assignment_id, number, at=at)
    await record_on_case(
        db, case, "supervise", actor, at=at, unit=supervision.unit_id, supervision=supervision.id, number=number,
        form=supervision.form,
    )  # fmt: skip


async def _letter_before(db: Db, supervision: Supervision) -> bool:
    """Whether this unit had a letter about the same before that was not lifted."""
    about = (
        Supervision.case_id == supervision.case_id if supervision.case_id else Supervision.case_id.is_(None)
    )
    wanted = select(Supervision.id).where(
        Supervision.tenant_id == db.tenant, Supervision.form == "written", Supervision.side == "own", about,
        Supervision.unit_id == supervision.unit_id, Supervision.state.in_(("issued", "reviewed", "closed")),
        Supervision.subject == supervision.subject, Supervision.id != supervision.id,
    )  # fmt: skip
    if supervision.subject in ("cases", "topic"):
        return False
    return (await db.execute(wanted.limit(1))).first() is not None


def _governs(unit: object) -> int:
    return getattr(unit, "governs_tenant_id", None) or 0
