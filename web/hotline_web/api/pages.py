"""The routes of the API: its operations, its document, and the pages behind the types of problems."""

from functools import lru_cache
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.errors import NotFound
from hotline_platform.settings import Settings
from hotline_web.answers import reader_language
from hotline_web.api import acts, cases, events, listing, reference, tokens
from hotline_web.api.document import document
from hotline_web.api.kinds import KINDS
from hotline_web.api.operation import BASE, Operation, route
from hotline_web.api.problems import PAGES
from hotline_web.guards import PUBLIC
from hotline_web.i18n import Language
from hotline_web.openness.frame import page_of_all

AnyRequest = Request[Any, Any, Any]
OPERATIONS: tuple[Operation, ...] = (
    *cases.OPERATIONS, *listing.OPERATIONS, *acts.OPERATIONS, *events.OPERATIONS, *reference.OPERATIONS,
)  # fmt: skip


@get(f"{BASE}/openapi.json", opt={"permission": PUBLIC, "exclude_from_csrf": True}, sync_to_thread=False)
def api_document(request: AnyRequest) -> Response[bytes]:
    """The document of the API, for everybody: it holds nothing of any government."""
    language = reader_language(request)
    settings: Settings = request.app.state.settings
    site = f"{'https' if settings.cookie_secure else request.url.scheme}://{request.url.netloc}"
    headers = {
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "public, max-age=300",
    }
    return Response(_document(language, site), media_type="application/json", headers=headers)


@get(PAGES + "{kind:str}", opt={"permission": PUBLIC}, sync_to_thread=False)
def problem_page(request: AnyRequest, kind: FromPath[str]) -> Response[str]:
    """What a type of problem means and what to do about it."""
    if kind not in KINDS:
        raise NotFound
    return page_of_all(request, "api/problem.html", kind=KINDS[kind], type=PAGES + kind, others=_others(kind))


@lru_cache(maxsize=8)
def _document(language: Language, site: str) -> bytes:
    return document(OPERATIONS, language, site)


def _others(kind: str) -> list[dict[str, Any]]:
    return [{"url": PAGES + slug, "kind": each} for slug, each in KINDS.items() if slug != kind]


ROUTES = (*(route(operation) for operation in OPERATIONS), *tokens.ROUTES, api_document, problem_page)
