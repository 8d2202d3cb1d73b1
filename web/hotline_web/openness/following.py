"""Following a demand: the code and its check, how far it is, the rating of the answer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.limits import count_attempt
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Refused, TooMany
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.succession import houses_around, successions
from hotline_tenants.callbacks.objecting import WITHIN as OBJECTED_WITHIN
from hotline_tenants.openness.codes import plain_code, typed_digest
from hotline_tenants.openness.objecting import Objection, send_objection
from hotline_tenants.openness.rating import Rating, rate
from hotline_tenants.openness.tracking import Looker, Tracked, lookers, may_object, may_rate, tracked
from hotline_web.answers import back, reader_language
from hotline_web.entering import client_address, moment, registry
from hotline_web.forms import Form
from hotline_web.openness.carrying import TRACKED, carried, carry
from hotline_web.openness.forms import OBJECTION, RATING, TRACK, Rated
from hotline_web.openness.frame import AnyRequest, government_of, has_demands, need_living, public_page
from hotline_web.openness.pages import EVERYBODY
from hotline_web.openness.standing import headline, objected, steps, what_next

ATTEMPTS = 10
WITHIN = dt.timedelta(minutes=10)
OBJECTIONS_PER_HOUR = 30
"""Objections from one address: many people share one behind a telephone company."""


@get("/p/{code:str}/track", opt=EVERYBODY, sync_to_thread=False)
def track_page(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """The form for code and check."""
    government = government_of(request, code)
    if not has_demands(government):
        return Redirect(f"/p/{code}", status_code=303)
    return public_page(request, government, "openness/track.html", form=TRACK.blank())


@post("/p/{code:str}/track", opt=EVERYBODY, status_code=200)
async def do_track(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """To the demand; or the form again, with one sentence for a wrong code and for a wrong check."""
    government = government_of(request, code)
    form = TRACK.read(await request.form())
    try:
        given = form.complete
        await _count(request, government, given.code)
        place = await _place(request, government, given.code, given.check)
        if place is None:
            raise Refused(N_("No demand was found with this code and these digits. Please check both."))
    except TooMany as many:
        waiting = {"Retry-After": str(many.seconds)}
        form = form.refused(Refused(many.message))
        return public_page(request, government, "openness/track.html", status=429, form=form, headers=waiting)
    except Refused as refusal:
        form = form.refused(refusal)
        return public_page(request, government, "openness/track.html", status=422, form=form)
    there, digest = place
    cookie = carry(request, there, TRACKED, digest=digest.hex())
    return Redirect(f"/p/{there.code}/demand", status_code=303, cookies=[cookie])


@get("/p/{code:str}/demand", opt=EVERYBODY)
async def demand_page(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """How far the demand is that was looked up in this browser within the last ten minutes."""
    government = government_of(request, code)
    digest = _digest(request, government)
    found = await _found(request, government, digest) if digest else None
    if found is None:
        return Redirect(f"/p/{code}/track", status_code=303)
    return await _demand(request, government, found)


@get(["/p/{code:str}/rating", "/p/{code:str}/objection"], opt=EVERYBODY)
async def back_to_demand(code: FromPath[str]) -> Redirect:
    """Whoever changes the language on a form that was refused."""
    return Redirect(f"/p/{code}/demand", status_code=303)


@post("/p/{code:str}/rating", opt=EVERYBODY, status_code=200)
async def do_rate(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Keep the rating; the first of an answer stays."""
    government = government_of(request, code)
    digest = _digest(request, government)
    found = await _found(request, government, digest) if digest else None
    if digest is None or found is None:
        return back(f"/p/{code}/track", N_("Look your demand up again to rate it."), "note")
    form = RATING.read(await request.form())
    try:
        given = Rating(**vars(form.complete))
        need_living(government)
        first = await rate(request.app.state.database, government.id, digest, given, at=moment(request))
    except Refused as refusal:
        return await _demand(request, government, found, rating=form.refused(refusal), status=422)
    thanks = (
        N_("Thank you. Your rating has been received.")
        if first
        else N_("A rating of this answer was received before, and that one stays. Thank you.")
    )
    return back(f"/p/{code}/demand", thanks, "done" if first else "note")


@post("/p/{code:str}/objection", opt=EVERYBODY, status_code=200)
async def do_object(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Keep the objection: one for each closing."""
    government = government_of(request, code)
    digest = _digest(request, government)
    found = await _found(request, government, digest) if digest else None
    if digest is None or found is None:
        return back(f"/p/{code}/track", N_("Look your demand up again to object."), "note")
    form, status, waiting = OBJECTION.read(await request.form()), 422, {}
    try:
        given = form.complete
        if not government.heard:
            need_living(government)
        await _count_objection(request)
        await send_objection(request.app.state.database, government.id, digest, given, at=moment(request))
        return back(f"/p/{code}/demand", N_("Your objection has been received."), "done")
    except TooMany as many:
        status, waiting = 429, {"Retry-After": str(many.seconds)}
        form = form.refused(Refused(many.message))
    except Refused as refusal:
        form = form.refused(refusal)
    return await _demand(request, government, found, objection=form, status=status, headers=waiting)


async def _demand(
    request: AnyRequest, government: Government, found: Tracked, *, rating: Form[Rated] | None = None,
    objection: Form[Objection] | None = None, status: int = 200, headers: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    now, language = moment(request), reader_language(request)
    unit = found.unit(language)
    rates = government.living and may_rate(found, at=now) and not found.rated
    objects = government.heard and may_object(found, at=now)
    return public_page(
        request, government, "openness/demand.html", status=status, headers=headers, found=found, unit=unit,
        headline=headline(found, unit), next=what_next(found), steps=steps(found), objected=objected(found),
        form=(rating or RATING.blank()) if rates else None,
        objection=objection or (OBJECTION.blank() if objects else None),
        until=found.closed_at + OBJECTED_WITHIN if found.closed_at else None,
        lookers=[(one, one.office(language)) for one in await _lookers(request, government)],
    )  # fmt: skip


def _digest(request: AnyRequest, government: Government) -> bytes | None:
    kept = carried(request, government, TRACKED)
    return bytes.fromhex(kept["digest"]) if kept else None


async def _place(
    request: AnyRequest, government: Government, code: str, check: str
) -> tuple[Government, bytes] | None:
    """Where the demand of a code is now: in this house, or, since boundaries changed, in one that goes on with it or
    had it. A code is made with the number of the government that gave it, so it is looked for under each.
    """
    settings: Settings = request.app.state.settings
    houses = houses_around(await successions(request.app.state.database), government.id)
    for house in houses:
        for giver in houses:
            there, digest = registry(request).get(house), typed_digest(settings.secret, giver, code, check)
            if await _found(request, there, digest) is not None:
                return there, digest
    return None


async def _found(request: AnyRequest, government: Government, digest: bytes) -> Tracked | None:
    database: Database = request.app.state.database
    async with database.transaction(standing_in(government.id), "public") as db:
        return await tracked(db, digest)


async def _lookers(request: AnyRequest, government: Government) -> Sequence[Looker]:
    database: Database = request.app.state.database
    digest = _digest(request, government)
    if digest is None:
        return []
    async with database.transaction(standing_in(government.id), "public") as db:
        return await lookers(db, digest)


async def _count_objection(request: AnyRequest) -> None:
    settings: Settings = request.app.state.settings
    address = client_address(request, behind_proxy=settings.behind_proxy)
    await count_attempt(
        request.app.state.database, "object", address, limit=OBJECTIONS_PER_HOUR, within=dt.timedelta(hours=1),
        at=moment(request),
    )  # fmt: skip


async def _count(request: AnyRequest, government: Government, code: str) -> None:
    """By address and by code, whatever the answer will be."""
    settings: Settings = request.app.state.settings
    address = client_address(request, behind_proxy=settings.behind_proxy)
    for parts in (("track", address), ("track-code", str(government.id), plain_code(code))):
        await count_attempt(
            request.app.state.database, *parts, limit=ATTEMPTS, within=WITHIN, at=moment(request)
        )


ROUTES = (track_page, do_track, demand_page, back_to_demand, do_rate, do_object)
