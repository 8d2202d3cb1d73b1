"""A government's accent colour: how it is shaded for light and dark pages, and whether it can be read there."""

import re
from dataclasses import dataclass

from hotline_platform.errors import N_, Message

ENOUGH = 4.5
"""The contrast that WCAG 2.2 AA asks of text."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_PAGE, _NIGHT, _RAISED = (244, 245, 247), (17, 21, 27), (32, 39, 50)
"""The page and, of the dark theme, the page and what is raised above it, as app.css has them."""

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shades:
    """An accent as a theme needs it: itself, stronger for what is pointed at, soft for backgrounds."""

    accent: str
    strong: str
    soft: str


def why_not_accent(accent: str) -> Message | None:
    """Why a colour cannot be the accent: links, buttons and notes of that colour must be readable."""
    if not _HEX.fullmatch(accent):
        return N_("Write the colour as #RRGGBB, for instance #1d5bbf.")
    colour = _read(accent)
    worst = min(contrast(colour, _PAGE), contrast(colour, _read(light(accent).soft)))
    if worst < ENOUGH:
        return N_(
            "This colour is too light to be read: its contrast is %(contrast)s, and at least %(enough)s is needed.",
            contrast=f"{worst:.1f}", enough=ENOUGH,
        )  # fmt: skip
    return None


def light(accent: str) -> Shades:
    """For light pages."""
    colour = _read(accent)
    return Shades(
        _written(colour), _written(_mixed(colour, _BLACK, 0.2)), _written(_mixed(colour, _WHITE, 0.91))
    )


def dark(accent: str) -> Shades:
    """For dark pages: lightened until it is read there as well as the product's own."""
    colour = _read(accent)
    for step in range(0, 101, 4):
        lighter = _mixed(colour, _WHITE, step / 100)
        soft = _mixed(lighter, _NIGHT, 0.78)
        if min(contrast(lighter, _RAISED), contrast(lighter, soft)) >= ENOUGH:
            break
    return Shades(_written(lighter), _written(_mixed(lighter, _WHITE, 0.35)), _written(soft))


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG: from 1 for equal colours to 21 for black on white."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _read(accent: str) -> Colour:
    return int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16)


def _written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
