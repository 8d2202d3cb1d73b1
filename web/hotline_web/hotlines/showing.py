"""One merged hotline as a page shows it."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.recording import HOTLINES
from hotline_tenants.hotlines.words import DONE, FATES, FORMS, KNOWLEDGE, PARTICULARS, STATES
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_web.acts import Typed, offers
from hotline_web.answers import page, reader_language
from hotline_web.hotlines.acts import ACTS, On
from hotline_web.hotlines.lists import TONES, state_pill
from hotline_web.i18n import Language, Reader, translate
from hotline_web.ledgers import entries_of, history_of
from hotline_web.pieces import Fact, Tile

AnyRequest = Request[Any, Any, Any]
ICONS = {
    "plan": "file-plus", "change": "pencil", "start": "player-play", "complete": "arrow-merge", "close_number": "phone-off",
    "give_up": "x", "redirect_ends": "bell",
}  # fmt: skip
_WORDS = {"form": FORMS, "knowledge": KNOWLEDGE, "fate": FATES}
_DAYS: dict[str, Message] = {
    "running_from": N_("Runs in parallel from"),
    "merged_on": N_("Merged on"),
    "fate": N_("What becomes of the number"),
    "redirected_until": N_("Callers redirected until"),
    "closed_on": N_("Closed on"),
}


async def show(
    request: AnyRequest, db: Db, actor: Actor, hotline: MergedHotline, *, typed: Typed | None = None,
    status: int = 200, visiting: Government | None = None, above: str = "/network/hotlines",
) -> Response[str]:  # fmt: skip
    """Render it as it is now; `visiting` is the government below whose it is, where one may read and not act."""
    units, language = await unit_tree(db), reader_language(request)
    on = On(hotline, actor, units)
    entries = await entries_of(db, HOTLINES, hotline.id)
    told = {act: (words, ICONS[act]) for act, words in DONE.items()}

    def facts(entry: Any) -> Sequence[Fact]:
        return list(_changed(entry, units, language))

    return page(
        request, "hotlines/show.html", status=status, hotline=hotline, state=state_pill(hotline.state),
        facts=list(_facts(hotline, units, language)), offers=[] if visiting else offers(ACTS, on, hotline.state, typed),
        events=await history_of(request, db, entries, told, facts=facts), visiting=visiting, leave_url=above,
        above=above,
    )  # fmt: skip


async def tiles(db: Db, tenants: Sequence[int], url: str) -> list[Tile]:
    """How many stand where, and what came with those that are merged."""
    rows = await db.execute(
        select(
            MergedHotline.state, func.count().label("lines"), func.sum(MergedHotline.seats).label("seats"),
            func.sum(MergedHotline.staff).label("staff"),
        )
        .where(MergedHotline.tenant_id.in_(tenants))
        .group_by(MergedHotline.state)
    )  # fmt: skip
    found = {row.state: row for row in rows}
    shown = [
        Tile(STATES[state], f"{found[state].lines:,}", f"{url}?state={state}", TONES[state][1], TONES[state][0])
        for state in STATES if state in found and state != "dropped"
    ]  # fmt: skip
    over = [found[state] for state in ("merged", "closed") if state in found]
    for label, name, icon in (
        (PARTICULARS["seats"], "seats", "armchair"),
        (PARTICULARS["staff"], "staff", "users"),
    ):
        if over:
            shown.append(Tile(label, f"{sum(getattr(one, name) or 0 for one in over):,}", icon=icon))
    return shown


def _facts(hotline: MergedHotline, units: UnitTree, language: Language) -> Iterator[Fact]:
    for name, label in PARTICULARS.items():
        if name not in ("line", "name", "note"):
            yield Fact(label, _said(name, getattr(hotline, name), units, language))
    for name, label in _DAYS.items():
        if (value := getattr(hotline, name)) is not None:
            yield Fact(label, _said(name, value, units, language))


def _said(name: str, value: Any, units: UnitTree, language: Language) -> object:
    if value is None or value == "":
        return None
    if name == "unit_id":
        unit = units.find(uuid.UUID(str(value)))
        return unit.name(language) if unit else None
    return _WORDS[name][value] if name in _WORDS else value


def _changed(entry: Any, units: UnitTree, language: Language) -> Iterator[Fact]:
    """What an entry carries: the days of a step, or what was changed from what to what."""
    for name, label in _DAYS.items():
        if entry.data.get(name):
            kept = entry.data[name]
            value = kept if name == "fate" else dt.date.fromisoformat(kept)
            yield Fact(label, _said(name, value, units, language))
    for name, (old, new) in entry.data.get("changes", {}).items():
        words = [_plain(_said(name, _kept(name, value), units, language), language) for value in (old, new)]
        yield Fact(PARTICULARS[name], " → ".join(words))


def _kept(name: str, value: Any) -> Any:
    """A value of an entry, in which a day is kept as text."""
    return dt.date.fromisoformat(value) if name == "agreed_on" and value else value


def _plain(value: object, language: Language) -> str:
    if isinstance(value, Message):
        return translate(language, value)
    if isinstance(value, dt.date):
        return Reader(language).day(value)
    return "–" if value is None else str(value)
