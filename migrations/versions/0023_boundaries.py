"""Plans by which boundaries change, and demands that went over to the government that succeeds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0028"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Uuid(), nullable=True)


def upgrade() -> None:
    op.create_table(
        "boundary_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("units", JSONB(), nullable=False),
        sa.Column("counterparts", JSONB(), nullable=False),
        sa.Column("moved", JSONB(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        _moment("drafted_at", nullable=False),
        _account("drafted_by"),
        _moment("approved_at"),
        _account("approved_by"),
        _moment("withdrawn_at"),
        _account("withdrawn_by"),
        _moment("begun_at"),
        _moment("done_at"),
        _moment("undone_at"),
        _account("undone_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_plans")),
        sa.ForeignKeyConstraint(["source_id"], ["tenants.id"], name=op.f("fk_boundary_plans_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["tenants.id"], name=op.f("fk_boundary_plans_target_id")),
        sa.CheckConstraint(
            "kind in ('move', 'split', 'merge', 'convert')", name=op.f("ck_boundary_plans_kind")
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_boundary_plans_two")),
        sa.CheckConstraint("approved_by <> drafted_by", name=op.f("ck_boundary_plans_two_persons")),
        sa.CheckConstraint(
            "begun_at is null or approved_at is not null", name=op.f("ck_boundary_plans_approved")
        ),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON boundary_plans TO hotline_app")
    op.drop_constraint(op.f("ck_cases_origin"), "cases", type_="check")
    op.create_check_constraint(
        op.f("ck_cases_origin"), "cases", "origin in ('live', 'imported', 'withheld', 'moved')"
    )
    op.create_index("ix_cases_area", "cases", ["tenant_id", "area_id", "id"])
