"""What a unit that becomes a government has in hand, with what stands under it, is opened there as orders, and for a
week all of it can be taken back.

Assignments go over with their clocks. An order of a township is dispatched on to it at once, in its new house; where
that cannot be, it waits at the desk. What waits for the city's review stays until it is judged.
"""

import datetime as dt
import logging
import uuid
from typing import Any

from sqlalchemy import select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import Refused
from hotline_tenants.boundaries.changing_places import pair_of, takers_there
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.supervisions import held_cards
from hotline_tenants.boundaries.supervisions_above import cards_follow
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Case, CaseText
from hotline_tenants.cases.reaching import locked
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.ledger import counting
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.referrals.descending import end_down, refer
from hotline_tenants.referrals.links import link_down
from hotline_tenants.supervision.cards_below import put_known_cards_below
from hotline_tenants.supervision.travelling import lift_below

log = logging.getLogger(__name__)

IN_HAND = ("dispatched", "signed", "handling", "signing_off")
_UNSEEN = {"synchronize_session": False}


async def next_in_hand(
    db: Db, plan: BoundaryPlan, *, back: bool, batch: int
) -> tuple[list[tuple[uuid.UUID, uuid.UUID]], bool]:
    """The next assignments to go with their cases, in the order of the cases; and whether others wait for review."""
    _, government = await pair_of(db, plan)
    units = [government.id] if back else [*plan.roots, *takers_there(plan)]
    theirs = Assignment.tenant_id == db.tenant, Assignment.unit_id.in_(units)
    wanted = (
        select(Assignment.case_id, Assignment.id)
        .where(*theirs, Assignment.state.in_(IN_HAND))
        .order_by(Assignment.case_id, Assignment.id)
        .limit(batch)
    )
    found = [(row[0], row[1]) for row in await db.execute(wanted)]
    waiting = select(Assignment.id).where(*theirs, Assignment.state == "replied").limit(1)
    return found, (await db.execute(waiting)).first() is not None and not back


async def convert(
    db: Db, plan: BoundaryPlan, chosen: list[tuple[uuid.UUID, uuid.UUID]], *, back: bool, at: dt.datetime
) -> int:
    """Each becomes an order of the new government, due when it was; or, back, its order ends and the unit has it that has
    the order there.
    """
    units = await unit_tree(db)
    ordinary, government = await pair_of(db, plan)
    done = 0
    for case_id, assignment_id in chosen:
        cards = await held_cards(db, [case_id])
        case = await locked(db, case_id)
        part = await _held(db, assignment_id)
        if part.state not in IN_HAND or (part.unit_id == government.id) != back:
            continue
        old = units.get(part.unit_id)
        against = [card for card in cards if card.unit_id == old.id]
        new = units.find(await _who_has_it(db, plan, part)) or ordinary if back else government
        if back:
            await end_down(db, part, "taken_away", at=at)
            for card in cards:
                await lift_below(db, system_actor(db.tenant), card, at=at)
        area = case.area_id
        await _placed(db, case, part, old, new)
        await record(
            db, case, "unconvert" if back else "convert", system_actor(db.tenant), at=at, former=old.id, unit=new.id,
            plan=plan.id,
        )  # fmt: skip
        if not back:
            due: dict[str, Any] = {"id": part.id, "reply_due_at": part.reply_extended_at or part.reply_due_at}
            await refer(db, system_actor(db.tenant), case, due, government, at=at)
            await db.write()
            await put_known_cards_below(db, against, government.id)
            await _hand_on(db, plan, part, old, area, at=at)
        done += 1
    return done


async def _hand_on(
    db: Db, plan: BoundaryPlan, part: Assignment, old: UnitInfo, area: uuid.UUID | None, *, at: dt.datetime
) -> None:
    """The order lies where the demand did, and goes on to whoever had the assignment."""
    takers = takers_there(plan)
    link = await link_down(db, part.id)
    if link is None or (old.id not in takers and area not in takers):
        return
    async with across(db, because=link):
        order = await locked(db, link.other_case_id)
        if area in takers:
            with counting(db, "case", order):
                order.area_id = takers[area]
        if old.id in takers:
            await _dispatch(db, order, takers[old.id], at=at)


async def _dispatch(db: Db, order: Case, unit_id: uuid.UUID, *, at: dt.datetime) -> None:
    content = select(CaseText).where(CaseText.tenant_id == db.tenant, CaseText.case_id == order.id)
    text = (await db.execute(content)).scalar_one()  # of a protected demand it is struck already
    decision = Dispatch(
        category_id=order.category_id, lead_id=unit_id, struck_title=text.title, struck_body=text.body
    )
    try:
        await dispatch(db, system_actor(db.tenant), order.id, decision, version=None, at=at)
    except Refused as refusal:
        log.info("order %s waits at the desk: %s", order.id, refusal.message.text)


async def _who_has_it(db: Db, plan: BoundaryPlan, part: Assignment) -> uuid.UUID | None:
    """The unit here for the one that has the order there; None where that is none of those that went."""
    if (link := await link_down(db, part.id)) is None:
        return None
    async with across(db, because=link):
        wanted = select(Case.lead_unit_id).where(Case.tenant_id == db.tenant, Case.id == link.other_case_id)
        lead = (await db.execute(wanted)).scalar_one_or_none()
    return next((here for here, there in takers_there(plan).items() if there == lead), None)


async def _held(db: Db, assignment_id: uuid.UUID) -> Assignment:
    wanted = select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.id == assignment_id)
    return (await db.execute(wanted.with_for_update().execution_options(populate_existing=True))).scalar_one()


async def _placed(db: Db, case: Case, part: Assignment, old: UnitInfo, new: UnitInfo) -> None:
    with counting(db, "assignment", part):
        part.unit_id, part.governs_tenant_id = new.id, new.governs_tenant_id
    for model in (Clock, Ladder):
        await db.execute(
            update(model)
            .where(model.tenant_id == db.tenant, model.assignment_id == part.id, model.unit_id == old.id)
            .values(unit_id=new.id),
            execution_options=_UNSEEN,
        )
    await cards_follow(db, [case.id], old.id, new.id)
    with counting(db, "case", case):
        if case.lead_unit_id == old.id:
            case.lead_unit_id = new.id
        if case.area_id == old.id:
            case.area_id = new.id


async def follow_answered(db: Db, plan: BoundaryPlan) -> None:
    """What is answered and not closed yet follows when nothing is in hand any more: rework would go to who answered."""
    units = await unit_tree(db)
    _, government = await pair_of(db, plan)
    theirs = [*plan.roots, *takers_there(plan)]
    answered = (
        select(Assignment)
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, Assignment.unit_id.in_(theirs))
        .where(Assignment.state == "accepted", Case.state.not_in(ENDED))
        .order_by(Assignment.case_id)
    )
    for part in list((await db.execute(answered)).scalars()):
        case = await locked(db, part.case_id)
        await _placed(db, case, part, units.get(part.unit_id), government)
