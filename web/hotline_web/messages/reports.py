"""Where the gateway reports what became of a message. It says nothing but whether the signature is right."""

from typing import Any

from litestar import Request, post
from litestar.response import Response

from hotline_platform.database.engine import Database
from hotline_platform.gateways.reports import is_signed, read_report
from hotline_platform.settings import Settings
from hotline_tenants.messages.reporting import take_report
from hotline_web.entering import moment
from hotline_web.guards import PUBLIC

AnyRequest = Request[Any, Any, Any]
PATH = "/gateway/reports"


@post(
    PATH, opt={"permission": PUBLIC, "exclude_from_csrf": True}, status_code=204, request_max_body_size=20_000
)
async def do_report(request: AnyRequest) -> Response[None]:
    """204 for whatever is signed, be the message known or not, new or told before; 401 and 422 otherwise."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    body, now = await request.body(), moment(request)
    if not is_signed(settings.messages_report_secret, request.headers, body, at=now):
        return Response(None, status_code=401)
    report = read_report(body)
    if report is None:
        return Response(None, status_code=422)
    await take_report(database, report, at=now)
    return Response(None, status_code=204)


ROUTES = (do_report,)
