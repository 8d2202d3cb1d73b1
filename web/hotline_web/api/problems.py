"""Every way in which the API says no (RFC 9457): a stable type with a page of its own, in the client's language."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import HTTPException
from litestar.response import Response

from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.errors import HotlineError, Message, NotAllowed, NotFound, Refused, Stale, TooMany
from hotline_platform.identifiers import new_id
from hotline_web.answers import reader_language
from hotline_web.api.kinds import KINDS, Kind
from hotline_web.entering import API, bearer_token, moment, signed_in
from hotline_web.guards import SignedOut, Suspended
from hotline_web.i18n import translate

log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]
Handler = Callable[[AnyRequest, Any], Response[Any]]
MEDIA_TYPE = "application/problem+json"
PAGES = f"{API}problems/"


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a refused request is answered. `fields` names what is wrong with single values, by their names."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    fields: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass
class Trouble(Exception):
    """Raised by the API itself: one of KINDS, with words of its own where they say more."""

    kind: str
    detail: Message | None = None
    fields: Mapping[str, Message] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def or_problem(as_page: Handler) -> Handler:
    """A handler of failures that answers the API with a problem and everybody else with their page."""

    def handle(request: AnyRequest, error: Exception) -> Response[Any]:
        return (
            answer_with(request, error) if request.scope["path"].startswith(API) else as_page(request, error)
        )

    return handle


def answer_with(request: AnyRequest, error: Exception) -> Response[Any]:
    """The problem that an exception is; a missing right and somebody else's object are recorded."""
    trouble = _trouble(request, error)
    kind = KINDS[trouble.kind]
    answer = _answer(request, kind, trouble)
    if isinstance(error, NotAllowed | NotFound):
        kept = "refused" if kind.status == 403 else "not_found"
        answer.background = BackgroundTask(_record, request, kept)
    return answer


def _trouble(request: AnyRequest, error: Exception) -> Trouble:
    if isinstance(error, Trouble):
        return error
    if isinstance(error, SignedOut):
        said = ', error="invalid_token"' if bearer_token(request) else ""
        return Trouble("unauthenticated", headers={"WWW-Authenticate": f'Bearer realm="hotline"{said}'})
    if isinstance(error, Suspended):
        return Trouble("suspended")
    if isinstance(error, TooMany):
        return Trouble("too-many", error.message, headers={"Retry-After": str(error.seconds)})
    if isinstance(error, Refused):
        at_fields = {name: message for name, message in error.fields.items() if name}
        return Trouble("invalid" if at_fields else "refused", _first(error), at_fields)
    if isinstance(error, Stale):
        return Trouble("stale")
    if isinstance(error, NotAllowed):
        return Trouble("forbidden", error.message)
    if isinstance(error, HotlineError):
        return Trouble("not-found")
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _of_the_framework(error)
    reference = str(new_id())[-12:]
    log.error("fault %s at %s", reference, request.url.path, exc_info=error)
    return Trouble("broken", headers={"Hotline-Fault": reference})


def _first(error: Refused) -> Message:
    """The sentence itself, where the domain put it at no field."""
    return error.fields.get("", error.message)


def _of_the_framework(error: HTTPException) -> Trouble:
    by_status = {kind.status: slug for slug, kind in reversed(KINDS.items())}
    slug = by_status.get(error.status_code, "malformed")
    allowed = {
        name.title(): value for name, value in (error.headers or {}).items() if name.lower() == "allow"
    }
    return Trouble(slug, headers=allowed)


def _answer(request: AnyRequest, kind: Kind, trouble: Trouble) -> Response[Any]:
    language = reader_language(request)
    fault = trouble.headers.get("Hotline-Fault")
    problem = Problem(
        type=PAGES + trouble.kind, title=translate(language, kind.title), status=kind.status,
        detail=translate(language, trouble.detail or kind.detail),
        instance=request.url.path[:500] + (f"#{fault}" if fault else ""),
        fields={name: translate(language, message) for name, message in trouble.fields.items()},
    )  # fmt: skip
    return Response(
        msgspec.json.encode(problem), media_type=MEDIA_TYPE, status_code=kind.status,
        headers={"Content-Language": language, "Vary": "Accept-Language", **trouble.headers},
    )  # fmt: skip


async def _record(request: AnyRequest, kind: str) -> None:
    database: Database = request.app.state.database
    client = signed_in(request)
    await record(
        database, client.actor.tenant if client else DEPLOYMENT, kind,
        account_id=client.actor.account_id if client else None, at=moment(request), path=request.url.path[:200],
        method=request.method,
    )  # fmt: skip
