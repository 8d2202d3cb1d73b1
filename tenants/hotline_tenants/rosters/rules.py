"""How long each step of the ladder waits, and how far ahead gaps are warned of: data of each government."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotAllowed, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.rosters.model import RosterRule

MOST = {"extra_urgent_minutes": 5, "urgent_minutes": 10, "warn_days": 30}
"""Four steps are over when the limit to sign is: 15 minutes of extra urgent, 30 of urgent (`domain.md` §4)."""


@dataclass(frozen=True)
class Rules:
    """Minutes of a step by urgency, and days ahead."""

    extra_urgent_minutes: int = 5
    urgent_minutes: int = 10
    warn_days: int = 3

    def minutes(self, urgency: str) -> int:
        """How long a step waits for the signature on an assignment of this urgency."""
        return self.extra_urgent_minutes if urgency == "extra_urgent" else self.urgent_minutes


async def rules_of(db: Db) -> Rules:
    """What holds in the government one stands in."""

    async def load() -> Rules:
        wanted = select(
            RosterRule.extra_urgent_minutes, RosterRule.urgent_minutes, RosterRule.warn_days
        ).where(RosterRule.tenant_id == db.tenant)
        row = (await db.execute(wanted.order_by(RosterRule.id.desc()).limit(1))).one_or_none()
        return Rules(*row) if row else Rules()

    return await db.cache.get(("roster_rules", db.tenant), load)


async def set_rules(db: Db, actor: Actor, rules: Rules, *, at: dt.datetime) -> None:
    """Change them; ladders that are climbed already keep their pace. Raises NotAllowed to people of a unit, Refused
    by field.
    """
    actor.need("roster.keep")
    if actor.unit_id is not None:
        raise NotAllowed("roster.keep")
    wrong: dict[str, Message] = {
        name: N_("Between 1 and %(most)s.", most=most)
        for name, most in MOST.items()
        if not 1 <= getattr(rules, name) <= most
    }
    if wrong:
        raise refused_fields(wrong)
    values = {name: getattr(rules, name) for name in MOST}
    db.put(RosterRule, id=new_id(), set_at=at, set_by=actor.account_id, **values)
    note(db, "roster_rules_set", account_id=actor.account_id, at=at, **values)
    db.cache.forget("roster_rules", db.tenant)
