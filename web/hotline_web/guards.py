"""The one guard of every route: it reads the permission that the route names, and refuses a route without one."""

from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import HTTPRoute

from hotline_platform.access.permissions import PERMISSIONS
from hotline_platform.errors import N_, Misconfigured, NotAllowed
from hotline_web.entering import SIGNED_IN

PUBLIC = "public"


class SignedOut(Exception):
    """Nobody is signed in, and this page needs somebody."""


class PasswordFirst(Exception):
    """The person must change the first password before anything else."""


class Suspended(Exception):
    """The government in which one stands is suspended: one can leave it, and nothing else."""


async def permission_guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raises SignedOut, Suspended, PasswordFirst or NotAllowed. Public routes say so: `opt={"permission": "public"}`.

    It awaits nothing; but Litestar sends a plain function to a thread, at every request.
    """
    permission = handler.opt.get("permission")
    if permission == PUBLIC:
        return
    found = connection.scope["state"].get(SIGNED_IN)
    if found is None:
        raise SignedOut
    if found.suspended and not handler.opt.get("while_suspended"):
        raise Suspended
    if found.must_change_password and not handler.opt.get("before_password_change"):
        raise PasswordFirst
    wanted = permission if isinstance(permission, tuple) else (permission,)
    if not any(found.actor.may(one) for one in wanted if one):
        raise NotAllowed(str(permission))


def check_routes(app: Litestar) -> None:
    """Raises Misconfigured for a route that names no permission, or one that the matrix does not know."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            permission = handler.opt.get("permission")
            wanted = permission if isinstance(permission, tuple) else (permission,)
            if handler.fn.__module__.startswith("litestar."):
                continue
            if not all(one == PUBLIC or one in PERMISSIONS for one in wanted):
                raise Misconfigured(
                    N_(
                        "The route %(path)s names no known permission.",
                        path=f"{handler.http_methods} {route.path}",
                    )
                )
