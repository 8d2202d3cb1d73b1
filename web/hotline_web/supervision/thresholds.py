"""The thresholds of the rules and of the ladder, to be read; they change by proposals, inside the floor."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_tenants.changes.subjects import THRESHOLD
from hotline_tenants.supervision.thresholds import every_threshold
from hotline_web.answers import page
from hotline_web.changes.lists import proposal_url
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
URL = "/supervision-rules"


@get(URL, opt={"permission": ("supervision.read", "supervision.rules")})
async def thresholds_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What holds here, and how strict the government above is."""
    rows = [(one, proposal_url(f"{THRESHOLD}.{one.code}")) for one in await every_threshold(db)]
    return page(request, "supervision/rules.html", rows=rows, may=actor.may("settings.propose"))


ROUTES = (thresholds_page,)
