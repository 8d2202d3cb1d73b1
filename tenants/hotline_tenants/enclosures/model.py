"""A file as part of a case."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject


class Enclosure(TenantObject, Base):
    """One file of a case, added by the event `seq`, which carries its salted digest. `unit_id` is the unit that
    added it; `source_id` the enclosure of the government above or below that it is a copy of.
    """

    __tablename__ = "enclosures"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        CheckConstraint("kind in ('photo', 'recording', 'document', 'scan')", name="kind"),
        CheckConstraint("audience in ('desk', 'unit', 'units', 'caller')", name="audience"),
        CheckConstraint("source in ('here', 'above', 'below')", name="source"),
        CheckConstraint("(source = 'here') = (source_id is null)", name="source_id"),
        Index("ix_enclosures_case", "tenant_id", "case_id", "id"),
        Index("ix_enclosures_file", "tenant_id", "file_id"),
        Index("uq_enclosures_source", "tenant_id", "case_id", "source_id", unique=True,
              postgresql_where="source_id IS NOT NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    case_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    audience: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    seq: Mapped[int]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None]
    source: Mapped[str]
    source_id: Mapped[uuid.UUID | None]
    salt: Mapped[bytes]
