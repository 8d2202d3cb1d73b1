"""Outages of the platform: entering one, what each moved in which government, taking one back."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.standstill.outages import enter_outage, take_back
from hotline_tenants.standstill.queries import outages
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.standstill.forms import OUTAGE, TAKE_BACK, Outage, Reasoned
from hotline_web.standstill.showing import standing_of

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@get("/outages", opt=KEEP)
async def outages_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every outage with what it moved."""
    return await _list(request, db, actor, OUTAGE.blank())


@post("/outages", opt=KEEP, status_code=200)
async def do_enter(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Enter an outage that is over; a job moves the clocks of every government."""
    zone = (await load_registry(db)).get(actor.tenant).zone
    form = OUTAGE.read(await request.form(), zone)
    database: Database = request.app.state.database
    try:
        given = form.complete
        await enter_outage(
            database, actor, begin=given.begin, end=given.end, reason=given.reason, at=moment(request)
        )
    except Refused as refusal:
        return await _list(request, db, actor, form.refused(refusal), status=422)
    return back("/outages", N_("The outage is entered. The clocks that ran in it are being moved."))


@post("/outages/{outage_id:uuid}/taking-back", opt=KEEP, status_code=200)
async def do_take_back(
    request: AnyRequest, db: GivenDb, actor: GivenActor, outage_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """It was entered wrongly: a job reckons again what it moved."""
    form = TAKE_BACK.read(await request.form())
    database: Database = request.app.state.database
    try:
        await take_back(database, actor, outage_id, reason=form.complete.reason, at=moment(request))
    except Refused as refusal:
        taken = {outage_id: form.refused(refusal)}
        return await _list(request, db, actor, OUTAGE.blank(), taken, status=422)
    return back(
        "/outages", N_("The outage is taken back. The clocks that it moved are being reckoned again.")
    )


async def _list(
    request: AnyRequest, db: Db, actor: Actor, form: Form[Outage],
    taken: dict[uuid.UUID, Form[Reasoned]] | None = None, *, status: int = 200,
) -> Response[str]:  # fmt: skip
    shown = [
        (one, standing_of(one.standstill), (taken or {}).get(one.standstill.id) or TAKE_BACK.blank())
        for one in await outages(db)
    ]
    return page(
        request, "standstill/outages.html", status=status, outages=shown, form=form,
        registry=await load_registry(db),
    )  # fmt: skip


ROUTES = (outages_page, do_enter, do_take_back)
