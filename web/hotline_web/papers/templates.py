"""The templates of a government: inherited to begin with, its own looked at before it is kept, and the inherited put back."""

import asyncio
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.files.checking import check
from hotline_platform.files.keeping import place
from hotline_platform.files.kinds import DOCX
from hotline_platform.files.limits import MEGABYTE
from hotline_platform.files.spool import Spool
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.papers.in_force import content_in_force, template_in_force, templates_above
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.letterhead import letterhead
from hotline_tenants.papers.places import office_of
from hotline_tenants.papers.templates import (
    LIMITS,
    in_force,
    look_at,
    put_back,
    sample,
    set_template,
)
from hotline_tenants.papers.writing import FIELDS, filled
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.files.receiving import receiving
from hotline_web.files.sending import headers_of
from hotline_web.given import GivenActor, GivenDb
from hotline_web.papers.words import FIELD_MEANINGS

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "paper.template"}
PLACE = "/paper-templates"


@get(PLACE, opt=KEEP)
async def templates_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """Each kind of paper with the template that it is written from."""
    return await _templates(request, db)


@post(
    f"{PLACE}/{{kind:str}}",
    opt={**KEEP, "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def do_set(request: AnyRequest, actor: GivenActor, kind: FromPath[str]) -> Response[Any]:
    """Take a template, look at it, and put it in force. No transaction is held while it arrives."""
    database: Database = request.app.state.database
    if kind not in KINDS:
        raise NotFound
    try:
        await _take(request, actor, kind)
    except Refused as refusal:
        async with database.transaction(actor.scope) as db:
            return await _templates(request, db, {kind: refusal.message}, status=422)
    return back(f"{PLACE}#{kind}", N_("The template is in force for what is issued from now on."))


@post(f"{PLACE}/{{kind:str}}/putting-back", opt=KEEP, status_code=200)
async def do_put_back(
    request: AnyRequest, db: GivenDb, actor: GivenActor, kind: FromPath[str]
) -> Response[Any]:
    """Use ours again."""
    try:
        await put_back(db, actor, kind, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _templates(request, db, {kind: refusal.message}, status=422)
    return back(f"{PLACE}#{kind}", N_("The inherited template is in force again."))


@get(f"{PLACE}/{{kind:str}}/files/{{which:str}}", opt=KEEP)
async def template_file(
    request: AnyRequest, db: GivenDb, kind: FromPath[str], which: FromPath[str]
) -> Response[Any]:
    """A template to take away: `ours.docx`, `own.docx`, `inherited.docx` of the government above, or `sample.docx`, what the
    one in force makes of a paper.
    """
    if kind not in KINDS or which not in ("ours.docx", "own.docx", "inherited.docx", "sample.docx"):
        raise NotFound
    settings: Settings = request.app.state.settings
    found = await template_in_force(db, kind)
    holding = await content_in_force(db, store_from(settings), found)
    whose = "ours.docx" if holding is None else "own.docx" if found.tenant == db.tenant else "inherited.docx"
    if which in ("own.docx", "inherited.docx") and which != whose:
        raise NotFound
    content = (
        letterhead(kind, len(await office_of(db))) if which == "ours.docx" or holding is None else holding
    )
    if which == "sample.docx":
        content = await asyncio.to_thread(filled, content, sample(kind))
    return Response(content, media_type=DOCX, headers=headers_of(f"{kind}-{which}", DOCX))


async def _take(request: AnyRequest, actor: Actor, kind: str) -> None:
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with receiving(request, Spool(Path(settings.files_dir)), LIMITS.largest) as sent:
        if sent.turned_away:
            raise Refused(sent.turned_away[0].why)
        if len(sent.files) != 1:
            raise Refused(N_("Choose one Word file."))
        checked = await check(sent.files[0], LIMITS, settings.virus_scanner)
        await asyncio.to_thread(look_at, checked.received.path.read_bytes(), kind)
        await place(database, store_from(settings), actor.tenant, checked, at=moment(request))
        async with database.transaction(actor.scope) as db:
            await set_template(db, actor, kind, checked, at=moment(request))


async def _templates(
    request: AnyRequest, db: GivenDb, wrong: dict[str, Message] | None = None, *, status: int = 200
) -> Response[str]:
    own, known = await in_force(db), registry(request)
    inherited = {
        kind: known.get(found.tenant).name(reader_language(request))
        for kind, found in (await templates_above(db)).items()
        if found.tenant is not None
    }
    rows = [
        (key, kind.name, own.get(key), inherited.get(key), (wrong or {}).get(key))
        for key, kind in KINDS.items()
    ]
    return page(
        request, "papers/templates.html", status=status, rows=rows, most=LIMITS.of["document"].size // MEGABYTE,
        fields=[(f"{{{{ {name} }}}}", FIELD_MEANINGS[name]) for name in FIELDS],
    )  # fmt: skip


ROUTES = (templates_page, do_set, do_put_back, template_file)
