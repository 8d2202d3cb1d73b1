"""Who is on duty now, everywhere; the gaps ahead; how long each step of the ladder waits."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Redirect, Response

from hotline_platform.tenancy.values import EXTRA_URGENT_STEP, GAP_DAYS, URGENT_STEP
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.gaps import Gap, gaps_of
from hotline_tenants.rosters.model import POSTS as BOTH
from hotline_tenants.rosters.on_duty import OnDuty, on_duty_everywhere
from hotline_tenants.rosters.places import rostered
from hotline_tenants.rosters.rules import rules_of
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Text
from hotline_web.rosters.words import POSTS, place_key, place_name

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "roster.read"}
KEEP = {"permission": "roster.keep"}
AHEAD = dt.timedelta(days=30)
CHANGE = "/settings/proposal?" + "&".join(
    f"of=value.{key}" for key in (EXTRA_URGENT_STEP, URGENT_STEP, GAP_DAYS)
)
"""Where the steps of the ladder are changed: like every setting that moves clocks, by two people."""


@dataclass(frozen=True)
class Place:
    """One line of the board: who has each post now, and when the first gap of the coming days begins."""

    name: Text
    url: str
    posts: dict[str, OnDuty | None]
    gap: Gap | None


@dataclass(frozen=True)
class ShownGap:
    """One line of the gaps. `open` ones reach beyond what is looked at."""

    name: Text
    url: str
    post: Text
    gap: Gap
    now: bool
    open: bool


@get("/rosters", opt=READ)
async def board_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """The duty room first, then every unit. People of a unit have one roster: their own."""
    if actor.unit_id is not None:
        return Redirect(f"/rosters/{actor.unit_id}", status_code=303)
    now, units, language = moment(request), await unit_tree(db), reader_language(request)
    rules = await rules_of(db)
    holding = await on_duty_everywhere(db, at=now)
    gaps: dict[uuid.UUID | None, Gap] = {}
    for gap in await gaps_of(db, now, now + dt.timedelta(days=rules.warn_days)):
        gaps.setdefault(gap.unit_id, gap)
    places = [
        Place(
            place_name(units, place, language), f"/rosters/{place_key(place)}",
            {post: holding.get((place, post)) for post in BOTH}, gaps.get(place),
        )
        for place in (None, *(unit.id for unit in rostered(units)))
    ]  # fmt: skip
    return page(
        request,
        "rosters/board.html",
        places=places,
        days=rules.warn_days,
        may_keep=actor.may("roster.keep"),
        at=now,
    )


@get("/rosters/gaps", opt=KEEP)
async def gaps_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """When nobody has a post in the coming month, and how the ladder climbs meanwhile."""
    now, units, language = moment(request), await unit_tree(db), reader_language(request)
    own = [actor.unit_id] if actor.unit_id is not None else None
    until = now + AHEAD
    shown = [
        ShownGap(
            place_name(units, gap.unit_id, language), f"/rosters/{place_key(gap.unit_id)}?from={gap.starts_at.date()}",
            POSTS[gap.post], gap, gap.starts_at <= now, gap.ends_at == until,
        )
        for gap in await gaps_of(db, now, until, places=own)
    ]  # fmt: skip
    return page(
        request, "rosters/gaps.html", gaps=shown, rules=await rules_of(db), whole=actor.unit_id is None, days=AHEAD.days,
        change=CHANGE if actor.may("settings.propose") else None,
    )  # fmt: skip


ROUTES = (board_page, gaps_page)
