"""Filling a period: the week of a post as a page of its own."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.filling import Filled, fill, pattern_of
from hotline_tenants.rosters.people import people_at
from hotline_tenants.rosters.places import place_for
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Choice, Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Tab
from hotline_web.rosters.forms import Filling, filling_blank, filling_form
from hotline_web.rosters.words import POSTS, place_key, place_name, unit_of

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "roster.keep"}


@get("/rosters/{key:str}/filling", opt=KEEP)
async def filling_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str]
) -> Response[str]:
    """The week that was laid down last for a post, for the coming four weeks."""
    return await _page(request, db, actor, unit_of(key), request.query_params.get("post", "duty"))


@post("/rosters/{key:str}/filling", opt=KEEP, status_code=200)
async def do_fill(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str]
) -> Response[Any]:  # fmt: skip
    """Fill a period from a week."""
    unit_id = unit_of(key)
    await place_for(db, actor, unit_id)
    form = filling_form(people_choices(await people_at(db, unit_id))).read(await request.form())
    try:
        given = form.complete
        filled = await fill(
            db, actor, unit_id, given.post, given.pattern, given.first, given.last, at=moment(request)
        )
    except Refused as refusal:
        await db.abandon()
        return await _page(request, db, actor, unit_id, form.text("post"), form.refused(refusal), status=422)
    return back(f"/rosters/{key}?from={given.first}", _filled(filled))


async def _page(
    request: AnyRequest, db: Db, actor: Actor, unit_id: uuid.UUID | None, post: str,
    form: Form[Filling] | None = None, *, status: int = 200,
) -> Response[str]:  # fmt: skip
    await place_for(db, actor, unit_id)
    post = post if post in POSTS else "duty"
    url, people = f"/rosters/{place_key(unit_id)}", people_choices(await people_at(db, unit_id))
    if form is None:
        today = (await calendar_of(db)).local_date(moment(request))
        form = filling_blank(filling_form(people), post, await pattern_of(db, unit_id, post), today)
    tabs = tuple(Tab(label, f"{url}/filling?post={each}", each == post) for each, label in POSTS.items())
    name = place_name(await unit_tree(db), unit_id, reader_language(request))
    return page(
        request,
        "rosters/filling.html",
        status=status,
        name=name,
        url=url,
        form=form,
        tabs=tabs,
        people=people,
    )


def people_choices(listed: Any) -> tuple[Choice, ...]:
    """Those on a roster, to be chosen."""
    return tuple(Choice(str(one.id), one.name) for one in listed)


def _filled(filled: Filled) -> Message:
    if filled.unknown:
        years = ", ".join(str(year) for year in filled.unknown)
        return N_(
            "Shifts made: %(made)s, standing already: %(kept)s. The calendar of %(years)s is not loaded: its "
            "holidays went by the weekday.",
            made=filled.made,
            kept=filled.kept,
            years=years,
        )
    return N_("Shifts made: %(made)s, standing already: %(kept)s.", made=filled.made, kept=filled.kept)


ROUTES = (filling_page, do_fill)
