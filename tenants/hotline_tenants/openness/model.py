"""What arrives from the public pages before a job takes it up through the verbs."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject


class Submission(TenantObject, Base):
    """One form that a citizen sent. The public's role may insert it and nothing else, not even read it again.

    `payload` holds personal content and is emptied once it is taken up; `code_digest` is of the query code that
    the citizen was shown.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint("kind in ('demand', 'rating', 'objection')", name="kind"),
        Index("ix_submissions_waiting", "tenant_id", "id", postgresql_where="taken_up_at IS NULL"),
        Index("ix_submissions_code", "tenant_id", "code_digest"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "update")
    public_inserts: ClassVar[bool] = True
    definer_reads: ClassVar[bool] = True

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    code_digest: Mapped[bytes]
    made_at: Mapped[dt.datetime]
    taken_up_at: Mapped[dt.datetime | None]
    case_id: Mapped[uuid.UUID | None]
