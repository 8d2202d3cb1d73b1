"""Submitting a demand: one row that a job takes up, and a query code that is known before anything is read."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import asyncpg
from sqlalchemy import text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Stale, refused_fields
from hotline_tenants.cases.opening import Demand, code_digest, digits_of
from hotline_tenants.intake.registering import why_not_register
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.units import UnitTree
from hotline_tenants.openness.codes import check_of, derived_code
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.places import public_areas

SHORTEST_PHONE = 5
_PIN = re.compile(r"[0-9]{4,8}")
_HOLDER = text("SELECT hotline_code_holder(:digest)")


@dataclass(frozen=True)
class Receipt:
    """What a citizen takes away. `check` says what the code is used with: "pin", "phone", or "" for nothing."""

    code: str
    check: str
    received_at: dt.datetime


async def submit(
    database: Database, tenant: int, demand: Demand, *, form_id: uuid.UUID, at: dt.datetime
) -> Receipt:
    """Keep the demand for the job, as the public's role, in a transaction of its own.

    The same form with the same words is one submission, however often it is sent, and gives the same receipt. Raises
    Refused by field, and Stale where the form was sent before with other words: nothing of now was kept.
    """
    for _ in range(2):
        try:
            async with database.transaction(standing_in(tenant), "public") as db:
                return await _deliver(db, demand, form_id, at)
        except asyncpg.UniqueViolationError:
            continue  # Another click was quicker; now its code can be found.
    raise Stale(
        N_(
            "You have sent this form before, with other words, and that demand was received. If you want to send "
            "this one too, press the button again: it becomes a second demand with a code of its own."
        )
    )


async def _deliver(db: Db, demand: Demand, form_id: uuid.UUID, at: dt.datetime) -> Receipt:
    wrong = why_not_submit(demand, await public_areas(db))
    if wrong:
        raise refused_fields(wrong)
    check = check_of(demand)
    receipt: Receipt | None = None
    for turn in range(10):
        code = derived_code(db.secret, db.tenant, form_id, demand, turn)
        digest = code_digest(db.secret, db.tenant, code, check)
        holder = (await db.execute(_HOLDER, {"digest": digest})).scalar_one()
        if holder in (None, form_id):
            receipt = Receipt(code, "pin" if demand.pin else "phone" if check else "", at)
            break
    assert (
        receipt is not None
    )  # Ten codes in a row that all belong to others: the secret would have to be broken.
    if holder is None:
        payload = {name: value for name, value in asdict(demand).items() if value not in (None, "")}
        db.put(
            Submission, id=form_id, kind="demand", payload={**payload, "code": receipt.code}, code_digest=digest,
            made_at=at,
        )  # fmt: skip
    return receipt


def why_not_submit(demand: Demand, areas: UnitTree) -> Mapping[str, Message]:
    """What is wrong, field by field: the rules of the desk, and those of what is checked beside the code."""
    wrong = dict(why_not_register(demand, Classification(()), areas))
    if demand.caller_phone and len(digits_of(demand.caller_phone)) < SHORTEST_PHONE:
        wrong["caller_phone"] = N_("A telephone number has 5 to 30 digits, spaces and dashes.")
    if demand.pin and not _PIN.fullmatch(demand.pin):
        wrong["pin"] = N_("A PIN has 4 to 8 digits.")
    return wrong
