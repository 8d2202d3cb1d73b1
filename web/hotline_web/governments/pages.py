"""The registry: every government of the deployment as a tree, one of them, and adding one."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.governments.forms import STATUSES, TIERS, NewGovernment, government_form
from hotline_web.pieces import Fact, Link

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@get("/governments", opt=KEEP)
async def governments_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """The tree, as the registry has it at this moment."""
    registry = await load_registry(db)
    trees = [(one, registry.below(one.id)) for one in registry if one.parent_id is None]
    return page(request, "governments/tree.html", trees=trees, tiers=TIERS, statuses=STATUSES)


@get("/governments/new", opt=KEEP)
async def new_government_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty form; below the only city where there is only one."""
    registry = await load_registry(db)
    cities = [one.code for one in registry if one.tier == "city"]
    only = cities[0] if len(cities) == 1 else None
    form = _spec(request, registry).blank(parent=only, language=reader_language(request))
    return _new(request, form)


@post("/governments/new", opt=KEEP, status_code=200)
async def do_new_government(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Add a government. It happens in several transactions of the registry's own role; a second try completes it."""
    database: Database = request.app.state.database
    form = _spec(request, await load_registry(db)).read(await request.form())
    try:
        given = form.complete
        new = NewTenant(
            code=given.code, name_zh=given.name_zh, name_en=given.name_en, short_zh=given.short_zh,
            short_en=given.short_en, tier=given.tier, parent=given.parent, language=given.language,
        )  # fmt: skip
        await add_tenant(database, new, at=moment(request))
    except Refused as refusal:
        return _new(request, form.refused(refusal), status=422)
    await record(
        database, DEPLOYMENT, "government_added", account_id=actor.account_id, at=moment(request), government=new.code
    )  # fmt: skip
    return back(f"/governments/{new.code}", N_("The government is on board and live."))


@get("/governments/{code:str}", opt=KEEP)
async def government_page(request: AnyRequest, db: GivenDb, code: FromPath[str]) -> Response[str]:
    """One government as the registry knows it."""
    registry, language = await load_registry(db), reader_language(request)
    found = registry.by_code(code)
    above = registry.get(found.parent_id) if found.parent_id else None
    facts = [
        Fact(N_("Division code"), found.code),
        Fact(N_("Tier"), TIERS[found.tier]),
        Fact(N_("Chinese name"), found.name_zh),
        Fact(N_("English name"), found.name_en),
        Fact(N_("Short Chinese name"), found.short_zh),
        Fact(N_("Short English name"), found.short_en),
        Fact(N_("Stands below"), Link(above.name(language), f"/governments/{above.code}") if above else None),
        Fact(N_("Time zone"), found.zone.key),
        Fact(N_("Language"), "English" if found.language == "en" else "中文"),
    ]
    return page(
        request, "governments/show.html", found=found, state=STATUSES[found.status], facts=facts,
        below=registry.below(found.id), tiers=TIERS, statuses=STATUSES,
    )  # fmt: skip


def _spec(request: AnyRequest, registry: Registry) -> FormSpec[NewGovernment]:
    return government_form([one for one in registry if one.tier == "city"], reader_language(request))


def _new(request: AnyRequest, form: Form[NewGovernment], *, status: int = 200) -> Response[str]:
    return page(request, "governments/new.html", status=status, form=form)


ROUTES = (governments_page, new_government_page, do_new_government, government_page)
