"""How long one government keeps personal data after a case has ended."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantOwned

DEFAULT_DAYS = {"person": 3 * 365, "content": 10 * 365}
"""Where a government has set nothing: the person for three years after the end, the texts for ten."""


class Retention(TenantOwned, Base):
    """Days after the end of a case: "person" is who asked, "content" the texts, remarks and replies."""

    __tablename__ = "retention"
    __table_args__ = (
        CheckConstraint("kind in ('person', 'content')", name="kind"),
        CheckConstraint("days between 30 and 36500", name="days"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    set_at: Mapped[dt.datetime]
    set_by: Mapped[uuid.UUID | None]
