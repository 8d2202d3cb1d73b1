"""The end of one government: what still stands open, the archive, its exports, and its erasure."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.ending import GovernmentExport
from hotline_platform.tenancy.registry import load_registry
from hotline_platform.tenancy.values import ERASE_DAYS, value_of
from hotline_tenants.ending.archiving import archive, bring_back, why_not_archive
from hotline_tenants.ending.erasing import CONFIRMS, ask, proved_export, why_not_ask
from hotline_tenants.ending.settled import settled
from hotline_web.answers import back, page, reader_language
from hotline_web.ending.forms import BRING_BACK, ERASE, archive_form
from hotline_web.ending.showing import archivings_of, erasures_of
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.governments.words import STATUSES

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}
LATEST = 20
Forms = dict[str, Form[Any]]


@get("/governments/{code:str}/end", opt={"permission": CONFIRMS})
async def end_page(request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]) -> Response[str]:
    """How far this government is on its way out, and the next step."""
    return await show_end(request, db, actor, code)


@post("/governments/{code:str}/archiving", opt=KEEP, status_code=200)
async def do_archive(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[Any]:
    """Archive it, or the list with what still stands open."""
    database: Database = request.app.state.database
    form = archive_form((await load_registry(db)).living(), "zh").read(await request.form())
    try:
        given = form.complete
        await archive(
            database, actor, code, reason=given.reason, successor=given.successor, at=moment(request)
        )
    except Refused as refusal:
        return await show_end(request, db, actor, code, {"archive": form.refused(refusal)})
    return _done(code, N_("The government is archived. Nothing goes in or out any more."))


@post("/governments/{code:str}/return", opt=KEEP, status_code=200)
async def do_bring_back(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[Any]:
    """It was archived by mistake."""
    form = BRING_BACK.read(await request.form())
    database: Database = request.app.state.database
    try:
        await bring_back(database, actor, code, reason=form.complete.reason, at=moment(request))
    except Refused as refusal:
        return await show_end(request, db, actor, code, {"back": form.refused(refusal)})
    return _done(code, N_("The government works again."))


@post("/governments/{code:str}/erasure", opt=KEEP, status_code=200)
async def do_ask(request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]) -> Response[Any]:
    """Ask that it be erased; a second person confirms."""
    form = ERASE.read(await request.form())
    database: Database = request.app.state.database
    try:
        await ask(database, actor, code, reason=form.complete.reason, at=moment(request))
    except Refused as refusal:
        return await show_end(request, db, actor, code, {"erase": form.refused(refusal)})
    return _done(code, N_("Asked. Nothing is erased before a second person has confirmed it."))


async def show_end(
    request: AnyRequest, db: Db, actor: Actor, code: str, forms: Forms | None = None
) -> Response[str]:
    """The page; with a form that was refused it says so and keeps what was typed."""
    registry, language, given = await load_registry(db), reader_language(request), forms or {}
    found = registry.by_code(code)
    others = [one for one in registry.living() if one.id != found.id]
    exports = (
        select(GovernmentExport)
        .where(GovernmentExport.government_id == found.id)
        .order_by(GovernmentExport.exported_at.desc(), GovernmentExport.id.desc())
        .limit(LATEST)
    )
    erasures = await erasures_of(db, actor, found)
    return page(
        request, "ending/end.html", status=422 if forms else 200, found=found, state=STATUSES[found.status],
        lines=await settled(request.app.state.database, code) if found.living else [],
        refusal=why_not_archive(found, actor) if found.living else None,
        archivings=await archivings_of(db, found), erasures=erasures,
        waits=any(one.erasure.open for one in erasures),
        exports=(await db.execute(exports)).scalars().all(),
        why_not=why_not_ask(found, await proved_export(db, found)),
        days=value_of(registry, found.id, ERASE_DAYS).value, keeps=actor.may("tenant.keep"), may=actor.may,
        form=given.get("archive") or archive_form(others, language).blank(),
        back=given.get("back") or BRING_BACK.blank(), erase=given.get("erase") or ERASE.blank(),
        withdraw=given.get("withdraw"),
        successors=[registry.get(one) for one in found.successors],
    )  # fmt: skip


def _done(code: str, message: Message) -> Response[Any]:
    return back(f"/governments/{code}/end", message)


ROUTES = (end_page, do_archive, do_bring_back, do_ask)
