"""The registry of governments as a tree: global reference data that every role may read."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base

TIERS = ("city", "district", "county", "county_city")
STATUSES = ("preparing", "live", "suspended", "archived", "erasing", "erased")
LIVING = STATUSES[:3]
"""A government that has not ended."""
ENDED = STATUSES[3:]
"""One that has: read from above, then erased down to its entry in the registry."""


class Tenant(Base):
    """One government with its own people, units, cases, rules and public page. `settings` are the values that it has
    set for itself (`values.py`); whatever is not there comes from above. One that has ended may name its successor.
    """

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("tier in ('city', 'district', 'county', 'county_city')", name="tier"),
        CheckConstraint(
            "status in ('preparing', 'live', 'suspended', 'archived', 'erasing', 'erased')", name="status"
        ),
        CheckConstraint("(tier = 'city') = (parent_id is null)", name="parent"),
    )

    id: Mapped[int] = mapped_column(Identity(start=1), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    short_zh: Mapped[str]
    short_en: Mapped[str]
    tier: Mapped[str]
    status: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    language: Mapped[str] = mapped_column(server_default="zh")
    created_at: Mapped[dt.datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    other_successor_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    hands_on: Mapped[bool] = mapped_column(server_default="false")
