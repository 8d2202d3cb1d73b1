"""The routes of a case's files: adding them, opening one, its small picture, a copy without the place."""

import asyncio
import uuid
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File as FileAnswer
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope
from hotline_platform.errors import NotFound, Refused
from hotline_platform.files.checking import LOOKING
from hotline_platform.files.kinds import TYPES
from hotline_platform.files.pictures import without_metadata
from hotline_platform.files.spool import Spool
from hotline_platform.files.stores import Store, key_of, store_from, thumbnail_key
from hotline_platform.settings import Settings
from hotline_tenants.cases.reaching import case_below, case_for, tenant_below
from hotline_tenants.enclosures.reading import OUTSIDERS, Enclosed, enclosure_for
from hotline_tenants.privacy.looking import office
from hotline_web.entering import moment, registry
from hotline_web.files.adding import add
from hotline_web.files.sending import answer, headers_of
from hotline_web.given import GivenActor

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("case.read", "case.register", "case.read_unit", "case.read_below")}


@post(
    "/cases/{case_id:uuid}/files", opt={"permission": "case.enclose", "exclude_from_csrf": True}, status_code=200,
    request_max_body_size=None,
)  # fmt: skip
async def add_files(request: AnyRequest, actor: GivenActor, case_id: FromPath[uuid.UUID]) -> Response[Any]:
    """Take a form with files. No transaction is held while it arrives; its token is checked as it is read."""
    return await add(request, actor, case_id)


@get("/cases/{case_id:uuid}/files/{file_id:uuid}", opt=READ)
async def open_file(
    request: AnyRequest, actor: GivenActor, case_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The file as it was given, to the staff; every opening is recorded before a byte leaves."""
    found = await _reached(request, actor, case_id, file_id)
    if actor.role in OUTSIDERS and found.file.thumbnail:
        return await _bare(request, actor, found)
    await _record(request, actor, found)
    return await answer(request, _store(request), found.file)


@get("/cases/{case_id:uuid}/files/{file_id:uuid}/bare", opt=READ)
async def open_bare(
    request: AnyRequest, actor: GivenActor, case_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """A picture to be passed on: written anew, without the place, the device and the time it was taken with."""
    found = await _reached(request, actor, case_id, file_id)
    if not found.file.thumbnail:
        raise NotFound
    return await _bare(request, actor, found)


@get("/cases/{case_id:uuid}/files/{file_id:uuid}/thumbnail", opt=READ)
async def open_thumbnail(
    request: AnyRequest, actor: GivenActor, case_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
) -> Response[bytes]:
    """The small picture on the page of the case; it belongs to that page and is not recorded by itself."""
    file = (await _reached(request, actor, case_id, file_id)).file
    if not file.thumbnail or file.digest is None:
        raise NotFound
    store, key = _store(request), thumbnail_key(file.tenant_id, file.digest)
    size = await store.size(key)
    if size is None:
        raise NotFound
    content = b"".join([piece async for piece in store.read(key, 0, size)])
    return Response(content, media_type="image/jpeg", headers=headers_of(file.name, "image/jpeg"))


async def _reached(request: AnyRequest, actor: Actor, case_id: uuid.UUID, file_id: uuid.UUID) -> Enclosed:
    """The file, by the permission of its case; one of a tenant below is read from above. Raises NotFound."""
    database: Database = request.app.state.database
    try:
        async with database.transaction(actor.scope) as db:
            return await enclosure_for(db, actor, await case_for(db, actor, case_id), file_id)
    except NotFound:
        if not (actor.may("case.read_below") and actor.reads):
            raise
    async with database.transaction(actor.wide_scope, "reader") as wide:
        tenant = await tenant_below(wide, actor, case_id)
    async with database.transaction(Scope(tenant, (tenant,)), "reader") as db:
        return await enclosure_for(db, actor, await case_below(db, case_id), file_id)


async def _bare(request: AnyRequest, actor: Actor, found: Enclosed) -> FileAnswer:
    file, settings = found.file, _settings(request)
    assert file.digest is not None
    await _record(request, actor, found, without="place")
    spool = Spool(Path(settings.files_dir))
    made = spool.new_path()
    with spool.beside() as original:
        await _fetch(_store(request), key_of(file.tenant_id, file.digest), file.size, original)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(LOOKING, without_metadata, original, made)
        except Refused:
            await asyncio.to_thread(made.unlink, missing_ok=True)
            raise
    return FileAnswer(
        made, filename=file.name, media_type=file.media_type, headers=headers_of(file.name, file.media_type),
        content_disposition_type="inline" if TYPES[file.media_type].inline else "attachment",
        background=BackgroundTask(made.unlink, missing_ok=True),
    )  # fmt: skip


async def _fetch(store: Store, key: str, size: int, target: Path) -> None:
    if await store.size(key) != size:
        raise NotFound
    stream = await asyncio.to_thread(target.open, "wb")
    try:
        async for piece in store.read(key, 0, size):
            await asyncio.to_thread(stream.write, piece)
    finally:
        await asyncio.to_thread(stream.close)


async def _record(request: AnyRequest, actor: Actor, found: Enclosed, **detail: str) -> None:
    """In a transaction of its own and in the log of the government whose file it is."""
    database: Database = request.app.state.database
    part = request.headers.get("range", "")[:40]
    if actor.tenant != found.file.tenant_id:
        detail["above"] = registry(request).get(actor.tenant).code
    await record(
        database, found.file.tenant_id, "file_opened", account_id=actor.account_id, subject=found.enclosure.case_id,
        at=moment(request), file=str(found.file.id), **({"range": part} if part else {}), **detail,
        **office(actor),
    )  # fmt: skip


def _settings(request: AnyRequest) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _store(request: AnyRequest) -> Store:
    return store_from(_settings(request))


ROUTES = (add_files, open_file, open_bare, open_thumbnail)
