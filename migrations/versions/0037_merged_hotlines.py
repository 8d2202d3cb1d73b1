"""Merged hotlines and their ledgers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0037"
down_revision = "0040"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "merged_hotlines",
        number("tenant_id"), uuid("id"), text("line"), text("name"), text("authority"), uuid("unit_id", nullable=True),
        text("form"), text("state"), text("basis"), day("agreed_on", nullable=True), day("running_from", nullable=True),
        day("merged_on", nullable=True), text("fate", nullable=True), day("redirected_until", nullable=True),
        day("closed_on", nullable=True), number("seats", nullable=True), number("staff", nullable=True),
        text("knowledge", nullable=True), text("note"), moment("planned_at"), uuid("edited_by", nullable=True),
        moment("told_at", nullable=True), number("version"), number("events"), bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_merged_hotlines")),
        sa.ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_merged_hotlines_tenant_id_unit_id")),
        sa.CheckConstraint("form in ('whole', 'doubled', 'branch')", name=op.f("ck_merged_hotlines_form")),
        sa.CheckConstraint("state in ('planned', 'running', 'merged', 'closed', 'dropped')", name=op.f("ck_merged_hotlines_state")),
        sa.CheckConstraint("fate in ('kept', 'redirected')", name=op.f("ck_merged_hotlines_fate")),
        sa.CheckConstraint("knowledge in ('none', 'partly', 'whole')", name=op.f("ck_merged_hotlines_knowledge")),
        sa.CheckConstraint("seats >= 0 and staff >= 0", name=op.f("ck_merged_hotlines_numbers")),
        sa.CheckConstraint("(state in ('merged', 'closed')) <= (merged_on is not null and fate is not null)", name=op.f("ck_merged_hotlines_merged")),
        sa.CheckConstraint("(fate = 'redirected') = (redirected_until is not null)", name=op.f("ck_merged_hotlines_redirected")),
    )  # fmt: skip
    op.create_index(
        "uq_merged_hotlines_line", "merged_hotlines", ["tenant_id", "line"], unique=True,
        postgresql_where=sa.text("state <> 'dropped'"),
    )  # fmt: skip
    op.create_index("ix_merged_hotlines_line", "merged_hotlines", ["tenant_id", "line", "id"])
    op.create_index("ix_merged_hotlines_state", "merged_hotlines", ["tenant_id", "state", "line", "id"])
    op.create_index(
        "ix_merged_hotlines_redirected", "merged_hotlines", ["tenant_id", "redirected_until"],
        postgresql_where=sa.text("state = 'merged' AND told_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "merged_hotline_entries",
        number("tenant_id"), uuid("hotline_id"), number("seq"), moment("at"), text("act"),
        uuid("account_id", nullable=True), text("role"), json("data"), bytes_of("hash"),
        sa.PrimaryKeyConstraint("tenant_id", "hotline_id", "seq", name=op.f("pk_merged_hotline_entries")),
        sa.ForeignKeyConstraint(["tenant_id", "hotline_id"], ["merged_hotlines.tenant_id", "merged_hotlines.id"], name=op.f("fk_merged_hotline_entries_tenant_id_hotline_id")),
    )  # fmt: skip
    for table, grants in (("merged_hotlines", KEPT), ("merged_hotline_entries", ("select", "insert"))):
        for statement in protect(table, grants=grants):
            op.execute(statement)
