"""What the page of a circular shows: its figures with the cases behind them, what changed, what happened."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.circulars.approving import places_of
from hotline_tenants.circulars.content import Frozen, figures_of, values_of
from hotline_tenants.circulars.fields import FIELDS
from hotline_tenants.circulars.figures import Figures, UnitFigures
from hotline_tenants.circulars.model import Circular, CircularEntry
from hotline_tenants.circulars.pieces import percent
from hotline_tenants.circulars.reaching import WORKING, receipts_of, unit_receipts_of
from hotline_tenants.circulars.recording import CIRCULARS
from hotline_tenants.circulars.words import EVERY, STATES
from hotline_tenants.figures.rates import rate
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.places import Places
from hotline_tenants.papers.reading import places_about
from hotline_web.acts import Typed, offers
from hotline_web.answers import page, reader_language
from hotline_web.circulars.acts import ACTS, On
from hotline_web.entering import registry
from hotline_web.figures.leading import CASES
from hotline_web.i18n import Language, translate
from hotline_web.ledgers import entries_of
from hotline_web.pieces import Event, Fact, Link, State, Tone

AnyRequest = Request[Any, Any, Any]

NOTHING = ("0件", "0", "—")
"""What has no cases behind it."""
STATE_TONES: dict[str, Tone] = {
    "checking": "near",
    "approving": "near",
    "issued": "on_time",
    "discarded": "paused",
}
ENTRIES: dict[str, tuple[Message, str]] = {
    "draft": (N_("Drafted from the figures"), "file-plus"),
    "edit": (N_("Words changed"), "pencil"),
    "redraft": (N_("Newer figures taken"), "refresh"),
    "submit": (N_("Put before the checker"), "send"),
    "check": (N_("Checked"), "check"),
    "hand_back": (N_("Handed back by the checker"), "arrow-back-up"),
    "hand_back_unapproved": (N_("Handed back unapproved"), "arrow-back-up"),
    "approve": (N_("Approved and issued"), "writing-sign"),
    "discard": (N_("The draft was thrown away"), "trash"),
    "remind": (N_("Reminded who had not read it"), "bell"),
}


def state_pill(state: str) -> State:
    """Where a circular stands, in a coloured pill."""
    return State(STATES[state], STATE_TONES.get(state, "neutral"))


async def show(
    request: AnyRequest, db: Db, actor: Actor, circular: Circular, *, typed: Typed | None = None, status: int = 200
) -> Response[str]:  # fmt: skip
    """Render it as it is now. `typed` is a form that did not pass."""
    figures, working = figures_of(circular), any(actor.may(one) for one in WORKING)
    entries = await entries_of(db, CIRCULARS, circular.id) if working else []
    names = await _names(db, {entry.account_id for entry in entries})
    taken = next((entry for entry in entries if entry.act == "redraft"), None)
    linked, receipts = actor.may("case.read"), await _receipts(request, db, circular)
    unread = any(each.read_at is None for _, each in receipts)
    return page(
        request, "circulars/show.html", status=status, circular=circular, paper=await paper_of(db, circular),
        state=state_pill(circular.state), every=EVERY[circular.every], working=working,
        offers=offers(ACTS, On(circular, actor, unread), circular.state, typed), figures=list(_figures(figures, linked=linked)),
        units=[_unit(one, figures, linked=linked) for one in figures.units] if isinstance(figures, Figures) else (),
        campaign=f"/inspection/{circular.campaign_id}" if circular.campaign_id and actor.may("inspection.read") else None,
        changes=taken.data["changes"] if taken else None, taken_at=taken.at if taken else None,
        events=[_event(entry, names, reader_language(request)) for entry in entries],
        receipts=receipts,
    )  # fmt: skip


async def paper_of(db: Db, circular: Circular) -> Places:
    """The paper as it was issued, or as it would be now."""
    return await places_about(db, circular.kind, circular.id) or await places_of(db, circular)


async def _receipts(request: AnyRequest, db: Db, circular: Circular) -> list[tuple[str, Any]]:
    """To whom it was issued, by name: governments, then units of our own; those first who have not read it."""
    language, units = reader_language(request), await unit_tree(db)
    below = [
        (registry(request).get(one.other_tenant_id).name(language), one)
        for one in await receipts_of(db, circular.id)
    ]
    own = ((units.get(one.unit_id).name(language), one) for one in await unit_receipts_of(db, circular.id))
    found: list[tuple[str, Any]] = [*below, *own]
    return sorted(found, key=lambda line: line[1].read_at is not None)


def _figures(figures: Frozen, *, linked: bool) -> Iterator[tuple[str, str, str | None]]:
    """Each figure by name, with where its cases are."""
    for name, value in values_of(figures).items():
        measure = FIELDS[name].measure if isinstance(figures, Figures) else None
        leads = measure is not None and linked and value not in NOTHING
        yield (
            f"{{{name}}}",
            value,
            _cases(figures.first, figures.last, measure) if leads and measure else None,
        )


def _unit(one: UnitFigures, figures: Figures, *, linked: bool) -> tuple[str, list[object]]:
    """A unit's figures, each leading to its cases."""
    reply = rate(one.counts, "reply")
    cells = (
        (str(one.counts.get("dispatched", 0)), "dispatched"), (str(one.counts.get("answered", 0)), "answered"),
        (percent(reply.share), "reply_cohort"), (str(one.overdue), "overdue"),
    )  # fmt: skip
    return one.name, [
        Link(words, _cases(figures.first, figures.last, measure, one.code))
        if linked and words not in NOTHING
        else words
        for words, measure in cells
    ]


def _cases(first: dt.date, last: dt.date, measure: str, unit: str | None = None) -> str:
    asked = {"measure": measure, "first": str(first), "last": str(last), "origin": "live"}
    return f"{CASES}?" + urlencode(asked | ({"unit": unit} if unit else {}))


async def _names(db: Db, accounts: set[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(accounts - {None})))
    return {row.id: row.name for row in rows}


def _event(entry: CircularEntry, names: dict[uuid.UUID, str], language: Language) -> Event:
    act, icon = ENTRIES[entry.act]
    if entry.account_id is None:
        who = translate(language, N_("The system"))
    else:
        who = f"{names.get(entry.account_id, '')} · {translate(language, ROLE_NAMES[entry.role])}"
    facts = [Fact(N_("Number"), entry.data["number"])] if "number" in entry.data else []
    if "reminded" in entry.data:
        facts.append(Fact(N_("Reminded"), entry.data["reminded"]))
    if "changes" in entry.data:
        facts.append(Fact(N_("Figures that changed"), len(entry.data["changes"])))
    return Event(entry.at, act, who, icon, "neutral", tuple(facts), entry.data.get("reason"))
