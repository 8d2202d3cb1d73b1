"""Files of a supervision: adding them as a stream, and opening one, which is recorded."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.files.checking import Checked
from hotline_platform.files.model import File
from hotline_tenants.supervision.enclosing import enclose, file_for, files_of, seen_by, why_not_enclose
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import supervision_for
from hotline_web.entering import moment
from hotline_web.files.box import FileBox, ShownFile, box_of, take_files
from hotline_web.files.card import size_words
from hotline_web.files.opening import opened
from hotline_web.given import GivenActor

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("supervision.read", "supervision.asked")}
ADDERS = ("supervision.issue", "supervision.answer", "supervision.asked")
KINDS: dict[str, Message] = {
    "paper": N_("The paper as issued"),
    "sheet": N_("Sheet of the supervisor"),
    "evidence": N_("Report or evidence"),
}


async def file_box(db: Db, actor: Actor, supervision: Supervision) -> FileBox:
    """The files of a supervision that was reached before."""
    shown = tuple(
        ShownFile(
            f"/supervision/{supervision.id}/files/{one.file.id}", one.file.name, size_words(one.file.size),
            one.enclosure.added_at, one.by or "", KINDS[one.enclosure.kind], gone=not one.there,
        )
        for one in await files_of(db, supervision.id)
        if one.file.digest and seen_by(one, actor)
    )  # fmt: skip
    able = any(actor.may(one) for one in ADDERS) and why_not_enclose(supervision, actor) is None
    return await box_of(db, shown, f"/supervision/{supervision.id}/files" if able else None)


@post(
    "/supervision/{supervision_id:uuid}/files",
    opt={"permission": ADDERS, "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def add_files(
    request: AnyRequest, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take a form with files."""

    async def why_not(db: Db) -> Message | None:
        return why_not_enclose(await supervision_for(db, actor, supervision_id), actor)

    async def keep(db: Db, files: Sequence[Checked]) -> int:
        return await enclose(db, actor, supervision_id, files, at=moment(request))

    url = f"/supervision/{supervision_id}"
    return await take_files(request, actor, supervision_id, url, why_not=why_not, keep=keep)


@get("/supervision/{supervision_id:uuid}/files/{file_id:uuid}", opt=READ)
async def open_file(
    request: AnyRequest, actor: GivenActor, supervision_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The file as it was given; the opening is recorded before a byte leaves."""

    async def find(db: Db) -> File:
        return (await file_for(db, actor, supervision_id, file_id)).file

    return await opened(request, actor, supervision_id, find)


ROUTES = (add_files, open_file)
