"""Issuing a supervision: put before the signer, signed, numbered, and from that moment the unit's business."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import aliased

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.spans import working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.recording import record as record_on_case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.keeping import keep_letter
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.limits import WORKING, put_under_supervision
from hotline_tenants.supervision.making_known import make_known
from hotline_tenants.supervision.model import SupervisedCase, Supervision, SupervisionTask
from hotline_tenants.supervision.papers import KIND, places_of
from hotline_tenants.supervision.reaching import refuse_who_handled, supervision_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.supervised import locked_cases, parts_of, why_not_begin
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
    cases = await locked_cases(db, supervision.id)
    if refusal := why_not_begin(cases):
        raise Refused(refusal)
    await refuse_who_handled(db, actor, [case.id for case in cases])
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
    await _say_on_cases(db, actor, supervision, cases, tasks, number, at=at)
    units = await unit_tree(db)
    for task in sorted(tasks, key=lambda one: _governs(units.find(one.unit_id))):
        unit = units.find(task.unit_id)
        if unit is not None and unit.governs_tenant_id is not None:
            await open_below(db, actor, supervision, task, unit, at=at)
        else:
            await tell_unit(db, supervision, task.unit_id, "supervised", at=at)
    if supervision.form == "circular":
        await make_known(db, actor, supervision, at=at)
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
    await count_supervised(db, await cases_of(db, supervision))


def next_to_tell(calendar: Calendar, task: SupervisionTask, *, at: dt.datetime) -> dt.datetime:
    """When the people of a task are told next: one working day before it is due, or then."""
    near = calendar.before(task.due_at, working_days(1)).at
    return near if near > at else task.due_at


async def _say_on_cases(
    db: Db, actor: Actor, supervision: Supervision, cases: Sequence[Case], tasks: Sequence[SupervisionTask], number: str,
    *, at: dt.datetime,
) -> None:  # fmt: skip
    """It stands in the history of every case; a letter also puts the parts of those who are asked under its limits."""
    asked = [task.unit_id for task in tasks if task.unit_id is not None]
    parts = await parts_of(db, [case.id for case in cases], asked, WORKING)
    for case in cases:
        if supervision.form == "written":
            for part in parts.get(case.id, ()):
                await put_under_supervision(db, actor, case, part.id, number, at=at)
        await record_on_case(
            db, case, "supervise", actor, at=at, unit=supervision.unit_id, supervision=supervision.id, number=number,
            form=supervision.form,
        )  # fmt: skip


async def _letter_before(db: Db, supervision: Supervision) -> bool:
    """Whether this unit had a letter before about itself, or about one of these cases, that was not lifted."""
    earlier, this = aliased(SupervisedCase), aliased(SupervisedCase)
    shared = (
        select(this.case_id)
        .join(earlier, (earlier.tenant_id == db.tenant) & (earlier.case_id == this.case_id))
        .where(this.tenant_id == db.tenant, this.supervision_id == supervision.id)
        .where(earlier.supervision_id == Supervision.id)
        .exists()
    )
    about = shared if supervision.subject in ("case", "cases") else Supervision.subject == supervision.subject
    wanted = select(Supervision.id).where(
        Supervision.tenant_id == db.tenant, Supervision.form == "written", Supervision.side == "own", about,
        Supervision.unit_id == supervision.unit_id, Supervision.state.in_(("issued", "reviewed", "closed")),
        Supervision.id != supervision.id,
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None


def _governs(unit: object) -> int:
    return getattr(unit, "governs_tenant_id", None) or 0
