"""The network: its points as a list, one of them with everything that can be done, approving several at once."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response
from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.network.model import Unit
from hotline_tenants.points.acting import approve
from hotline_tenants.points.lifecycle import NOWHERE
from hotline_tenants.points.model import Point
from hotline_tenants.points.standing import standings
from hotline_tenants.points.words import STATES
from hotline_web.answers import back, page, reader_language
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.pieces import Tile
from hotline_web.points import changes, coverage, divisions, health, levels, test_calls
from hotline_web.points.acts import BY_NOUN
from hotline_web.points.lists import APPROVING, Points, point_url
from hotline_web.points.page import point_page
from hotline_web.points.showing import COVER, KEEPERS, SEE, TONES, tabs

AnyRequest = Request[Any, Any, Any]
COUNTED_UP_TO = 10_000


@get("/network", opt=COVER)
async def network_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Every unit with its standing; who only watches over the network sees its levels."""
    if not any(actor.may(one) for one in KEEPERS):
        return Redirect("/network/levels", status_code=303)
    points = Points(reader_language(request), ticks=actor.may("network.approve"))
    query, source = _query(request, actor, points), points.source(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    today = moment(request).astimezone(registry(request).get(actor.tenant).zone).date()
    known = await standings(db, [row["unit_id"] for row in found.rows], on=today)
    shown = found.shown(lambda row: points.cells(row, known), lambda row: point_url(row["unit_id"]))
    return page(
        request, "points/points.html", page=shown, tabs=tabs(actor, "/network"), tiles=await _tiles(db),
        form_id=APPROVING if actor.may("network.approve") else None, export="/network.xlsx",
    )  # fmt: skip


@get("/network.xlsx", opt=SEE)
async def network_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    points = Points(reader_language(request), ticks=False)
    today = moment(request).astimezone(registry(request).get(actor.tenant).zone).date()
    ids = (await db.execute(select(Unit.id).where(Unit.tenant_id == actor.tenant))).scalars().all()
    known = await standings(db, ids, on=today)
    query, source = _query(request, actor, points), points.source(actor.tenant)
    return await download(
        request, db, actor, N_("The network"), query, source, lambda row: points.cells(row, known)
    )


@post("/network/approvals", opt={"permission": "network.approve"})
async def approve_ticked(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Approve the ticked applications: all of them, or none where one is not possible any more."""
    try:
        ids = {uuid.UUID(one) for one in (await request.form()).getall("ids", [])}
    except ValueError:
        raise NotFound from None
    if not ids:
        return back("/network", N_("Tick the points that are to be approved."), "warning")
    for unit_id in sorted(ids):
        await approve(db, actor, unit_id, version=None, at=moment(request))
    return back("/network?state=approved", N_("Approved: %(number)s.", number=len(ids)))


@get("/network/points/{unit_id:uuid}", opt=SEE)
async def one_point(
    request: AnyRequest, db: GivenDb, actor: GivenActor, unit_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One point."""
    db.cache.forget("units", db.tenant)
    return await point_page(request, db, actor, unit_id)


@post("/network/points/{unit_id:uuid}/{noun:str}", opt=SEE, status_code=200)
async def do_act(
    request: AnyRequest, db: GivenDb, actor: GivenActor, unit_id: FromPath[uuid.UUID], noun: FromPath[str]
) -> Response[Any]:
    """Any act on a point; the table of its life guards it."""
    act = BY_NOUN.get(noun)
    if act is None:
        raise NotFound
    form = act.spec.read(await request.form())
    try:
        given = form.complete
        await act.do(db, actor, unit_id, given, given.version, moment(request))
    except Refused as refusal:
        await db.abandon()
        return await point_page(
            request, db, actor, unit_id, typed=(act.name, form.refused(refusal)), status=422
        )
    return back(point_url(unit_id), act.done)


def _query(request: AnyRequest, actor: Actor, points: Points) -> ListQuery:
    zone = registry(request).get(actor.tenant).zone
    return ListQuery.from_url("/network", request.query_params, points.spec, zone)


async def _tiles(db: Db) -> list[Tile]:
    state = func.coalesce(Point.state, NOWHERE)
    rows = await db.execute(
        select(state, func.count())
        .select_from(Unit)
        .outerjoin(Point, (Point.tenant_id == db.tenant) & (Point.unit_id == Unit.id))
        .where(Unit.tenant_id == db.tenant, Unit.kind != "superior", Unit.closed_at.is_(None))
        .group_by(state)
    )
    counts = {row[0]: row[1] for row in rows}
    return [
        Tile(STATES[key], f"{counts.get(key, 0):,}", f"/network?state={key}", TONES[key][1], TONES[key][0])
        for key in STATES
        if counts.get(key) or key in ("open", "applied")
    ]


ROUTES = (
    network_page, network_sheet, approve_ticked, one_point, do_act, *coverage.ROUTES, *levels.ROUTES, *changes.ROUTES,
    *test_calls.ROUTES, *health.ROUTES, *divisions.ROUTES,
)  # fmt: skip
