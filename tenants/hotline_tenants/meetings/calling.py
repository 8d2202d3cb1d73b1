"""Preparing a joint meeting, calling it, changing and cancelling it."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.meetings.inviting import REACHED, invite, invited_to, tell_invited
from hotline_tenants.meetings.lifecycle import MEETING
from hotline_tenants.meetings.model import Meeting, MeetingItem
from hotline_tenants.meetings.reaching import about_whom, meeting_for
from hotline_tenants.meetings.recording import content_of, record
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rulings.giving_back import ABOUT_THEM

MOST_UNITS, MOST_ITEMS = 60, 30
_FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Convening:
    """Where and when, who chairs, and which units are called."""

    title: str
    starts_at: dt.datetime
    place: str
    chair: str
    units: Collection[uuid.UUID]


async def draft(
    db: Db, actor: Actor, given: Convening, topics: Collection[str] = (), *, at: dt.datetime
) -> uuid.UUID:
    """Prepare a meeting with the topics of its agenda; nobody hears of it yet. Raises Refused by field."""
    actor.need("meeting.keep")
    topics = [topic.strip() for topic in topics if topic.strip()]
    wrong = await why_not(db, given, [], at=at)
    if len(topics) > MOST_ITEMS:
        wrong["topics"] = N_("At most %(most)s items.", most=MOST_ITEMS)
    if wrong:
        raise refused_fields(wrong)
    meeting = Meeting(
        tenant_id=db.tenant, id=new_id(), title=given.title.strip(), state="draft", starts_at=given.starts_at,
        place=given.place.strip(), chair=given.chair.strip(), drafted_at=at, salt=new_salt(), **BEGINNING,
    )  # fmt: skip
    db.add(meeting)
    await db.flush()
    await invite(db, meeting, given.units)
    for place, topic in enumerate(topics, start=1):
        db.put(
            MeetingItem,
            id=new_id(),
            meeting_id=meeting.id,
            place=place,
            topic=topic,
            minutes="",
            removed=False,
        )
    await record(db, meeting, "draft", actor, at=at)
    return meeting.id


async def edit(
    db: Db, actor: Actor, meeting_id: uuid.UUID, given: Convening, *, version: int | None, at: dt.datetime
) -> None:
    """Change it. Once it is called, everybody who is invited is told, and nobody can be left out any more.

    Raises Refused by field.
    """
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    allowed(MEETING, meeting.state, "edit", actor)
    present, content = await invited_to(db, meeting), await content_of(db, [meeting.id])
    there = {one.unit_id for one in present}
    wrong = await why_not(db, given, content.agenda, at=at, there=there)
    if meeting.state == "called" and not there <= set(given.units):
        wrong["units"] = N_("Who was called stays invited: cancel the meeting and call another one.")
    if wrong:
        raise refused_fields(wrong)
    meeting.title, meeting.starts_at = given.title.strip(), given.starts_at
    meeting.place, meeting.chair = given.place.strip(), given.chair.strip()
    for one in present:
        if one.unit_id not in given.units:
            await db.delete(one)
    await db.flush()
    new = await invite(db, meeting, set(given.units) - there)
    if meeting.state == "called":
        await tell_invited(db, meeting, "meeting_changed", at=at, units=present)
        await tell_invited(db, meeting, "meeting_called", at=at, units=new)
    await record(db, meeting, "edit", actor, at=at)


async def call(db: Db, actor: Actor, meeting_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Call it: from now on those who are invited know of it. Raises Refused where its agenda is empty."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    to = allowed(MEETING, meeting.state, "call", actor).to
    if not (await content_of(db, [meeting.id])).agenda:
        raise Refused(N_("Not yet: there is nothing on the agenda."))
    if meeting.starts_at <= at:
        raise Refused(N_("Not yet: its day has passed. Change when it takes place."))
    meeting.state, meeting.called_at = to, at
    await tell_invited(db, meeting, "meeting_called", at=at)
    await record(db, meeting, "call", actor, at=at)


async def cancel(
    db: Db, actor: Actor, meeting_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """It does not take place; who is invited is told. Raises Refused by field `reason`."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    to = allowed(MEETING, meeting.state, "cancel", actor).to
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why it does not take place.")})
    meeting.state = to
    await tell_invited(db, meeting, "meeting_cancelled", at=at)
    await record(db, meeting, "cancel", actor, at=at, remarks={"reason": reason})


async def discard(
    db: Db, actor: Actor, meeting_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Throw a meeting away that was never called."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    meeting.state = allowed(MEETING, meeting.state, "discard", actor).to
    await record(db, meeting, "discard", actor, at=at)


async def why_not(
    db: Db, given: Convening, agenda: Collection[MeetingItem], *, at: dt.datetime,
    there: Collection[uuid.UUID] = (),
) -> dict[str, Message]:  # fmt: skip
    """What is wrong, field by field. Nobody sits in a meeting about a complaint about their own people."""
    wrong: dict[str, Message] = {
        name: N_("Fill this in.") for name in ("title", "place", "chair") if not getattr(given, name).strip()
    }
    if not at - _FARTHEST <= given.starts_at <= at + _FARTHEST:
        wrong["starts_at"] = N_("This day is more than a year away.")
    units, registry = await unit_tree(db), await registry_of(db)
    for unit in [units.find(one) for one in given.units]:
        if unit is None or (unit.id not in there and unit.closed) or unit.kind in ("committee", "superior"):
            wrong["units"] = N_("Choose one of the list.")
        elif unit.governs_tenant_id and registry.get(unit.governs_tenant_id).status not in REACHED:
            wrong["units"] = N_("%(unit)s is not live and cannot be invited.", unit=unit.named)
    if not 1 <= len(set(given.units)) <= MOST_UNITS:
        wrong["units"] = N_("Invite at least one unit and at most %(most)s.", most=MOST_UNITS)
    about = {unit for found in (await about_whom(db, agenda)).values() for unit in found}
    if "units" not in wrong and any(units.within(one, other) for one in given.units for other in about):
        wrong["units"] = ABOUT_THEM
    return wrong
