"""The files of something that is no case (a supervision, a rectification notice, a paper of guidance): shown in a box, and taken in."""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.kinds import KINDS, extensions_of
from hotline_platform.files.limits import AT_ONCE, MEGABYTE, limits_of
from hotline_platform.files.spool import Spool
from hotline_platform.settings import Settings
from hotline_web.answers import back, page
from hotline_web.files.adding import look_at
from hotline_web.files.receiving import receiving

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class ShownFile:
    """One file; `gone` while its bytes are on their way from the other government, `taken_out` the address where it is
    taken out again.
    """

    url: str
    name: str
    size: str
    at: datetime
    by: str = ""
    kind: Message | None = None
    gone: bool = False
    taken_out: str | None = None


@dataclass(frozen=True)
class FileBox:
    """The files that a person may see, and what the form to add some is made with; `url` is None where they may not."""

    files: tuple[ShownFile, ...]
    url: str | None
    accepted: str
    largest: int
    at_once: int
    limits: tuple[Message, ...]


async def box_of(db: Db, files: Iterable[ShownFile], url: str | None) -> FileBox:
    """A box with these files, and the form behind `url` with what this government accepts."""
    limits = await limits_of(db)
    lines = tuple(
        N_("%(kind)s: at most %(size)s MB each", kind=KINDS[kind], size=limit.size // MEGABYTE)
        for kind, limit in limits.of.items()
        if limit.types and limit.number
    )
    return FileBox(tuple(files), url, ",".join(extensions_of(limits.types)), limits.largest, AT_ONCE, lines)


async def take_files(
    request: AnyRequest, actor: Actor, subject_id: uuid.UUID, url: str, *,
    why_not: Callable[[Db], Awaitable[Message | None]], keep: Callable[[Db, Sequence[Checked]], Awaitable[int]],
) -> Response[Any]:  # fmt: skip
    """Take a form with files in: `why_not` says before whether any may be added, `keep` adds them and counts the new ones.
    No transaction is held while the form arrives; its token is checked as it is read.
    """
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        if refusal := await why_not(db):
            raise Refused(refusal)
        limits = await limits_of(db)
    added = 0
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, subject_id, sent.files, limits)
        if checked:
            async with database.transaction(actor.scope) as db:
                added = await keep(db, checked)
    turned_away = [*sent.turned_away, *turned_away]
    if not turned_away:
        done = N_("Files added: %(number)s.", number=added) if added else N_("No new file was chosen.")
        return back(f"{url}#files", done)
    return page(request, "files/turned_away.html", status=422, turned_away=turned_away, added=added, url=url)
