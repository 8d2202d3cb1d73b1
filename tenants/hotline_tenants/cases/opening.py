"""Opening a case: the row, its erasable content, the first event of its chain, its desk clock."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS, digest_of
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.model import Case, CasePerson, CaseText, QueryCode
from hotline_tenants.cases.numbers import next_number
from hotline_tenants.cases.recording import keyed_digest, put_event
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.rules import Situation, choose, rules_at
from hotline_tenants.clocks.running import limit_of, put_clock
from hotline_tenants.figures.ledger import NOTHING, count, counted
from hotline_tenants.network.classification import classification


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What somebody asks for. `phone` holds digits, spaces and dashes as typed; empty where it is not known."""

    title: str
    body: str
    type: str
    channel: str
    urgency: str = "general"
    confidentiality: str = "normal"
    category_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    about_unit_id: uuid.UUID | None = None
    place: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    pin: str = ""
    form_id: uuid.UUID | None = None
    superior_number: str | None = None
    code: str | None = None
    declines_messages: bool = False


@dataclass(frozen=True)
class Opened:
    """A new case: its id, its number, and the caller's query code (None where nothing can check it)."""

    id: uuid.UUID
    number: str
    code: str | None


async def open_case(
    db: Db, actor: Actor, demand: Demand, *, at: dt.datetime, state: str = "registered"
) -> Opened:
    """Write everything a new case consists of. Nothing is sent before the transaction's next query or commit."""
    calendar = await calendar_of(db)
    categories = await classification(db)
    asked = Situation(
        demand.urgency, demand.channel, demand.type,
        tuple(one.code for one in categories.upwards(demand.category_id)),
    )  # fmt: skip
    limit = limit_of(calendar, choose(await rules_at(db, at), asked), "desk", start=at)
    assert limit is not None
    case_id, on = new_id(), calendar.local_date(at)
    number = await next_number(db, on)
    text_salt, person_salt = new_salt(), new_salt()
    head = await put_event(
        db, case_id=case_id, seq=1, previous=GENESIS, act="register", actor=actor, at=at,
        data={
            "number": number, "type": demand.type, "channel": demand.channel, "urgency": demand.urgency,
            "confidentiality": demand.confidentiality, "category": demand.category_id, "area": demand.area_id,
            "superior_number": demand.superior_number,
            "text": digest_of(text_salt, demand.title, demand.body, demand.place),
            "person": digest_of(person_salt, demand.caller_name, demand.caller_phone),
        },
    )  # fmt: skip
    row = {
        "id": case_id, "number": number, "origin": "live", "type": demand.type, "channel": demand.channel,
        "urgency": demand.urgency, "confidentiality": demand.confidentiality, "state": state, "ending": None,
        "category_id": demand.category_id, "area_id": demand.area_id, "about_unit_id": demand.about_unit_id, "round": 0, "attempts": 0,
        "referred": demand.superior_number is not None, "superior_number": demand.superior_number,
        "registered_at": at, "registered_on": on, "registered_by": actor.account_id, "due_at": limit.due_at,
        "form_id": demand.form_id, "version": 1, "events": 1, "head": head, "closed_on": None,
    }  # fmt: skip
    db.put(Case, **row)
    put_content(db, case_id, demand, text_salt, person_salt)
    put_clock(db, "desk", limit, case_id=case_id, start=at)
    count(db, NOTHING, counted("case", row))
    return Opened(case_id, number, _put_code(db, case_id, demand, at=at))


def put_content(db: Db, case_id: uuid.UUID, demand: Demand, text_salt: bytes, person_salt: bytes) -> None:
    """The erasable rows of a case."""
    db.put(
        CaseText, case_id=case_id, title=demand.title, body=demand.body, place=demand.place, salt=text_salt
    )
    db.put(
        CasePerson, case_id=case_id, name=demand.caller_name, phone=demand.caller_phone, salt=person_salt,
        phone_key=phone_key(db, demand.caller_phone), declines_messages=demand.declines_messages,
    )  # fmt: skip


def digits_of(phone: str) -> str:
    """The digits of a telephone number, without the country code of China."""
    digits = "".join(character for character in phone if character.isdigit())
    return digits.removeprefix("86") if len(digits) == 13 else digits


def phone_key(db: Db, phone: str) -> bytes | None:
    """By which a caller's earlier cases are found within one tenant; None without a number."""
    digits = digits_of(phone)
    return keyed_digest(db.secret, "phone", str(db.tenant), digits) if digits else None


def new_code(*, anonymous: bool) -> str:
    """Ten digits, to be used with a check, or sixteen characters for those who give nothing to check."""
    if anonymous:
        return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(16))
    return "".join(secrets.choice("0123456789") for _ in range(10))


def code_digest(secret: str, tenant: int, code: str, check: str) -> bytes:
    """What is stored of a query code; the check (last four digits or PIN) is part of it."""
    return keyed_digest(secret, "code", str(tenant), code.strip().upper(), check.strip())


def _put_code(db: Db, case_id: uuid.UUID, demand: Demand, *, at: dt.datetime) -> str | None:
    if demand.superior_number is not None:
        return None  # The tenant that took the call keeps the caller, and the caller's code.
    check = demand.pin or digits_of(demand.caller_phone)[-4:]
    code = demand.code or new_code(anonymous=not check)
    db.put(QueryCode, code_digest=code_digest(db.secret, db.tenant, code, check), case_id=case_id, made_at=at)
    return code
