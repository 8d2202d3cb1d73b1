"""Any list as an Excel file to take away: the same filters and order as on the page, and a line in the log."""

import tempfile
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.response import File

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_platform.settings import Settings
from hotline_web.answers import reader_language
from hotline_web.entering import moment, registry
from hotline_web.i18n import Reader
from hotline_web.listing import Cells, ListQuery, Source, export_rows
from hotline_web.spreadsheets import MEDIA_TYPE, Heading, Written, write_list

AnyRequest = Request[Any, Any, Any]


async def write_file(
    request: AnyRequest, db: Db, actor: Actor, title: Message, query: ListQuery, source: Source, cells: Cells
) -> tuple[Path, Written]:
    """A temporary file with the list in it, in the reader's language; whoever sends it throws it away."""
    settings: Settings = request.app.state.settings
    place, language, now = registry(request).get(actor.tenant), reader_language(request), moment(request)
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    rows = export_rows(db, source, query, settings.export_rows + 1)
    heading = Heading(title, place.name(language), actor.name, now)
    reader = Reader(language, place.zone, now)
    return path, await write_list(path, heading, query, rows, cells, reader, settings.export_rows)


def sent(request: AnyRequest, path: Path, url: str) -> File:
    """The file as an answer, named after the list and the moment; removed when it was sent."""
    name = f"{url.strip('/').replace('/', '-')}-{moment(request):%Y%m%d%H%M}.xlsx"
    return File(
        path, filename=name, media_type=MEDIA_TYPE, background=BackgroundTask(path.unlink, missing_ok=True)
    )


async def download(
    request: AnyRequest, db: Db, actor: Actor, title: Message, query: ListQuery, source: Source, cells: Cells, *,
    read_by: Db | None = None,
) -> File:  # fmt: skip
    """The list as a file; what was taken, and how much, is noted in the same transaction. `read_by` is a wide reading
    that the rows come from instead.
    """
    path, written = await write_file(request, read_by or db, actor, title, query, source, cells)
    note(db, "export", account_id=actor.account_id, at=moment(request), list=query.path, rows=written.rows)
    return sent(request, path, query.path)
