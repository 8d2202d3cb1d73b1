"""The tables of files: contents, files, what a tenant accepts, and the files that belong to a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")


def tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def bytes_of(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def size() -> sa.Column[int]:
    return sa.Column("size", sa.BigInteger(), nullable=False)


def yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    _create_blobs()
    _create_files()
    _create_limits()
    _create_enclosures()
    for statement in protect("blobs"):
        op.execute(statement)
    for table in ("files", "file_limits", "enclosures"):
        for statement in protect(table, grants=KEPT):
            op.execute(statement)


def _create_blobs() -> None:
    op.create_table(
        "blobs",
        tenant(), bytes_of("digest"), size(), moment("claimed_at"), moment("placed_at", nullable=True), yes_no("loose"),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name=op.f("pk_blobs")),
    )  # fmt: skip
    op.create_index("ix_blobs_loose", "blobs", ["tenant_id", "claimed_at"], postgresql_where=sa.text("loose"))


def _create_files() -> None:
    op.create_table(
        "files",
        tenant(), uuid("id"), bytes_of("digest", nullable=True), size(), text("media_type"), text("name"),
        yes_no("located"), yes_no("thumbnail"), text("scan"), moment("uploaded_at"),
        uuid("uploaded_by", nullable=True), moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_files")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "digest"], ["blobs.tenant_id", "blobs.digest"], name=op.f("fk_files_tenant_id_digest")
        ),
        sa.CheckConstraint("scan in ('off', 'clean')", name=op.f("ck_files_scan")),
        sa.CheckConstraint("(digest is null) = (erased_at is not null)", name=op.f("ck_files_erased")),
    )  # fmt: skip
    op.create_index("ix_files_digest", "files", ["tenant_id", "digest"])


def _create_limits() -> None:
    op.create_table(
        "file_limits",
        tenant(), text("kind"), size(), number("number"),
        sa.Column("types", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_file_limits")),
        sa.CheckConstraint("kind in ('photo', 'recording', 'document')", name=op.f("ck_file_limits_kind")),
    )  # fmt: skip


def _create_enclosures() -> None:
    op.create_table(
        "enclosures",
        tenant(), uuid("id"), uuid("case_id"), uuid("file_id"), text("kind"), text("audience"),
        uuid("unit_id", nullable=True), number("seq"), moment("added_at"), uuid("added_by", nullable=True),
        text("source"), uuid("source_id", nullable=True), bytes_of("salt"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enclosures")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_enclosures_tenant_id_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_enclosures_tenant_id_file_id")
        ),
        sa.CheckConstraint("kind in ('photo', 'recording', 'document', 'scan')", name=op.f("ck_enclosures_kind")),
        sa.CheckConstraint("audience in ('desk', 'unit', 'units', 'caller')", name=op.f("ck_enclosures_audience")),
        sa.CheckConstraint("source in ('here', 'above', 'below')", name=op.f("ck_enclosures_source")),
        sa.CheckConstraint("(source = 'here') = (source_id is null)", name=op.f("ck_enclosures_source_id")),
    )  # fmt: skip
    op.create_index("ix_enclosures_case", "enclosures", ["tenant_id", "case_id", "id"])
    op.create_index("ix_enclosures_file", "enclosures", ["tenant_id", "file_id"])
    op.create_index(
        "uq_enclosures_source", "enclosures", ["tenant_id", "case_id", "source_id"], unique=True,
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )  # fmt: skip
