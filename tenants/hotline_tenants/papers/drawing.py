"""Bars as pictures for a Word file. They hold no letter, so that no font is needed: the words stand in cells beside them."""

import io

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 720, 40
TRACK, BAR, WHISKER = (233, 236, 240), (29, 91, 191), (24, 36, 51)


def bar(share: float, low: float | None, high: float | None) -> bytes:
    """A bar of this length (0 to 1) with its interval, as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 8, WIDTH - 1, HEIGHT - 9), fill=TRACK)
    if share > 0:
        pen.rectangle((0, 8, _x(share), HEIGHT - 9), fill=BAR)
    if low is not None and high is not None:
        middle = HEIGHT // 2
        pen.line((_x(low), middle, _x(high), middle), fill=WHISKER, width=3)
        for end in (low, high):
            pen.line((_x(end), 10, _x(end), HEIGHT - 11), fill=WHISKER, width=3)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _x(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * (WIDTH - 1))
