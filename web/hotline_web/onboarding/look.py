"""The style sheet of a government's accent colour: a few custom properties over those of app.css, kept for a year."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.errors import NotFound
from hotline_tenants.onboarding.look import Shades, dark, light, why_not_accent
from hotline_web.assets import FOREVER, following_the_system
from hotline_web.guards import PUBLIC


@get("/look/{name:str}", opt={"permission": PUBLIC}, sync_to_thread=False)
def look(name: FromPath[str]) -> Response[str]:
    """`1d5bbf.css`: the address is the colour, so it never changes; one that could not be read does not exist."""
    accent = f"#{name.removesuffix('.css')}"
    if not name.endswith(".css") or why_not_accent(accent):
        raise NotFound
    shades = light(accent)
    button = f"--hl-button:{shades.accent};--hl-button-strong:{shades.strong}"
    day = f':root,[data-bs-theme="light"]{{{_properties(shades)};{button}}}'
    night = f'[data-bs-theme="dark"]{{{_properties(dark(accent))}}}'
    style = day + night + following_the_system(night)
    return Response(style, media_type="text/css", headers={"Cache-Control": FOREVER})


def _properties(shades: Shades) -> str:
    return (
        f"--hl-accent:{shades.accent};--hl-accent-strong:{shades.strong};--hl-accent-soft:{shades.soft};"
        f"--hl-chart-1:{shades.accent}"
    )


ROUTES = (look,)
