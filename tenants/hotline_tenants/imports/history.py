"""One imported case with everything that is known to have happened to it, at the times at which it happened."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.model import Case, CasePerson, CaseText
from hotline_tenants.cases.numbers import next_number
from hotline_tenants.cases.recording import GENESIS, digest_of, put_event
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.figures.ledger import NOTHING, count, counted
from hotline_tenants.imports.letters import Letter


@dataclass(frozen=True)
class Happening:
    """One event of the chain to be written. Without `actor` it is the product that records it."""

    act: str
    at: dt.datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None


@dataclass(frozen=True)
class PutCase:
    """An imported case that is about to be written."""

    id: uuid.UUID
    number: str


async def put_history(
    db: Db, source: str, letter: Letter, after: Sequence[Happening], *, superior_number: str | None = None,
    lead_id: uuid.UUID | None = None, proposed_id: uuid.UUID | None = None,
) -> PutCase:  # fmt: skip
    """Put a case, its texts, its chain and its figures: registered when it was written, closed when it was answered.

    It starts no clock and tells nobody. The source's mark of the caller is no name and stands as a remark, which can
    be erased; it does not go down with a protected demand.
    """
    calendar = await calendar_of(db)
    on = calendar.local_date(letter.written_at)
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
    head = await _put_chain(db, case.id, [register, *after])
    closed_at = letter.answered_at
    row = {
        "id": case.id, "number": case.number, "origin": "imported", "type": letter.type, "channel": letter.channel,
        "urgency": "general", "confidentiality": confidentiality, "state": "closed" if closed_at else "registered",
        "ending": "imported" if closed_at else None, "category_id": None, "lead_unit_id": lead_id,
        "proposed_unit_id": proposed_id, "round": 0, "attempts": 0, "referred": superior_number is not None,
        "superior_number": superior_number, "registered_at": letter.written_at, "registered_on": on,
        "closed_at": closed_at, "closed_on": calendar.local_date(closed_at) if closed_at else None, "source": source,
        "source_number": letter.number, "version": 1 + len(after), "events": 1 + len(after), "head": head,
    }  # fmt: skip
    db.put(Case, **row)
    db.put(CaseText, case_id=case.id, title=letter.title, body=letter.body, place="", salt=text_salt)
    db.put(CasePerson, case_id=case.id, name="", phone="", salt=person_salt)
    count(db, NOTHING, counted("case", row))
    return case


async def _put_chain(db: Db, case_id: uuid.UUID, happenings: Sequence[Happening]) -> bytes:
    system = system_actor(db.tenant)
    head = GENESIS
    for seq, one in enumerate(happenings, 1):
        head = await put_event(
            db, case_id=case_id, seq=seq, previous=head, act=one.act, actor=one.actor or system, at=one.at,
            data=one.data, remarks=one.remarks,
        )  # fmt: skip
    return head
