"""Beginning a supervision: what it is about, what is asked of whom, and what it says."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
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
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.supervision.ladder import FORM_LEVELS
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.model import Supervision, SupervisionTask, SupervisionText
from hotline_tenants.supervision.reaching import refuse_who_handled, supervision_for
from hotline_tenants.supervision.recording import put_entry, record
from hotline_tenants.supervision.supervised import OVER, put_cases, subject_of

SHORTEST = 5


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a supervisor writes. `cases` are ids; `plan` is the filter of a special supervision's case list; `leader_id`
    and `instructed_on` belong to an instruction, whose verbatim words are the `requirement`.
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
    form_id: uuid.UUID | None = None


async def draft(db: Db, actor: Actor, new: Draft, *, at: dt.datetime) -> uuid.UUID:
    """Write a draft; nobody outside the desk sees it before it is issued. The same form sent twice makes one draft.

    Raises NotFound for a case this person may not see, Refused by field, and where the case is closed or was handled
    by this very person.
    """
    actor.need("supervision.issue")
    if new.form_id is not None and (known := await _made_before(db, new.form_id)):
        return known
    cases = [await case_for(db, actor, case_id) for case_id in dict.fromkeys(new.cases)]
    units = await unit_tree(db)
    if wrong := {
        **why_not_words(new, at),
        **why_not_units(new, units),
        **await _why_not_cases(db, new, cases),
    }:
        raise refused_fields(wrong)
    if new.form == "instruction" and not await _is_leader(db, new.leader_id):
        raise refused_fields({"leader_id": N_("Choose the leader who gave the instruction.")})
    await refuse_who_handled(db, actor, [case.id for case in cases])
    supervision_id = await _put(db, actor, new, cases, at=at)
    assert new.unit_id is not None
    assert new.due_at is not None
    for place, unit_id in enumerate((new.unit_id, *new.co_ids)):
        put_task(db, supervision_id, unit_id, new.title, new.due_at, lead=place == 0)
    return supervision_id


async def edit(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, title: str, facts: str, requirement: str, contact: str,
    due_at: dt.datetime, version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Change the words and the deadline of a draft. Raises Refused by field."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, "edit", actor)
    wrong = _why_not(title, requirement, due_at, at)
    if wrong:
        raise refused_fields(wrong)
    text = await text_of(db, supervision_id)
    assert text is not None
    text.title, text.facts, text.requirement, text.contact = _clean(title, facts, requirement, contact)
    for task in (
        await db.execute(
            select(SupervisionTask).where(
                SupervisionTask.tenant_id == db.tenant, SupervisionTask.supervision_id == supervision_id,
                SupervisionTask.unit_id.is_not(None),
            )
        )
    ).scalars():  # fmt: skip
        task.due_at = due_at
    supervision.due_at = due_at
    await record(db, supervision, "edit", actor, at=at, text=text_digest(text), due=due_at)


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


def put_task(
    db: Db, supervision_id: uuid.UUID, unit_id: uuid.UUID | None, what: str, due_at: dt.datetime, *, lead: bool = False,
    state: str = "waiting", next_at: dt.datetime | None = None,
) -> uuid.UUID:  # fmt: skip
    """Ask something of a unit, or (None) of ourselves."""
    task_id = new_id()
    db.put(
        SupervisionTask, id=task_id, supervision_id=supervision_id, unit_id=unit_id, lead=lead, what=what.strip(),
        salt=new_salt(), due_at=due_at, next_at=next_at, state=state,
    )  # fmt: skip
    return task_id


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
