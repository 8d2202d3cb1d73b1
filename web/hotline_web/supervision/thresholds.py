"""The thresholds of the rules and of the ladder: read by everybody who reads supervision, set inside the floor."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.supervision.thresholds import DEFAULTS, every_threshold, set_threshold
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
URL = "/supervision-rules"


@dataclass(frozen=True)
class Value:
    value: int


SPEC = FormSpec(Value, (Field("value", N_("Threshold"), "number", width="narrow"),))


@get(URL, opt={"permission": ("supervision.read", "supervision.rules")})
async def thresholds_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What holds here, and how strict the government above is."""
    return await _page(request, db, actor)


@post(f"{URL}/{{code:str}}", opt={"permission": "supervision.rules"}, status_code=200)
async def do_set(request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]) -> Response[Any]:
    """Set one of them, from now on."""
    if code not in DEFAULTS:
        raise NotFound
    form = SPEC.read(await request.form())
    try:
        await set_threshold(db, actor, code, form.complete.value, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _page(request, db, actor, typed={code: form.refused(refusal)}, status=422)
    return back(URL, N_("Saved. It holds from now on."))


async def _page(
    request: AnyRequest,
    db: Db,
    actor: Actor,
    *,
    typed: dict[str, Form[Value]] | None = None,
    status: int = 200,
) -> Response[str]:
    rows = [
        (one, (typed or {}).get(one.code) or SPEC.blank(value=one.value), f"{URL}/{one.code}")
        for one in await every_threshold(db)
    ]
    return page(
        request, "supervision/rules.html", status=status, rows=rows, may=actor.may("supervision.rules")
    )


ROUTES = (thresholds_page, do_set)
