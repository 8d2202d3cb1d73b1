"""Papers of guidance in the house that issues them and in those that receive them; receipts, training, questions.

A paper has one identifier in all houses; so have a training and a question.
"""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

KINDS = ("document", "case", "training", "answer", "notice")
STATES = ("draft", "issued", "replaced", "withdrawn", "discarded")
NEVER_SENT = ("draft", "discarded")
"""The states of a paper that nobody but those who keep guidance knows of."""


class _OfPaper(TenantOwned):
    paper_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


class GuidancePaper(TenantObject, Base):
    """One version of a paper. Where it came from above, `other_tenant_id` is the house that issued it and `unit_id` what
    this government is there; `follows_id` is the version that it replaces. `asked` is the question of an answer;
    `passes_on_id` the paper from above that this one passes on word for word. `edits` counts how often the draft was
    written anew and guards against stale pages.
    """

    __tablename__ = "guidance_papers"
    __table_args__ = (
        CheckConstraint("kind in ('document', 'case', 'training', 'answer', 'notice')", name="kind"),
        CheckConstraint("state in ('draft', 'issued', 'replaced', 'withdrawn', 'discarded')", name="state"),
        CheckConstraint("(state in ('draft', 'discarded')) = (issued_at is null)", name="issued"),
        CheckConstraint("(state in ('replaced', 'withdrawn', 'discarded')) = (ended_at is not null)", name="ended"),
        CheckConstraint("(other_tenant_id is null) = (unit_id is null)", name="received"),
        Index("uq_guidance_papers_follows", "tenant_id", "follows_id", unique=True,
              postgresql_where="follows_id IS NOT NULL AND state <> 'discarded'"),
        Index("uq_guidance_papers_passes_on", "tenant_id", "passes_on_id", unique=True,
              postgresql_where="passes_on_id IS NOT NULL AND state = 'issued'"),
        Index("ix_guidance_papers_changed", "tenant_id", "changed_at", "id"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    kind: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    edits: Mapped[int] = mapped_column(server_default="0")
    follows_id: Mapped[uuid.UUID | None]
    passes_on_id: Mapped[uuid.UUID | None]
    other_tenant_id: Mapped[int | None]
    unit_id: Mapped[uuid.UUID | None]
    title: Mapped[str]
    asked: Mapped[str]
    body: Mapped[str]
    drafted_by: Mapped[uuid.UUID | None]
    changed_at: Mapped[dt.datetime]
    issued_at: Mapped[dt.datetime | None]
    issued_by: Mapped[uuid.UUID | None]
    read_by: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    ended_reason: Mapped[str]


class GuidanceAddressee(_OfPaper, Base):
    """A unit to which a paper was sent, in the house that issued it; a government below where `other_tenant_id` says so.
    `read_at` is its first receipt, `readers` how many there are; `due_at` when it is reminded, once.
    """

    __tablename__ = "guidance_addressees"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("ix_guidance_addressees_unit", "tenant_id", "unit_id", "sent_at"),
        Index("ix_guidance_addressees_due", "tenant_id", "due_at",
              postgresql_where="due_at IS NOT NULL AND read_at IS NULL AND reminded_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int | None]
    sent_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
    readers: Mapped[int]
    reminded_at: Mapped[dt.datetime | None]


class GuidanceReceipt(_OfPaper, Base):
    """Who has confirmed that they read a paper, and when; on both sides. `unit_id` is the addressee's, above."""

    __tablename__ = "guidance_receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"]),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID]
    read_at: Mapped[dt.datetime]


class GuidanceTraining(_OfPaper, Base):
    """Where and when a training takes place, and for how many people."""

    __tablename__ = "guidance_trainings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"]),
        CheckConstraint("capacity > 0", name="capacity"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    place: Mapped[str]
    starts_at: Mapped[dt.datetime]
    capacity: Mapped[int]


class GuidanceSignup(_OfPaper, Base):
    """How many people an addressee sends to a training, and how many came; on both sides."""

    __tablename__ = "guidance_signups"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"]),
        CheckConstraint("people >= 0", name="people"),
        CheckConstraint("attended >= 0", name="attended"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    people: Mapped[int]
    signed_up_at: Mapped[dt.datetime]
    signed_up_by: Mapped[uuid.UUID | None]
    attended: Mapped[int | None]


class GuidanceQuestion(TenantObject, Base):
    """A question to the government above, on both sides. `unit_id` is what asks, in the house above; `paper_id` is the
    answer as it was published to all.
    """

    __tablename__ = "guidance_questions"
    __table_args__ = (
        CheckConstraint("side in ('asks', 'answers')", name="side"),
        CheckConstraint("(answered_at is null) = (answer is null)", name="answered"),
        Index("ix_guidance_questions_asked", "tenant_id", "asked_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    side: Mapped[str]
    other_tenant_id: Mapped[int]
    unit_id: Mapped[uuid.UUID]
    title: Mapped[str]
    body: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None]
    answer: Mapped[str | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None]
    paper_id: Mapped[uuid.UUID | None]


class GuidanceFile(TenantObject, Base):
    """A file that belongs to a paper; each house has a reference of its own."""

    __tablename__ = "guidance_files"
    __table_args__ = (
        UniqueConstraint("tenant_id", "paper_id", "file_id"),
        ForeignKeyConstraint(["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"]),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    paper_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
