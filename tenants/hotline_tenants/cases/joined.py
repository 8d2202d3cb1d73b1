"""Which cases hang together by merging, cut down to what a person may know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.reaching import known_to, not_about

SHOWN = 20


@dataclass(frozen=True)
class Joined:
    """The case that this one was merged into (None for most: id, number, state), and the latest of those that were
    merged into it (with moment, title and place besides); `many` is how many these are in all.
    """

    lead: Any | None
    merged: Sequence[Any]
    many: int


async def joined_with(db: Db, actor: Actor, case: Case) -> Joined:
    """A unit is told what else its answer is for, and of the case it was merged into only if that is its own too."""
    lead = None
    if case.merged_into_id is not None:
        wanted = select(Case.id, Case.number, Case.state)
        wanted = wanted.where(
            Case.tenant_id == db.tenant, Case.id == case.merged_into_id, *known_to(db, actor)
        )
        lead = (await db.execute(wanted)).one_or_none()
    merged = [Case.tenant_id == db.tenant, Case.merged_into_id == case.id]
    if actor.role in UNIT_ROLES:
        merged.append(not_about(db.tenant, actor.unit_id))
    rows = await db.execute(
        select(Case.id, Case.number, Case.state, Case.registered_at, CaseText.title, CaseText.place)
        .join(CaseText, (CaseText.tenant_id == db.tenant) & (CaseText.case_id == Case.id))
        .where(*merged)
        .order_by(Case.id.desc())
        .limit(SHOWN)
    )
    found = rows.all()
    many = len(found)
    if many == SHOWN:
        many = (await db.execute(select(func.count()).select_from(Case).where(*merged))).scalar_one()
    return Joined(lead, found, many)
