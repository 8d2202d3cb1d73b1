"""Style sheet, scripts and icons: put together in memory at start-up, named by their content, kept for a year.

Content security policy these pages need:
`default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'`.
`data:` is for the small arrows and ticks that Tabler draws as background images. ECharts runs without
`unsafe-inline`: it draws on a canvas and sets styles through the object model; its tooltips must be `richText`,
because the HTML ones carry style attributes (charts.js sees to it).
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response
from markupsafe import Markup

from hotline_platform.errors import N_, Misconfigured

OWN = Path(__file__).parent / "assets"
NODE_MODULES = Path(__file__).parents[1] / "node_modules"
ICONS = NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"

# One entry per file that a page can ask for: the pieces it is made of, in order.
BUNDLES: Mapping[str, tuple[Path, ...]] = {
    "app.css": (NODE_MODULES / "@tabler/core/dist/css/tabler.min.css", *sorted(OWN.glob("*.css"))),
    "htmx.js": (NODE_MODULES / "htmx.org/dist/htmx.min.js",),
    "app.js": (OWN / "app.js",),
    "charts.js": (NODE_MODULES / "echarts/dist/echarts.min.js", OWN / "charts.js"),
    "files.js": (OWN / "files.js",),
    "favicon.svg": (OWN / "favicon.svg",),
}
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DARK = re.compile(r"data-bs-theme=[\"']?dark[\"']?")
_PRINT = re.compile(r"@media print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?: ?\*/)?")


@dataclass(frozen=True)
class Asset:
    path: str
    media_type: str
    content: bytes
    gzipped: bytes


@dataclass(frozen=True)
class Assets:
    """Everything that is served below /assets/, by the name pages use and by the name in the address."""

    by_name: Mapping[str, Asset]
    by_path: Mapping[str, Asset]


@cache
def assets() -> Assets:
    """Put the files together, once per process; raises Misconfigured when `make setup` has not been run."""
    by_name = {name: _asset(name, pieces) for name, pieces in BUNDLES.items()}
    return Assets(by_name, {asset.path: asset for asset in by_name.values()})


def asset_url(name: str) -> str:
    """The address of "app.css", with the hash of its content in it."""
    return f"/assets/{assets().by_name[name].path}"


@cache
def icon(name: str, extra: str = "") -> Markup:
    """The outline icon of that name as inline SVG, hidden from screen readers; an unknown name is a KeyError."""
    file = ICONS / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        if not ICONS.is_dir():
            raise Misconfigured(N_("The front-end packages are missing. Run `make setup` first."))
        raise KeyError(f"there is no icon called {name!r}")
    drawing = re.sub(r"<svg.*?>|</svg>|<path stroke=\"none\"[^>]*/>", "", file.read_text(), flags=re.DOTALL)
    return Markup(  # noqa: S704 - the drawing is a file of the icon package
        f'<svg class="icon{" " + extra if extra else ""}" viewBox="0 0 24 24" width="24" height="24" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        f'focusable="false">{"".join(line.strip() for line in drawing.splitlines())}</svg>'
    )


def asset_routes(**opt: Any) -> list[HTTPRouteHandler]:
    """The routes below /assets/ and /favicon.ico; `opt` goes to Litestar, so that the guard knows them as public."""

    @get("/assets/{path:str}", opt=opt, include_in_schema=False, sync_to_thread=False)
    def asset(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
        found = assets().by_path.get(path)
        if found is None:
            raise NotFoundException
        return _answer(found, request, FOREVER)

    @get("/favicon.ico", opt=opt, include_in_schema=False, sync_to_thread=False)
    def favicon(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _answer(assets().by_name["favicon.svg"], request, "public, max-age=86400")

    return [asset, favicon]


def _answer(asset: Asset, request: Request[Any, Any, Any], caching: str) -> Response[bytes]:
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.gzipped if zipped else asset.content, media_type=asset.media_type, headers=headers)


def _asset(name: str, pieces: tuple[Path, ...]) -> Asset:
    for piece in pieces:
        if not piece.is_file():
            raise Misconfigured(N_("The front-end packages are missing. Run `make setup` first."))
    text = "\n".join(_SOURCE_MAP.sub("", piece.read_text(encoding="utf-8")).strip() for piece in pieces)
    stem, suffix = name.rsplit(".", 1)
    if suffix == "css":
        text += following_the_system(text)
    content = text.encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Asset(
        path=f"{stem}.{digest}.{suffix}",
        media_type=MEDIA_TYPES[f".{suffix}"],
        content=content,
        gzipped=gzip.compress(content, compresslevel=6, mtime=0),
    )


def following_the_system(style: str) -> str:
    """The dark rules once more, for pages with data-bs-theme="auto" on a system that prefers dark.

    Tabler has no such rules: it expects a script that sets the theme, which would flash and need JavaScript.
    """
    on_screen = _PRINT.sub("", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    rules = ""
    for selectors, body in _RULE.findall(on_screen):
        dark = [one for one in selectors.split(",") if _DARK.search(one)] if ":not(" not in selectors else []
        if dark:
            rules += f"{_DARK.sub('data-bs-theme=auto', ','.join(dark).strip())}{{{body}}}"
    return f"\n@media screen and (prefers-color-scheme:dark){{{rules}}}\n"
