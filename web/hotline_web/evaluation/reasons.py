"""The list of reasons for which work may be left out: read by everybody who reads figures, kept by who keeps the
evaluation.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.evaluation.reasons import Reason, add_reason, end_reason, reasons_of
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
PLACE = "/evaluation/reasons"
KEEP = {"permission": "evaluation.keep"}


@dataclass(frozen=True)
class Adding:
    code: str
    name_zh: str
    name_en: str


ADDING = FormSpec(
    Adding,
    (
        Field("code", N_("Code"), width="narrow", max_length=40, help=N_("Small Latin letters, digits and _ only, for instance flood.")),
        Field("name_zh", N_("Chinese name"), width="half"),
        Field("name_en", N_("English name"), width="half"),
    ),
)  # fmt: skip


@get(PLACE, opt={"permission": "figures.read"})
async def reasons_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The reasons in force."""
    return await _reasons(request, db, actor, ADDING.blank())


@post(PLACE, opt=KEEP, status_code=200)
async def do_add(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Add a reason."""
    form = ADDING.read(await request.form())
    try:
        given = form.complete
        await add_reason(db, actor, Reason(given.code, given.name_zh, given.name_en), at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _reasons(request, db, actor, form.refused(refusal), status=422)
    return back(PLACE, N_("The reason is added."))


@post(f"{PLACE}/{{code:str}}/end", opt=KEEP, status_code=303)
async def do_end(request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]) -> Response[Any]:
    """Offer a reason no more."""
    await end_reason(db, actor, code, at=moment(request))
    return back(PLACE, N_("The reason is offered no more."))


async def _reasons(
    request: AnyRequest, db: Db, actor: Actor, form: Form[Adding], *, status: int = 200
) -> Response[str]:
    language = reader_language(request)
    return page(
        request, "evaluation/reasons.html", status=status, form=form, may_keep=actor.may("evaluation.keep"),
        reasons=[(one.code, one.name(language)) for one in await reasons_of(db)],
    )  # fmt: skip


ROUTES = (reasons_page, do_add, do_end)
