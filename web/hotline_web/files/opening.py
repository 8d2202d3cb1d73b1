"""Opening a file that belongs to something: reached, recorded, and only then sent."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.files.model import File
from hotline_platform.files.stores import store_from
from hotline_web.entering import moment
from hotline_web.files.sending import answer


async def opened(
    request: Request[Any, Any, Any], actor: Actor, subject: uuid.UUID, find: Callable[[Db], Awaitable[File]]
) -> Response[Any]:
    """The file as it was given. `find` reaches it for this person, or raises NotFound; the opening is recorded under what
    it belongs to, before a byte leaves.
    """
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        file = await find(db)
    await record(
        database,
        actor.tenant,
        "file_opened",
        account_id=actor.account_id,
        subject=subject,
        at=moment(request),
    )
    return await answer(request, store_from(request.app.state.settings), file)
