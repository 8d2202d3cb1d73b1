"""Units, content classification and the dispatch catalogue."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject

UNIT_KINDS = ("department", "public_service", "government", "street", "committee", "superior")
AREA_KINDS = ("government", "street", "committee")
"""Kinds of unit that are also a piece of the map."""


class Unit(TenantObject, Base):
    """A handling unit. One of kind `government` *is* a tenant below, one of kind `superior` the government above:
    what is dispatched to either is referred.
    """

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        ForeignKeyConstraint(["tenant_id", "parent_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint(
            "kind in ('department', 'public_service', 'government', 'street', 'committee', 'superior')",
            name="kind",
        ),
        CheckConstraint(
            "(kind in ('government', 'superior')) = (governs_tenant_id is not null)", name="governs"
        ),
        Index("ix_units_parent", "tenant_id", "parent_id"),
    )
    definer_reads: ClassVar[bool] = True

    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[uuid.UUID | None]
    governs_tenant_id: Mapped[int | None]
    closed_at: Mapped[dt.datetime | None]


class Category(TenantObject, Base):
    """One entry of the three-level content classification. `code` is the same in the city and its districts."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        ForeignKeyConstraint(["tenant_id", "parent_id"], ["categories.tenant_id", "categories.id"]),
        CheckConstraint("(level = 1) = (parent_id is null) and level between 1 and 3", name="level"),
        Index("ix_categories_parent", "tenant_id", "parent_id", "position"),
    )

    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int]
    parent_id: Mapped[uuid.UUID | None]
    retired_at: Mapped[dt.datetime | None]


class CatalogueEntry(TenantObject, Base):
    """Who is responsible for a category, in an area or anywhere, and on what legal basis. One that another follows is in
    force until the day from which that one is; `ended_at` takes it away altogether.
    """

    __tablename__ = "catalogue_entries"
    __table_args__ = (
        Index("uq_catalogue_entries_place", "tenant_id", "category_id", "area_id", unique=True,
              postgresql_nulls_not_distinct=True, postgresql_where="ended_at IS NULL AND effective_until IS NULL"),
        CheckConstraint("effective_until > effective_from", name="effective"),
        ForeignKeyConstraint(["tenant_id", "category_id"], ["categories.tenant_id", "categories.id"]),
        ForeignKeyConstraint(["tenant_id", "area_id"], ["units.tenant_id", "units.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
    )  # fmt: skip

    category_id: Mapped[uuid.UUID]
    area_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID]
    basis_zh: Mapped[str]
    basis_en: Mapped[str]
    effective_from: Mapped[dt.date]
    effective_until: Mapped[dt.date | None]
    ended_at: Mapped[dt.datetime | None]

    def over(self, on: dt.date) -> bool:
        """Whether another had followed it by that day."""
        return self.effective_until is not None and self.effective_until <= on
