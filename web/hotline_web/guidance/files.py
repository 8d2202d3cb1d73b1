"""Files of a paper: adding them to a draft as a stream, and opening one."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.kinds import KINDS as FILE_KINDS
from hotline_platform.files.kinds import extensions_of
from hotline_platform.files.limits import AT_ONCE, MEGABYTE, limits_of
from hotline_platform.files.model import File
from hotline_platform.files.spool import Spool
from hotline_platform.settings import Settings
from hotline_tenants.guidance.enclosing import enclose, file_for, files_of, take_out, why_not_enclose
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.reaching import paper_for
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.files.adding import look_at
from hotline_web.files.card import size_words
from hotline_web.files.opening import opened
from hotline_web.files.receiving import receiving
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class ShownFile:
    """One file; `gone` while its bytes are on their way from the other government."""

    url: str
    name: str
    size: str
    gone: bool


@dataclass(frozen=True)
class FileBox:
    """The files of a paper, and what the form to add some is made with; `url` is None where nothing is added."""

    files: tuple[ShownFile, ...]
    url: str | None
    accepted: str
    largest: int
    at_once: int
    limits: tuple[Message, ...]


async def file_box(db: Db, actor: Actor, paper: GuidancePaper) -> FileBox:
    """The files of a paper that was reached before."""
    limits = await limits_of(db)
    lines = tuple(
        N_("%(kind)s: at most %(size)s MB each", kind=FILE_KINDS[kind], size=limit.size // MEGABYTE)
        for kind, limit in limits.of.items()
        if limit.types and limit.number
    )
    shown = tuple(
        ShownFile(f"/guidance/{paper.id}/files/{file.id}", file.name, size_words(file.size), not there)
        for file, there in await files_of(db, paper.id)
    )
    able = paper.other_tenant_id is None and why_not_enclose(paper, actor) is None
    return FileBox(
        shown, f"/guidance/{paper.id}/files" if able else None, ",".join(extensions_of(limits.types)),
        limits.largest, AT_ONCE, lines,
    )  # fmt: skip


@post(
    "/guidance/{paper_id:uuid}/files",
    opt={"permission": "guidance.keep", "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def add_files(request: AnyRequest, actor: GivenActor, paper_id: FromPath[uuid.UUID]) -> Response[Any]:
    """Take a form with files. No transaction is held while it arrives; its token is checked as it is read."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        if refusal := why_not_enclose(await paper_for(db, actor, paper_id), actor):
            raise Refused(refusal)
        limits = await limits_of(db)
    added = 0
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, paper_id, sent.files, limits)
        if checked:
            async with database.transaction(actor.scope) as db:
                added = await enclose(db, actor, paper_id, checked, at=moment(request))
    turned_away = [*sent.turned_away, *turned_away]
    url = f"/guidance/{paper_id}"
    if not turned_away:
        done = N_("Files added: %(number)s.", number=added) if added else N_("No new file was chosen.")
        return back(f"{url}#files", done)
    return page(request, "guidance/files.html", status=422, turned_away=turned_away, added=added, url=url)


@post(
    "/guidance/{paper_id:uuid}/files/{file_id:uuid}/removal",
    opt={"permission": "guidance.keep"},
    status_code=303,
)
async def remove_file(
    request: AnyRequest,
    db: GivenDb,
    actor: GivenActor,
    paper_id: FromPath[uuid.UUID],
    file_id: FromPath[uuid.UUID],
) -> Redirect:
    """Take a file out of a draft."""
    await take_out(db, actor, paper_id, file_id, at=moment(request))
    return back(f"/guidance/{paper_id}#files", N_("The file is taken out of the draft."))


@get("/guidance/{paper_id:uuid}/files/{file_id:uuid}", opt={"permission": "guidance.read"})
async def open_file(
    request: AnyRequest, actor: GivenActor, paper_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The file as it was given; the opening is recorded before a byte leaves."""

    async def find(db: Db) -> File:
        return await file_for(db, actor, paper_id, file_id)

    return await opened(request, actor, paper_id, find)


ROUTES = (add_files, remove_file, open_file)
