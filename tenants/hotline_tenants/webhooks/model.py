"""Subscriptions of other systems, and one delivery for each event that they want."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class Subscription(TenantObject, Base):
    """Where events of one government are sent. `acts` are those wanted, all of them where it is empty; `position` is
    the last place of the feed for which deliveries were written. Its secret is derived, never stored: `generation`
    says which one.
    """

    __tablename__ = "webhook_subscriptions"
    __table_args__ = (
        CheckConstraint("state in ('active', 'paused', 'ended')", name="state"),
        Index("ix_webhook_subscriptions_created", "tenant_id", "created_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    name: Mapped[str]
    url: Mapped[str]
    acts: Mapped[list[Any]]
    state: Mapped[str]
    generation: Mapped[int]
    position: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID | None]
    died_at: Mapped[dt.datetime | None]


class Delivery(TenantObject, Base):
    """One message to one receiver. `next_at` is when it is tried next, or, while a sender has it, when another may
    take it up; empty when there is nothing more to do. A test has no place in the feed.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "subscription_id"], ["webhook_subscriptions.tenant_id", "webhook_subscriptions.id"]
        ),
        CheckConstraint("state in ('waiting', 'delivered', 'dead')", name="state"),
        Index("ix_webhook_deliveries_subscription", "tenant_id", "subscription_id", "id"),
        Index("ix_webhook_deliveries_due", "tenant_id", "subscription_id", "next_at",
              postgresql_where="next_at IS NOT NULL"),
        Index("ix_webhook_deliveries_made", "tenant_id", "made_at"),
    )  # fmt: skip
    definer_reads: ClassVar[bool] = True

    subscription_id: Mapped[uuid.UUID]
    act: Mapped[str]
    case_id: Mapped[uuid.UUID | None]
    seq: Mapped[int | None]
    position: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str]
    made_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[dt.datetime | None]
    tried_at: Mapped[dt.datetime | None]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    answer: Mapped[str | None]
    milliseconds: Mapped[int | None]
