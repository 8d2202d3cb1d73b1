"""The calls of a day: taken over from what the operator beside the leader registered, or added by their number; what
the leader said on each; and the result list, closed when each is answered.
"""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.answering.lifecycle import DAY
from hotline_tenants.answering.model import AnsweredCall, AnsweringDay
from hotline_tenants.answering.reaching import day_for
from hotline_tenants.answering.recording import record
from hotline_tenants.answering.results import results_of
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import known_to as cases_known_to
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed

MOST = 500


async def gather(db: Db, actor: Actor, day_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> int:
    """Take over what the operator beside the leader registered in the hours; returns how many were new.

    Raises Refused where nobody is named who sits beside.
    """
    day = await day_for(db, actor, day_id, lock=True, version=version)
    allowed(DAY, day.state, "gather", actor)
    if day.operator_id is None:
        raise Refused(N_("Nobody is named who sits beside the leader: add the calls by their numbers."))
    new = await gather_into(db, actor, day, at=at)
    if not new:
        raise Refused(N_("Nothing new was registered beside the leader in these hours."))
    return new


async def gather_into(db: Db, actor: Actor, day: AnsweringDay, *, at: dt.datetime) -> int:
    """The same for a locked day; what is there already stays as it is."""
    registered = select(Case.id).where(
        Case.tenant_id == db.tenant, Case.registered_at.between(day.starts_at, day.ends_at),
        Case.registered_by == day.operator_id, *cases_known_to(db, actor),
    )  # fmt: skip
    found = (await db.scalars(registered.order_by(Case.registered_at, Case.id).limit(MOST))).all()
    new = await _put(db, day, list(found), at=at)
    if new:
        await record(db, day, "gather", actor, at=at, calls=new)
    return new


async def tie(
    db: Db, actor: Actor, day_id: uuid.UUID, *, number: str, version: int | None, at: dt.datetime
) -> None:
    """Add a case that was registered that day, by its number. Raises Refused by field `number`."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    allowed(DAY, day.state, "tie", actor)
    number = number.strip()
    wanted = select(Case).where(
        Case.tenant_id == db.tenant, Case.number == number, *cases_known_to(db, actor)
    )
    case = (await db.execute(wanted)).scalar_one_or_none() if actor.may("case.read") else None
    if case is None:
        raise refused_fields(
            {"number": N_("There is no case with the number %(number)s here.", number=number[:40])}
        )
    if case.registered_on != (await calendar_of(db)).local_date(day.starts_at):
        raise refused_fields({"number": N_("This case was not registered on that day.")})
    if not await _put(db, day, [case.id], at=at):
        raise refused_fields({"number": N_("This case is a call of an answering day already.")})
    await record(db, day, "tie", actor, at=at, number=case.number)


async def instruct(
    db: Db, actor: Actor, day_id: uuid.UUID, case_id: uuid.UUID, *, instruction: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Write down what the leader said is to be done. Raises NotFound, Refused by field `instruction`."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    allowed(DAY, day.state, "instruct", actor)
    wanted = select(AnsweredCall).where(
        AnsweredCall.tenant_id == db.tenant, AnsweredCall.day_id == day.id, AnsweredCall.case_id == case_id
    )
    call = (await db.execute(wanted)).scalar_one_or_none()
    if call is None:
        raise NotFound
    if len(instruction.strip()) < 2:
        raise refused_fields({"instruction": N_("Write down what the leader said.")})
    call.instruction, call.instructed_at = instruction.strip(), at
    await record(db, day, "instruct", actor, at=at, case=case_id)


async def close(db: Db, actor: Actor, day_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Close the result list. Raises Refused while a call is not answered."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    to = allowed(DAY, day.state, "close", actor).to
    results = await results_of(db, day.id, at=at)
    if refusal := why_not_close(day, [one.outcome for one in results], at):
        raise Refused(refusal)
    day.state, day.closed_at = to, at
    await record(db, day, "close", actor, at=at, calls=len(results))


def why_not_close(day: AnsweringDay, outcomes: list[str], at: dt.datetime) -> Message | None:
    """What keeps the result list open."""
    if day.ends_at > at:
        return N_("Not yet: the day is not over.")
    waiting = sum(one in ("waiting", "late") for one in outcomes)
    return N_("Not yet: %(number)s calls are not answered.", number=waiting) if waiting else None


async def _put(db: Db, day: AnsweringDay, cases: list[uuid.UUID], *, at: dt.datetime) -> int:
    if not cases:
        return 0
    rows = [
        {"tenant_id": db.tenant, "day_id": day.id, "case_id": one, "instruction": "", "tied_at": at}
        for one in cases
    ]
    made = insert(AnsweredCall).values(rows).on_conflict_do_nothing(index_elements=["tenant_id", "case_id"])
    return len((await db.execute(made.returning(AnsweredCall.case_id))).all())
