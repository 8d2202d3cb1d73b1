"""Recording what the caller says: contacted, solved, satisfied, three answers kept apart."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.callbacks.failing import mark_if_failed
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Assignment, Callback, Case
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.words import SATISFIED, SOLVED
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.figures.ledger import counting
from hotline_tenants.referrals.links import link_up


@dataclass(frozen=True, kw_only=True)
class Answers:
    """`unit_contacted` is the caller's word on whether the unit got in touch: it beats the unit's. `pressured` is theirs
    on whether somebody pressed them to withdraw or to be content. `solved` and `satisfied` are None where the caller
    was not reached.
    """

    contacted: bool | None
    unit_contacted: bool | None = None
    pressured: bool | None = None
    solved: str | None = None
    satisfied: str | None = None
    note: str = ""


async def call(
    db: Db, actor: Actor, case_id: uuid.UUID, answers: Answers, *, version: int | None, at: dt.datetime
) -> None:
    """Record one attempt. The first answer in a case counts for its lead unit, once. Raises Refused by field."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    allowed(CASE, case.state, "call", actor)
    await refuse_if_from_above(db, case)
    wrong = why_not_call(answers)
    if wrong:
        raise refused_fields(wrong)
    case.attempts += 1
    await put_answers(db, case, answers, source="officer", account_id=actor.account_id, at=at)
    if answers.contacted:
        await stop_clocks(db, case.id, ("callback",), at=at)
    await record(
        db, case, "call", actor, at=at, remarks={"note": answers.note}, contacted=answers.contacted,
        unit_contacted=answers.unit_contacted, pressured=answers.pressured, solved=answers.solved,
        satisfied=answers.satisfied,
    )  # fmt: skip
    await mark_if_failed(db, case, solved=answers.solved, satisfied=answers.satisfied, at=at)


async def put_answers(
    db: Db, case: Case, answers: Answers, *, source: str, account_id: uuid.UUID | None, at: dt.datetime
) -> None:
    """Keep the answers; the first valid ones of the first round are the lead unit's. Those of a merged case are its
    caller's alone: the matter has its vote already (`domain.md` §6).
    """
    contacted = bool(answers.contacted)
    db.put(
        Callback, id=new_id(), case_id=case.id, round=case.round, source=source, at=at, account_id=account_id,
        contacted=contacted, unit_contacted=answers.unit_contacted, pressured=answers.pressured,
        solved=answers.solved, satisfied=answers.satisfied,
    )  # fmt: skip
    lead = _first_lead(await assignments_of(db, case))
    if lead is None or not contacted:
        return
    with counting(db, "assignment", lead):
        if case.merged_into_id is None and lead.first_solved is None and lead.first_satisfied is None:
            lead.first_solved, lead.first_satisfied = answers.solved, answers.satisfied
        if answers.unit_contacted is False:
            lead.contact_denied = True


async def callbacks_of(db: Db, case: Case) -> Sequence[Callback]:
    """Every attempt of the present round, oldest first."""
    return (
        (
            await db.execute(
                select(Callback)
                .where(
                    Callback.tenant_id == db.tenant, Callback.case_id == case.id, Callback.round == case.round
                )
                .order_by(Callback.id)
            )
        )
        .scalars()
        .all()
    )  # fmt: skip


async def refuse_if_from_above(db: Db, case: Case) -> None:
    """Callback is made by the tenant that took the call, never by the one that handled it."""
    if case.referred and await link_up(db, case.id) is not None:
        raise Refused(N_("The government that took the call makes the callback."))


def why_not_call(answers: Answers) -> Mapping[str, Message]:
    """What is wrong with the answers, field by field; empty when nothing is."""
    wrong: dict[str, Message] = {}
    if answers.contacted is None:
        wrong["contacted"] = N_("Say whether the caller was reached.")
    elif answers.contacted:
        if answers.solved not in SOLVED:
            wrong["solved"] = N_("Choose one of the list.")
        if answers.satisfied not in SATISFIED:
            wrong["satisfied"] = N_("Choose one of the list.")
    elif answers.solved or answers.satisfied:
        wrong["contacted"] = N_("A caller who was not reached has given no answer.")
    return wrong


def _first_lead(assignments: Sequence[Assignment]) -> Assignment | None:
    return next((one for one in assignments if one.lead and one.state == "accepted"), None)
