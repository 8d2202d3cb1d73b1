"""Looking into the house of a government below: read-only, by the reader's role, and never unrecorded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.tenancy.registry import Government
from hotline_web.entering import moment, registry


@asynccontextmanager
async def house_below(
    request: Request[Any, Any, Any], actor: Actor, code: str, what: str
) -> AsyncIterator[tuple[Government, Db]]:
    """Stand in the government with that division code, as a reader. The look is recorded on both sides, in transactions of their own.

    Raises NotFound for a code that does not exist or does not lie below: the address proposes, the actor's reach
    decides.
    """
    place = registry(request).by_code(code)
    if place.id not in actor.reads:
        raise NotFound
    database: Database = request.app.state.database
    await record(
        database, actor.tenant, "look", account_id=actor.account_id, at=moment(request), government=place.code,
        what=what,
    )  # fmt: skip
    await record(
        database, place.id, "looked_in", account_id=actor.account_id, at=moment(request), what=what,
        above=registry(request).get(actor.tenant).code,
    )  # fmt: skip
    async with database.transaction(Scope(place.id, (place.id,)), "reader") as db:
        yield place, db
