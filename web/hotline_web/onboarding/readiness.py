"""Readiness, rehearsal and going live: the last steps of a government in preparation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.onboarding.going_live import go_live
from hotline_tenants.onboarding.readiness import Line, readiness, red
from hotline_tenants.onboarding.rehearsing import Step, rehearse
from hotline_tenants.onboarding.road import ROAD
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.onboarding.words import STATES

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}

ITS_OWN: Mapping[str, str] = {
    "catalogue": "/catalogue", "units": "/units", "people": "/people", "rules": "/time-rules",
    "calendar": "/calendar", "rosters": "/rosters",
}  # fmt: skip
"""Where the administrator of the government mends a line; the rest is the system administrator's."""


@get("/governments/{code:str}/readiness", opt=KEEP)
async def readiness_page(request: AnyRequest, db: GivenDb, code: FromPath[str]) -> Response[str]:
    """The checklist as it is now."""
    return await _readiness(request, (await load_registry(db)).by_code(code))


@get("/readiness", opt={"permission": "people.keep"})
async def own_readiness_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The same for the administrator of the government, who mends most of it."""
    here = (await load_registry(db)).get(actor.tenant)
    lines = await _lines(request, here)
    where = {line.key: ITS_OWN[line.mended] for line in lines if line.mended in ITS_OWN}
    return page(
        request,
        "onboarding/own.html",
        here=here,
        lines=lines,
        where=where,
        states=STATES,
        names=_names(request),
    )


@post("/governments/{code:str}/rehearsal", opt=KEEP, status_code=200)
async def do_rehearse(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[str]:
    """Take a made-up case through, and show every step with its result; nothing of it stays."""
    database: Database = request.app.state.database
    here = (await load_registry(db)).by_code(code)
    steps = await rehearse(database, actor, code, at=moment(request))
    return await _readiness(request, here, steps=steps)


@post("/governments/{code:str}/going-live", opt=KEEP, status_code=200)
async def do_go_live(
    request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]
) -> Response[Any]:
    """Go live, or the list with what is still missing."""
    database: Database = request.app.state.database
    here = (await load_registry(db)).by_code(code)
    try:
        await go_live(database, actor, code, at=moment(request))
    except Refused as refusal:
        return await _readiness(request, here, status=422, refusal=refusal.message)
    return back(f"/governments/{code}", N_("The government is on board and live."))


async def _lines(request: AnyRequest, here: Government) -> list[Line]:
    database: Database = request.app.state.database
    return _called(await readiness(database, here.code, at=moment(request)))


async def _readiness(
    request: AnyRequest, here: Government, *, status: int = 200, steps: list[Step] | None = None,
    refusal: Message | None = None,
) -> Response[str]:  # fmt: skip
    lines = await _lines(request, here)
    values, draft = f"/governments/{here.code}/values", f"#change-{here.code}"
    where = {
        "letterhead": f"{values}#letterhead_zh", "rules": f"{values}#rules", "hours": f"{values}#office_hours", "calendar": "/calendar",
        "boundaries": "/boundaries",
        "governments": "/governments", "catalogue": draft, "units": draft, "people": draft,
    }  # fmt: skip
    mended = {
        line.key: where[line.mended] for line in lines if line.mended in where and line.key != "signed_in"
    }
    return page(
        request, "onboarding/readiness.html", status=status, here=here, lines=lines, refusal=refusal, steps=steps,
        where=mended, red=len(red(lines)), states=STATES,
        roles=ROLE_NAMES, road=ROAD, names=_names(request),
    )  # fmt: skip


def _called(lines: Sequence[Line]) -> list[Line]:
    """Roles that nobody holds are called as on every page."""
    return [
        replace(line, names=tuple((ROLE_NAMES[str(role)],) * 2 for role, _ in line.names)) if line.key == "desk" else line
        for line in lines
    ]  # fmt: skip


def _names(request: AnyRequest) -> int:
    """Which of the two names of what is missing is shown."""
    return 1 if reader_language(request) == "en" else 0


ROUTES = (readiness_page, own_readiness_page, do_rehearse, do_go_live)
