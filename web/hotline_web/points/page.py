"""What the page of one point shows: what it is, what holds of it, what can be done, everything that happened."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.points.acting import UNIT_CLOSED, point_for, unit_with_point, why_not_approve
from hotline_tenants.points.duty_lists import duty_lists, in_force
from hotline_tenants.points.lifecycle import FACTS, NOWHERE, acts, needed
from hotline_tenants.points.model import Point, PointChange, TestCall, TestRound
from hotline_tenants.points.recording import POINTS
from hotline_tenants.points.standing import Standing, standings, why_not_open
from hotline_tenants.points.words import ACTS as ACT_NAMES
from hotline_tenants.points.words import DONE, SUBJECTS
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.ledgers import entries_of, history_of
from hotline_web.network.words import KIND
from hotline_web.pieces import Event, Fact, Link, Text
from hotline_web.points.acts import ACTS, Act
from hotline_web.points.lists import point_url
from hotline_web.points.showing import names_of, state_pill

AnyRequest = Request[Any, Any, Any]

PARTICULARS: Mapping[str, Message] = {
    "telephone": N_("Telephone number"), "basis": N_("Legal basis"),
    "duty_list": N_("Version of the duty list"), "effective_from": N_("Effective from"),
    "trained_on": N_("Day of the training"), "subject": N_("What changed"), "happened_on": N_("Happened on"),
    "holder": N_("Now"), "note": N_("What is known of it"),
}  # fmt: skip
HOUSES: Mapping[str, Message] = {"to": N_("Government from then on"), "predecessor": N_("Government before")}
DAYS = ("effective_from", "trained_on", "happened_on")
ICONS = {
    "test_call": "phone-check", "hand_over": "transfer", "take_over": "transfer", "come_back": "transfer",
}  # fmt: skip
"""Signs of what is no act of this page."""


@dataclass(frozen=True)
class Offer:
    """An act with its form, or with why it cannot be done yet."""

    act: Act
    label: Message
    url: str
    form: Form[Any]
    why_not: Message | None
    open: bool


@dataclass(frozen=True)
class Held:
    """One fact that a point needs: whether it holds, and by what."""

    words: Message
    holds: bool
    by: Text | object


async def point_page(
    request: AnyRequest, db: Db, actor: Actor, unit_id: uuid.UUID, *, typed: tuple[str, Form[Any]] | None = None,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    """The page; `typed` is the form that did not pass, by the name of its act."""
    unit, point = await unit_with_point(db, unit_id), await point_for(db, unit_id)
    language, now = reader_language(request), moment(request)
    today = now.astimezone(registry(request).get(db.tenant).zone).date()
    standing = (await standings(db, (unit_id,), on=today))[unit_id]
    lists = await duty_lists(db, unit_id)
    changes = await _all(db, PointChange, PointChange.unit_id == unit_id, PointChange.happened_on.desc())
    return page(
        request, "points/point.html", status=status, unit=unit, point=point,
        state=state_pill(point.state if point else NOWHERE), facts=await _facts(db, unit, point, language),
        held=_held(unit, standing) if point else (), offers=_offers(actor, unit, point, standing, typed),
        lists=lists, in_force=in_force(lists, today), changes=changes, subjects=SUBJECTS, calls=await _calls(db, unit_id),
        history=await _history(request, db, unit_id), is_committee=unit.kind == "committee",
    )  # fmt: skip


async def _facts(db: Db, unit: UnitInfo, point: Point | None, language: str) -> list[Fact]:
    above = (await unit_tree(db)).find(unit.parent_id)
    names = await names_of(db, (point.applied_by, point.approved_by)) if point else {}
    facts = [
        Fact(N_("Code"), unit.code),
        Fact(N_("Kind"), KIND[unit.kind]),
        Fact(N_("Stands under"), Link(above.name(language), point_url(above.id)) if above else None),
    ]
    if point is None:
        return facts
    return [
        *facts,
        Fact(N_("Telephone number"), point.telephone or None),
        Fact(N_("Time of the application"), point.applied_at),
        Fact(N_("Applied for by"), names.get(point.applied_by) if point.applied_by else None),
        Fact(N_("Time of the approval"), point.approved_at),
        Fact(N_("Approved by"), names.get(point.approved_by) if point.approved_by else None),
        Fact(N_("Opened"), point.opened_at),
    ]


def _held(unit: UnitInfo, standing: Standing) -> list[Held]:
    by: Mapping[str, object] = {
        "telephone": standing.telephone, "duty_list": N_("version %(number)s", number=standing.duty_list),
        "accounts": N_("roles held in it: %(number)s", number=standing.accounts), "liaison": standing.liaison,
        "leader": standing.leader, "trained": standing.trained, "test_call": standing.test_call,
    }  # fmt: skip
    return [
        Held(FACTS[fact], standing.holds(fact), by[fact] if standing.holds(fact) else None)
        for fact in needed(unit.kind)
    ]


def _offers(
    actor: Actor, unit: UnitInfo, point: Point | None, standing: Standing, typed: tuple[str, Form[Any]] | None
) -> list[Offer]:
    state = point.state if point else NOWHERE
    found = []
    for name in acts(state, actor, unit.kind):
        act = ACTS[name]
        again = typed is not None and typed[0] == name
        form = (
            typed[1]
            if typed is not None and again
            else act.spec.blank(version=point.version if point else None)
        )
        url = f"{point_url(unit.id)}/{act.noun}"
        found.append(
            Offer(act, ACT_NAMES[name], url, form, _why_not(name, actor, unit, point, standing), again)
        )
    return found


def _why_not(
    name: str, actor: Actor, unit: UnitInfo, point: Point | None, standing: Standing
) -> Message | None:
    if name == "apply" and unit.closed:
        return UNIT_CLOSED
    if name in ("open", "resume"):
        return why_not_open(unit, standing)
    if name == "approve" and point is not None:
        return why_not_approve(point, actor)
    return None


async def _calls(db: Db, unit_id: uuid.UUID) -> Sequence[Any]:
    wanted = (
        select(TestCall, TestRound.title)
        .join(TestRound, (TestRound.tenant_id == db.tenant) & (TestRound.id == TestCall.round_id))
        .where(TestCall.tenant_id == db.tenant, TestCall.unit_id == unit_id)
        .order_by(TestCall.called_at.desc().nulls_first())
        .limit(20)
    )
    return (await db.execute(wanted)).all()


async def _history(request: AnyRequest, db: Db, unit_id: uuid.UUID) -> list[Event]:
    told = {act: (words, ACTS[act].icon if act in ACTS else ICONS[act]) for act, words in DONE.items()}
    known = {one.code: one.name(reader_language(request)) for one in registry(request)}
    entries = await entries_of(db, POINTS, unit_id)
    return await history_of(request, db, entries, told, facts=lambda entry: _told(entry, known))


def _told(entry: Any, governments: Mapping[str, str]) -> list[Fact]:
    data = entry.data
    facts = [Fact(label, _value(key, data[key])) for key, label in PARTICULARS.items() if data.get(key)]
    for key, label in HOUSES.items():
        if data.get(key):
            facts.append(Fact(label, governments.get(data[key], data[key])))
    if "passed" in data:
        facts.append(Fact(N_("Outcome of the call"), N_("Passed") if data["passed"] else N_("Not passed")))
    if data.get("late"):
        facts.append(Fact(N_("Filed late"), N_("Yes")))
    if data.get("with_unit"):
        facts.append(Fact(N_("Closed together with its unit"), N_("Yes")))
    if data.get("settled"):
        facts.append(Fact(N_("Announced changes that were settled"), data["settled"]))
    return facts


def _value(key: str, value: Any) -> Any:
    if key in DAYS:
        return dt.date.fromisoformat(value)
    return SUBJECTS.get(value, value) if key == "subject" else value if isinstance(value, int) else str(value)


async def _all(db: Db, model: Any, condition: Any, order: Any) -> Sequence[Any]:
    wanted = select(model).where(model.tenant_id == db.tenant, condition).order_by(order)
    return (await db.execute(wanted)).scalars().all()
