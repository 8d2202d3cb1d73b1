"""The minutes: what was said on each item, what was decided, by whom it is done until when; then they are issued."""

import datetime as dt
import uuid
from collections.abc import Collection
from functools import partial

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.meetings.inviting import invited_to, tell_invited
from hotline_tenants.meetings.lifecycle import DECISION, MEETING
from hotline_tenants.meetings.model import Meeting, MeetingDecision
from hotline_tenants.meetings.papers import KIND, places_of
from hotline_tenants.meetings.reaching import about_whom, decision_of, item_of, meeting_for
from hotline_tenants.meetings.recording import content_of, record
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.keeping import keep_paper
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.rulings.giving_back import ABOUT_THEM

MOST_DECISIONS = 60
LONGEST = dt.timedelta(days=3 * 366)
_NOT_YET = N_("Not yet: the meeting has not taken place.")


async def minute(
    db: Db, actor: Actor, meeting_id: uuid.UUID, item_id: uuid.UUID, *, minutes: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Write what was said and settled on an item. Raises Refused, also by field `minutes`."""
    meeting = await _locked(db, actor, meeting_id, "minute", version, at=at)
    item = await item_of(db, meeting, item_id)
    if len(minutes.strip()) < 5:
        raise refused_fields({"minutes": N_("Write down what was said and settled.")})
    item.minutes = minutes.strip()
    await record(db, meeting, "minute", actor, at=at, place=item.place)


async def decide(
    db: Db, actor: Actor, meeting_id: uuid.UUID, item_id: uuid.UUID, *, what: str, unit_id: uuid.UUID | None,
    due_on: dt.date, version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Write down a decision. Raises Refused, also by field: `what`, `unit_id`, `due_on`."""
    meeting = await _locked(db, actor, meeting_id, "decide", version, at=at)
    item, units = await item_of(db, meeting, item_id), await unit_tree(db)
    if len((await content_of(db, [meeting.id])).decisions) >= MOST_DECISIONS:
        raise Refused(N_("At most %(most)s decisions.", most=MOST_DECISIONS))
    wrong: dict[str, Message] = {}
    if len(what.strip()) < 5:
        wrong["what"] = N_("Write down what is to be done.")
    if unit_id is None or unit_id not in {one.unit_id for one in await invited_to(db, meeting)}:
        wrong["unit_id"] = N_("Only a unit that is invited can be made responsible.")
    elif any(units.within(unit_id, other) for other in (await about_whom(db, [item]))[item.id]):
        wrong["unit_id"] = ABOUT_THEM
    if refusal := why_not_due(due_on, (await calendar_of(db)).local_date(at)):
        wrong["due_on"] = refusal
    if wrong:
        raise refused_fields(wrong)
    assert unit_id is not None
    db.put(
        MeetingDecision, id=new_id(), meeting_id=meeting.id, item_id=item.id, what=what.strip(), unit_id=unit_id,
        due_on=due_on, state="drafted", report="", told=0,
    )  # fmt: skip
    await record(db, meeting, "decide", actor, at=at, place=item.place, unit=unit_id, due_on=due_on)


async def drop(
    db: Db,
    actor: Actor,
    meeting_id: uuid.UUID,
    decision_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """Take a decision out of the draft of the minutes."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    decision = await decision_of(db, meeting, decision_id)
    decision.state = allowed(DECISION, decision.state, "drop", actor).to
    await record(db, meeting, "drop", actor, at=at, unit=decision.unit_id)


async def issue_minutes(
    db: Db, actor: Actor, meeting_id: uuid.UUID, *, attended: Collection[uuid.UUID], version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Issue the minutes as a numbered paper: those who were invited read them, and the decisions are to be carried out.

    Raises Refused where an item has no minutes, and by field `attended`.
    """
    meeting = await _locked(db, actor, meeting_id, "issue_minutes", version, at=at)
    content = await content_of(db, [meeting.id])
    if refusal := why_not_issue(meeting, [one.minutes for one in content.agenda], at):
        raise Refused(refusal)
    if not {one.unit_id for one in content.units} >= set(attended):
        raise refused_fields({"attended": N_("Choose one of the list.")})
    for unit in content.units:
        unit.attended = unit.unit_id in attended
    decided = [one for one in content.decisions if one.state == "drafted"]
    for one in decided:
        one.state = DECISION["drafted", "opened"].to
    meeting.state, meeting.minuted_at = MEETING["called", "issue_minutes"].to, at
    if not decided:
        meeting.state, meeting.closed_at = MEETING["minuted", "all_done"].to, at
    paper = await issue_paper(
        db, actor, Subject(KIND, meeting.id), SERIES[KIND], partial(places_of, db, meeting), at=at
    )
    later(db, keep_paper, paper_id=paper.id, tenant=db.tenant)
    await tell_invited(db, meeting, "meeting_minuted", at=at)
    await record(
        db, meeting, "issue_minutes", actor, at=at, decisions=len(decided), attended=len(set(attended)),
        number=paper.number,
    )  # fmt: skip


def why_not_issue(meeting: Meeting, minutes: Collection[str], at: dt.datetime) -> Message | None:
    """What keeps the minutes from being issued."""
    if meeting.starts_at > at:
        return _NOT_YET
    if not all(minutes):
        return N_("Not yet: an item of the agenda has no minutes.")
    return None


def why_not_due(due_on: dt.date, today: dt.date) -> Message | None:
    """What is wrong with a deadline."""
    if due_on < today:
        return N_("This day has passed.")
    return N_("This day is too far away.") if due_on > today + LONGEST else None


async def _locked(
    db: Db, actor: Actor, meeting_id: uuid.UUID, act: str, version: int | None, *, at: dt.datetime
) -> Meeting:
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    allowed(MEETING, meeting.state, act, actor)
    if meeting.starts_at > at:
        raise Refused(_NOT_YET)
    return meeting
