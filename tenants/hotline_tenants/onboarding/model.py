"""Drafts of the wizard: what a system administrator has typed so far of a government that is to come on board; and what
a government was given before its first day.
"""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class OnboardingDraft(TenantObject, Base):
    """A document in the making. It belongs to the government whose administrator began it, because the new one does
    not exist yet; it goes when that one is set up, since it names people. `version` guards against two writers.
    """

    __tablename__ = "onboarding_drafts"

    content: Mapped[dict[str, Any]]
    version: Mapped[int]
    started_at: Mapped[dt.datetime]
    started_by: Mapped[uuid.UUID | None]
    changed_at: Mapped[dt.datetime]


class GivenSetting(TenantObject, Base):
    """A setting as it was given before the government went live, by its document (a file or the wizard) or on the page
    of its values; None is going back to what is inherited. `subject` is "value.key" or "rule.code", as changes name it.
    """

    __tablename__ = "given_settings"
    __table_args__ = (
        CheckConstraint("road in ('document', 'page')", name="road"),
        Index("ix_given_settings_subject", "tenant_id", "subject", "at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    subject: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    road: Mapped[str]
    at: Mapped[dt.datetime]
    account_id: Mapped[uuid.UUID | None]
