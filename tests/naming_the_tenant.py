"""A statement on a tenant's table that does not name the tenant is refused, wherever in the suite it is made.

Row security would hide the mistake: the rows would be right, the plan would read every tenant's, and the schema could
not be spread over servers.
"""

import functools
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

import hotline_tenants.models  # noqa: F401 - every table of the product
from hotline_platform.database.model import Base
from hotline_platform.database.security import tenant_models
from hotline_platform.database.session import Db

_TABLES = "|".join(sorted(tenant_models(), key=len, reverse=True))
_WORDS = (
    "ON SET WHERE JOIN LEFT RIGHT INNER FULL CROSS NATURAL ORDER GROUP HAVING LIMIT RETURNING USING FOR UNION"
)
_ALIAS = rf"(?:\s+(?:AS\s+)?(?!(?:{_WORDS.replace(' ', '|')})\b)([a-z_]\w*))?"
_USED = re.compile(rf"(?:\b(?:FROM|JOIN|UPDATE|USING)|,)\s+(?:ONLY\s+)?({_TABLES})\b{_ALIAS}", re.IGNORECASE)
_INSERTED = re.compile(rf"\bINSERT\s+INTO\s+({_TABLES})(?:\s+AS\s+\w+)?\s*\(([^)]*)\)", re.IGNORECASE)
_BARE = re.compile(r"(?<![.\w])tenant_id\s*(?:=|IN\b)", re.IGNORECASE)
_CHECKED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b", re.IGNORECASE)


class TenantNotNamed(AssertionError):
    """The statement would read or write whatever row security lets through."""


@functools.lru_cache(maxsize=20_000)
def unnamed(statement: str) -> str | None:
    """The first tenant's table that `statement` uses without a condition on its tenant, or None."""
    if not _CHECKED.match(statement):
        return None
    for table, columns in _INSERTED.findall(statement):
        if "tenant_id" not in columns:
            return str(table)
    left = len(_BARE.findall(statement))
    for table, alias in _USED.findall(statement):
        name = alias or table
        if re.search(
            rf"\b{name}\.tenant_id\s*(?:[=<>]|IN\b)|=\s*{name}\.tenant_id\b", statement, re.IGNORECASE
        ):
            continue
        left -= 1  # each table that is not named with its tenant needs a condition of its own
        if alias or left < 0:
            return str(table)
    return None


@contextmanager
def refusing() -> Iterator[None]:
    """Every engine of this process refuses such statements meanwhile."""
    event.listen(Engine, "before_cursor_execute", _refuse)
    try:
        with pytest.MonkeyPatch.context() as patching:
            patching.setattr(Db, "change", _checked(Db.change))
            yield
    finally:
        event.remove(Engine, "before_cursor_execute", _refuse)


def _checked(change: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The one way to the database that goes past the engine."""

    async def checked(db: Db, statement: str, *values: Any, of: type[Base]) -> None:
        if (table := unnamed(statement)) is not None:
            raise TenantNotNamed(f"{table} without its tenant: {statement}")
        await change(db, statement, *values, of=of)

    return checked


def _refuse(connection: Any, _: Any, statement: str, *__: Any) -> None:
    # Migrations speak through another driver, and go over every tenant on purpose.
    if connection.dialect.driver == "asyncpg" and (table := unnamed(statement)) is not None:
        raise TenantNotNamed(f"{table} without its tenant: {statement}")
