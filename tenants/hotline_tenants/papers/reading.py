"""Finding what was issued."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.files.model import File
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.places import Places, restored


def issued(tenant: int) -> Select[Any]:
    """Everything that a government has issued, for a list."""
    return (
        select(
            Paper.id.label("paper_id"), Paper.number, Paper.kind, Paper.issued_at,
            Paper.places["title"].astext.label("title"), Paper.places["addressee"].astext.label("addressee"),
            Account.name.label("by"),
        )
        .outerjoin(Account, Account.id == Paper.issued_by)
        .where(Paper.tenant_id == tenant)
    )  # fmt: skip


async def paper_for(db: Db, actor: Actor, paper_id: uuid.UUID) -> Paper:
    """One paper of one's own government. Raises NotFound."""
    actor.need("paper.read")
    wanted = select(Paper).where(Paper.tenant_id == db.tenant, Paper.id == paper_id)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def papers_about(db: Db, subject_id: uuid.UUID) -> Sequence[Paper]:
    """The papers about one thing, the oldest first."""
    wanted = select(Paper).where(Paper.tenant_id == db.tenant, Paper.subject_id == subject_id)
    return list((await db.execute(wanted.order_by(Paper.issued_at, Paper.id))).scalars())


async def places_about(db: Db, kind: str, subject_id: uuid.UUID) -> Places | None:
    """What the latest paper of a kind about something says as it was issued; None before its issue."""
    papers = [
        one for one in await papers_about(db, subject_id) if one.kind == kind and one.places is not None
    ]
    return restored(papers[-1].places) if papers else None


async def file_of(db: Db, paper: Paper) -> File | None:
    """The bytes as they were issued; None as long as they are not kept."""
    if paper.file_id is None:
        return None
    wanted = select(File).where(
        File.tenant_id == db.tenant, File.id == paper.file_id, File.digest.is_not(None)
    )
    return (await db.execute(wanted)).scalar_one_or_none()
