"""Circulars, their ledgers, their receipts, and what a government received from the one above."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0036"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
EVERY = "every in ('daily', 'weekly', 'monthly')"


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    _create_circulars()
    _create_ledger()
    _create_both_sides()
    for table in ("circulars", "circular_receipts", "received_circulars"):
        for statement in protect(table, grants=KEPT):
            op.execute(statement)
    for statement in protect("circular_entries", grants=("select", "insert")):
        op.execute(statement)


def _create_circulars() -> None:
    op.create_table(
        "circulars",
        number("tenant_id"), uuid("id"), text("every"), day("first"), day("last"), text("state"),
        text("number", nullable=True), text("title"), json("parts"), json("figures"), moment("as_of"),
        moment("drafted_at"), uuid("edited_by", nullable=True), uuid("checked_by", nullable=True),
        moment("issued_at", nullable=True), uuid("issued_by", nullable=True), number("version"), number("events"),
        bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_circulars")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_circulars_tenant_id_number")),
        sa.CheckConstraint(EVERY, name=op.f("ck_circulars_every")),
        sa.CheckConstraint("state in ('draft', 'checking', 'approving', 'issued', 'discarded')", name=op.f("ck_circulars_state")),
        sa.CheckConstraint("first <= last", name=op.f("ck_circulars_period")),
        sa.CheckConstraint("checked_by <> edited_by and issued_by <> edited_by", name=op.f("ck_circulars_four_eyes")),
    )  # fmt: skip
    op.create_index(
        "uq_circulars_period", "circulars", ["tenant_id", "every", "first"], unique=True,
        postgresql_where=sa.text("state <> 'discarded'"),
    )  # fmt: skip
    op.create_index("ix_circulars_last", "circulars", ["tenant_id", "last", "id"])
    op.create_index("ix_circulars_state", "circulars", ["tenant_id", "state", "last", "id"])


def _create_ledger() -> None:
    op.create_table(
        "circular_entries",
        number("tenant_id"), uuid("circular_id"), number("seq"), moment("at"), text("act"),
        uuid("account_id", nullable=True), text("role"), json("data"), bytes_of("hash"),
        sa.PrimaryKeyConstraint("tenant_id", "circular_id", "seq", name=op.f("pk_circular_entries")),
        sa.ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"], name=op.f("fk_circular_entries_tenant_id_circular_id")),
    )  # fmt: skip


def _create_both_sides() -> None:
    op.create_table(
        "circular_receipts",
        number("tenant_id"), uuid("circular_id"), number("other_tenant_id"), uuid("other_id"),
        moment("read_at", nullable=True), text("reader", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "circular_id", "other_tenant_id", name=op.f("pk_circular_receipts")),
        sa.ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"], name=op.f("fk_circular_receipts_tenant_id_circular_id")),
    )  # fmt: skip
    op.create_table(
        "received_circulars",
        number("tenant_id"), uuid("id"), number("other_tenant_id"), uuid("other_id"), text("every"), day("first"),
        day("last"), text("number"), text("title"), json("places"), moment("issued_at"), uuid("file_id", nullable=True),
        moment("read_at", nullable=True), uuid("read_by", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_received_circulars")),
        sa.UniqueConstraint("tenant_id", "other_tenant_id", "other_id", name=op.f("uq_received_circulars_tenant_id_other_tenant_id_other_id")),
        sa.ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_received_circulars_tenant_id_file_id")),
        sa.CheckConstraint(EVERY, name=op.f("ck_received_circulars_every")),
    )  # fmt: skip
    op.create_index("ix_received_circulars_issued", "received_circulars", ["tenant_id", "issued_at", "id"])
    op.create_index("ix_received_circulars_file", "received_circulars", ["tenant_id", "file_id"])
