"""Every way of saying no as a designed page: status, template, and a record where somebody tried what is not theirs."""

import logging
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Response
from litestar.routes import HTTPRoute

from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.errors import HotlineError, Message, NotAllowed, NotFound, Refused, Stale, TooMany
from hotline_platform.identifiers import new_id
from hotline_web.answers import page
from hotline_web.entering import moment, registry, signed_in
from hotline_web.guards import PasswordFirst, SignedOut, Suspended

log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]
TEMPLATES = {
    403: "errors/refused.html",
    404: "errors/not_found.html",
    409: "errors/stale.html",
    422: "errors/unprocessable.html",
    429: "errors/too_many.html",
}


def say_no(request: AnyRequest, error: HotlineError) -> Response[Any]:
    """A page for what the domain raised. A missing right and somebody else's object are recorded."""
    status = status_of(error)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else None
    answer = page(request, TEMPLATES[status], status=status, message=error.message, headers=headers)
    if isinstance(error, NotAllowed | NotFound):
        answer.background = BackgroundTask(_record, request, "refused" if status == 403 else "not_found")
    return answer


def status_of(error: HotlineError) -> int:
    """The only place that knows status codes."""
    for kind, status in ((NotFound, 404), (NotAllowed, 403), (Stale, 409), (TooMany, 429), (Refused, 422)):
        if isinstance(error, kind):
            return status
    return 422


def say_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What the framework refuses: unknown address, wrong method, a form without its token, a malformed value."""
    above = page_above(request) if error.status_code == 405 and request.method == "GET" else None
    if above:
        return Redirect(above, status_code=303)
    status = (
        error.status_code
        if error.status_code in TEMPLATES
        else {400: 422, 405: 404}.get(error.status_code, 422)
    )
    message: Message | None = None
    return page(request, TEMPLATES[status], status=status, message=message)


def page_above(request: AnyRequest) -> str | None:
    """The nearest page above an address that only takes forms: who asks for it (another language, the address bar)
    wants to see what the form was about.
    """
    pages = [route for route in request.app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods]
    parts = request.url.path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        if any(_leads_to(route, parts[:length]) for route in pages):
            return "/" + "/".join(parts[:length])
    return None


def _leads_to(route: HTTPRoute, parts: list[str]) -> bool:
    known = route.path_components
    return len(known) == len(parts) and all(
        not isinstance(one, str) or one == part for one, part in zip(known, parts, strict=True)
    )


def sign_in_first(request: AnyRequest, _: SignedOut) -> Response[Any]:
    """To the sign-in page, and from there back to where one wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = "?" + urlencode({"next": wanted}) if request.method == "GET" and wanted != "/" else ""
    return Redirect(f"/sign-in{query}", status_code=303)


def password_first(_: AnyRequest, __: PasswordFirst) -> Response[Any]:
    """A first password is changed before anything else."""
    return Redirect("/password", status_code=303)


def say_suspended(request: AnyRequest, _: Suspended) -> Response[Any]:
    """The government is suspended: where its people turn to, and the way out."""
    person = signed_in(request)
    assert person is not None
    known = registry(request)
    here = known.get(person.actor.tenant)
    above = known.get(here.parent_id) if here.parent_id else None
    return page(request, "errors/suspended.html", status=403, here=here, above=above)


def say_broken(request: AnyRequest, error: Exception) -> Response[Any]:
    """A fault of ours: a page with a number that the log has too, never a stack trace."""
    reference = str(new_id())[-12:]
    log.error("fault %s at %s", reference, request.url.path, exc_info=error)
    return page(request, "errors/broken.html", status=500, reference=reference)


async def _record(request: AnyRequest, kind: str) -> None:
    database: Database = request.app.state.database
    person = signed_in(request)
    await record(
        database,
        person.actor.tenant if person else DEPLOYMENT,
        kind,
        account_id=person.actor.account_id if person else None,
        at=moment(request),
        path=request.url.path[:200].replace("\x00", ""),  # JSON of PostgreSQL knows no such character
        method=request.method,
    )
