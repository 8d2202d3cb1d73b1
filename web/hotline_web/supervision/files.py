"""Files of a supervision: adding them as a stream, and opening one, which is recorded."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.kinds import KINDS as FILE_KINDS
from hotline_platform.files.kinds import extensions_of
from hotline_platform.files.limits import AT_ONCE, MEGABYTE, limits_of
from hotline_platform.files.spool import Spool
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.supervision.enclosing import enclose, file_for, files_of, seen_by, why_not_enclose
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import supervision_for
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.files.adding import look_at
from hotline_web.files.card import size_words
from hotline_web.files.receiving import receiving
from hotline_web.files.sending import answer
from hotline_web.given import GivenActor

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("supervision.read", "supervision.asked")}
ADDERS = ("supervision.issue", "supervision.answer", "supervision.asked")
KINDS: dict[str, Message] = {
    "paper": N_("The paper as issued"),
    "sheet": N_("Sheet of the supervisor"),
    "evidence": N_("Report or evidence"),
}


@dataclass(frozen=True)
class ShownFile:
    """One file; `gone` while its bytes are on their way from the other government."""

    url: str
    name: str
    kind: Message
    size: str
    by: str
    at: datetime
    gone: bool


@dataclass(frozen=True)
class FileBox:
    """The files that a person may see, and what the form to add some is made with; `url` is None where they may not."""

    files: tuple[ShownFile, ...]
    url: str | None
    accepted: str
    largest: int
    at_once: int
    limits: tuple[Message, ...]


async def file_box(db: Db, actor: Actor, supervision: Supervision) -> FileBox:
    """The files of a supervision that was reached before."""
    limits = await limits_of(db)
    lines = tuple(
        N_("%(kind)s: at most %(size)s MB each", kind=FILE_KINDS[kind], size=limit.size // MEGABYTE)
        for kind, limit in limits.of.items()
        if limit.types and limit.number
    )
    shown = tuple(
        ShownFile(
            f"/supervision/{supervision.id}/files/{one.file.id}", one.file.name, KINDS[one.enclosure.kind],
            size_words(one.file.size), one.by or "", one.enclosure.added_at, not one.there,
        )
        for one in await files_of(db, supervision.id)
        if one.file.digest and seen_by(one, actor)
    )  # fmt: skip
    able = any(actor.may(one) for one in ADDERS) and why_not_enclose(supervision, actor) is None
    return FileBox(
        shown, f"/supervision/{supervision.id}/files" if able else None, ",".join(extensions_of(limits.types)),
        limits.largest, AT_ONCE, lines,
    )  # fmt: skip


@post(
    "/supervision/{supervision_id:uuid}/files",
    opt={"permission": ADDERS, "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def add_files(
    request: AnyRequest, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take a form with files. No transaction is held while it arrives; its token is checked as it is read."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        supervision = await supervision_for(db, actor, supervision_id)
        if refusal := why_not_enclose(supervision, actor):
            raise Refused(refusal)
        limits = await limits_of(db)
    added = 0
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, supervision_id, sent.files, limits)
        if checked:
            async with database.transaction(actor.scope) as db:
                added = await enclose(db, actor, supervision_id, checked, at=moment(request))
    turned_away = [*sent.turned_away, *turned_away]
    url = f"/supervision/{supervision_id}"
    if not turned_away:
        done = N_("Files added: %(number)s.", number=added) if added else N_("No new file was chosen.")
        return back(f"{url}#files", done)
    return page(request, "supervision/files.html", status=422, turned_away=turned_away, added=added, url=url)


@get("/supervision/{supervision_id:uuid}/files/{file_id:uuid}", opt=READ)
async def open_file(
    request: AnyRequest, actor: GivenActor, supervision_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The file as it was given; the opening is recorded before a byte leaves."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        found = await file_for(db, actor, supervision_id, file_id)
    await record(
        database,
        actor.tenant,
        "file_opened",
        account_id=actor.account_id,
        subject=supervision_id,
        at=moment(request),
    )
    return await answer(request, store_from(settings), found.file)


ROUTES = (add_files, open_file)
