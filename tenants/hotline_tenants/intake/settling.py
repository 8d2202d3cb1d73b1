"""What the desk settles at once: a direct answer, non-acceptance with guidance, a transfer."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.cases.ending import end_case
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.words import NOT_ACCEPTED, TRANSFER_LINES
from hotline_tenants.messages.callers import tell_caller
from hotline_tenants.referrals.ascending import signed_above
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.rulings.lapsing import leave_nothing_open


async def accept(db: Db, actor: Actor, case_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Take a demand on for dispatch. For an order from above this signs the city's assignment."""
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    case.state = allowed(CASE, case.state, "accept", actor).to
    if link is not None:
        await signed_above(db, actor, link, at=at)
    await record(db, case, "accept", actor, at=at)


async def answer(
    db: Db, actor: Actor, case_id: uuid.UUID, *, answer: str, version: int | None, at: dt.datetime
) -> None:
    """Answer the caller directly and close. Raises Refused by field `answer`."""
    case = await _at_the_desk(db, actor, case_id, "answer", version)
    if not answer.strip():
        raise refused_fields({"answer": N_("Write down what the caller was told.")})
    await end_case(db, case, "answered_directly", at=at)
    await record(db, case, "answer", actor, at=at, remarks={"answer": answer})
    await leave_nothing_open(db, case, "taken_away", at=at)


async def not_accept(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    *,
    reason: str,
    guidance: str,
    version: int | None,
    at: dt.datetime,
) -> None:
    """Do not accept, with a reason of the list and where the caller was guided. Raises Refused by field."""
    case = await _at_the_desk(db, actor, case_id, "not_accept", version)
    wrong = {}
    if reason not in NOT_ACCEPTED:
        wrong["reason"] = N_("Choose one of the list.")
    if not guidance.strip():
        wrong["guidance"] = N_("Say where the caller was guided.")
    if wrong:
        raise refused_fields(wrong)
    await end_case(db, case, "not_accepted", at=at)
    await record(db, case, "not_accept", actor, at=at, remarks={"guidance": guidance}, reason=reason)
    await tell_caller(db, case, "not_accepted", otherwise=None, at=at)
    await leave_nothing_open(db, case, "taken_away", at=at)


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A caller put through to an emergency line: whether all three spoke together, who answered there (name or badge
    number), and what was agreed.
    """

    line: str
    three_way: bool | None
    answered_by: str
    agreed: str


async def transfer(
    db: Db, actor: Actor, case_id: uuid.UUID, given: Transfer, *, version: int | None, at: dt.datetime
) -> None:
    """Note a transfer to one of the emergency lines and close. Raises Refused by field."""
    case = await _at_the_desk(db, actor, case_id, "transfer", version)
    if wrong := why_not_transfer(given):
        raise refused_fields(wrong)
    await end_case(db, case, "transferred", at=at)
    await record(
        db, case, "transfer", actor, at=at, remarks={"answered_by": given.answered_by, "agreed": given.agreed},
        line=given.line, three_way=given.three_way,
    )  # fmt: skip
    await leave_nothing_open(db, case, "taken_away", at=at)


def why_not_transfer(given: Transfer) -> dict[str, Message]:
    """What is wrong, field by field: whoever hands somebody in danger over knows to whom."""
    wrong: dict[str, Message] = {}
    if given.line not in TRANSFER_LINES:
        wrong["line"] = N_("Choose one of the list.")
    if given.three_way is None:
        wrong["three_way"] = N_("Say whether all three spoke together.")
    if not given.answered_by.strip():
        wrong["answered_by"] = N_("Write down who answered there: name or badge number.")
    if not given.agreed.strip():
        wrong["agreed"] = N_("Write down what was agreed.")
    return wrong


async def _at_the_desk(db: Db, actor: Actor, case_id: uuid.UUID, act: str, version: int | None) -> Case:
    case = await case_for(db, actor, case_id, lock=True, version=version)
    allowed(CASE, case.state, act, actor)
    if case.referred:
        raise refused_fields({"": N_("This order came from the government above: answer it through a unit.")})
    return case
