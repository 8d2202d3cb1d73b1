"""Suspending one government and resuming it, with what its earlier suspensions moved."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.standstill.queries import suspensions
from hotline_tenants.standstill.suspending import resume, suspend, why_not_suspend
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.governments.words import STATUSES
from hotline_web.standstill.forms import RESUME, SUSPEND, Reasoned
from hotline_web.standstill.showing import standing_of

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@get("/governments/{code:str}/suspension", opt=KEEP)
async def suspension_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[str]:
    """Whether this government works, what suspending it means, and when it was suspended before."""
    return await _show(request, db, actor, code)


@post("/governments/{code:str}/suspension", opt=KEEP, status_code=200)
async def do_suspend(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[Any]:
    """Suspend it from now on; whoever works in it is out at the next click."""
    form = SUSPEND.read(await request.form())
    database: Database = request.app.state.database
    try:
        await suspend(database, actor, code, reason=form.complete.reason, at=moment(request))
    except Refused as refusal:
        return await _show(request, db, actor, code, form.refused(refusal), status=422)
    return _done(code, N_("The government is suspended. Its clocks stand still from now on."))


@post("/governments/{code:str}/resumption", opt=KEEP, status_code=200)
async def do_resume(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[Any]:
    """Let it work again; a job moves its clocks."""
    form = RESUME.read(await request.form())
    database: Database = request.app.state.database
    try:
        await resume(database, actor, code, reason=form.complete.reason, at=moment(request))
    except Refused as refusal:
        return await _show(request, db, actor, code, form.refused(refusal), status=422)
    return _done(
        code, N_("The government works again. Its clocks are moved by the time that they stood still.")
    )


async def _show(
    request: AnyRequest, db: Db, actor: Actor, code: str, form: Form[Reasoned] | None = None, *,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    registry = await load_registry(db)
    found = registry.by_code(code)
    suspended = found.status == "suspended"
    return page(
        request, "standstill/suspension.html", status=status, found=found, state=STATUSES[found.status],
        above=registry.get(found.parent_id) if found.parent_id else None, suspended=suspended,
        refusal=None if suspended else why_not_suspend(registry, found, actor),
        form=form or (RESUME if suspended else SUSPEND).blank(),
        earlier=[(one, standing_of(one.standstill)) for one in await suspensions(db, found.id)],
        registry=registry,
    )  # fmt: skip


def _done(code: str, message: Message) -> Response[Any]:
    return back(f"/governments/{code}/suspension", message)


ROUTES = (suspension_page, do_suspend, do_resume)
