"""The start address, and whether the service is alive."""

from typing import Any

from litestar import Request, get, route
from litestar.response import Redirect
from sqlalchemy import text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import NotFound
from hotline_web.entering import signed_in
from hotline_web.guards import PUBLIC
from hotline_web.menu import first_page


@get("/", opt={"permission": PUBLIC}, sync_to_thread=False)
def start(request: Request[Any, Any, Any]) -> Redirect:
    """To one's work, or to the sign-in page."""
    person = signed_in(request)
    return Redirect(first_page(person.actor) if person else "/sign-in", status_code=303)


@get("/health", opt={"permission": PUBLIC}, media_type="text/plain")
async def health(request: Request[Any, Any, Any]) -> str:
    """Says "ok" when the database answers: for the proxy, and for whoever starts the processes."""
    database: Database = request.app.state.database
    async with database.transaction(NOWHERE) as db:
        await db.execute(text("SELECT 1"))
    return "ok"


@route("/{rest:path}", http_method=["GET", "POST"], opt={"permission": PUBLIC}, status_code=404)
async def nowhere() -> None:
    """Any other address: inside the routing, so that the person keeps their frame and the attempt is recorded."""
    raise NotFound


ROUTES = (start, health, nowhere)
