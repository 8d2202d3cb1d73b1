"""One meeting as a page shows it to whoever may read it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import known_to as cases_known_to
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.meetings.inviting import invited_to
from hotline_tenants.meetings.lifecycle import MINUTED
from hotline_tenants.meetings.model import Meeting, MeetingDecision, MeetingRemark, MeetingUnit
from hotline_tenants.meetings.reaching import ReadItem, read_by
from hotline_tenants.meetings.recording import MEETINGS
from hotline_tenants.meetings.words import DONE
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import known_to as supervisions_known_to
from hotline_web.acts import Offer, Typed, offers
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.i18n import Language
from hotline_web.ledgers import entries_of, history_of
from hotline_web.meetings.acts import ACTS, DECISION_ACTS, ITEM_ACTS, On
from hotline_web.meetings.lists import decision_pill, meeting_pill
from hotline_web.pieces import Event, Fact, Link, State

AnyRequest = Request[Any, Any, Any]
ICONS = {
    "draft": "file-plus", "edit": "pencil", "add_item": "plus", "remove_item": "x", "call": "send", "cancel": "calendar-x",
    "discard": "trash", "minute": "pencil", "decide": "gavel", "drop": "trash", "issue_minutes": "writing-sign",
    "report": "send", "confirm": "check", "send_back": "arrow-back-up", "postpone": "calendar-plus", "lift": "ban",
    "all_done": "circle-check", "decision_near_due": "clock", "decision_overdue": "alert-triangle",
    "succeed": "arrows-join",
}  # fmt: skip


PAPERS = ("called", *MINUTED)
"""States of a meeting in which there are minutes to be read as a paper."""


@dataclass(frozen=True)
class Decided:
    """A decision on the page."""

    decision: MeetingDecision
    unit: str
    state: State
    offers: Sequence[Offer] = ()


@dataclass(frozen=True)
class Shown:
    """An item on the page; `about` leads to its case or supervision where this person may go there."""

    place: int
    topic: str
    about: Link | None
    minutes: str
    decisions: Sequence[Decided]
    offers: Sequence[Offer] = ()


async def on_meeting(request: AnyRequest, db: Db, actor: Actor, meeting: Meeting) -> On:
    """The meeting as this person may read it."""
    own = actor.unit_id if actor.role in UNIT_ROLES else None
    return On(
        meeting, actor, await unit_tree(db), await invited_to(db, meeting), await read_by(db, meeting, own),
        moment(request),
    )  # fmt: skip


async def show(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    meeting: Meeting,
    *,
    typed: Typed | None = None,
    status: int = 200,
) -> Response[str]:
    """Render it as it is now. `typed` is a form that did not pass."""
    on = await on_meeting(request, db, actor, meeting)
    language, today = reader_language(request), (await calendar_of(db)).local_date(on.now)
    keeps, links = actor.role not in UNIT_ROLES, await links_of(db, actor, on.items)
    return page(
        request, "meetings/show.html", status=status, meeting=meeting, state=meeting_pill(meeting.state),
        facts=facts_of(meeting, on.invited, on.units, language), offers=offers(ACTS, on, meeting.state, typed),
        items=[shown(one, on, typed, links, today) for one in on.items],
        above="/meetings", paper=f"/meetings/{meeting.id}/paper" if keeps and meeting.state in PAPERS else None,
        events=await _events(request, db, meeting, on.units, language) if keeps else [], keeps=keeps,
    )  # fmt: skip


def facts_of(
    meeting: Meeting, invited: Sequence[MeetingUnit], units: UnitTree, language: Language
) -> list[Fact]:
    """Where, when, who."""
    names = [(units.get(one.unit_id).name(language), one.attended) for one in invited]
    found = [
        Fact(N_("Date and time"), meeting.starts_at), Fact(N_("Place"), meeting.place), Fact(N_("Chaired by"), meeting.chair),
        Fact(N_("Units invited"), [name for name, _ in sorted(names)]),
    ]  # fmt: skip
    if meeting.minuted_at is not None:
        absent = sorted(name for name, attended in names if not attended)
        found += [Fact(N_("Absent"), absent or N_("nobody")), Fact(N_("Minutes issued"), meeting.minuted_at)]
    return found


def shown(
    one: ReadItem, on: On, typed: Typed | None, links: Mapping[uuid.UUID, Link], today: dt.date
) -> Shown:
    """An item with what can be done on it and on its decisions."""
    item = one.item
    of_item = On(on.meeting, on.actor, on.units, on.invited, on.items, on.now, item=one)
    decisions = []
    for each in one.decisions:
        of_it = On(on.meeting, on.actor, on.units, on.invited, on.items, on.now, decision=each)
        decisions.append(Decided(
            each, on.units.get(each.unit_id).name(on.language), decision_pill(each.state, each.due_on, today),
            offers(DECISION_ACTS, of_it, each.state, typed),
        ))  # fmt: skip
    about = links.get(item.case_id or item.supervision_id or uuid.UUID(int=0))
    return Shown(
        item.place, item.topic, about, one.minutes, decisions,
        offers(ITEM_ACTS, of_item, on.meeting.state, typed),
    )  # fmt: skip


async def links_of(db: Db, actor: Actor, items: Sequence[ReadItem]) -> dict[uuid.UUID, Link]:
    """The cases and supervisions of these items that this person may open."""
    found: dict[uuid.UUID, Link] = {}
    cases = {one.item.case_id for one in items} - {None}
    if cases and (actor.may("case.read") or actor.role in UNIT_ROLES):
        rows = await db.execute(
            select(Case.id, Case.number).where(
                Case.tenant_id == db.tenant, Case.id.in_(cases), *cases_known_to(db, actor)
            )
        )
        found |= {row.id: Link(row.number, f"/cases/{row.id}") for row in rows}
    supervisions = {one.item.supervision_id for one in items} - {None}
    if supervisions:
        wanted = select(Supervision.id, Supervision.number).where(
            Supervision.tenant_id == db.tenant, Supervision.id.in_(supervisions),
            supervisions_known_to(db.tenant, actor),
        )  # fmt: skip
        found |= {row.id: Link(row.number, f"/supervision/{row.id}") for row in await db.execute(wanted)}
    return found


async def _events(
    request: AnyRequest, db: Db, meeting: Meeting, units: UnitTree, language: Language
) -> list[Event]:
    entries = await entries_of(db, MEETINGS, meeting.id)
    remarks = await db.scalars(
        select(MeetingRemark).where(
            MeetingRemark.tenant_id == db.tenant, MeetingRemark.meeting_id == meeting.id
        )
    )

    def facts(entry: Any) -> list[Fact]:
        found = [Fact(N_("Item"), entry.data["place"])] if "place" in entry.data else []
        if "number" in entry.data:
            found.append(Fact(N_("Number of the minutes"), entry.data["number"]))
        if unit := units.find(uuid.UUID(entry.data["unit"])) if "unit" in entry.data else None:
            found.append(Fact(N_("Responsible unit"), unit.name(language)))
        if "due_on" in entry.data:
            found.append(Fact(N_("Until"), dt.date.fromisoformat(entry.data["due_on"])))
        return found

    told: dict[str, tuple[Message, str]] = {act: (words, ICONS[act]) for act, words in DONE.items()}
    notes = {one.seq: one.body for one in remarks}
    return await history_of(request, db, entries, told, facts=facts, notes=notes)
