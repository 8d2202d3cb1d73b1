"""The page of one supervision: what it says, what is asked of whom, what can be done now, its ledger."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import ROLE_NAMES, UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.guidance.queries import addressees_of
from hotline_tenants.supervision import queries
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.ladder import RUNGS, next_rung
from hotline_tenants.supervision.model import (
    Supervision,
    SupervisionEntry,
    SupervisionRemark,
    SupervisionTask,
)
from hotline_tenants.supervision.reaching import tasks_of
from hotline_tenants.supervision.reviewing import why_not_close
from hotline_tenants.supervision.seen_above import seen_above
from hotline_tenants.supervision.topics import topic_of
from hotline_tenants.supervision.words import FORMS, RULES, SIGNED_FORMS, SUBJECTS
from hotline_web.acts import Typed
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.cases.showing import case_state, limit
from hotline_web.cases.supervised import rung_pill, state_pill, title_of
from hotline_web.pieces import Clock, Event, Fact, Link, State
from hotline_web.supervision.act import On
from hotline_web.supervision.acts import offers
from hotline_web.supervision.drafts import numbers_of
from hotline_web.supervision.files import file_box
from hotline_web.supervision.plan import ShownPlan, own_plan, plan_above
from hotline_web.supervision.words import ENTRIES, task_pill, why

AnyRequest = Request[Any, Any, Any]
SHOWN_CASES = 20


@dataclass(frozen=True)
class ShownTask:
    """What is asked of one unit, as the page shows it."""

    name: str
    what: str
    state: State
    clock: Clock | None
    lead: bool
    facts: tuple[Fact, ...]
    report: str


@dataclass(frozen=True)
class KnownTo:
    """To how many a notice was made known, and how many of them confirmed that they read it."""

    sent: int
    read: int
    url: str | None


async def show_supervision(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    supervision: Supervision,
    *,
    typed: Typed | None = None,
    status: int = 200,
) -> Response[str]:
    """Render it as it is now. `typed` is a form that did not pass."""
    known = await known_for(request, db)
    tasks, text = await tasks_of(db, supervision.id), await text_of(db, supervision.id)
    mine = [task for task in tasks if actor.role not in UNIT_ROLES or task.unit_id == actor.unit_id]
    reviewed = supervision.state == "reviewed"
    on = On(
        supervision, actor, known, tasks=mine, text=text,
        why_not_close=await why_not_close(db, supervision) if reviewed else None,
        numbers=await numbers_of(db, supervision) if supervision.state == "draft" else "",
    )  # fmt: skip
    entries, remarks, names = await _ledger(db, actor, supervision)
    row = {"title": text.title if text else None, "rule": supervision.rule, "clock": supervision.clock,
           "form": supervision.form}  # fmt: skip
    chosen = await queries.chosen_of(db, supervision)
    cases = queries.cases_of(db, actor, chosen) if chosen is not None else None
    fired = [entry for entry in entries if entry.data.get("rule") in RULES]
    return page(
        request, "supervision/show.html", status=status, supervision=supervision, text=text, title=title_of(row),
        state=state_pill(supervision.state), rung=rung_pill(supervision.level),
        facts=list(_facts(supervision, known, names)),
        tasks=[_task(task, known, _latest(entries, remarks, "report", str(task.id))) for task in mine],
        result=_latest(entries, remarks, "feed_back"),
        offers=offers(on, typed), events=[
            _event(entry, remarks, names, known, linked=actor.may("paper.read")) for entry in reversed(entries)
        ],
        why=why(fired[-1].data, known.reader) if fired else None, cases=await _cases(db, actor, cases, known) if cases is not None else None,
        known_to=await _known_to(db, actor, supervision),
        files=await file_box(db, actor, supervision), next=_next(supervision, actor),
        paper=supervision.form != "system" and text is not None,
        number=await queries.count_cases(db, cases) if cases is not None else 0, shown=SHOWN_CASES,
        live=supervision.subject == "topic", plan=await _plan(db, supervision, known),
    )  # fmt: skip


def _facts(supervision: Supervision, known: Known, names: dict[uuid.UUID, str]) -> Iterator[Fact]:
    yield Fact(N_("Form"), FORMS[supervision.form])
    yield Fact(N_("About"), SUBJECTS[supervision.subject])
    if supervision.unit_id is not None:
        yield Fact(N_("Unit"), known.unit(supervision.unit_id))
    if supervision.leader_id is not None:
        yield Fact(N_("Instructed by"), names.get(supervision.leader_id, ""))
        yield Fact(N_("Date of the instruction"), supervision.instructed_on)
    yield Fact(N_("Begun"), supervision.opened_at)
    if supervision.issued_at is not None and supervision.form != "system":
        yield Fact(N_("Issued on"), supervision.issued_at)
        if supervision.issued_by in names and supervision.issued_by is not None:
            signed = supervision.form in SIGNED_FORMS
            yield Fact(N_("Signed by") if signed else N_("Issued by"), names[supervision.issued_by])
    if supervision.look_back_on is not None:
        yield Fact(N_("Look-back on"), supervision.look_back_on)
    if supervision.closed_at is not None:
        yield Fact(N_("Ended"), supervision.closed_at)


def _latest(
    entries: list[SupervisionEntry], remarks: dict[int, list[SupervisionRemark]], act: str, task: str | None = None
) -> str:  # fmt: skip
    """What was written at the latest of these acts, so that whoever judges it has it before their eyes."""
    found = [one for one in entries if one.act == act and (task is None or one.data.get("task") == task)]
    return "\n".join(remark.body for remark in remarks.get(found[-1].seq, ())) if found else ""


def _task(task: SupervisionTask, known: Known, report: str) -> ShownTask:
    running = task.state in ("waiting", "open")
    milestone = task.unit_id is None and not task.lead  # what the government above asks of us is reported
    due = N_("Due") if milestone else N_("Report due")
    clock = limit(due, task.due_at, known.calendar, known.now) if running else None
    facts = []
    if task.reported_at is not None:
        facts.append(Fact(N_("Reported"), task.reported_at))
    if task.done_at is not None:
        facts.append(Fact(N_("Done"), task.done_at))
    name = known.unit(task.unit_id) if task.unit_id else known.says(N_("Ourselves"))
    return ShownTask(
        name,
        task.what,
        task_pill(task.state, own=milestone),
        clock,
        task.lead,
        tuple(facts),
        report,
    )


async def _ledger(
    db: Db, actor: Actor, supervision: Supervision
) -> tuple[list[SupervisionEntry], dict[int, list[SupervisionRemark]], dict[uuid.UUID, str]]:
    """The entries with their remarks; a unit reads what concerns everybody and what concerns itself."""
    wanted = select(SupervisionEntry).where(
        SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id == supervision.id
    )
    entries = list((await db.execute(wanted.order_by(SupervisionEntry.seq))).scalars())
    if actor.role in UNIT_ROLES:
        entries = [one for one in entries if one.data.get("unit") in (None, str(actor.unit_id))]
    words = select(SupervisionRemark).where(
        SupervisionRemark.tenant_id == db.tenant, SupervisionRemark.supervision_id == supervision.id
    )
    remarks: dict[int, list[SupervisionRemark]] = {}
    for remark in (await db.execute(words)).scalars():
        remarks.setdefault(remark.seq, []).append(remark)
    accounts = {entry.account_id for entry in entries} | {supervision.leader_id, supervision.issued_by}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(accounts - {None})))
    return entries, remarks, {row.id: row.name for row in rows}


def _event(
    entry: SupervisionEntry,
    remarks: dict[int, list[SupervisionRemark]],
    names: dict[uuid.UUID, str],
    known: Known,
    *,
    linked: bool,
) -> Event:
    act, icon, tone = ENTRIES.get(entry.act, (N_("Something happened"), "point", "neutral"))
    parts = [names.get(entry.account_id, "") if entry.account_id else ""]
    parts.append(known.says(ROLE_NAMES[entry.role]) if entry.role in ROLE_NAMES else "")
    facts = [Fact(N_("Unit"), known.unit(uuid.UUID(entry.data["unit"])))] if entry.data.get("unit") else []
    if entry.data.get("number") and entry.act in ("sign_issue", "issue", "came_from_above"):
        facts.append(Fact(N_("Number"), str(entry.data["number"])))
    if entry.data.get("paper"):
        number = str(entry.data["number"])
        facts.append(Fact(N_("Paper"), Link(number, f"/papers/{entry.data['paper']}") if linked else number))
    if entry.data.get("rule") in RULES:
        facts.append(Fact(N_("Why"), why(entry.data, known.reader)))
    if entry.act == "stood_still":
        facts.append(
            Fact(N_("The government was suspended from"), dt.datetime.fromisoformat(entry.data["begin"]))
        )
        facts.append(Fact(N_("until"), dt.datetime.fromisoformat(entry.data["end"])))
        facts.append(Fact(N_("Due"), dt.datetime.fromisoformat(entry.data["due"])))
        facts.append(Fact(N_("instead of"), dt.datetime.fromisoformat(entry.data["was"])))
    if entry.data.get("outcome") == "void":
        facts.append(Fact(N_("Held against the unit"), N_("No")))
    words = "\n".join(remark.body for remark in remarks.get(entry.seq, ()))
    who = " · ".join(part for part in parts if part) or known.says(N_("The system"))
    return Event(entry.at, act, who, icon, tone, tuple(facts), words or None)


async def _cases(db: Db, actor: Actor, cases: Select[Any], known: Known) -> list[dict[str, object]]:
    """The first of the cases it is about."""
    linked = actor.may("case.read") or actor.may("case.read_unit")
    first = cases.order_by(Case.due_at.nulls_last(), Case.id).limit(SHOWN_CASES)
    return [
        {"link": Link(row.number, f"/cases/{row.case_id}") if linked else row.number, "title": row.title,
         "state": case_state(row.state), "unit": known.unit(row.lead_unit_id),
         "left": limit(N_("Due"), row.due_at, known.calendar, known.now)}
        for row in await db.execute(first)
    ]  # fmt: skip


async def _plan(db: Db, supervision: Supervision, known: Known) -> ShownPlan | None:
    if supervision.plan:
        return own_plan(topic_of(supervision.plan), known)
    above = await seen_above(db, supervision)
    return plan_above(above, known) if above else None


async def _known_to(db: Db, actor: Actor, supervision: Supervision) -> KnownTo | None:
    """How far a notice that was made known has been read."""
    if supervision.form != "circular" or supervision.side != "own" or supervision.issued_at is None:
        return None
    sent = await addressees_of(db, supervision.id)
    read = sum(one.read_at is not None for one in sent)
    able = actor.may("guidance.read") and actor.role not in UNIT_ROLES
    return KnownTo(len(sent), read, f"/guidance/{supervision.id}" if able else None) if sent else None


def _next(supervision: Supervision, actor: Actor) -> dict[str, object] | None:
    """The rung above, for those who may take the matter there."""
    rung = next_rung(supervision.level)
    if rung is None or not actor.may("supervision.issue") or supervision.side == "lower":
        return None
    if supervision.state != "issued":
        return None
    about = f"case={supervision.case_id}" if supervision.case_id else f"under={supervision.id}"
    url = f"/supervision/new?form={RUNGS[rung].form}&{about}"
    return {"name": RUNGS[rung].name, "url": url}
