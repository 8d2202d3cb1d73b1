"""Crossing a border between tenants: the only change of scope inside a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from hotline_platform.database.scope import at
from hotline_platform.database.session import Db


class Link(Protocol):
    """A stored row of the present tenant that names another one: a referral, a supervision, a notice."""

    @property
    def tenant_id(self) -> int: ...

    @property
    def other_tenant_id(self) -> int: ...


@dataclass(frozen=True)
class NewLink:
    """A link that the same transaction is about to store, from a unit of the registry that is a tenant itself."""

    tenant_id: int
    other_tenant_id: int


@asynccontextmanager
async def across(db: Db, *, because: Link) -> AsyncIterator[None]:
    """Stand in the link's other tenant for a while. The target comes from the link, never from a request.

    Everything pending is written before the border is crossed, both ways. Verbs lock the upper tenant's rows
    before the lower's. Raises RuntimeError for a link of a tenant that one does not stand in.
    """
    here = db.scope
    if because.tenant_id != here.tenant:
        raise RuntimeError("a border is crossed only by a link of the tenant one stands in")
    await db.enter(at(because.other_tenant_id))
    yield  # an exception leaves the scope where it is: the whole transaction is rolled back
    await db.enter(here)
