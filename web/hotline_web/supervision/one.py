"""The routes of one supervision: its page, its paper, and one address for each act."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_tenants.papers.in_force import template_in_force
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.enclosing import files_of
from hotline_tenants.supervision.papers import paper_of
from hotline_tenants.supervision.reaching import supervision_for, task_for, tasks_of
from hotline_tenants.supervision.recording import SUPERVISIONS
from hotline_web.acts import Typed
from hotline_web.answers import page
from hotline_web.cases.known import known_for
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting
from hotline_web.papers.word import drawn_file
from hotline_web.supervision.act import On
from hotline_web.supervision.acts import ACTS
from hotline_web.supervision.page import show_supervision

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("supervision.read", "supervision.asked")}


@get("/supervision/{supervision_id:uuid}", opt=READ)
async def supervision_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One supervision with its ledger."""
    return await show_supervision(request, db, actor, await supervision_for(db, actor, supervision_id))


@get("/supervision/{supervision_id:uuid}/paper.docx", opt=READ)
async def paper_file(
    request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The paper: as it was issued where it was, else as it would be now."""
    supervision = await supervision_for(db, actor, supervision_id)
    kept = next((one for one in await files_of(db, supervision_id) if one.enclosure.kind == "paper"), None)
    if kept is not None and kept.there:
        return Redirect(f"/supervision/{supervision_id}/files/{kept.file.id}", status_code=303)
    if await text_of(db, supervision_id) is None:
        raise NotFound
    paper = await paper_of(db, supervision)
    template = await template_in_force(db, paper.kind)
    return await drawn_file(request, db, paper, template, supervision.number or paper.title)


@get("/supervision/{supervision_id:uuid}/print", opt=READ)
async def print_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The paper as a page to print, in the form of an official document."""
    supervision = await supervision_for(db, actor, supervision_id)
    if await text_of(db, supervision_id) is None:
        raise NotFound
    place = f"/supervision/{supervision_id}"
    return page(
        request, "papers/print.html", paper=await paper_of(db, supervision), file=f"{place}/paper.docx",
        above=place, above_name=N_("Back to the supervision"),
    )  # fmt: skip


async def _reach(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    supervision = await supervision_for(db, actor, ids[0])
    task = (await task_for(db, actor, supervision, ids[1]))[0] if ids[1:] else None
    return On(
        supervision, actor, await known_for(request, db), task, await tasks_of(db, supervision.id),
        await text_of(db, supervision.id),
    )  # fmt: skip


async def _again(
    request: AnyRequest, db: Db, actor: Actor, supervision_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    supervision = await supervision_for(db, actor, supervision_id)
    return await show_supervision(request, db, actor, supervision, typed=typed, status=status)


ROUTES = (supervision_page, paper_file, print_page, *Acting(SUPERVISIONS, ACTS, _reach, _again).routes)
