"""Drafts of the wizard: what a system administrator has typed so far of a government that is to come on board."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Mapped

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
