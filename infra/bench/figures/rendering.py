"""A list page beside the mere rendering of its template over the same rows in memory: what else a page costs."""

import asyncio
import time
from collections.abc import Callable, Iterator
from unittest import mock

from hotline_web import answers
from hotline_web.listing import Page
from hotline_web.rendering import render
from infra.bench.figures.queue import LISTS, ROLES
from infra.bench.ground import Ground
from infra.bench.serving import serving, signed_in
from infra.bench.statements import opened
from infra.bench.verdict import Line, at_most, interleaved

BOUND = 2.0
ROUNDS, SECONDS, RENDERED = 3, 1, 40


def measure(ground: Ground) -> Iterator[Line]:
    """Server time of each list at a million cases, and its template alone, in turns; the worst of them counts."""
    worst = (0.0, "")
    with serving(ground, "large", *ROLES) as served:
        for name, path, role in LISTS:
            alone = _template(ground, path, role)
            served.server_time(path, role, seconds=SECONDS)
            whole, drawn = interleaved(
                ROUNDS,
                lambda path=path, role=role: served.server_time(path, role, seconds=SECONDS),  # type: ignore[misc]
                alone,
            )
            told = f"{name}, {whole:.1f} / {drawn:.1f} ms"
            ground.notes.append(f"{told}: {whole / drawn:.2f} ×")
            worst = max(worst, (whole / drawn, told))
    yield at_most("a list page beside its template alone", worst[0], BOUND, " ×", worst[1])


def _template(ground: Ground, path: str, role: str) -> Callable[[], float]:
    """Milliseconds of processor from the rows of the page at `path`, as they came from the database, to its HTML."""
    (token,) = signed_in(ground, "large", role)
    show = Page.shown
    with (
        mock.patch.object(Page, "shown", autospec=True, side_effect=show) as shown,
        mock.patch.object(answers, "render", wraps=render) as rendered,
    ):
        asyncio.run(opened(ground, "large", path, token))
    page, cells, url = shown.call_args.args
    (template,), context = rendered.call_args

    def again() -> float:
        began = time.process_time()
        for _ in range(RENDERED):
            render(template, **{**context, "page": show(page, cells, url)})
        return (time.process_time() - began) * 1000 / RENDERED

    return again
