"""Which files this government accepts: how large, how many of one case, which types."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.kinds import KINDS, Kind, types_of
from hotline_platform.files.limits import MEGABYTE, Limit, limits_of, set_limit
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "files.limit"}


@dataclass(frozen=True)
class Accepted:
    """What is accepted of one kind; `size` in megabytes."""

    size: int
    number: int
    types: tuple[str, ...]


def spec(kind: Kind) -> FormSpec[Accepted]:
    """The form of one kind of file."""
    choices = tuple(
        Choice(one.media_type, one.label, help=" ".join(f".{name}" for name in one.extensions))
        for one in types_of(kind)
    )
    return FormSpec(
        Accepted,
        (
            Field("size", N_("Largest size in MB"), "number", width="narrow"),
            Field("number", N_("How many for one case"), "number", width="narrow"),
            Field("types", N_("Accepted types"), "checkboxes", choices=choices, required=False),
        ),
    )  # fmt: skip


@get("/file-limits", opt=KEEP)
async def limits_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """A form for each kind of file."""
    return await _limits(request, db)


@post("/file-limits/{kind:str}", opt=KEEP, status_code=200)
async def do_set(request: AnyRequest, db: GivenDb, actor: GivenActor, kind: FromPath[str]) -> Response[Any]:
    """Change what is accepted of one kind, from now on; files that are there stay."""
    found = next((one for one in KINDS if one == kind), None)
    if found is None:
        raise NotFound
    form = spec(found).read(await request.form())
    try:
        await _set(db, actor, found, form, request)
    except Refused as refusal:
        await db.abandon()
        return await _limits(request, db, {found: form.refused(refusal)}, status=422)
    return back("/file-limits", N_("Saved. It holds for every file from now on."))


async def _set(db: Db, actor: Actor, kind: Kind, form: Form[Accepted], request: AnyRequest) -> None:
    given = form.complete
    limit = Limit(given.size * MEGABYTE, given.number, given.types)
    await set_limit(db, actor, kind, limit, at=moment(request))


async def _limits(
    request: AnyRequest, db: Db, typed: dict[Kind, Form[Accepted]] | None = None, *, status: int = 200
) -> Response[str]:
    limits = await limits_of(db)
    forms = [
        (
            kind,
            title,
            (typed or {}).get(kind)
            or spec(kind).blank(size=limit.size // MEGABYTE, number=limit.number, types=limit.types),
        )
        for kind, title in KINDS.items()
        for limit in (limits.of[kind],)
    ]
    return page(request, "files/limits.html", status=status, forms=forms)


ROUTES = (limits_page, do_set)
