"""Decisions until they are done: the unit reports, the office confirms, sends back, postpones or lifts."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.meetings.inviting import (
    HOUSE_ROLES_TOLD,
    INVITED,
    KEEPERS_TOLD,
    KIND,
    UNIT_ROLES_TOLD,
    follow_below,
    invited_to,
)
from hotline_tenants.meetings.lifecycle import DECISION, MEETING, WAITING
from hotline_tenants.meetings.minuting import why_not_due
from hotline_tenants.meetings.model import Meeting, MeetingDecision
from hotline_tenants.meetings.reaching import decision_of, invited_for, meeting_for, meeting_of, read_by
from hotline_tenants.meetings.recording import content_of, record


async def report(
    db: Db, actor: Actor, meeting_id: uuid.UUID, decision_id: uuid.UUID, *, report: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """A unit says what it did. Raises NotFound for a decision that is not its own, Refused by field `report`."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        raise NotFound
    await _report(db, actor, meeting, decision_id, actor.unit_id, report, at=at)


async def report_from_below(
    db: Db, actor: Actor, invited_id: uuid.UUID, decision_id: uuid.UUID, *, report: str, at: dt.datetime
) -> None:
    """The same for a government that is invited, from its own house. Raises NotFound, Refused by field `report`."""
    invited = await invited_for(db, actor, invited_id)
    actor.need("meeting.answer")
    async with across(db, because=invited):
        meeting = await meeting_of(db, invited.other_id, lock=True)
        await _report(db, actor, meeting, decision_id, invited.unit_id, report, at=at)


async def confirm(
    db: Db,
    actor: Actor,
    meeting_id: uuid.UUID,
    decision_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """It is done; with the last one the meeting is closed."""
    meeting, decision, to = await _locked(db, actor, meeting_id, decision_id, "confirm", version)
    decision.state, decision.done_at = to, at
    await tell_responsible(db, meeting, decision, "decision_confirmed", at=at)
    await record(db, meeting, "confirm", actor, at=at, unit=decision.unit_id)
    await _close(db, actor, meeting, at=at)


async def send_back(
    db: Db, actor: Actor, meeting_id: uuid.UUID, decision_id: uuid.UUID, *, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """It is not done yet. Raises Refused by field `reason`."""
    meeting, decision, to = await _locked(db, actor, meeting_id, decision_id, "send_back", version)
    _need_reason(reason)
    decision.state = to
    await tell_responsible(db, meeting, decision, "decision_sent_back", at=at)
    await record(db, meeting, "send_back", actor, at=at, remarks={"reason": reason}, unit=decision.unit_id)


async def postpone(
    db: Db, actor: Actor, meeting_id: uuid.UUID, decision_id: uuid.UUID, *, due_on: dt.date, reason: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Another deadline, for a reason; the old one stays in the ledger. Raises Refused by field: `due_on`, `reason`."""
    meeting, decision, _ = await _locked(db, actor, meeting_id, decision_id, "postpone", version)
    if refusal := why_not_due(due_on, (await calendar_of(db)).local_date(at)):
        raise refused_fields({"due_on": refusal})
    _need_reason(reason)
    before, decision.due_on, decision.told = decision.due_on, due_on, 0
    await tell_responsible(db, meeting, decision, "decision_postponed", at=at)
    await record(
        db,
        meeting,
        "postpone",
        actor,
        at=at,
        remarks={"reason": reason},
        unit=decision.unit_id,
        due_on=due_on,
        before=before,
    )


async def lift(
    db: Db, actor: Actor, meeting_id: uuid.UUID, decision_id: uuid.UUID, *, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Nobody has to carry it out any more. Raises Refused by field `reason`."""
    meeting, decision, to = await _locked(db, actor, meeting_id, decision_id, "lift", version)
    _need_reason(reason)
    decision.state, decision.done_at = to, at
    await tell_responsible(db, meeting, decision, "decision_lifted", at=at)
    await record(db, meeting, "lift", actor, at=at, remarks={"reason": reason}, unit=decision.unit_id)
    await _close(db, actor, meeting, at=at)


async def tell_responsible(
    db: Db, meeting: Meeting, decision: MeetingDecision, kind: str, *, at: dt.datetime
) -> None:
    """Tell the unit that a decision is about, in its own house where it is a government."""
    (one,) = [each for each in await invited_to(db, meeting) if each.unit_id == decision.unit_id]
    if one.other_tenant_id is None:
        await tell(
            db,
            kind,
            subject_id=meeting.id,
            subject_kind=KIND,
            at=at,
            unit_id=one.unit_id,
            roles=UNIT_ROLES_TOLD,
        )
    elif one.other_id is not None:
        async with across(db, because=NewLink(meeting.tenant_id, one.other_tenant_id)):
            await tell(db, kind, subject_id=one.other_id, subject_kind=INVITED, at=at, roles=HOUSE_ROLES_TOLD)


async def _report(
    db: Db,
    actor: Actor,
    meeting: Meeting,
    decision_id: uuid.UUID,
    unit_id: uuid.UUID,
    words: str,
    *,
    at: dt.datetime,
) -> None:
    """Where the meeting is kept: only what the unit reads there, and only its own."""
    own = {
        each.id
        for one in await read_by(db, meeting, unit_id)
        for each in one.decisions
        if each.unit_id == unit_id
    }
    if decision_id not in own:
        raise NotFound
    decision = await decision_of(db, meeting, decision_id)
    to = allowed(DECISION, decision.state, "report", actor).to
    if len(words.strip()) < 5:
        raise refused_fields({"report": N_("Say what was done.")})
    decision.state, decision.report, decision.reported_at = to, words.strip(), at
    await record(db, meeting, "report", actor, at=at, remarks={"report": words}, unit=unit_id)
    await tell(db, "decision_reported", subject_id=meeting.id, subject_kind=KIND, at=at, roles=KEEPERS_TOLD)


async def _locked(
    db: Db, actor: Actor, meeting_id: uuid.UUID, decision_id: uuid.UUID, act: str, version: int | None
) -> tuple[Meeting, MeetingDecision, str]:
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    decision = await decision_of(db, meeting, decision_id)
    return meeting, decision, allowed(DECISION, decision.state, act, actor).to


async def _close(db: Db, actor: Actor, meeting: Meeting, *, at: dt.datetime) -> None:
    decisions = (await content_of(db, [meeting.id])).decisions
    if any(one.state in WAITING for one in decisions):
        return
    meeting.state, meeting.closed_at = MEETING["minuted", "all_done"].to, at
    await record(db, meeting, "all_done", actor, at=at)
    await follow_below(db, meeting)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise refused_fields({"reason": N_("Give a reason.")})
