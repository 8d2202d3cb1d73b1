"""What the pages of a person show: every list that opens for them with its tabs and filters, a search, their notices."""

import random
import re
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from hotline_platform.access.actor import Actor
from hotline_web.app import ROUTES
from tests.life.holding import may_have_heard, may_know
from tests.life.snapshot import Snapshot
from tests.web.browsing import Browser, browser_on

ELSEWHERE = re.compile(
    r"/(sign-in|password|health|handbook|people|network|units|governments|interfaces|file-limits|readiness|assets|p|api)\b"
)
"""Pages that speak of no case. Whatever else opens without naming a thing is looked at."""

_LINKED = re.compile(r"/cases/([0-9a-f]{8}-[0-9a-f-]{27})")
_HREF = re.compile(r'href="([^"#]+)"')


def lists_for(actor: Actor) -> list[str]:
    """The addresses without a parameter that this person may open."""
    return sorted({path for path, permissions in _lists() if any(actor.may(one) for one in permissions)})


def _lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    for route in ROUTES:
        if not isinstance(route, HTTPRouteHandler):
            continue
        permission = route.opt["permission"]
        permissions = (permission,) if isinstance(permission, str) else tuple(permission)
        for path in route.paths:
            plain = "{" not in path and "." not in path and not ELSEWHERE.match(path)
            if plain and "GET" in {str(one) for one in route.http_methods}:
                yield path, permissions


@dataclass(eq=False, repr=False)
class Windows:
    """The application with a browser for each person who has looked, signed in once."""

    app: Litestar
    open: AsyncExitStack = field(default_factory=AsyncExitStack)
    browsers: dict[str, Browser] = field(default_factory=dict)

    async def wrongly_shown(self, now: Snapshot, actor: Actor, chance: random.Random) -> list[str]:
        """What one of a person's lists, one way of looking at it and a search there show and should not."""
        browser = await self._browser(actor)
        path = chance.choice(lists_for(actor))
        page = (await browser.get(path)).text
        ways = sorted(
            {unescape(href) for href in _HREF.findall(page) if unescape(href).startswith(f"{path}?")}
        )
        number = chance.choice(now.cases).number
        found = {path: page, f"{path}?number={number}": ""} | ({chance.choice(ways): ""} if ways else {})
        for address in list(found)[1:]:
            found[address] = (await browser.get(address)).text
        return [
            f"{actor.name} sees {fault} at {address}"
            for address, text in found.items()
            for fault in _faults(now, actor, path, address, text)
        ]

    async def _browser(self, actor: Actor) -> Browser:
        if actor.name not in self.browsers:
            browser = await self.open.enter_async_context(browser_on(self.app))
            answer = await browser.sign_in(actor.name)
            assert answer.status_code == 303, answer.text
            self.browsers[actor.name] = browser
        return self.browsers[actor.name]


def _faults(now: Snapshot, actor: Actor, path: str, address: str, page: str) -> Iterator[str]:
    """A link to a case that is not theirs to know, or its number: their own government's, or one of another that no
    order of theirs carries.
    """
    allowed = may_have_heard if path == "/notices" else may_know
    theirs = [case for case in now.cases if allowed(now, actor, case)]
    ids, numbers = {case.id for case in theirs}, _numbers(theirs)
    for linked in sorted({uuid.UUID(one) for one in _LINKED.findall(page)} - ids):
        yield f"a link to {linked}"
    for case in now.cases:
        typed = case.number in address  # what they searched for stands in the field
        if case.number not in numbers and case.number in page and not typed:
            yield f"the number {case.number} of {case.tenant_id}"


def _numbers(theirs: list[Any]) -> set[str]:
    return {number for case in theirs for number in (case.number, case.superior_number) if number}
