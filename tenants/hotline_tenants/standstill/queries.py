"""What stood still and when, as the administrator's pages list it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.standstill.model import Standstill, StandstillMoved


@dataclass(frozen=True)
class Shown:
    """A standstill with what it moved in each government, and who entered, ended or took it back."""

    standstill: Standstill
    moved: Sequence[StandstillMoved]
    names: dict[uuid.UUID, str]

    @property
    def cases(self) -> int:
        return sum(one.moved_cases for one in self.moved)

    @property
    def clocks(self) -> int:
        return sum(one.moved_clocks for one in self.moved)

    @property
    def cards(self) -> int:
        return sum(one.fallen_cards for one in self.moved)

    @property
    def moved_back(self) -> int:
        return sum(one.moved_back for one in self.moved)

    def name(self, account_id: uuid.UUID | None) -> str:
        """The name of somebody who had to do with it."""
        return self.names.get(account_id, "") if account_id else ""


async def suspended_since(db: Db) -> dict[int, dt.datetime]:
    """The governments that are suspended now, and since when; where none is, that costs no query."""
    suspended = [one.id for one in await registry_of(db) if one.status == "suspended"]
    if not suspended:
        return {}
    wanted = select(Standstill.government_id, Standstill.begin_at).where(
        Standstill.government_id.in_(suspended), Standstill.end_at.is_(None)
    )
    return {row.government_id: row.begin_at for row in await db.execute(wanted)}


async def outages(db: Db) -> list[Shown]:
    """Every outage, the latest first."""
    return await _shown(db, select(Standstill).where(Standstill.kind == "outage"))


async def suspensions(db: Db, tenant: int) -> list[Shown]:
    """Every suspension of one government, the latest first."""
    return await _shown(db, select(Standstill).where(Standstill.government_id == tenant))


async def _shown(db: Db, wanted: Select[Standstill]) -> list[Shown]:
    found = (await db.execute(wanted.order_by(Standstill.begin_at.desc()))).scalars().all()
    counts: dict[uuid.UUID, list[StandstillMoved]] = {}
    ids = [one.id for one in found]
    moved = select(StandstillMoved).where(StandstillMoved.standstill_id.in_(ids))
    for row in (await db.execute(moved.order_by(StandstillMoved.government_id))).scalars():
        counts.setdefault(row.standstill_id, []).append(row)
    people = {who for one in found for who in (one.entered_by, one.ended_by, one.taken_back_by) if who}
    named = await db.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    names = {row.id: row.name for row in named}
    return [Shown(one, counts.get(one.id, []), names) for one in found]
