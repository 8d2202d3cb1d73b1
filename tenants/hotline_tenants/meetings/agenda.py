"""The agenda of a meeting: items, each perhaps about a demand or a supervision that one may know of."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import known_to as cases_known_to
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.meetings.calling import MOST_ITEMS
from hotline_tenants.meetings.inviting import invited_to
from hotline_tenants.meetings.lifecycle import MEETING
from hotline_tenants.meetings.model import MeetingItem
from hotline_tenants.meetings.reaching import about_whom, item_of, meeting_for
from hotline_tenants.meetings.recording import content_of, record
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rulings.giving_back import ABOUT_THEM
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import known_to as supervisions_known_to


async def add_item(
    db: Db,
    actor: Actor,
    meeting_id: uuid.UUID,
    *,
    topic: str,
    about: str = "",
    version: int | None,
    at: dt.datetime,
) -> None:
    """Put an item on the agenda; `about` is the number of a demand or of a supervision. Raises Refused by field: `topic`
    and `about`, where nobody here knows the number or an invited unit's people are complained of in it.
    """
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    allowed(MEETING, meeting.state, "add_item", actor)
    items = (await content_of(db, [meeting.id])).items
    if len([one for one in items if not one.removed]) >= MOST_ITEMS:
        raise Refused(N_("At most %(most)s items.", most=MOST_ITEMS))
    wrong: dict[str, Message] = {}
    if not topic.strip():
        wrong["topic"] = N_("Fill this in.")
    item = MeetingItem(
        tenant_id=db.tenant, id=new_id(), meeting_id=meeting.id, place=len(items) + 1, topic=topic.strip(), minutes="",
        removed=False,
    )  # fmt: skip
    if about.strip():
        item.case_id = await _case(db, actor, about.strip())
        item.supervision_id = None if item.case_id else await _supervision(db, actor, about.strip())
        if item.case_id is None and item.supervision_id is None:
            wrong["about"] = N_(
                "There is no case and no supervision with the number %(number)s here.",
                number=about.strip()[:40],
            )
        elif await _about_an_invited(db, item, [one.unit_id for one in await invited_to(db, meeting)]):
            wrong["about"] = ABOUT_THEM
    if wrong:
        raise refused_fields(wrong)
    db.add(item)
    await record(db, meeting, "add_item", actor, at=at, place=item.place)


async def remove_item(
    db: Db, actor: Actor, meeting_id: uuid.UUID, item_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Take it off the agenda. Raises Refused where something was decided on it already."""
    meeting = await meeting_for(db, actor, meeting_id, lock=True, version=version)
    allowed(MEETING, meeting.state, "remove_item", actor)
    item = await item_of(db, meeting, item_id)
    decisions = (await content_of(db, [meeting.id])).decisions
    if any(one.item_id == item.id and one.state != "dropped" for one in decisions):
        raise Refused(N_("Something was decided on this item: drop the decisions first."))
    item.removed = True
    await record(db, meeting, "remove_item", actor, at=at, place=item.place)


async def _case(db: Db, actor: Actor, number: str) -> uuid.UUID | None:
    wanted = select(Case.id).where(
        Case.tenant_id == db.tenant, Case.number == number, *cases_known_to(db, actor)
    )
    return (await db.execute(wanted)).scalar_one_or_none() if actor.may("case.read") else None


async def _supervision(db: Db, actor: Actor, number: str) -> uuid.UUID | None:
    wanted = select(Supervision.id).where(
        Supervision.tenant_id == db.tenant,
        Supervision.number == number,
        supervisions_known_to(db.tenant, actor),
    )
    return (await db.execute(wanted)).scalar_one_or_none()


async def _about_an_invited(db: Db, item: MeetingItem, invited: list[uuid.UUID]) -> bool:
    units, about = await unit_tree(db), (await about_whom(db, [item]))[item.id]
    return any(units.within(one, other) for one in invited for other in about)
