"""Who is asking: the session or the API client behind a request, read once before anything else."""

import datetime as dt
from typing import Any

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hotline_platform.access.client_tokens import who_calls
from hotline_platform.access.sessions import SignedIn, who
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_web.i18n import language_from

API = "/api/"
"""Below it a bearer token says who asks, and no cookie does."""

COOKIE = "hotline"
SIGNED_IN = "signed_in"
REGISTRY = "registry"
NOW = "now"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Entering(ASGIMiddleware):
    """Puts the moment, the registry and the signed-in person into the request's scope, and the headers that keep
    pages safe on every answer. Pages of a signed-in person are never cached.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Read the session once; static files need none."""
        request: Request[Any, Any, Any] = Request(scope)
        settings: Settings = request.app.state.settings
        database: Database = request.app.state.database
        state = scope["state"]
        state[NOW] = dt.datetime.now(dt.UTC)
        state[SIGNED_IN] = None
        if not scope["path"].startswith("/assets/"):
            state[REGISTRY] = await _registry(database)
            state[SIGNED_IN] = await _who(request, settings.secret, database, state[REGISTRY], state[NOW])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in HEADERS.items():
                    # A file that is given out has a stricter policy of its own.
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
                if settings.cookie_secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await next_app(scope, receive, sending)


async def _who(
    request: Request[Any, Any, Any], secret: str, database: Database, registry: Registry, now: dt.datetime
) -> SignedIn | None:
    if request.scope["path"].startswith(API):
        token = bearer_token(request)
        language = language_from(request.headers.get("accept-language"))
        return await who_calls(database, secret, token, language, at=now) if token else None
    token = request.cookies.get(COOKIE)
    return await who(database, registry, token, at=now) if token else None


async def _registry(database: Database) -> Registry:
    async def load() -> Registry:
        async with database.transaction(NOWHERE) as db:
            return await load_registry(db)

    return await database.cache.get(("registry",), load)


def bearer_token(request: Request[Any, Any, Any]) -> str | None:
    """The token of the Authorization header, if it carries one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def signed_in(request: Request[Any, Any, Any]) -> SignedIn | None:
    """The person, or None."""
    found: SignedIn | None = request.scope["state"].get(SIGNED_IN)
    return found


def registry(request: Request[Any, Any, Any]) -> Registry:
    """The tree of governments; empty where the request failed before it was read."""
    found: Registry = request.scope["state"].get(REGISTRY) or Registry(())
    return found


def moment(request: Request[Any, Any, Any]) -> dt.datetime:
    """The one moment of this request, in UTC: every verb it calls gets the same."""
    found: dt.datetime = request.scope["state"].get(NOW) or dt.datetime.now(dt.UTC)
    return found


def client_address(request: Request[Any, Any, Any], *, behind_proxy: bool) -> str:
    """The client's address for rate limits; behind our proxy the last entry that it set."""
    if behind_proxy and (forwarded := request.headers.get("x-forwarded-for")):
        return forwarded.split(",")[-1].strip()
    return request.client.host if request.client else "unknown"
