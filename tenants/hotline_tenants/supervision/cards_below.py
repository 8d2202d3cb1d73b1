"""Cards about a district stand at its own desk too, and are there what they are here: it objects to them from there.

Whoever opens or moves a card holds it, so the district's is never locked before ours.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from hotline_platform.access.actor import clock_actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import WITHHELD
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.model import Referral
from hotline_tenants.supervision.model import Supervision, SupervisionEntry
from hotline_tenants.supervision.reaching import links_down
from hotline_tenants.supervision.recording import put_entry, record
from hotline_tenants.supervision.rules import Fired
from hotline_tenants.supervision.travelling import put_link, standing_below

_FACTS = ("rule", "level", "clock", "case", "seq", "unit")
MIRRORED = ("rule", "level", "level_at", "clock", "state", "closed_at", "outcome")


@dataclass(frozen=True)
class NewCard:
    """A card just opened: by what fired first, and what let it climb since."""

    id: uuid.UUID
    number: str
    fired: Sequence[Fired]


async def put_cards_below(db: Db, cards: Sequence[NewCard]) -> None:
    """Put those about districts on their desks: one crossing for each district."""
    districts = await _districts(db)
    orders = await _orders(db, [card for card in cards if card.fired[-1].unit_id in districts])
    to: dict[int, list[tuple[NewCard, Referral]]] = defaultdict(list)
    for card, order in orders:
        to[order.other_tenant_id].append((card, order))
    here = db.tenant
    for district, found in sorted(to.items()):
        put: list[tuple[NewCard, uuid.UUID]] = []
        async with across(db, because=found[0][1]):
            seen = await _seen_there(db, [order.other_case_id for _, order in found])
            for card, order in found:
                if order.other_case_id in seen:
                    put.append((card, await _put(db, card, order.other_case_id)))
                    put_link(db, "lower", put[-1][1], None, here, card.id)
        for card, lower_id in put:
            put_link(db, "upper", card.id, None, district, lower_id)


async def put_known_cards_below(db: Db, cards: Sequence[Supervision], district: uuid.UUID) -> None:
    """Put cards that stand already on the desk of the district that has their orders from now on, as their entries tell
    them.
    """
    open_ones = {card.id: card for card in cards if card.form == "system" and card.state == "issued"}
    wanted = select(SupervisionEntry).where(
        SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id.in_(open_ones),
        SupervisionEntry.act.in_(("opened_by_rule", "climb")),
    )  # fmt: skip
    fired: dict[uuid.UUID, list[Fired]] = defaultdict(list)
    for one in await db.scalars(wanted.order_by(SupervisionEntry.supervision_id, SupervisionEntry.seq)):
        fired[one.supervision_id].append(_fired(open_ones[one.supervision_id], one, district))
    await put_cards_below(
        db, [NewCard(each, str(open_ones[each].number), several) for each, several in fired.items()]
    )


def _fired(card: Supervision, entry: SupervisionEntry, district: uuid.UUID) -> Fired:
    because = {name: value for name, value in entry.data.items() if name not in _FACTS}
    assert card.case_id is not None
    return Fired(
        entry.data["rule"], entry.data["level"], card.case_id, str(card.number), entry.data["seq"], entry.at, district,
        card.assignment_id, entry.data["clock"], because,
    )  # fmt: skip


async def say_below(db: Db, card: Supervision, act: str, *, at: dt.datetime, **data: Any) -> None:
    """What a rule or an act just made of a card about a district is so there as well."""
    if card.unit_id not in await _districts(db):
        return
    for link in (await links_down(db, card.id)).values():
        async with standing_below(db, link) as lower:
            as_above(lower, card)
            await record(db, lower, act, clock_actor(db.tenant), at=at, **data)


def as_above(lower: Supervision, card: Supervision) -> None:
    """The deed on a locked card below."""
    for name in MIRRORED:
        setattr(lower, name, getattr(card, name))


def reasons(fired: Fired) -> dict[str, Any]:
    """Why a rule fired, in the words of its entry that both sides have."""
    return {"rule": fired.rule, "level": fired.level, "clock": fired.clock, **fired.because}


async def _districts(db: Db) -> set[uuid.UUID | None]:
    return {unit.id for unit in await unit_tree(db) if unit.kind == "government"}


async def _orders(db: Db, cards: Sequence[NewCard]) -> list[tuple[NewCard, Referral]]:
    """The order that each of these cards is about: of its own assignment, else of the latest of its unit in the case."""
    if not cards:
        return []
    wanted = (
        select(Referral, Assignment.case_id, Assignment.unit_id)
        .join(
            Assignment,
            and_(Assignment.tenant_id == Referral.tenant_id, Assignment.id == Referral.assignment_id),
        )
        .where(Referral.tenant_id == db.tenant, Referral.side == "upper", Assignment.tenant_id == db.tenant)
        .where(Referral.case_id.in_({card.fired[-1].case_id for card in cards}))
        .order_by(Assignment.id)
    )
    by_part: dict[Any, Referral] = {}
    for referral, case_id, unit_id in (await db.execute(wanted)).all():
        by_part[referral.assignment_id] = by_part[case_id, unit_id] = referral
    found = (
        (card, by_part.get(last.assignment_id or (last.case_id, last.unit_id)))
        for card in cards
        for last in card.fired[-1:]
    )
    return [(card, order) for card, order in found if order is not None]


async def _seen_there(db: Db, orders: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those orders that are not withheld from the government where we stand."""
    wanted = select(Case.id).where(Case.tenant_id == db.tenant, Case.id.in_(orders), Case.origin != WITHHELD)
    return set((await db.execute(wanted)).scalars())


async def _put(db: Db, card: NewCard, order: uuid.UUID) -> uuid.UUID:
    first, last, lower_id, head = card.fired[0], card.fired[-1], new_id(), GENESIS
    for seq, one in enumerate(card.fired, start=1):
        facts: Mapping[str, Any] = {"case": order, **reasons(one)}
        head = await put_entry(
            db, lower_id, "opened_above" if seq == 1 else "climb", clock_actor(db.tenant), seq=seq, previous=head,
            at=one.at, data=facts,
        )  # fmt: skip
    db.put(
        Supervision, id=lower_id, number=card.number, form="system", level=last.level, level_at=last.at, subject="case",
        side="lower", state="issued", rule=last.rule, clock=last.clock, case_id=order, opened_at=first.at,
        issued_at=first.at, version=1, events=len(card.fired), head=head,
    )  # fmt: skip
    return lower_id
