"""Opening the cards of system supervision: one object for each matter, which climbs when a stricter rule fires."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import clock_actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Assignment
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import link_down
from hotline_tenants.supervision.cards_below import NewCard, put_cards_below, reasons, say_below
from hotline_tenants.supervision.ladder import RUNGS
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.recording import put_entry, record
from hotline_tenants.supervision.rules import Fired


@dataclass
class _New:
    """A card about to be written; what fires again in the same batch lets it climb."""

    fired: list[Fired] = field(default_factory=list)


async def open_cards(db: Db, fired: Sequence[Fired], *, at: dt.datetime) -> None:
    """Open a card for each matter that has none, and let those climb that have a lower one. The same event never
    opens a second one.
    """
    if not fired:
        return
    standing = await _standing(db, [one.case_id for one in fired])
    new: dict[tuple[Any, ...], _New] = {}
    for one in fired:
        matter = _matter(one.case_id, one.assignment_id, one.clock or one.rule)
        known = standing.get(matter)
        if known is not None:
            await _climb(db, known, one)
        else:
            new.setdefault(matter, _New()).fired.append(one)
    await put_cards_below(db, [await _put(db, card.fired) for card in new.values()])
    for one in (card.fired[-1] for card in new.values()):
        if one.clock is None:  # of its clocks the sweep has told everybody
            await _tell(db, one, at=at)


async def _standing(db: Db, cases: Sequence[uuid.UUID]) -> dict[tuple[Any, ...], Supervision]:
    wanted = select(Supervision).where(
        Supervision.tenant_id == db.tenant, Supervision.case_id.in_(set(cases)), Supervision.form == "system",
        Supervision.side == "own", Supervision.state == "issued",
    )  # fmt: skip
    found = (await db.execute(wanted.with_for_update().execution_options(populate_existing=True))).scalars()
    return {_matter(one.case_id, one.assignment_id, one.clock or one.rule): one for one in found}


def _matter(*parts: Any) -> tuple[Any, ...]:
    return parts


async def _climb(db: Db, card: Supervision, fired: Fired) -> None:
    if RUNGS[fired.level].height <= RUNGS[card.level].height:
        return
    card.rule, card.level, card.level_at = fired.rule, fired.level, fired.at
    await record(db, card, "climb", clock_actor(db.tenant), at=fired.at, **_facts(fired))
    await say_below(db, card, "climb", at=fired.at, **reasons(fired))


async def _put(db: Db, fired: Sequence[Fired]) -> NewCard:
    first, last, card_id, head = fired[0], fired[-1], new_id(), GENESIS
    number = f"{first.number}-{first.seq}{first.mark}"
    for seq, one in enumerate(fired, start=1):
        act = "opened_by_rule" if seq == 1 else "climb"
        head = await put_entry(
            db, card_id, act, clock_actor(db.tenant), seq=seq, previous=head, at=one.at, data=_facts(one)
        )
    db.put(
        Supervision, id=card_id, number=number, form="system", level=last.level,
        level_at=last.at, subject="case", side="own", state="issued", rule=last.rule, clock=last.clock,
        cause_seq=first.seq, case_id=first.case_id, assignment_id=first.assignment_id, unit_id=first.unit_id,
        opened_at=first.at, issued_at=first.at, version=1, events=len(fired), head=head,
    )  # fmt: skip
    return NewCard(card_id, number, fired)


def _facts(fired: Fired) -> dict[str, Any]:
    return {"case": fired.case_id, "seq": fired.seq, "unit": fired.unit_id, **reasons(fired)}


async def _tell(db: Db, fired: Fired, *, at: dt.datetime) -> None:
    """The unit and its leader; for a district its desk, about its own order; and here those who supervise."""
    await _tell_of(db, fired, fired.case_id, ("supervisor",), at=at)
    unit = (await unit_tree(db)).find(fired.unit_id)
    if unit is None:
        return
    if unit.governs_tenant_id is None:
        await _tell_of(db, fired, fired.case_id, ("unit_officer", "unit_leader"), at=at, unit_id=unit.id)
        return
    latest = (
        select(Assignment.id)
        .where(Assignment.tenant_id == db.tenant, Assignment.case_id == fired.case_id)
        .where(Assignment.unit_id == unit.id)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    assignment_id = (await db.execute(latest)).scalar_one_or_none()
    link = await link_down(db, assignment_id) if assignment_id else None
    if link is not None:
        async with across(db, because=link):
            await _tell_of(db, fired, link.other_case_id, ("dispatcher", "supervisor", "duty_head"), at=at)


async def _tell_of(
    db: Db, fired: Fired, case_id: uuid.UUID, roles: Sequence[str], *, at: dt.datetime,
    unit_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    await tell(
        db,
        "rule_fired",
        subject_id=case_id,
        at=at,
        unit_id=unit_id,
        roles=roles,
        rule=fired.rule,
        number=fired.number,
    )
