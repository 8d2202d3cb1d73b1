"""Archivings and erasures as pages show them: who and when by name, and how far it is in a pill."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.ending import Archiving, Erasure
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.ending.carrying_out import CHANGED
from hotline_tenants.ending.erasing import why_not_confirm
from hotline_web.pieces import State

Names = dict[uuid.UUID, str]


@dataclass(frozen=True)
class ShownArchiving:
    """One time in the archive."""

    row: Archiving
    names: Names

    def name(self, account: uuid.UUID | None) -> str:
        return self.names.get(account, "–") if account else "–"


@dataclass(frozen=True)
class ShownErasure:
    """One erasure, whose it is, and whether this person may confirm it."""

    erasure: Erasure
    government: Government
    names: Names
    state: State
    why_not: Message | None

    def name(self, account: uuid.UUID | None) -> str:
        return self.names.get(account, "–") if account else "–"

    @property
    def gone(self) -> int:
        """Rows that are gone so far."""
        return sum(number for name, number in self.erasure.counts.items() if name != "accounts")

    @property
    def changed(self) -> str | None:
        """The tables into which something had come, where the product itself took the erasure back."""
        reason = self.erasure.withdrawn_reason or ""
        return reason.removeprefix(CHANGED).strip() or "–" if reason.startswith(CHANGED) else None


async def archivings_of(db: Db, government: Government) -> list[ShownArchiving]:
    """Every time that it was archived, the latest first."""
    wanted = select(Archiving).where(Archiving.government_id == government.id).order_by(Archiving.at.desc())
    found = (await db.execute(wanted)).scalars().all()
    names = await _names(db, [who for one in found for who in (one.archived_by, one.back_by)])
    return [ShownArchiving(one, names) for one in found]


async def erasures_of(db: Db, actor: Actor, government: Government) -> list[ShownErasure]:
    """Every erasure of a government, the latest first."""
    wanted = select(Erasure).where(Erasure.government_id == government.id)
    return await shown(db, actor, wanted.order_by(Erasure.asked_at.desc(), Erasure.id.desc()))


async def shown(db: Db, actor: Actor, wanted: Select[Erasure]) -> list[ShownErasure]:
    """What a query finds."""
    registry = await load_registry(db)
    found = (await db.execute(wanted)).scalars().all()
    names = await _names(
        db, [who for one in found for who in (one.asked_by, one.confirmed_by, one.withdrawn_by)]
    )
    return [
        ShownErasure(one, registry.get(one.government_id), names, _state(one), why_not_confirm(one, actor))
        for one in found
    ]


def _state(erasure: Erasure) -> State:
    if erasure.withdrawn_at is not None:
        return State(N_("Withdrawn"), "neutral", "arrow-back-up")
    if erasure.finished_at is not None:
        return State(N_("Data erased"), "neutral", "trash")
    if erasure.started_at is not None:
        return State(N_("Being erased"), "near", "hourglass")
    if erasure.confirmed_at is not None:
        return State(N_("Confirmed: the time of grace runs"), "near", "hourglass")
    return State(N_("Waits for a second person"), "near", "hourglass")


async def _names(db: Db, people: Sequence[uuid.UUID | None]) -> Names:
    wanted = select(Account.id, Account.name).where(Account.id.in_({one for one in people if one}))
    return {row.id: row.name for row in await db.execute(wanted)}


def moment_of(certificate: Any) -> Any:
    """The same certificate with its moments as moments, at any depth."""
    if isinstance(certificate, dict):
        return {
            key: dt.datetime.fromisoformat(value)
            if value and (key == "at" or key.endswith("_at"))
            else moment_of(value)
            for key, value in certificate.items()
        }
    return certificate
