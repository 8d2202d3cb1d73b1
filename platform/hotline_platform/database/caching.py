"""What a process may remember for some seconds: registry, calendars, rules, never cases or persons."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

SECONDS = 10.0
"""How long another process may go on with reference data that was changed here."""


class Cache:
    """Reference data of one database, by key; the keys name the tenant."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[float, Any]] = {}

    async def get(self, key: tuple[object, ...], load: Callable[[], Awaitable[T]]) -> T:
        """The value under `key`, loaded anew when it is older than SECONDS."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return cast(T, kept[1])
        value = await load()
        self._kept[key] = (time.monotonic() + SECONDS, value)
        return value

    def forget(self, *first: object) -> None:
        """Drop every key that begins with `first`; the verbs that change reference data call it."""
        for key in [key for key in self._kept if key[: len(first)] == first]:
            del self._kept[key]
