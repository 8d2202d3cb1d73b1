"""What travels from the city down to a district: the order itself, sendings back, rework, the end."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import (
    OPEN,
    mark_reworked,
    mark_sent_back,
    mark_withdrawn,
    open_assignment,
)
from hotline_tenants.cases.ending import ENDED, end_order, reopen_case
from hotline_tenants.cases.following import answer_merged, let_go_merged
from hotline_tenants.cases.model import Assignment, Case, CasePerson, CaseText
from hotline_tenants.cases.opening import Demand, open_case
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.word_marks import put_marks
from hotline_tenants.enclosures.carrying import copy_down
from hotline_tenants.ladders.starting import rouse, rouse_desk
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.referrals.links import link_down
from hotline_tenants.referrals.model import Referral
from hotline_tenants.referrals.taking import need_going_on, need_taking


async def refer(
    db: Db, actor: Actor, case: Case, assignment: Mapping[str, Any], unit: UnitInfo, *, at: dt.datetime
) -> None:
    """Open the district's own order for an assignment just dispatched to it, with the city's number on it.

    A protected or secret demand goes down without the person. Raises Refused where the government takes no orders.
    """
    assert unit.governs_tenant_id is not None
    await need_taking(db, unit.governs_tenant_id)
    content, code = await _demand(db, case)
    link = NewLink(db.tenant, unit.governs_tenant_id)
    upper = db.tenant
    async with across(db, because=link):
        category = (await classification(db)).by_code(code)
        demand = Demand(**content, category_id=category.id if category else None)
        order = await open_case(db, actor, demand, at=at)
        put_marks(db, order.id, demand.title, demand.place)
        _put_link(db, "lower", order.id, upper, case.id, assignment, at)
        await tell(
            db, "referred_to_you", subject_id=order.id, at=at, roles=("dispatcher",), number=order.number
        )
        await rouse_desk(db, order.id, demand.urgency, above=case.id, at=at)
    _put_link(db, "upper", case.id, link.other_tenant_id, order.id, assignment, at)
    if case.confidentiality == "normal":  # a file may show who asked
        await copy_down(db, actor, link, case.id, order.id, at=at)


async def send_back_down(
    db: Db, actor: Actor, assignment: Assignment, reason: str, *, at: dt.datetime
) -> None:
    """The city did not accept the district's answer: the district's lead unit goes on handling. Raises Refused where
    nobody is there to do so.
    """
    await need_taking(db, assignment.governs_tenant_id)
    link = await link_down(db, assignment.id)
    assert link is not None
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        lead = _lead(await assignments_of(db, order))
        await mark_sent_back(db, order, lead, at=at)
        await record(db, order, "sent_back_from_above", actor, at=at, remarks={"reason": reason})
        if lead.governs_tenant_id is not None:
            await send_back_down(db, actor, lead, reason, at=at)
        else:
            await _tell_unit(db, order, lead, "sent_back", at=at)


async def rework_down(
    db: Db,
    actor: Actor,
    case: Case,
    former: Assignment,
    renewed: Mapping[str, Any],
    reason: str,
    *,
    at: dt.datetime,
) -> None:
    """Rework reaches the very unit that handled the district's order, with a rule and clocks of its own. Raises
    Refused where the district takes no orders.
    """
    await need_going_on(db, former.governs_tenant_id)
    link = await link_down(db, former.id)
    assert link is not None
    upper = db.tenant
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        lead = _lead(await assignments_of(db, order))
        mark_reworked(db, lead)
        if order.state in ENDED:
            reopen_case(db, order)
        order.state, order.round = "dispatched", order.round + 1
        unit = (await unit_tree(db)).get(lead.unit_id)
        row = await open_assignment(
            db, order, unit, lead=True, at=at, situation="rework", no_later_than=renewed["reply_due_at"]
        )
        _put_link(db, "lower", order.id, upper, case.id, renewed, at)
        await record(
            db, order, "rework", actor, at=at, remarks={"reason": reason}, round=order.round, unit=unit.id,
            due=row["reply_due_at"],
        )  # fmt: skip
        if unit.governs_tenant_id is not None:
            await rework_down(db, actor, order, lead, row, reason, at=at)
        else:
            await tell(
                db, "rework", subject_id=order.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
                number=order.number,
            )  # fmt: skip
            await rouse(db, order, row, above=case.id, at=at)
    _put_link(db, "upper", case.id, link.other_tenant_id, link.other_case_id, renewed, at)


async def close_down(db: Db, assignment: Assignment, *, at: dt.datetime) -> None:
    """The case above is closed: the order below ends with it, and what that one opened further on."""
    link = await link_down(db, assignment.id)
    if link is None:
        return
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        if order.state in ENDED:
            return
        await end_order(db, order, "answered_upwards", at=at)
        await record(db, order, "close", system_actor(db.tenant), at=at, ending="answered_upwards")
        await answer_merged(db, order, at=at)
        for own in await assignments_of(db, order):
            if own.governs_tenant_id is not None:
                await close_down(db, own, at=at)


async def end_down(db: Db, assignment: Assignment, ending: str, *, at: dt.datetime) -> None:
    """The city's assignment to the district is over: so is the district's order, with everything open in it."""
    link = await link_down(db, assignment.id)
    if link is None:
        return
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        if order.state in ENDED:
            return
        for own in await assignments_of(db, order):
            if own.state in OPEN:
                await mark_withdrawn(db, order, own, at=at)
                if own.governs_tenant_id is not None:
                    await end_down(db, own, ending, at=at)
                else:
                    await _tell_unit(db, order, own, "taken_away", at=at)
        await end_order(db, order, ending, at=at)
        await record(db, order, "close", system_actor(db.tenant), at=at, ending=ending)
        await let_go_merged(db, order, at=at)
        await tell(db, "order_ended", subject_id=order.id, at=at, roles=("dispatcher",), number=order.number)


async def _demand(db: Db, case: Case) -> tuple[dict[str, Any], str | None]:
    text = (
        await db.execute(select(CaseText).where(CaseText.tenant_id == db.tenant, CaseText.case_id == case.id))
    ).scalar_one()
    person = (
        await db.execute(
            select(CasePerson).where(CasePerson.tenant_id == db.tenant, CasePerson.case_id == case.id)
        )
    ).scalar_one()
    category = (await classification(db)).find(case.category_id)
    open_person = case.confidentiality == "normal"
    title, body = text.title, text.body
    if not open_person:
        title, body = text.struck_title or title, text.struck_body or body
    demand = {
        "title": title, "body": body, "place": text.place, "type": case.type, "channel": case.channel,
        "urgency": case.urgency, "confidentiality": case.confidentiality, "superior_number": case.number,
        "caller_name": person.name if open_person else "", "caller_phone": person.phone if open_person else "",
    }  # fmt: skip
    return demand, category.code if category else None


def _put_link(
    db: Db, side: str, case_id: uuid.UUID, other_tenant: int, other_case: uuid.UUID, assignment: Mapping[str, Any],
    at: dt.datetime,
) -> None:  # fmt: skip
    db.put(
        Referral, id=new_id(), side=side, case_id=case_id, assignment_id=assignment["id"],
        other_tenant_id=other_tenant, other_case_id=other_case, superior_due_at=assignment["reply_due_at"], at=at,
    )  # fmt: skip


def _lead(assignments: list[Assignment]) -> Assignment:
    return next(one for one in reversed(assignments) if one.lead)


async def _tell_unit(db: Db, case: Case, assignment: Assignment, kind: str, *, at: dt.datetime) -> None:
    await tell(
        db, kind, subject_id=case.id, at=at, unit_id=assignment.unit_id, roles=("unit_officer", "unit_leader"),
        number=case.number,
    )  # fmt: skip
