"""An operation of the API as declared once: its route, its guard, and its part of the OpenAPI document."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_web.api.problems import Trouble
from hotline_web.api.schemas import Schema
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Language

AnyRequest = Request[Any, Any, Any]
BASE = "/api/v1"
ETAG, LOCATION, LINK = "ETag", "Location", "Link"


@dataclass(frozen=True)
class Call:
    """One request to an operation, inside its transaction."""

    request: AnyRequest
    db: Db
    actor: Actor
    case_id: uuid.UUID | None = None
    assignment_id: uuid.UUID | None = None

    @property
    def case(self) -> uuid.UUID:
        """The case of the path."""
        assert self.case_id is not None
        return self.case_id


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query or a header. `read` makes a value of its text, or raises ValueError with a Message."""

    name: str
    about: Message
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    read: Callable[[str], Any] = str
    place: str = "query"
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation. `problems` are the kinds that it knows besides those that every operation knows; `body` makes the
    schema of what is sent; `headers` are those of the answer.
    """

    name: str
    method: str
    path: str
    permission: str | tuple[str, ...]
    summary: Message
    run: Callable[[Call], Awaitable[Response[bytes]]]
    answer: Any
    tag: str
    detail: Message | None = None
    status: int = 200
    headers: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: Callable[[Language], Schema] | None = None
    problems: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """The ids in its path."""
        return tuple(name for name in ("case_id", "assignment_id") if f"{{{name}}}" in self.path)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions of which one is enough."""
        return (self.permission,) if isinstance(self.permission, str) else self.permission


def answer(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """A value as JSON, made before the commit."""
    return Response(
        msgspec.json.encode(value),
        media_type="application/json",
        status_code=status,
        headers=dict(headers or {}),
    )


def query_of(call: Call, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """The query read by its parameters; what is left out is left out. Raises Trouble naming each wrong one."""
    known = {each.name: each for each in parameters if each.place == "query"}
    found: dict[str, Any] = {}
    wrong: dict[str, Message] = {}
    for name, value in call.request.query_params.multi_items():
        if name not in known:
            wrong[name] = N_("There is no such parameter.")
        elif name in found:
            wrong[name] = N_("Give it once.")
        else:
            try:
                found[name] = known[name].read(value)
            except ValueError as error:
                said = error.args[0] if error.args else None
                wrong[name] = said if isinstance(said, Message) else N_("This value is not possible here.")
    if wrong:
        raise Trouble("invalid", fields=wrong)
    return found


def route(operation: Operation) -> Any:
    """The handler behind an operation; no cookie counts below /api, so no form token is asked for."""
    opt = {"permission": operation.permission, "exclude_from_csrf": True}
    path = operation.path
    for name in operation.takes:
        path = path.replace(f"{{{name}}}", f"{{{name}:uuid}}")
    declare = {"get": get, "post": post}[operation.method]
    return declare(path, opt=opt, status_code=operation.status, name=f"api.{operation.name}")(
        _handler(operation)
    )


def _handler(operation: Operation) -> Callable[..., Awaitable[Response[bytes]]]:
    async def alone(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[bytes]:
        return await operation.run(Call(request, db, _client(actor)))

    async def on_case(
        request: AnyRequest, db: GivenDb, actor: GivenActor, case_id: FromPath[uuid.UUID]
    ) -> Response[bytes]:
        return await operation.run(Call(request, db, _client(actor), case_id))

    async def on_assignment(
        request: AnyRequest,
        db: GivenDb,
        actor: GivenActor,
        case_id: FromPath[uuid.UUID],
        assignment_id: FromPath[uuid.UUID],
    ) -> Response[bytes]:
        return await operation.run(Call(request, db, _client(actor), case_id, assignment_id))

    return (alone, on_case, on_assignment)[len(operation.takes)]


def _client(actor: Actor) -> Actor:
    """Below /api nobody but a client gets past the guard."""
    assert actor.client_id is not None
    return actor
