"""Selections of guidance: the papers somebody may read, who has read one, and how each addressee reads."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_tenants.guidance.model import (
    NEVER_SENT,
    GuidanceAddressee,
    GuidancePaper,
    GuidanceQuestion,
    GuidanceReceipt,
    GuidanceSignup,
)
from hotline_tenants.guidance.reaching import known_to

TABS = ("unread", "received", "issued", "drafts", "questions")


def papers(actor: Actor, tab: str) -> Select[Any]:
    """The papers of one tab: not confirmed by oneself, sent to one, issued here, drafts."""
    tenant = actor.tenant
    confirmed = exists().where(
        GuidanceReceipt.tenant_id == tenant, GuidanceReceipt.paper_id == GuidancePaper.id,
        GuidanceReceipt.account_id == actor.account_id,
    )  # fmt: skip
    sent: ColumnElement[bool] = GuidancePaper.other_tenant_id.is_not(None)
    if actor.unit_id is not None:
        sent = GuidancePaper.state.not_in(NEVER_SENT)
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "unread": (sent, GuidancePaper.state == "issued", ~confirmed),
        "received": (sent,),
        "issued": (GuidancePaper.other_tenant_id.is_(None), GuidancePaper.state.not_in(NEVER_SENT)),
        "drafts": (GuidancePaper.state == "draft",),
    }
    columns: tuple[Any, ...] = (
        GuidancePaper.id, GuidancePaper.kind, GuidancePaper.state, GuidancePaper.title, GuidancePaper.version,
        GuidancePaper.changed_at, GuidancePaper.issued_at, GuidancePaper.read_by,
    )  # fmt: skip
    return select(*columns).where(
        GuidancePaper.tenant_id == tenant, known_to(tenant, actor), *conditions[tab]
    )


def not_read_everywhere(tenant: int) -> Select[Any]:
    """The papers in force that were issued here and that somebody has not confirmed yet, be it a government or a unit."""
    return select(GuidancePaper.id).where(
        GuidancePaper.tenant_id == tenant, GuidancePaper.state == "issued",
        GuidancePaper.other_tenant_id.is_(None), unread_by_somebody(tenant),
    )  # fmt: skip


def unread_by_somebody(tenant: int) -> ColumnElement[bool]:
    """Whether an addressee of a paper has not confirmed it yet."""
    return exists().where(
        GuidanceAddressee.tenant_id == tenant, GuidanceAddressee.paper_id == GuidancePaper.id,
        GuidanceAddressee.read_at.is_(None),
    )  # fmt: skip


def questions(actor: Actor) -> Select[Any]:
    """The questions asked here or put to us."""
    columns: tuple[Any, ...] = (
        GuidanceQuestion.id, GuidanceQuestion.title, GuidanceQuestion.asked_at, GuidanceQuestion.answered_at,
        GuidanceQuestion.paper_id, GuidanceQuestion.side, GuidanceQuestion.unit_id,
    )  # fmt: skip
    return select(*columns).where(GuidanceQuestion.tenant_id == actor.tenant)


@dataclass(frozen=True)
class Receipt:
    """Who confirmed for which addressee, and when."""

    unit_id: uuid.UUID
    name: str
    read_at: dt.datetime


async def receipts_of(db: Db, paper_id: uuid.UUID) -> list[Receipt]:
    """Every receipt of a paper, the earliest first."""
    wanted = (
        select(GuidanceReceipt.unit_id, Account.name, GuidanceReceipt.read_at)
        .join(Account, Account.id == GuidanceReceipt.account_id)
        .where(GuidanceReceipt.tenant_id == db.tenant, GuidanceReceipt.paper_id == paper_id)
        .order_by(GuidanceReceipt.read_at, Account.name)
        .limit(500)
    )
    return [Receipt(*row) for row in await db.execute(wanted)]


async def addressees_of(db: Db, paper_id: uuid.UUID) -> Sequence[GuidanceAddressee]:
    """To whom a paper was sent."""
    wanted = select(GuidanceAddressee).where(
        GuidanceAddressee.tenant_id == db.tenant, GuidanceAddressee.paper_id == paper_id
    )
    return list(await db.scalars(wanted))


async def signups_of(db: Db, paper_id: uuid.UUID) -> Sequence[GuidanceSignup]:
    """Who sends how many people to a training."""
    wanted = select(GuidanceSignup).where(
        GuidanceSignup.tenant_id == db.tenant, GuidanceSignup.paper_id == paper_id
    )
    return list(await db.scalars(wanted.order_by(GuidanceSignup.signed_up_at)))


async def confirmed_at(db: Db, actor: Actor, paper_id: uuid.UUID) -> dt.datetime | None:
    """When this person confirmed a paper."""
    return await db.scalar(
        select(GuidanceReceipt.read_at).where(
            GuidanceReceipt.tenant_id == db.tenant, GuidanceReceipt.paper_id == paper_id,
            GuidanceReceipt.account_id == actor.account_id,
        )
    )  # fmt: skip


async def next_version(db: Db, paper_id: uuid.UUID) -> uuid.UUID | None:
    """The version that follows, drafts included."""
    return await db.scalar(
        select(GuidancePaper.id).where(
            GuidancePaper.tenant_id == db.tenant, GuidancePaper.follows_id == paper_id,
            GuidancePaper.state != "discarded",
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """How one addressee reads: papers sent since a day and still in force or replaced since, how many of them were
    confirmed, and how many in time.
    """

    unit_id: uuid.UUID
    sent: int
    read: int
    in_time: int
    due: int


async def reading(db: Db, since: dt.datetime) -> list[Reading]:
    """The reading rate of every addressee of this house; withdrawn papers count for nobody."""
    one = GuidanceAddressee
    wanted = (
        select(
            one.unit_id, func.count(), func.count(one.read_at),
            func.count().filter(one.read_at <= GuidancePaper.read_by),
            func.count(GuidancePaper.read_by),
        )
        .join(GuidancePaper, and_(GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == one.paper_id))
        .where(one.tenant_id == db.tenant, one.sent_at >= since, GuidancePaper.state != "withdrawn")
        .group_by(one.unit_id)
    )  # fmt: skip
    return [Reading(*row) for row in await db.execute(wanted)]
