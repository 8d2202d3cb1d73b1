"""The tables of papers: the register of each series and year, what was issued in it, and a government's own templates."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

KINDS_OF_PAPERS = (
    "kind in ('supervision', 'rectification', 'circular', 'inspection_report', 'instruction_feedback', 'minutes', "
    "'special_report')"
)


class PaperRegister(TenantOwned, Base):
    """What was issued of a series in a year: `count` papers, the first with the serial number `first`. Whoever issues
    the next holds the row to the commit, so that no number is given twice and none is left out; `head` is the hash of
    the latest, the end of a chain.
    """

    __tablename__ = "paper_registers"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID]
    first: Mapped[int]
    count: Mapped[int]
    head: Mapped[bytes]


class Paper(TenantObject, Base):
    """One paper as it was issued, about one thing (`subject_id`) and, where there can be several, one `occasion`.

    `places` is what stands in each place of it, and `content` its salted digest, which the chain of the register
    carries; `file_id` are the bytes, which a job keeps, written from `template_id`, from the
    `above_template_id` of the government above, or from our own template.
    """

    __tablename__ = "papers"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "template_id"], ["paper_templates.tenant_id", "paper_templates.id"]
        ),
        CheckConstraint("(above_tenant_id is null) = (above_template_id is null)", name="above"),
        UniqueConstraint("tenant_id", "series", "year", "seq"),
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "kind", "subject_id", "occasion"),
        CheckConstraint(
            KINDS_OF_PAPERS,
            name="kind",
        ),
        Index("ix_papers_issued", "tenant_id", "issued_at", "id"),
        Index("ix_papers_kind", "tenant_id", "kind", "issued_at", "id"),
        Index("ix_papers_subject", "tenant_id", "subject_id"),
        Index("ix_papers_file", "tenant_id", "file_id"),
        Index("ix_papers_template", "tenant_id", "template_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    series: Mapped[str]
    year: Mapped[int]
    seq: Mapped[int]
    number: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    occasion: Mapped[int]
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[uuid.UUID | None]
    role: Mapped[str]
    places: Mapped[dict[str, Any] | None]
    salt: Mapped[bytes]
    content: Mapped[str]
    hash: Mapped[bytes]
    template_id: Mapped[uuid.UUID | None]
    above_tenant_id: Mapped[int | None]
    above_template_id: Mapped[uuid.UUID | None]
    file_id: Mapped[uuid.UUID | None]
    erased_at: Mapped[dt.datetime | None]


class PaperTemplate(TenantObject, Base):
    """A template that a government uploaded for a kind of paper; in force until `ended_at`, kept for what it wrote."""

    __tablename__ = "paper_templates"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        CheckConstraint(
            KINDS_OF_PAPERS,
            name="kind",
        ),
        Index(
            "uq_paper_templates_kind", "tenant_id", "kind", unique=True, postgresql_where="ended_at IS NULL"
        ),
        Index("ix_paper_templates_since", "tenant_id", "kind", "since"),
        Index("ix_paper_templates_file", "tenant_id", "file_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    kind: Mapped[str]
    file_id: Mapped[uuid.UUID]
    since: Mapped[dt.datetime]
    by: Mapped[uuid.UUID | None]
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[uuid.UUID | None]
