"""Opening many imported cases at once: history as it was, without clock, card or notice.

Every row of a batch leaves in one statement per table (`Db.put`), and a border is crossed once for each district.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.audit.chains import digest_of
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.model import Assignment, Reply
from hotline_tenants.figures.ledger import NOTHING, count, counted
from hotline_tenants.figures.measures import pace_bucket
from hotline_tenants.imports.history import Happening, Here, PutCase, here, put_history
from hotline_tenants.imports.letters import Letter
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.referrals.model import Referral

UNKNOWN_ASSIGNMENT: dict[str, Any] = dict.fromkeys(Assignment.__table__.columns.keys())
"""An assignment of which nothing is known: what history does not say counts for nothing."""


@dataclass(frozen=True)
class Placed:
    """A letter whose place is known: the unit that is its district, or None for the tenant's own. `decided` is the
    act of the person who said so.
    """

    letter: Letter
    unit: UnitInfo | None
    decided: Happening | None = None


@dataclass(frozen=True)
class _Referred:
    letter: Letter
    case: PutCase
    assignment_id: uuid.UUID


async def open_imported(db: Db, source: str, batch: Sequence[Placed]) -> list[uuid.UUID]:
    """Open a case for each letter, with its answer where it brings one. Returns their ids in the same order.

    A letter without an answer is registered and, where it names a district, proposed for referral to it. One with an
    answer is closed: a district's answer stands in the city's assignment to that district and in an order of the
    district's own. Raises a unique violation for a source number that is there already.
    """
    place = await here(db)
    ids: list[uuid.UUID] = []
    below: dict[int, list[_Referred]] = {}
    for placed in batch:
        letter, unit = placed.letter, placed.unit
        decided = [placed.decided] if placed.decided else []
        if letter.answered_at is None:
            case = await put_history(
                db, place, source, letter, decided, proposed_id=unit.id if unit else None
            )
        elif unit is None:
            case = await put_history(db, place, source, letter, [*_answered(letter, "answer"), *decided])
        else:
            referred = await _answered_by(db, place, source, placed, unit, decided)
            case = referred.case
            assert unit.governs_tenant_id is not None
            below.setdefault(unit.governs_tenant_id, []).append(referred)
        ids.append(case.id)
    for tenant, group in sorted(below.items()):
        await _put_orders(db, source, tenant, group)
    return ids


def _answered(letter: Letter, act: str) -> list[Happening]:
    """An answer of which no unit is known: its text is a remark."""
    assert letter.answered_at is not None
    return [
        Happening(act, letter.answered_at, remarks={"answer": letter.answer}),
        Happening("close", letter.answered_at, {"ending": "imported"}),
    ]


async def _answered_by(
    db: Db, place: Here, source: str, placed: Placed, unit: UnitInfo, decided: Sequence[Happening]
) -> _Referred:
    """The city's side: an assignment to the district, replied and accepted, without a rule and so without limits."""
    letter, salt, assignment_id = placed.letter, new_salt(), new_id()
    written, answered = letter.written_at, letter.answered_at
    assert answered is not None
    after = [
        Happening("dispatch", written, {"units": [unit.id]}),
        Happening("replied", answered, {"unit": unit.id, "text": digest_of(salt, "", letter.answer)}),
        Happening("close", answered, {"ending": "imported"}),
        *decided,
    ]
    case = await put_history(db, place, source, letter, after, lead_id=unit.id)
    row = {
        "id": assignment_id, "case_id": case.id, "unit_id": unit.id, "origin": "imported", "lead": True,
        "state": "accepted", "round": 0, "governs_tenant_id": unit.governs_tenant_id, "dispatched_at": written,
        "dispatched_on": place.calendar.local_date(written), "contact_denied": False, "replied_at": answered,
        "replied_on": place.calendar.local_date(answered), "accepted_at": answered,
        "pace": pace_bucket((answered - written).total_seconds() / 86_400),
    }  # fmt: skip
    db.put(Assignment, **row)
    db.put(
        Reply, id=new_id(), case_id=case.id, assignment_id=assignment_id, inner="", public=letter.answer, salt=salt,
        drafted_at=answered, signed_off_at=answered, verdict="accepted", verdict_at=answered,
    )  # fmt: skip
    count(db, NOTHING, counted("assignment", UNKNOWN_ASSIGNMENT | row))
    return _Referred(letter, case, assignment_id)


async def _put_orders(db: Db, source: str, tenant: int, group: Sequence[_Referred]) -> None:
    """The orders of one district, with the city's numbers on them; which of its units answered is not known."""
    upper = db.tenant
    orders: list[PutCase] = []
    async with across(db, because=NewLink(upper, tenant)):
        place = await here(db)
        for one in group:
            order = await put_history(
                db,
                place,
                source,
                one.letter,
                _answered(one.letter, "replied"),
                superior_number=one.case.number,
            )
            _put_link(db, "lower", order.id, upper, one.case.id, one)
            orders.append(order)
    for one, order in zip(group, orders, strict=True):
        _put_link(db, "upper", one.case.id, tenant, order.id, one)


def _put_link(
    db: Db, side: str, case_id: uuid.UUID, other_tenant: int, other_case: uuid.UUID, one: _Referred
) -> None:
    # No limit is known: what is due never comes later than what was done.
    db.put(
        Referral, id=new_id(), side=side, case_id=case_id, assignment_id=one.assignment_id,
        other_tenant_id=other_tenant, other_case_id=other_case, superior_due_at=one.letter.answered_at,
        at=one.letter.written_at,
    )  # fmt: skip
