"""The handbook inside the product: who may do what."""

from typing import Any

from litestar import Request, get
from litestar.response import Redirect, Response

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_web.answers import page
from hotline_web.given import GivenActor
from hotline_web.handbook.matrix import groups, role_cards

AnyRequest = Request[Any, Any, Any]
OWN = {"permission": "own"}


@get("/handbook", opt=OWN, sync_to_thread=False)
def handbook() -> Redirect:
    """So far it has one page."""
    return Redirect("/handbook/roles", status_code=303)


@get("/handbook/roles", opt=OWN, sync_to_thread=False)
def roles_page(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """Roles and permissions, one's own role first."""
    cards = sorted(role_cards(), key=lambda card: card.role != actor.role)
    return page(
        request, "handbook/roles.html", groups=groups(), roles=ROLE_NAMES, cards=cards, own=actor.role
    )


ROUTES = (handbook, roles_page)
