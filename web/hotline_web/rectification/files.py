"""The evidence of a notice: adding files as a stream, and opening one, which is recorded."""

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
from hotline_tenants.rectification.enclosing import enclose, file_for, files_of, why_not_enclose
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import notice_for
from hotline_web.entering import moment
from hotline_web.files.box import FileBox, ShownFile, box_of, take_files
from hotline_web.files.card import size_words
from hotline_web.files.opening import opened
from hotline_web.given import GivenActor

AnyRequest = Request[Any, Any, Any]
HERE = "/rectifications/{notice_id:uuid}/files"
EVIDENCE = N_("Report or evidence")


async def file_box(db: Db, actor: Actor, notice: Rectification) -> FileBox:
    """The files of a notice that was reached before."""
    url = f"/rectifications/{notice.id}/files"
    shown = tuple(
        ShownFile(
            f"{url}/{one.file.id}", one.file.name, size_words(one.file.size), one.enclosure.added_at,
            one.by or "", EVIDENCE, gone=not one.there,
        )
        for one in await files_of(db, notice.id)
        if one.file.digest
    )  # fmt: skip
    able = why_not_enclose(notice, actor) is None
    return await box_of(db, shown, url if able else None)


@post(
    HERE, opt={"permission": "rectification.answer", "exclude_from_csrf": True}, status_code=200,
    request_max_body_size=None,
)  # fmt: skip
async def add_files(request: AnyRequest, actor: GivenActor, notice_id: FromPath[uuid.UUID]) -> Response[Any]:
    """Take a form with files."""

    async def why_not(db: Db) -> Message | None:
        return why_not_enclose(await notice_for(db, actor, notice_id), actor)

    async def keep(db: Db, files: Sequence[Checked]) -> int:
        return await enclose(db, actor, notice_id, files, at=moment(request))

    return await take_files(
        request, actor, notice_id, f"/rectifications/{notice_id}", why_not=why_not, keep=keep
    )


@get(
    "/rectifications/{notice_id:uuid}/files/{file_id:uuid}",
    opt={"permission": ("rectification.read", "rectification.unit")},
)
async def open_file(
    request: AnyRequest, actor: GivenActor, notice_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The file as it was given; the opening is recorded before a byte leaves."""

    async def find(db: Db) -> File:
        return (await file_for(db, actor, notice_id, file_id)).file

    return await opened(request, actor, notice_id, find)


ROUTES = (add_files, open_file)
