"""A message to one person, and how far it came."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class Message(TenantObject, Base):
    """One text or spoken message. `number` and `words` are erasable; what stands in `once` (a query code) is filled
    into the words for the sending and kept no longer. The row is its own delivery job: `next_at` is when it is tried
    next, or, while a sender has it, when another may take it up; empty when there is nothing more to do.

    queued → sent (the gateway has it) → delivered or failed, as the provider reports; unknown where it reports
    nothing in a day. Failed without a report: given up, `why` says after what. lost: failed, but what it says was said
    before or stands elsewhere, so nobody needs to telephone. told: somebody telephoned instead.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        CheckConstraint("recipient in ('caller', 'account')", name="recipient"),
        CheckConstraint("(recipient = 'account') = (account_id is not null)", name="account"),
        CheckConstraint("state in ('queued', 'sent', 'delivered', 'failed', 'lost', 'unknown', 'told')", name="state"),
        Index("ix_messages_case", "tenant_id", "case_id", "id"),
        Index("ix_messages_due", "tenant_id", "recipient", "next_at", postgresql_where="next_at IS NOT NULL"),
        Index("ix_messages_state", "tenant_id", "state", "written_at", "id"),
        Index("ix_messages_kind", "tenant_id", "kind", "written_at", "id"),
        Index("ix_messages_written", "tenant_id", "written_at", "id"),
        Index("ix_messages_unreported", "tenant_id", "sent_at", postgresql_where="state = 'sent'"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    recipient: Mapped[str]
    account_id: Mapped[uuid.UUID | None]
    voice: Mapped[bool]
    number: Mapped[str]
    words: Mapped[str]
    once: Mapped[str | None]
    state: Mapped[str]
    why: Mapped[str | None]
    written_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    tried_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    reference: Mapped[str | None]
    reported_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]
    told_by: Mapped[uuid.UUID | None]
    told_whom: Mapped[str | None]
    erased_at: Mapped[dt.datetime | None]
