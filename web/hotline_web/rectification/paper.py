"""The paper of a rectification notice: as a page to print, and as a Word file."""

import uuid
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.errors import N_, NotFound
from hotline_tenants.rectification.papers import paper_of, template_of
from hotline_tenants.rectification.reaching import notice_for
from hotline_web.answers import page
from hotline_web.given import GivenActor, GivenDb
from hotline_web.papers.word import drawn_file, kept_file

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
    notice = await notice_for(db, actor, notice_id)
    if (kept := await kept_file(request, db, actor, notice_id)) is not None:
        return kept
    paper = await paper_of(db, notice)
    if paper is None:
        raise NotFound
    return await drawn_file(request, db, paper, await template_of(db, notice), notice.number or notice.title)


ROUTES = (print_page, notice_file)
