"""The side of a notice that stands on the desk of the district that is asked."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import act_on, tell_asked

NEAR = dt.timedelta(days=1)
"""So long before the deadline whoever is asked is told once more."""
_SHOWN = (
    "id", "number", "state", "title", "facts", "requirement", "salt", "due_at", "look_back_on", "issued_at", "reported_at",
)  # fmt: skip


async def open_below(db: Db, actor: Actor, notice: Rectification, *, at: dt.datetime) -> None:
    """Put a notice that is issued on the district's desk, as it stands; its clock runs there from now."""
    shown = {name: getattr(notice, name) for name in _SHOWN}
    digest = words_digest(notice)
    async with across(db, because=NewLink(db.tenant, notice.other_tenant_id)):
        lower = Rectification(
            tenant_id=db.tenant, side="lower", other_tenant_id=notice.tenant_id, drafted_at=at,
            next_at=max(notice.due_at - NEAR, at) if notice.state == "issued" else None, **shown, **BEGINNING,
        )  # fmt: skip
        db.add(lower)
        await db.flush()
        await act_on(
            db, lower, "came_from_above", actor, at=at, number=lower.number, due=lower.due_at, words=digest
        )
        await tell_asked(db, lower, "rectification_issued", at=at)
    notice.next_at = None


def words_digest(notice: Rectification) -> str:
    """What the ledgers of both sides carry of the notice's words."""
    return digest_of(notice.salt, notice.title, notice.facts, notice.requirement)
