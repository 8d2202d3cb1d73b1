"""The registry: every government of the deployment as a tree, and one of them."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_web.answers import page, reader_language
from hotline_web.given import GivenDb
from hotline_web.governments.words import STATUSES, TIERS
from hotline_web.pieces import Fact, Link

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@get("/governments", opt=KEEP)
async def governments_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """The tree, as the registry has it at this moment."""
    registry = await load_registry(db)
    living = registry.living()
    trees = [
        (one, [below for below in registry.below(one.id) if below in living])
        for one in living if one.parent_id is None
    ]  # fmt: skip
    ended = [one for one in registry if not one.living]
    return page(request, "governments/tree.html", trees=trees, ended=ended, tiers=TIERS, statuses=STATUSES)


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
        Fact(N_("Stands below"), _link(above, language) if above else None),
        *(Fact(N_("Carried on by"), _link(registry.get(one), language)) for one in found.successors),
        Fact(N_("Time zone"), found.zone.key),
        Fact(N_("Language"), "English" if found.language == "en" else "中文"),
    ]
    return page(
        request, "governments/show.html", found=found, state=STATUSES[found.status], facts=facts,
        below=registry.below(found.id), tiers=TIERS, statuses=STATUSES,
    )  # fmt: skip


def _link(government: Government, language: str) -> Link:
    return Link(government.name(language), f"/governments/{government.code}")


ROUTES = (governments_page, government_page)
