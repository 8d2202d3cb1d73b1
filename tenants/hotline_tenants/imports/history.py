"""One imported case with everything that is known to have happened to it, at the times at which it happened."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.audit.chains import GENESIS, Chain, digest_of, event_hash, salted
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case, CaseEvent, CasePerson, CaseText, Remark
from hotline_tenants.cases.numbers import next_number
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.figures.ledger import NOTHING, count, counted
from hotline_tenants.imports.letters import Letter

UNKNOWN_CASE: dict[str, Any] = dict.fromkeys(Case.__table__.columns.keys())
"""A case of which nothing is known: what history does not say counts for nothing."""


@dataclass(frozen=True)
class Happening:
    """One event of the chain to be written. Without `actor` it is the product that records it."""

    act: str
    at: dt.datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None


@dataclass(frozen=True)
class Here:
    """What every row of a tenant needs to know of it: read before the first row is put, because a query in between
    would send a remark or an event before its case.
    """

    code: str
    calendar: Calendar


@dataclass(frozen=True)
class PutCase:
    """An imported case that is about to be written."""

    id: uuid.UUID
    number: str


async def here(db: Db) -> Here:
    """The tenant one stands in."""
    return Here((await registry_of(db)).get(db.tenant).code, await calendar_of(db))


async def put_history(
    db: Db, place: Here, source: str, letter: Letter, after: Sequence[Happening], *,
    superior_number: str | None = None, lead_id: uuid.UUID | None = None, proposed_id: uuid.UUID | None = None,
) -> PutCase:  # fmt: skip
    """Put a case, its texts, its chain and its figures: registered when it was written, closed when it was answered.

    It starts no clock and tells nobody. The source's mark of the caller is no name and stands as a remark, which can
    be erased; it does not go down with a protected demand.
    """
    on = place.calendar.local_date(letter.written_at)
    case = PutCase(new_id(), await next_number(db, on))
    confidentiality = "protected" if letter.type == "report" else "normal"
    text_salt, person_salt = new_salt(), new_salt()
    caller = "" if superior_number and confidentiality != "normal" else letter.caller
    register = Happening(
        "register", letter.written_at,
        {
            "number": case.number, "type": letter.type, "channel": letter.channel, "urgency": "general",
            "confidentiality": confidentiality, "superior_number": superior_number, "source": source,
            "source_number": letter.number, **letter.facts,
            "text": digest_of(text_salt, letter.title, letter.body, ""), "person": digest_of(person_salt, "", ""),
        },
        {"caller": caller},
    )  # fmt: skip
    closed_at = letter.answered_at
    row = {
        "id": case.id, "number": case.number, "origin": "imported", "type": letter.type, "channel": letter.channel,
        "urgency": "general", "confidentiality": confidentiality, "state": "closed" if closed_at else "registered",
        "ending": "imported" if closed_at else None, "lead_unit_id": lead_id, "proposed_unit_id": proposed_id,
        "round": 0, "attempts": 0, "referred": superior_number is not None, "superior_number": superior_number,
        "registered_at": letter.written_at, "registered_on": on, "closed_at": closed_at,
        "closed_on": place.calendar.local_date(closed_at) if closed_at else None, "source": source,
        "source_number": letter.number, "version": 1 + len(after), "events": 1 + len(after),
    }  # fmt: skip
    db.put(Case, **row, head=_put_chain(db, place, case.id, [register, *after]))
    db.put(CaseText, case_id=case.id, title=letter.title, body=letter.body, place="", salt=text_salt)
    db.put(CasePerson, case_id=case.id, name="", phone="", salt=person_salt)
    count(db, NOTHING, counted("case", UNKNOWN_CASE | row))
    return case


def _put_chain(db: Db, place: Here, case_id: uuid.UUID, happenings: Sequence[Happening]) -> bytes:
    """Put the events as `cases.recording` writes them, without a pause in between; returns the head of the chain."""
    head, chain = GENESIS, Chain(place.code, "case", case_id)
    for seq, one in enumerate(happenings, 1):
        actor = one.actor or system_actor(db.tenant)
        facts: dict[str, Any] = msgspec.to_builtins(one.data)
        for kind, body, salt, digest in salted(one.remarks):
            facts.setdefault("remarks", {})[kind] = digest
            db.put(Remark, id=new_id(), case_id=case_id, seq=seq, kind=kind, body=body, salt=salt)
        head = event_hash(
            head, chain, seq=seq, at=one.at, act=one.act, account_id=actor.account_id, role=actor.role,
            unit_id=actor.unit_id, data=facts,
        )  # fmt: skip
        db.put(
            CaseEvent, case_id=case_id, seq=seq, at=one.at, act=one.act, account_id=actor.account_id,
            role=actor.role, unit_id=actor.unit_id, data=facts, hash=head,
        )  # fmt: skip
    return head
