"""The routes of one supervision: its page, its paper, and one address for each act."""

import asyncio
import datetime as dt
import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_platform.files.kinds import DOCX
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.papers.in_force import content_in_force, template_in_force
from hotline_tenants.papers.writing import docx
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.enclosing import files_of
from hotline_tenants.supervision.model import SupervisionEntry
from hotline_tenants.supervision.papers import paper_of
from hotline_tenants.supervision.reaching import supervision_for, task_for, tasks_of
from hotline_web.acts import Typed, by_the_same_click, renewed
from hotline_web.answers import back, page
from hotline_web.cases.known import known_for
from hotline_web.entering import moment
from hotline_web.files.sending import headers_of
from hotline_web.given import GivenActor, GivenDb
from hotline_web.supervision.act import Act, On
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
    settings: Settings = request.app.state.settings
    template = await content_in_force(db, store_from(settings), await template_in_force(db, paper.kind))
    content = await asyncio.to_thread(docx, paper, template)
    name = f"{supervision.number or paper.title}.docx"
    return Response(content, media_type=DOCX, headers=headers_of(name, DOCX))


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


def _route(act: Act) -> Any:
    opt = {"permission": act.permission}
    if act.on_part:

        @post(act.route, opt=opt, status_code=200, name=act.route)
        async def on_task(
            request: AnyRequest,
            db: GivenDb,
            actor: GivenActor,
            supervision_id: FromPath[uuid.UUID],
            task_id: FromPath[uuid.UUID],
        ) -> Response[Any]:
            return await _do(request, db, actor, act, supervision_id, task_id)

        return on_task

    @post(act.route, opt=opt, status_code=200, name=act.route)
    async def on_supervision(
        request: AnyRequest, db: GivenDb, actor: GivenActor, supervision_id: FromPath[uuid.UUID]
    ) -> Response[Any]:
        return await _do(request, db, actor, act, supervision_id, None)

    return on_supervision


async def _do(
    request: AnyRequest, db: Db, actor: Actor, act: Act, supervision_id: uuid.UUID, task_id: uuid.UUID | None
) -> Response[Any]:
    supervision = await supervision_for(db, actor, supervision_id)
    task = (await task_for(db, actor, supervision, task_id))[0] if task_id else None
    on = On(
        supervision, actor, await known_for(request, db), task, await tasks_of(db, supervision_id),
        await text_of(db, supervision_id),
    )  # fmt: skip
    form = act.spec(on).read(await request.form())
    url = f"/supervision/{supervision_id}"
    try:
        await act.run(db, on, form.complete, moment(request))
    except Stale as stale:
        await db.abandon()
        if await _done_by_the_same_click(db, actor, act, supervision_id, moment(request)):
            return back(url, act.done)
        again = await supervision_for(db, actor, supervision_id)
        typed = renewed(form.refused(Refused(stale.message)), again.version)
        return await show_supervision(
            request, db, actor, again, typed=Typed(act.url(on), typed, act), status=409
        )
    except Refused as refusal:
        await db.abandon()
        again = await supervision_for(db, actor, supervision_id)
        return await show_supervision(
            request, db, actor, again, typed=Typed(act.url(on), form.refused(refusal), act), status=422
        )
    return back(url, act.done)


async def _done_by_the_same_click(
    db: Db, actor: Actor, act: Act, supervision_id: uuid.UUID, now: dt.datetime
) -> bool:
    """Whether the newest entry is this very act of this very person a moment ago: a second press of the button."""
    wanted = (
        select(SupervisionEntry)
        .where(SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id == supervision_id)
        .order_by(SupervisionEntry.seq.desc())
        .limit(1)
    )
    newest = (await db.execute(wanted)).scalar_one_or_none()
    return by_the_same_click(newest, act, actor, now)


ROUTES = (supervision_page, paper_file, print_page, *(_route(act) for act in ACTS))
