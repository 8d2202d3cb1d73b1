"""One file of divisions, and what is to become of each of its rows."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class DivisionImport(TenantObject, Base):
    """A file that was looked at (`planned`), is being taken over (`running`), was taken over, or was thrown away."""

    __tablename__ = "division_imports"
    __table_args__ = (
        CheckConstraint("state in ('planned', 'running', 'finished', 'discarded')", name="state"),
        Index("ix_division_imports_planned", "tenant_id", "planned_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    file_name: Mapped[str]
    file_digest: Mapped[bytes]
    state: Mapped[str]
    planned_at: Mapped[dt.datetime]
    planned_by: Mapped[uuid.UUID | None]
    started_at: Mapped[dt.datetime | None]
    started_by: Mapped[uuid.UUID | None]
    started_role: Mapped[str]
    moved_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    unread: Mapped[list[Any]]


class DivisionRow(TenantOwned, Base):
    """One row of such a file. `fate` is what the dry run says of it, `changes` which of name, parent and point it
    brings; `government` is the code of the one it belongs to. A refused row names its field, cell and problem.
    """

    __tablename__ = "division_rows"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "import_id"], ["division_imports.tenant_id", "division_imports.id"]),
        CheckConstraint("fate in ('create', 'change', 'keep', 'aside', 'refuse')", name="fate"),
        Index("ix_division_rows_todo", "tenant_id", "import_id", "government", "rank", "line",
              postgresql_where="done_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    import_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    line: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    parent_code: Mapped[str]
    telephone: Mapped[str]
    level: Mapped[str]
    rank: Mapped[int]
    government: Mapped[str]
    fate: Mapped[str]
    changes: Mapped[list[Any]]
    field: Mapped[str]
    cell: Mapped[str]
    problem: Mapped[str]
    params: Mapped[dict[str, Any]]
    done_at: Mapped[dt.datetime | None]
