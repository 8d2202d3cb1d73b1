"""Coverage: which street, community or village has no living point; of oneself, of every government below, of one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_tenants.points.coverage import Covered, Place, covered, places
from hotline_tenants.points.words import STATES
from hotline_web.answers import page, reader_language
from hotline_web.charts import Node, TreeMap
from hotline_web.entering import registry
from hotline_web.figures.visiting import house_below
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Tile
from hotline_web.points.levels import HERE as LEVELS
from hotline_web.points.lists import point_url
from hotline_web.points.showing import COVER, KEEPERS, state_pill, tabs

AnyRequest = Request[Any, Any, Any]
HERE = "/network/coverage"
BELOW = {"permission": "network.below"}


@dataclass(frozen=True)
class Row:
    """One government, or one street with what stands under it; `url` leads further down. `missing` are the places in it
    without a living point, the street itself among them, each with where it leads.
    """

    name: str
    url: str | None
    counted: Covered
    state: object = None
    missing: Sequence[tuple[Place, str | None]] = ()


@get(HERE, opt=COVER)
async def coverage_page(
    request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor
) -> Response[str]:
    """A city sees its districts side by side, everybody else the own streets."""
    language, known = reader_language(request), registry(request)
    own = known.get(actor.tenant)
    found = await places(wide_db, (actor.tenant, *actor.reads))
    if not actor.reads:
        return _of_one(request, actor, own, found[own.id], language)
    governments = [
        one
        for one in (own, *(one for one in known.living() if one.id in actor.reads))
        if found[one.id] or one is not own
    ]
    rows = [_government(one, found[one.id], language, own) for one in governments]
    nodes = [
        Node(row.name, row.counted.living, row.counted.all, row.url,
             tuple(_node(top, language, {top.id: row.url or ""}, deep=False) for top in found[one.id]))
        for one, row in zip(governments, rows, strict=True) if row.counted.all
    ]  # fmt: skip
    whole = covered([top for tops in found.values() for top in tops])
    return page(
        request, "points/coverage.html", title=N_("Coverage of the network"), tabs=tabs(actor, HERE), rows=rows,
        whole=whole, tiles=_tiles(whole), chart=_chart(nodes), of_governments=True, states=STATES, visiting=None,
    )  # fmt: skip


@get(f"{HERE}/{{code:str}}", opt=BELOW)
async def coverage_of(request: AnyRequest, actor: GivenActor, code: FromPath[str]) -> Response[str]:
    """The streets of one government below, down to each committee; the look is recorded."""
    async with house_below(request, actor, code, "network") as (place, db):
        found = await places(db, (place.id,))
        return _of_one(request, actor, place, found[place.id], reader_language(request), visiting=place)


def _of_one(
    request: AnyRequest, actor: Actor, place: Government, tops: Sequence[Place], language: str, *,
    visiting: Government | None = None,
) -> Response[str]:  # fmt: skip
    urls = _urls(actor, place, tops, below=visiting is not None)
    rows = [
        Row(
            top.name(language), urls.get(top.id), covered([top]), state_pill(top.state),
            [(one, urls.get(one.id)) for one in top.every() if not one.living],
        )
        for top in tops
    ]  # fmt: skip
    whole = covered(tops)
    return page(
        request, "points/coverage.html", title=N_("Coverage of %(place)s", place=place.name(language)),
        tabs=() if visiting else tabs(actor, HERE), rows=rows, whole=whole, tiles=_tiles(whole),
        chart=_chart([_node(top, language, urls) for top in tops]), of_governments=False, states=STATES, visiting=visiting,
        leave_url=HERE,
    )  # fmt: skip


def _government(one: Government, tops: Sequence[Place], language: str, own: Government) -> Row:
    return Row(one.name(language), _government_url(one, own), covered(tops))


def _government_url(one: Government, own: Government) -> str:
    return f"{LEVELS}/{own.code}" if one is own else f"{HERE}/{one.code}"


def _urls(actor: Actor, place: Government, tops: Sequence[Place], *, below: bool) -> Mapping[uuid.UUID, str]:
    """Where each place leads: to its point in one's own house, to its level in a house below."""
    if not below:
        kept = any(actor.may(one) for one in KEEPERS)
        return {one.id: point_url(one.id) for top in tops for one in top.every()} if kept else {}
    level = f"{LEVELS}/{place.code}"
    return {one.id: f"{level}/{top.id}" if top.below else level for top in tops for one in top.every()}


def _node(place: Place, language: str, urls: Mapping[uuid.UUID, str], *, deep: bool = True) -> Node:
    """A street with its committees as fields inside it, or (not `deep`) as one field that counts them."""
    counted = covered([place])
    below = tuple(_node(one, language, urls) for one in place.below) if deep else ()
    return Node(place.name(language), counted.living, counted.all, urls.get(place.id), below)


def _chart(nodes: Sequence[Node]) -> TreeMap | None:
    return TreeMap("coverage", N_("The network as a map of areas"), nodes) if nodes else None


def _tiles(whole: Covered) -> list[Tile]:
    missing = [
        (N_("Streets and townships without a living point"), whole.streets - whole.streets_living, whole.streets),
        (N_("Communities and villages without a living point"), whole.committees - whole.committees_living,
         whole.committees),
    ]  # fmt: skip
    return [
        Tile(
            label, f"{number:,}", icon="map-pin-off" if number else "map-pin-check",
            tone="overdue" if number else "on_time", note=N_("of %(all)s", all=f"{of:,}"),
        )
        for label, number, of in missing
    ]  # fmt: skip


ROUTES = (coverage_page, coverage_of)
