"""The paper of a rectification notice: as a page to print, and as a Word file."""

import asyncio
import uuid
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.audit.recording import note
from hotline_platform.errors import N_, NotFound
from hotline_platform.files.kinds import DOCX
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.papers.in_force import content_in_force
from hotline_tenants.papers.reading import file_of, papers_about
from hotline_tenants.papers.writing import docx
from hotline_tenants.rectification.papers import paper_of, template_of
from hotline_tenants.rectification.reaching import notice_for
from hotline_web.answers import page
from hotline_web.entering import moment
from hotline_web.files.sending import answer, headers_of
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("rectification.read", "rectification.unit")}


@get("/rectifications/{notice_id:uuid}/print", opt=READ)
async def print_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, notice_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The paper as it was issued, or as it would be now, as a page to print."""
    notice = await notice_for(db, actor, notice_id)
    paper = await paper_of(db, notice)
    if paper is None:
        raise NotFound
    return page(
        request,
        "papers/print.html",
        paper=paper,
        file=f"/rectifications/{notice_id}/paper.docx",
        above=f"/rectifications/{notice_id}",
        above_name=N_("Back to the notice"),
    )


@get("/rectifications/{notice_id:uuid}/paper.docx", opt=READ)
async def notice_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, notice_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The Word file: as it was kept where it was issued; below, what was issued from the very template of its issuer; else
    as it would be now.
    """
    settings: Settings = request.app.state.settings
    notice, store = await notice_for(db, actor, notice_id), store_from(settings)
    for issued in await papers_about(db, notice_id):
        if (kept := await file_of(db, issued)) is not None:
            note(db, "file_opened", account_id=actor.account_id, subject=notice_id, at=moment(request))
            return await answer(request, store, kept)
    paper = await paper_of(db, notice)
    if paper is None:
        raise NotFound
    content = await asyncio.to_thread(
        docx, paper, await content_in_force(db, store, await template_of(db, notice))
    )
    return Response(
        content, media_type=DOCX, headers=headers_of(f"{notice.number or notice.title}.docx", DOCX)
    )


ROUTES = (print_page, notice_file)
