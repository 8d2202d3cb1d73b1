"""Files of a paper: adding them to a draft as a stream, and opening one."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.files.checking import Checked
from hotline_platform.files.model import File
from hotline_tenants.guidance.enclosing import enclose, file_for, files_of, take_out, why_not_enclose
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.reaching import paper_for
from hotline_web.answers import back
from hotline_web.entering import moment
from hotline_web.files.box import FileBox, ShownFile, box_of, take_files
from hotline_web.files.card import size_words
from hotline_web.files.opening import opened
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]


async def file_box(db: Db, actor: Actor, paper: GuidancePaper) -> FileBox:
    """The files of a paper that was reached before."""
    url = f"/guidance/{paper.id}/files"
    able = paper.other_tenant_id is None and why_not_enclose(paper, actor) is None
    shown = (
        ShownFile(
            f"{url}/{file.id}", file.name, size_words(file.size), file.uploaded_at, gone=not there,
            taken_out=f"{url}/{file.id}/removal" if able else None,
        )
        for file, there in await files_of(db, paper.id)
    )  # fmt: skip
    return await box_of(db, shown, url if able else None)


@post(
    "/guidance/{paper_id:uuid}/files",
    opt={"permission": "guidance.keep", "exclude_from_csrf": True},
    status_code=200,
    request_max_body_size=None,
)
async def add_files(request: AnyRequest, actor: GivenActor, paper_id: FromPath[uuid.UUID]) -> Response[Any]:
    """Take a form with files."""

    async def why_not(db: Db) -> Message | None:
        return why_not_enclose(await paper_for(db, actor, paper_id), actor)

    async def keep(db: Db, files: Sequence[Checked]) -> int:
        return await enclose(db, actor, paper_id, files, at=moment(request))

    return await take_files(request, actor, paper_id, f"/guidance/{paper_id}", why_not=why_not, keep=keep)


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
