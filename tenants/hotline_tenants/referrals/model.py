"""The link between the city's case and the district's order: each side keeps a row of its own."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject


class Referral(TenantObject, Base):
    """One referral, seen from one side. `assignment_id` is always the upper tenant's assignment; `superior_due_at`
    is when its reply is due, before which the lower tenant's own work must be done. It moves when the upper tenant's
    due moment is recomputed; nothing else of a referral ever changes.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        CheckConstraint("side in ('upper', 'lower')", name="side"),
        Index("ix_referrals_case", "tenant_id", "case_id", "id"),
        Index("ix_referrals_assignment", "tenant_id", "assignment_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    side: Mapped[str]
    case_id: Mapped[uuid.UUID]
    assignment_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    other_case_id: Mapped[uuid.UUID]
    superior_due_at: Mapped[dt.datetime]
    at: Mapped[dt.datetime]
