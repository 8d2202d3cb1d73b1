"""Which template a paper is written from: the government's own, else that of the government above, else ours. Whoever has
none of its own follows the one above when that one changes; the letterhead in it is always the own one.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.files.stores import Store
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.papers.model import PaperTemplate
from hotline_tenants.papers.templates import content_of


@dataclass(frozen=True)
class InForce:
    """A template and the government whose it is; both None for ours."""

    tenant: int | None = None
    template_id: uuid.UUID | None = None


async def templates_above(db: Db) -> Mapping[str, InForce]:
    """The template of every kind that a government above has uploaded, of the nearest one that has."""
    found: dict[str, InForce] = {}
    registry, here = await registry_of(db), db.tenant
    above = registry.get(here).parent_id
    while above is not None:
        async with across(db, because=NewLink(here, above)):
            theirs = await _own(db)
        found = {kind: InForce(above, one) for kind, one in theirs.items()} | found
        above = registry.get(above).parent_id
    return found


async def template_in_force(db: Db, kind: str) -> InForce:
    """The one of a kind."""
    own = (await _own(db)).get(kind)
    return InForce(db.tenant, own) if own is not None else (await templates_above(db)).get(kind, InForce())


async def content_in_force(db: Db, store: Store, found: InForce) -> bytes | None:
    """The bytes of a template; None for ours."""
    if found.tenant is None or found.tenant == db.tenant:
        return await content_of(db, store, found.template_id)
    async with across(db, because=NewLink(db.tenant, found.tenant)):
        return await content_of(db, store, found.template_id)


async def _own(db: Db) -> Mapping[str, uuid.UUID]:
    wanted = select(PaperTemplate.kind, PaperTemplate.id).where(
        PaperTemplate.tenant_id == db.tenant, PaperTemplate.ended_at.is_(None)
    )
    return {row.kind: row.id for row in await db.execute(wanted)}
