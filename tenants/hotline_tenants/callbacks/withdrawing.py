"""The caller takes the demand back: the hotline makes sure with the caller, and nothing is left open."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_tenants.callbacks.calling import refuse_if_from_above
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.rulings.lapsing import leave_nothing_open


async def withdraw(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    *,
    reason: str,
    confirmed: bool,
    version: int | None,
    at: dt.datetime,
) -> None:
    """End a case by the caller's own wish. Units never can; a danger to the public is handled all the same.

    Raises Refused by field `reason` or `confirmed`.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
    step = allowed(CASE, case.state, "withdraw", actor)
    await refuse_if_from_above(db, case)
    if refusal := why_not_withdraw(case):
        raise Refused(refusal)
    wrong = {}
    if not reason.strip():
        wrong["reason"] = N_("Write down why the caller withdraws.")
    if not confirmed:
        wrong["confirmed"] = N_("Confirm with the caller first.")
    if wrong:
        raise refused_fields(wrong)
    case.state, case.ending, case.due_at = step.to, "withdrawn", None
    await stop_clocks(db, case.id, ("desk", "callback"), at=at, void=True)
    await record(db, case, "withdraw", actor, at=at, remarks={"reason": reason}, ending="withdrawn")
    await leave_nothing_open(db, case, "withdrawn", at=at)


def why_not_withdraw(case: Case) -> Message | None:
    """None unless public safety is at stake (`domain.md` §3)."""
    if case.urgency == "extra_urgent":
        return N_("A danger to life or property is handled even if the caller withdraws.")
    return None
