"""Asking for long-pending: what cannot be solved now, with evidence and a day on which it is looked at again."""

import datetime as dt
import uuid
from collections.abc import Mapping

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.reaching import assignment_for, case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.rulings.asking import put_ruling, rulings_of, waiting
from hotline_tenants.rulings.words import DEFERRAL_REASONS

LONGEST = dt.timedelta(days=366)


async def ask(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, evidence: str,
    review_on: dt.date | None, version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """The lead unit asks to keep the case long-pending until a review day. Raises Refused by field."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "ask_deferral", actor)
    if not assignment.lead:
        raise Refused(N_("Only the lead unit can ask for long-pending."))
    if waiting(await rulings_of(db, case), "deferral", assignment):
        raise Refused(N_("Long-pending has been asked for already and waits to be ruled on."))
    calendar = await calendar_of(db)
    if wrong := why_not_words(reason, evidence, review_on, calendar.local_date(at)):
        raise refused_fields(wrong)
    assert review_on is not None
    wanted = end_of(calendar, review_on)
    await record(
        db, case, "ask_deferral", actor, at=at, remarks={"evidence": evidence}, unit=assignment.unit_id,
        reason=reason, review=wanted,
    )  # fmt: skip
    await put_ruling(
        db, actor, case, assignment, "deferral", level="final", reason=reason, wanted_at=wanted, at=at
    )
    await tell(db, "deferral_asked", subject_id=case.id, at=at, roles=("duty_head",), number=case.number)


def end_of(calendar: Calendar, day: dt.date) -> dt.datetime:
    """When the office closes on a day."""
    close = calendar.hours_on(day).written[-1][1]
    return dt.datetime.combine(day, close, calendar.zone).astimezone(dt.UTC)


def why_not_words(
    reason: str, evidence: str, review_on: dt.date | None, today: dt.date
) -> Mapping[str, Message]:
    """What is wrong with the words of a request, field by field."""
    wrong: dict[str, Message] = {}
    if reason not in DEFERRAL_REASONS:
        wrong["reason"] = N_("Choose one of the list.")
    if len(evidence.strip()) < 10:
        wrong["evidence"] = N_("Give the evidence: why it cannot be solved now, and what will change.")
    if review_on is None or not today < review_on <= today + LONGEST:
        wrong["review_on"] = N_("Choose a review day within the next twelve months.")
    return wrong
