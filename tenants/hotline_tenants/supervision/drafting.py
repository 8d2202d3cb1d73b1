"""Beginning a supervision: what it is about, what is asked of whom, and what it says."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.audit.chains import GENESIS, digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.guidance.drafting import shows_somebody
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.supervision.ladder import FORM_LEVELS
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.model import Supervision, SupervisionTask, SupervisionText
from hotline_tenants.supervision.reaching import refuse_who_handled, supervision_for, tasks_of
from hotline_tenants.supervision.recording import put_entry, record
from hotline_tenants.supervision.supervised import OVER, put_cases, subject_of, take_cases
from hotline_tenants.supervision.tasks import Milestone, keep_milestones, put_task, why_not_milestones

SHORTEST = 5


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a supervisor writes. `cases` are ids; `plan` is the filter of a special supervision's case list; `leader_id`
    and `instructed_on` belong to an instruction, whose verbatim words are the `requirement`. `milestones` are our own steps; None leaves
    them as they are.
    """

    form: str
    title: str
    requirement: str
    unit_id: uuid.UUID | None
    due_at: dt.datetime | None
    facts: str = ""
    contact: str = ""
    cases: Sequence[uuid.UUID] = ()
    co_ids: Sequence[uuid.UUID] = ()
    leader_id: uuid.UUID | None = None
    instructed_on: dt.date | None = None
    look_back_on: dt.date | None = None
    plan: dict[str, Any] | None = None
    milestones: Sequence[Milestone] | None = None
    form_id: uuid.UUID | None = None


async def draft(db: Db, actor: Actor, new: Draft, *, at: dt.datetime) -> uuid.UUID:
    """Write a draft; nobody outside the desk sees it before it is issued. The same form sent twice makes one draft.

    Raises NotFound for a case this person may not see, Refused by field, and where the case is closed or was handled
    by this very person.
    """
    actor.need("supervision.issue")
    if new.form_id is not None and (known := await _made_before(db, new.form_id)):
        return known
    cases = await _checked(db, actor, new, at=at)
    supervision_id = await _put(db, actor, new, cases, at=at)
    await _ask_anew(db, supervision_id, new, "")
    return supervision_id


async def edit(
    db: Db, actor: Actor, supervision_id: uuid.UUID, new: Draft, *, version: int | None, at: dt.datetime
) -> None:
    """Write a draft anew: its words, its cases, whom it asks, its plan. Form and leader stay what they were.

    Raises NotFound for a case this person may not see, Stale for an older page, Refused by field.
    """
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, "edit", actor)
    new = replace(
        new, form=supervision.form, leader_id=supervision.leader_id, instructed_on=supervision.instructed_on
    )
    cases = await _checked(db, actor, new, at=at)
    text = await text_of(db, supervision_id)
    assert text is not None
    before = text.title
    text.title, text.facts, text.requirement, text.contact = _clean(
        new.title, new.facts, new.requirement, new.contact
    )
    await _ask_anew(db, supervision_id, new, before)
    await take_cases(db, supervision_id)
    put_cases(db, supervision_id, [case.id for case in cases])
    supervision.subject = subject_of(new.form == "special", len(cases))
    supervision.plan = new.plan if supervision.subject == "topic" else None
    supervision.unit_id, supervision.due_at, supervision.look_back_on = (
        new.unit_id,
        new.due_at,
        new.look_back_on,
    )
    await record(
        db, supervision, "edit", actor, at=at, text=text_digest(text), due=new.due_at,
        units=[new.unit_id, *new.co_ids], cases=[case.id for case in cases],
    )  # fmt: skip


async def discard(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Throw a draft away; that it was one stays in the ledger."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    supervision.state = allowed(SUPERVISION, supervision.state, "discard", actor).to
    await db.execute(
        delete(SupervisionTask).where(
            SupervisionTask.tenant_id == db.tenant, SupervisionTask.supervision_id == supervision_id
        )
    )
    supervision.due_at, supervision.closed_at = None, at
    await record(db, supervision, "discard", actor, at=at)


async def text_of(db: Db, supervision_id: uuid.UUID) -> SupervisionText | None:
    """What a supervision says; None for what a rule opened."""
    wanted = select(SupervisionText).where(
        SupervisionText.tenant_id == db.tenant, SupervisionText.supervision_id == supervision_id
    )
    return (await db.execute(wanted)).scalar_one_or_none()


def text_digest(text: SupervisionText) -> str:
    """What the ledger carries of the words."""
    return digest_of(text.salt, text.title, text.facts, text.requirement, text.contact)


async def put_supervision(
    db: Db, actor: Actor, words: Sequence[str], *, at: dt.datetime, act: str, data: dict[str, Any], **row: Any
) -> uuid.UUID:
    """The row, its words (title, facts, requirement, contact) and the first entry of its ledger."""
    supervision_id, salt = new_id(), new_salt()
    title, facts, requirement, contact = words
    head = await put_entry(
        db, supervision_id, act, actor, seq=1, previous=GENESIS, at=at,
        data={**data, "text": digest_of(salt, *words)},
    )  # fmt: skip
    db.put(Supervision, id=supervision_id, opened_at=at, level_at=at, version=1, events=1, head=head, **row)
    db.put(
        SupervisionText, supervision_id=supervision_id, title=title, facts=facts, requirement=requirement,
        contact=contact, salt=salt,
    )  # fmt: skip
    return supervision_id


def why_not_words(new: Draft, at: dt.datetime) -> dict[str, Message]:
    """What is wrong with the form, the words and the dates, field by field."""
    wrong = _why_not(new.title, new.requirement, new.due_at, at)
    if new.form not in FORM_LEVELS:
        wrong["form"] = N_("Choose one of the list.")
    if new.form == "instruction" and new.instructed_on is None:
        wrong["instructed_on"] = N_("Give the date of the instruction.")
    if new.form == "special" and new.look_back_on is None:
        wrong["look_back_on"] = N_("Give the day of the look-back.")
    elif new.look_back_on is not None and new.due_at is not None and new.look_back_on <= new.due_at.date():
        wrong["look_back_on"] = N_("The look-back comes after the deadline.")
    return wrong


def why_not_units(new: Draft, units: UnitTree) -> dict[str, Message]:
    """Whom a supervision can be about: handling units and the governments below, never oneself or those above."""
    wrong: dict[str, Message] = {}
    for field, unit_ids in (("unit_id", (new.unit_id,)), ("co_ids", tuple(new.co_ids))):
        for unit_id in unit_ids:
            unit = units.find(unit_id)
            if unit is None or unit.closed:
                wrong[field] = N_("Choose one of the list.")
            elif unit.kind == "superior":
                wrong[field] = N_("Supervision goes down, never to oneself or to the government above.")
            elif unit.kind == "committee":
                wrong[field] = N_(
                    "A committee assists of its own will: it has no clock and is not supervised."
                )
    if new.unit_id in new.co_ids or len(set(new.co_ids)) != len(new.co_ids):
        wrong["co_ids"] = N_("Each unit can be named once.")
    return wrong


async def _checked(db: Db, actor: Actor, new: Draft, *, at: dt.datetime) -> list[Case]:
    """The cases of a draft that can be kept."""
    cases = [await case_for(db, actor, case_id) for case_id in dict.fromkeys(new.cases)]
    if wrong := {
        **why_not_words(new, at),
        **why_not_units(new, await unit_tree(db)),
        **await _why_not_cases(db, new, cases),
        **_why_not_public(new),
        **why_not_milestones(new.milestones, new.due_at, (await calendar_of(db)).local_date(at)),
    }:
        raise refused_fields(wrong)
    if new.form == "instruction" and not await _is_leader(db, new.leader_id):
        raise refused_fields({"leader_id": N_("Choose the leader who gave the instruction.")})
    await refuse_who_handled(db, actor, [case.id for case in cases])
    return cases


def _why_not_public(new: Draft) -> dict[str, Message]:
    """What is made known to all shows nobody."""
    if new.form != "circular":
        return {}
    words = {"title": new.title, "facts": new.facts, "requirement": new.requirement}
    return {
        name: N_("This may show who somebody is: “%(words)s”. Strike it or say it otherwise.", words=found)
        for name, text in words.items()
        if (found := shows_somebody(text))
    }


async def _why_not_cases(db: Db, new: Draft, cases: Sequence[Case]) -> dict[str, Message]:
    for case in cases:
        if case.state in OVER:
            return {
                "cases": N_(
                    "The case %(number)s is closed: there is nothing to supervise.", number=case.number
                )
            }
        if case.origin == "imported":
            return {"cases": N_("The case %(number)s is imported history.", number=case.number)}
        handling = {one.unit_id for one in await assignments_of(db, case) if one.state in OPEN}
        if new.unit_id is not None and new.unit_id not in handling:
            return {"unit_id": N_("This unit does not handle the case %(number)s now.", number=case.number)}
    return {}


async def _ask_anew(db: Db, supervision_id: uuid.UUID, new: Draft, before: str) -> None:
    """Of a draft: the tasks of its units and its milestones. What was asked of a unit in words of its own stays; what
    said no more than the title, as it was `before`, is asked anew.
    """
    assert new.unit_id is not None
    assert new.due_at is not None
    await keep_milestones(db, supervision_id, new.milestones)
    wanted = (new.unit_id, *new.co_ids)
    kept = set()
    for task in await tasks_of(db, supervision_id):
        if task.unit_id is None:
            continue
        if task.unit_id in wanted and task.what != before:
            kept.add(task.unit_id)
            task.lead, task.due_at = task.unit_id == new.unit_id, new.due_at
        else:
            await db.delete(task)
    for unit_id in wanted:
        if unit_id not in kept:
            put_task(db, supervision_id, unit_id, new.title, new.due_at, lead=unit_id == new.unit_id)


def _why_not(title: str, requirement: str, due_at: dt.datetime | None, at: dt.datetime) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if not title.strip():
        wrong["title"] = N_("Give it a title.")
    if len(requirement.strip()) < SHORTEST:
        wrong["requirement"] = N_("Say what is required.")
    if due_at is None:
        wrong["due_at"] = N_("Set a deadline.")
    elif due_at <= at:
        wrong["due_at"] = N_("The deadline lies in the past.")
    return wrong


async def _put(db: Db, actor: Actor, new: Draft, cases: Sequence[Case], *, at: dt.datetime) -> uuid.UUID:
    subject = subject_of(new.form == "special", len(cases))
    facts = {
        "form": new.form,
        "unit": new.unit_id,
        "due": new.due_at,
        "leader": new.leader_id,
        "on": new.instructed_on,
    }
    supervision_id = await put_supervision(
        db, actor, _clean(new.title, new.facts, new.requirement, new.contact), at=at, act="draft",
        data={**facts, "cases": [case.id for case in cases]}, form=new.form, level=FORM_LEVELS[new.form],
        subject=subject, side="own", state="draft", unit_id=new.unit_id, leader_id=new.leader_id,
        instructed_on=new.instructed_on, plan=new.plan if subject == "topic" else None,
        look_back_on=new.look_back_on, opened_by=actor.account_id, due_at=new.due_at, form_id=new.form_id,
    )  # fmt: skip
    put_cases(db, supervision_id, [case.id for case in cases])
    return supervision_id


async def _made_before(db: Db, form_id: uuid.UUID) -> uuid.UUID | None:
    wanted = select(Supervision.id).where(Supervision.tenant_id == db.tenant, Supervision.form_id == form_id)
    return (await db.execute(wanted)).scalar_one_or_none()


async def _is_leader(db: Db, account_id: uuid.UUID | None) -> bool:
    wanted = select(Membership.id).where(
        Membership.tenant_id == db.tenant, Membership.account_id == account_id, Membership.role == "leader",
        Membership.ended_at.is_(None),
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None


def _clean(*words: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in words)
